"""The e-mail channel against a real server: submission with STARTTLS, IMAPS, plus-addressing, OAuth 2."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
import trustme

from collectors.mailbox import MailboxCollector, parse_cursor
from domain.clock import SystemClock
from domain.contact import MailContent, Order
from domain.errors import Unavailable
from domain.failure import Failure
from domain.reply import RawReply
from domain.vocabulary import Channel, DispatchKind
from domain.wording import LANGUAGES
from links.account_checks import check_accounts
from probes.mail import MailProbe
from settings.mail import MailSettings
from tests.outside.dovecot import EVIDENCE, TOKEN, USER, MailWorld

pytestmark = pytest.mark.outside("dovecot")
DESK = "accueil@ville.example"


def order(number: int, settings: MailSettings, recipient: str = DESK) -> Order:
    content = MailContent(
        sender_name="Claire Désirée Dupont",
        sender_address=settings.account("default").reply_address("claire.dupont", f"tag{number}"),
        recipient=recipient,
        subject="Inscription à la bibliothèque",
        text="Bonjour,\n\nComment s'inscrire à la bibliothèque ?\n.\nClaire Dupont",
        message_id=f"<{number}.{datetime.now(UTC).timestamp()}@citizens.example>",  # noqa: TID251 - unique in a shared mailbox
        html="<p>Bonjour,</p>",
    )
    return Order(number, number, Channel.MAIL, DispatchKind.FIRST, "token", "default", content)


def nothing() -> None:
    return None


def everything(collector: MailboxCollector, cursor: str = "") -> tuple[list[RawReply], str]:
    found: list[RawReply] = []
    while True:
        replies, cursor = collector.fetch("default", cursor)
        if not replies:
            return found, cursor
        found += replies


def answer(world: MailWorld, to: str, subject: str = "Re: Inscription") -> None:
    text = f"From: Accueil <{DESK}>\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nBonjour, venez le mardi.\r\n"
    world.relay.deliver(DESK, [to], text.encode())


async def test_a_message_goes_out_and_its_answer_comes_in(mail_world):
    settings = mail_world.settings()
    sender, collector = MailProbe(settings, SystemClock()), MailboxCollector(settings)
    _, cursor = everything(collector)
    asked = order(1, settings)
    before = SystemClock().now()
    receipt = await sender.send(asked, nothing)
    assert (receipt.failure, receipt.facts.get("evidence_refused")) == (None, None)

    envelope_sender, recipients, content = mail_world.relay.away[-1]
    assert (envelope_sender, recipients) == ("citizens+tag1@citizens.example", [DESK])
    received = message_from_bytes(content)
    assert received["Message-ID"] == asked.mail.message_id
    assert EVIDENCE not in content.decode()
    assert b"\r\n.\r\nClaire" in received.get_payload(0).get_payload(decode=True).replace(b"\r\r", b"\r")  # type: ignore[union-attr]

    answer(mail_world, "citizens+tag1@citizens.example")
    replies, _ = everything(collector, cursor)
    assert len(replies) == 1
    assert message_from_bytes(replies[0].raw)["Delivered-To"] == "citizens+tag1@citizens.example"
    assert before - timedelta(seconds=2) <= replies[0].arrived_at <= SystemClock().now() + timedelta(seconds=2)
    await sender.close()
    collector.close()


async def test_the_evidence_mailbox_proves_what_left(mail_world):
    settings = mail_world.settings()
    sender = MailProbe(settings, SystemClock())
    asked = order(2, settings)
    assert await sender.find(asked) is None
    await sender.send(asked, nothing)
    found = await sender.find(asked)
    assert found is not None and found.reference == asked.mail.message_id
    assert abs(found.at - SystemClock().now()) < timedelta(seconds=10)
    await sender.close()


async def test_a_structure_that_does_not_exist_is_a_result(mail_world):
    settings = mail_world.settings()
    mail_world.relay.refused["personne@ville.example"] = "550 5.1.1 no such person"
    sender = MailProbe(settings, SystemClock())
    receipt = await sender.send(order(3, settings, "personne@ville.example"), nothing)
    assert (receipt.failure, receipt.permanent) == (Failure.ADDRESS_INVALID, True)
    assert (await sender.send(order(4, settings), nothing)).failure is None
    await sender.close()


async def test_tokens_open_both_sides(mail_world):
    token = {"SMTP_PASSWORD": "", "SMTP_XOAUTH2_TOKEN": TOKEN, "IMAP_PASSWORD": "", "IMAP_XOAUTH2_TOKEN": TOKEN}
    assert all(result.ok for result in await check_accounts(mail_world.settings(**token)))
    expired = token | {"SMTP_XOAUTH2_TOKEN": "expired", "IMAP_XOAUTH2_TOKEN": "expired"}
    settings = mail_world.settings(**expired)
    sending, receiving, evidence, _ = await check_accounts(settings)
    assert (sending.ok, receiving.ok, evidence.ok) == (False, False, True)
    assert (await MailProbe(settings, SystemClock()).send(order(5, settings), nothing)).failure is Failure.AUTH_ERROR


async def test_check_says_what_works_and_sends_nothing(mail_world):
    before = len(mail_world.relay.away)
    results = await check_accounts(mail_world.settings())
    assert [result.ok for result in results] == [True, True, True, True]
    assert len(mail_world.relay.away) == before
    for language in LANGUAGES:
        texts = [result.what(language) + result.detail(language) for result in results]
        assert not any("{" in text or "Message(" in text for text in texts)
    assert f"{USER.split('@', maxsplit=1)[0]}+" in results[-1].detail("en")


@pytest.mark.parametrize(
    ("changes", "ok", "words"),
    [
        ({"SMTP_PASSWORD": "wrong"}, [False, True, True], "login refused"),
        ({"IMAP_PASSWORD": "wrong"}, [True, False, True], "refuses the user name or password"),
        ({"IMAP_FOLDERS": "INBOX,Nowhere"}, [True, False, True], "Nowhere cannot be opened; existing folders: "),
        ({"CA_FILE": ""}, [False, False, False], "encrypted connection"),
        ({"SMTP_HOST": "127.0.0.2"}, [False, True, True], "server unreachable"),
    ],
)
async def test_check_says_what_does_not_work(mail_world, changes, ok, words):
    results = await check_accounts(mail_world.settings(**changes))
    assert [result.ok for result in results[:3]] == ok
    assert any(
        words in result.detail("en").replace("Junk, INBOX", "INBOX, Junk") for result in results if not result.ok
    )


async def test_a_certificate_of_another_authority_stops_everything(mail_world, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    settings = mail_world.settings(CA_FILE=str(other))
    receipt = await MailProbe(settings, SystemClock()).send(order(6, settings), nothing)
    assert (receipt.failure, receipt.permanent) == (Failure.TLS_ERROR, False)
    with pytest.raises(Unavailable) as caught:
        MailboxCollector(settings).fetch("default", "")
    assert caught.value.message.code == "imap_tls"
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)


async def test_a_wrong_password_never_sends(mail_world):
    settings = mail_world.settings(SMTP_PASSWORD="wrong", IMAP_PASSWORD="wrong")
    before = len(mail_world.relay.away)
    receipt = await MailProbe(settings, SystemClock()).send(order(7, settings), nothing)
    assert (receipt.failure, receipt.permanent) == (Failure.AUTH_ERROR, False)
    with pytest.raises(Unavailable) as caught:
        MailboxCollector(settings).fetch("default", "")
    assert caught.value.message.code == "imap_login_refused"
    assert len(mail_world.relay.away) == before


def test_starttls_serves_imap_too(mail_world):
    settings = mail_world.settings(IMAP_PORT=str(mail_world.ports["imap"]), IMAP_SECURITY="starttls")
    collector = MailboxCollector(settings)
    everything(collector)
    collector.close()


def test_flags_stay_as_they_were(mail_world):
    answer(mail_world, "citizens+flags@citizens.example")
    collector = MailboxCollector(mail_world.settings())
    everything(collector)
    collector.close()
    assert mail_world.doveadm("search", "-u", USER, "mailbox", "INBOX", "SEEN").strip() == ""


def test_a_renumbered_mailbox_is_read_again(mail_world):
    collector = MailboxCollector(mail_world.settings(IMAP_FOLDERS="INBOX"))
    answer(mail_world, "citizens+renumbered@citizens.example")
    first, cursor = everything(collector)
    validity, _ = parse_cursor(cursor)["INBOX"]
    mail_world.doveadm("mailbox", "update", "-u", USER, "--uid-validity", str(validity + 1), "INBOX")
    again, cursor = everything(collector, cursor)
    assert parse_cursor(cursor)["INBOX"][0] == validity + 1
    assert sorted(reply.raw for reply in again) == sorted(reply.raw for reply in first)
    assert not {reply.key for reply in again} & {reply.key for reply in first}
    collector.close()


def test_a_message_removed_while_reading_is_passed_over(mail_world, monkeypatch):
    collector = MailboxCollector(mail_world.settings())
    _, cursor = everything(collector)
    monkeypatch.setattr("collectors.mailbox.MOST_MESSAGES", 1)
    for number in range(3):
        answer(mail_world, "citizens+removed@citizens.example", f"number {number}")
    (first,), cursor = collector.fetch("default", cursor)
    mail_world.doveadm("expunge", "-u", USER, "mailbox", "INBOX", "SUBJECT", "number 1")
    rest: list[RawReply] = []
    for _ in range(3):
        replies, cursor = collector.fetch("default", cursor)
        rest += replies
    assert [message_from_bytes(reply.raw)["Subject"] for reply in (first, *rest)] == ["number 0", "number 2"]
    collector.close()


def test_a_spam_folder_is_read_under_its_own_keys(mail_world):
    collector = MailboxCollector(mail_world.settings())
    answer(mail_world, "citizens+spam@citizens.example", "to be moved")
    _, cursor = everything(collector)
    mail_world.doveadm("move", "-u", USER, "Junk", "mailbox", "INBOX", "SUBJECT", "to be moved")
    replies, _ = everything(collector, cursor)
    assert len(replies) == 1 and replies[0].key.endswith(":Junk")
    collector.close()


def test_a_large_message_comes_whole(mail_world):
    collector = MailboxCollector(mail_world.settings())
    _, cursor = everything(collector)
    lines = (b"x" * 900 + b"\r\n") * 6000
    mail_world.relay.deliver(DESK, [USER], b"Subject: large\r\n\r\n" + lines)
    (reply,), _ = everything(collector, cursor)
    assert reply.raw.endswith(lines)
    collector.close()
