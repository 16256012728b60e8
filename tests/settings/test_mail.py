from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.errors import BarometerError, InputError, NotConfigured
from domain.wording import LANGUAGES, explain
from settings.environment import Environment
from settings.mail import is_loopback, load_mail_settings

ROOT = Path(__file__).parents[2]
GOOD = {
    "BAROMETER_SMTP_HOST": "smtp.example.org",
    "BAROMETER_SMTP_USER": "citizens",
    "BAROMETER_SMTP_PASSWORD": "s3cret-one",
    "BAROMETER_IMAP_HOST": "imap.example.org",
    "BAROMETER_IMAP_USER": "citizens",
    "BAROMETER_IMAP_PASSWORD": "s3cret-two",
    "BAROMETER_MAIL_DOMAIN": "citizens.example.org",
}


def loaded(**changes: str):
    values = GOOD | {f"BAROMETER_{name}": value for name, value in changes.items()}
    return load_mail_settings(Environment({name: value for name, value in values.items() if value}))


def fault_of(**changes: str) -> InputError:
    with pytest.raises(InputError) as caught:
        loaded(**changes)
    return caught.value


def test_the_usual_ports_follow_from_the_security():
    account = loaded().accounts["default"]
    assert (account.smtp.port, account.smtp.security) == (587, "starttls")
    assert (account.imap.port, account.imap.security) == (993, "tls")
    assert loaded(SMTP_SECURITY="tls").accounts["default"].smtp.port == 465
    assert loaded(IMAP_SECURITY="starttls").accounts["default"].imap.port == 143


def test_everything_missing_is_named_at_once():
    with pytest.raises(NotConfigured) as caught:
        load_mail_settings(Environment({}))
    assert caught.value.message.params["names"] == (
        "BAROMETER_SMTP_HOST, BAROMETER_SMTP_USER, BAROMETER_SMTP_PASSWORD, BAROMETER_IMAP_HOST, "
        "BAROMETER_IMAP_USER, BAROMETER_IMAP_PASSWORD, BAROMETER_MAIL_DOMAIN"
    )


@pytest.mark.parametrize("name", sorted(GOOD))
def test_one_missing_is_named_alone(name):
    with pytest.raises(NotConfigured) as caught:
        loaded(**{name.removeprefix("BAROMETER_"): ""})
    assert caught.value.message.params == {"names": name}


def test_plus_addressing_needs_the_mailbox_or_a_domain():
    with pytest.raises(NotConfigured) as caught:
        loaded(REPLY_STYLE="plus", MAIL_DOMAIN="")
    assert caught.value.message.params == {"names": "BAROMETER_MAIL_ADDRESS"}
    assert loaded(REPLY_STYLE="plus").accounts["default"].reply_address("ana", "k7x2") == (
        "ana+k7x2@citizens.example.org"
    )


def test_reply_addresses_and_the_evidence_address_that_follows_from_them():
    catchall = loaded().accounts["default"]
    assert catchall.reply_address("claire.dupont", "k7x2") == "claire.dupont.k7x2@citizens.example.org"
    assert catchall.evidence_address == "evidence@citizens.example.org"
    plus = loaded(REPLY_STYLE="plus", MAIL_DOMAIN="", MAIL_ADDRESS="ana@example.net").accounts["default"]
    assert plus.reply_address("claire", "k7x2") == "ana+k7x2@example.net"
    assert plus.evidence_address == "ana+evidence@example.net"
    assert plus.domain == "example.net"


@pytest.mark.parametrize(
    ("changes", "code", "variable"),
    [
        ({"SMTP_SECURITY": "none"}, "mail_security_none", "SMTP_SECURITY"),
        ({"IMAP_SECURITY": "none"}, "mail_security_none", "IMAP_SECURITY"),
        ({"SMTP_SECURITY": "ssl"}, "setting_not_choice", "SMTP_SECURITY"),
        ({"SMTP_PORT": "smtp"}, "setting_not_number", "SMTP_PORT"),
        ({"IMAP_PORT": "99999"}, "mail_port_odd", "IMAP_PORT"),
        ({"REPLY_STYLE": "minus"}, "setting_not_choice", "REPLY_STYLE"),
        ({"EVIDENCE_ADDRESS": "nobody"}, "mail_address_odd", "EVIDENCE_ADDRESS"),
        ({"MAIL_ADDRESS": "a+b@example.org"}, "mail_address_tagged", "MAIL_ADDRESS"),
        ({"MAIL_DOMAIN": "a@example.org"}, "mail_domain_odd", "MAIL_DOMAIN"),
        ({"MAIL_RATE_PER_HOUR": "0"}, "setting_not_number", "MAIL_RATE_PER_HOUR"),
        ({"MAIL_TIMEZONE": "Paris"}, "mail_timezone_odd", "MAIL_TIMEZONE"),
        ({"CA_FILE": "/no/such/file"}, "mail_ca_file_missing", "CA_FILE"),
        ({"SMTP_XOAUTH2_TOKEN": "t"}, "mail_two_secrets", "SMTP_XOAUTH2_TOKEN"),
        ({"SMTP_PASSWORD_FILE": "/no/such/file"}, "setting_file_unreadable", "SMTP_PASSWORD_FILE"),
        ({"MAIL_ACCOUNTS": "a b"}, "mail_account_name_odd", "MAIL_ACCOUNTS"),
    ],
)
def test_an_odd_value_is_refused_and_named(changes, code, variable):
    fault = fault_of(**changes)
    assert (fault.message.code, fault.place.column) == (code, f"BAROMETER_{variable}")
    for language in LANGUAGES:
        assert "{" not in explain(fault, language)


def test_all_odd_values_are_told_together():
    fault = fault_of(SMTP_PORT="x", IMAP_SECURITY="none")
    assert [other.message.code for other in (fault, *fault.others)] == ["setting_not_number", "mail_security_none"]


def test_no_encryption_and_no_login_are_for_this_machine_only():
    account = loaded(SMTP_HOST="127.0.0.1", SMTP_SECURITY="none", SMTP_USER="", SMTP_PASSWORD="").accounts["default"]
    assert account.smtp.user == ""


def test_a_relay_may_know_us_by_our_address():
    assert loaded(SMTP_PORT="25", SMTP_USER="", SMTP_PASSWORD="").accounts["default"].smtp.user == ""


def test_secrets_stay_out_of_repr(tmp_path):
    settings = loaded(SMTP_PASSWORD="", SMTP_XOAUTH2_TOKEN="t0ken", SANDBOX_TOKEN="town-9")
    assert not re.search("s3cret|t0ken|town-9", repr(settings))


def test_secrets_come_from_files_and_a_token_is_read_anew(tmp_path):
    path = tmp_path / "token"
    path.write_text("first\n")
    smtp = loaded(SMTP_PASSWORD="", SMTP_XOAUTH2_TOKEN_FILE=str(path)).accounts["default"].smtp
    assert smtp.uses_token and smtp.access_token() == "first"
    path.write_text("second\n")
    assert smtp.access_token() == "second"
    path.unlink()
    with pytest.raises(InputError):
        smtp.access_token()


def test_several_accounts_share_what_they_do_not_state():
    settings = loaded(
        MAIL_ACCOUNTS="north, south",
        SOUTH_SMTP_HOST="smtp.south.example",
        SOUTH_MAIL_RATE_PER_HOUR="7",
        NORTH_IMAP_FOLDERS="INBOX,Junk",
    )
    north, south = settings.accounts["north"], settings.accounts["south"]
    assert (north.smtp.host, south.smtp.host) == ("smtp.example.org", "smtp.south.example")
    assert (north.rate_per_hour, south.rate_per_hour) == (60, 7)
    assert (north.folders, south.folders) == (("INBOX", "Junk"), ("INBOX",))


def test_what_one_of_several_accounts_lacks_is_named_with_its_prefix():
    with pytest.raises(NotConfigured) as caught:
        loaded(MAIL_ACCOUNTS="north,south", NORTH_SMTP_HOST="smtp.north.example", SMTP_HOST="")
    assert caught.value.message.params == {"names": "BAROMETER_SOUTH_SMTP_HOST"}


def test_an_unknown_account_is_told_with_those_there_are():
    with pytest.raises(NotConfigured) as caught:
        loaded().account("x")
    assert caught.value.message.params == {"name": "x", "names": "default"}


def test_the_evidence_mailbox_may_be_elsewhere():
    account = loaded(EVIDENCE_IMAP_USER="proof", EVIDENCE_IMAP_PASSWORD="p").accounts["default"]
    assert account.evidence_imap.user == "proof"
    assert account.evidence_imap.where == account.imap.where
    same = loaded(IMAP_FOLDERS="INBOX,Spam").accounts["default"]
    assert (same.evidence_imap, same.evidence_folders) == (same.imap, ("INBOX", "Spam"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("localhost.example.org", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("smtp.example.org", False),
        ("", False),
    ],
)
def test_loopback_is_told_without_looking_names_up(host, expected):
    assert is_loopback(host) is expected


def test_every_variable_is_documented():
    read = set()
    source = (ROOT / "settings" / "mail.py").read_text("utf-8")
    read |= set(re.findall(r'"(BAROMETER_[A-Z0-9_]+)"', source))
    suffixes = set(
        re.findall(r'self\.(?:_text|_has|_choice|_number|_address|_secret|_variable)\(\s*"([A-Z0-9_]+)"', source)
    )
    read |= {f"BAROMETER_{suffix}" for suffix in suffixes}
    parts = set(re.findall(r'\{kind\}_([A-Z0-9_]+)"', source))
    read |= {f"BAROMETER_{kind}_{part}" for kind in ("SMTP", "IMAP", "EVIDENCE_IMAP") for part in parts}
    assert {"BAROMETER_SMTP_HOST", "BAROMETER_MAIL_ADDRESS", "BAROMETER_EVIDENCE_IMAP_FOLDERS"} <= read
    text = (ROOT / "docs" / "accounts.md").read_text("utf-8")
    assert sorted(name for name in read if not re.search(rf"`{name}\b", text)) == []


def test_every_fault_speaks_both_languages():
    for changes in ({"SMTP_HOST": ""}, {"SMTP_PORT": "x"}):
        with pytest.raises(BarometerError) as caught:
            loaded(**changes)
        texts = [explain(caught.value, language) for language in LANGUAGES]
        assert len(set(texts)) == 2
