from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact import MailContent
from domain.errors import InputError
from domain.wording import LANGUAGES, explain
from probes.mail_message import build

NOW = datetime(2026, 3, 2, 8, 30, 15, 999, tzinfo=UTC)
CONTENT = MailContent(
    sender_name="Claire Dupont",
    sender_address="claire.dupont+k7x2@citizens.example",
    recipient="accueil@ville.example",
    subject="Demande d'acte de naissance",
    text="Bonjour,\n\nPouvez-vous m'aider ?\n\nClaire Dupont",
    message_id="<a1b2@citizens.example>",
)


def parsed(content: MailContent = CONTENT, now: datetime = NOW, zone: str = "Europe/Paris"):
    return email.message_from_bytes(build(content, now, zone), policy=email.policy.default)


def test_the_headers_are_those_of_a_mail_program_and_no_more():
    message = parsed()
    assert [name for name, _ in message.items()] == [
        "Message-ID", "Date", "From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert str(message["From"]) == "Claire Dupont <claire.dupont+k7x2@citizens.example>"
    assert str(message["Date"]) == "Mon, 02 Mar 2026 09:30:15 +0100"
    assert message["Message-ID"] == "<a1b2@citizens.example>"


def test_the_date_is_that_of_where_the_persona_lives():
    assert str(parsed(zone="Indian/Reunion")["Date"]) == "Mon, 02 Mar 2026 12:30:15 +0400"


def test_a_reminder_stays_in_its_thread():
    ids = tuple(f"<{number}@x.example>" for number in range(30))
    message = parsed(replace(CONTENT, in_reply_to="<29@x.example>", references=ids))
    assert message["In-Reply-To"] == "<29@x.example>"
    kept = str(message["References"]).split()
    assert (kept[0], kept[-1], len(kept)) == ("<0@x.example>", "<29@x.example>", 20)
    assert str(parsed(replace(CONTENT, in_reply_to="<1@x.example>"))["References"]) == "<1@x.example>"


def test_long_identifiers_are_left_whole():
    long = f"<{'x' * 90}@mail.example>"
    message = parsed(replace(CONTENT, in_reply_to=long, references=(long, "<b@x.example>")))
    assert message["In-Reply-To"] == long
    assert str(message["References"]).split() == [long, "<b@x.example>"]


@pytest.mark.parametrize("name", ["Zoé Lefèvre", "O'Brien, Ana", 'Ana "Nana" X', "J. Dupont", "李 明", "", "A\\B"])
def test_any_name_comes_back_as_it_was(name):
    address = parsed(replace(CONTENT, sender_name=name))["From"].addresses[0]
    assert (address.display_name, address.addr_spec) == (name, CONTENT.sender_address)


def test_a_long_name_is_folded_between_characters():
    name = "Éléonore-Maximilienne-Désirée de La Tour d'Auvergne-Lauraguais, née Müller-Åström"
    raw = build(replace(CONTENT, sender_name=name), NOW, "Europe/Paris")
    value = str(email.message_from_bytes(raw)["From"])
    assert max(map(len, value.splitlines())) <= 78 and len(value.splitlines()) > 1
    assert str(make_header(decode_header(value))).startswith(f"{name} <claire")


@given(
    subject=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=200),
    text=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=400),
)
def test_any_subject_and_text_come_back_as_they_were(subject, text):
    raw = build(replace(CONTENT, subject=subject, text=text, html=f"<p>{text}</p>"), NOW, "Europe/Paris")
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Subject"].replace(" ", "") == subject.replace(" ", "")
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


def test_html_comes_with_its_text_and_the_same_bytes_every_time():
    content = replace(CONTENT, html="<p>Été</p>", text="Été")
    assert build(content, NOW, "Europe/Paris") == build(content, NOW, "Europe/Paris")
    message = parsed(content)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_domain_beyond_ascii_is_written_as_the_dns_knows_it():
    assert "accueil@xn--" in str(parsed(replace(CONTENT, recipient="accueil@bénévoles.example"))["To"])


@pytest.mark.parametrize("field", ["sender_name", "sender_address", "recipient", "subject", "message_id"])
@pytest.mark.parametrize("attack", ["\r\nBcc: all@town.example", "\nX: y", "\r", "\x00", "\u2028", "\x85", "\x0b"])
def test_no_value_can_begin_another_header(field, attack):
    value = getattr(CONTENT, field)
    with pytest.raises(InputError) as caught:
        build(replace(CONTENT, **{field: value[:4] + attack + value[4:]}), NOW, "Europe/Paris")
    for language in LANGUAGES:
        assert "{" not in explain(caught.value, language)


@pytest.mark.parametrize(
    "changes",
    [
        {"in_reply_to": "<a@b.example>\r\nBcc: x@y.example"},
        {"references": ("<a@b.example>", "<c@d.example>\nX: y")},
        {"recipient": "a@b.example, c@d.example"},
        {"recipient": "a@b.example> RCPT TO:<c@d.example"},
        {"recipient": "Name <a@b.example>"},
        {"recipient": "nobody"},
        {"recipient": ""},
        {"sender_address": "a@b@c.example"},
        {"message_id": "a1b2@citizens.example"},
        {"message_id": ""},
        {"message_id": "<a@b> <c@d>"},
        {"in_reply_to": "subject"},
        {"text": "a\x00b"},
    ],
)
def test_what_is_not_an_address_or_an_identifier_is_refused(changes):
    with pytest.raises(InputError):
        build(replace(CONTENT, **changes), NOW, "Europe/Paris")
