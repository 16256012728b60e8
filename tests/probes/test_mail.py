from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.clock import FrozenClock
from domain.contact import MailContent, Order
from domain.errors import InputError, NotConfigured, Unavailable
from domain.failure import Failure
from domain.ports import Probe
from domain.vocabulary import Channel, DispatchKind
from links.failures import DeliveryUncertain
from probes.mail import MailProbe
from settings.mail import MailSettings, Server
from tests.collectors.tiny_imap import TinyFolder, account_of, tiny_imap
from tests.links.scripted_smtp import DROP, scripted

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
NOWHERE = Server("127.0.0.1", 1, "none")
CONTENT = MailContent(
    sender_name="Claire Dupont",
    sender_address="claire.k7x2@citizens.example",
    recipient="accueil@ville.example",
    subject="Une question",
    text="Bonjour",
    message_id="<a1b2@citizens.example>",
)


def order(**changes: object) -> Order:
    content = replace(CONTENT, **changes)  # type: ignore[arg-type]
    return Order(1, 2, Channel.MAIL, DispatchKind.FIRST, "token", "default", content)


def probe(smtp: Server, imap: Server = NOWHERE, folders: tuple[str, ...] = ("INBOX",)) -> MailProbe:
    made: Probe = MailProbe(MailSettings({"default": account_of(imap, folders, smtp)}), FrozenClock(NOW))
    assert isinstance(made, MailProbe)
    return made


def nothing() -> None:
    return None


async def test_it_sends_from_the_reply_address_to_the_structure_and_the_evidence_mailbox():
    async with scripted() as smtp:
        sender = probe(smtp.server())
        receipt = await sender.send(order(), nothing)
        await sender.close()
    assert (receipt.failure, receipt.reference, receipt.at) == (None, CONTENT.message_id, NOW)
    assert receipt.detail == "250 2.0.0 taken"
    assert [line for line in smtp.lines if line.startswith("RCPT")] == [
        "RCPT TO:<accueil@ville.example>",
        "RCPT TO:<evidence@citizens.example>",
    ]
    assert smtp.lines[1].startswith("MAIL FROM:<claire.k7x2@citizens.example>")
    # the structure sees nothing of the evidence mailbox
    assert b"evidence" not in smtp.messages[0]


@pytest.mark.parametrize(
    ("reply", "failure", "permanent"),
    [
        ("550 5.1.1 unknown", Failure.ADDRESS_INVALID, True),
        ("451 4.7.1 greylisted", Failure.DEFERRED, False),
        ("452 4.2.2 full", Failure.MAILBOX_FULL, False),
    ],
)
async def test_a_structure_that_refuses_is_a_receipt(reply, failure, permanent):
    async with scripted(replies={"RCPT accueil": [reply]}) as smtp:
        sender = probe(smtp.server())
        receipt = await sender.send(order(), nothing)
        await sender.close()
    assert (receipt.failure, receipt.permanent, receipt.detail) == (failure, permanent, reply)
    assert receipt.facts == {"smtp_stage": "recipient", "smtp_code": int(reply[:3])}


async def test_a_relay_that_is_down_may_be_tried_again():
    receipt = await probe(NOWHERE).send(order(), nothing)
    assert (receipt.failure, receipt.permanent) == (Failure.UNREACHABLE, False)


async def test_a_refused_evidence_mailbox_is_a_fact():
    async with scripted(replies={"RCPT evidence": ["550 no"]}) as smtp:
        sender = probe(smtp.server())
        receipt = await sender.send(order(), nothing)
        await sender.close()
    assert (receipt.failure, receipt.facts["evidence_refused"]) == (None, "550 no")


async def test_what_is_lost_in_the_middle_is_neither_sent_nor_retried():
    async with scripted(replies={"CONTENT": [DROP]}) as smtp:
        with pytest.raises(DeliveryUncertain) as caught:
            await probe(smtp.server()).send(order(), nothing)
    assert not isinstance(caught.value, Unavailable)


async def test_a_header_injection_leaves_before_a_connection_is_made():
    async with scripted() as smtp:
        with pytest.raises(InputError):
            await probe(smtp.server()).send(order(subject="a\r\nBcc: b@c.example"), nothing)
    assert smtp.connections == 0


async def test_an_unknown_account_is_not_configured():
    with pytest.raises(NotConfigured):
        await probe(NOWHERE).send(replace(order(), account="other"), nothing)


async def test_many_at_once_share_two_connections():
    async with scripted() as smtp:
        sender = probe(smtp.server())
        orders = [order(message_id=f"<{number}@citizens.example>") for number in range(40)]
        receipts = await asyncio.gather(*(sender.send(one, nothing) for one in orders))
        await sender.close()
    assert {receipt.failure for receipt in receipts} == {None}
    assert (smtp.connections, len(smtp.messages)) == (2, 40)
    assert len({receipt.reference for receipt in receipts}) == 40


async def test_the_evidence_mailbox_proves_sending_by_the_exact_identifier():
    with tiny_imap(folders={"INBOX": TinyFolder(), "Sent": TinyFolder()}) as tiny:
        tiny.folders["INBOX"].add(b"Message-ID: <a1b2@citizens.example.org>\r\n\r\n")
        tiny.folders["INBOX"].add(b"In-Reply-To: <a1b2@citizens.example>\r\nMessage-ID: <z@y>\r\n\r\n")
        sender = probe(NOWHERE, tiny.server(), ("INBOX", "Sent"))
        assert await sender.find(order()) is None
        tiny.folders["Sent"].add(b"Message-ID: <a1b2@citizens.example>\r\n\r\n", "02-Mar-2026 09:31:00 +0100")
        receipt = await sender.find(order())
        assert receipt is not None
        assert (receipt.at, receipt.failure) == (datetime(2026, 3, 2, 8, 31, tzinfo=UTC), None)
        assert tiny.connections == 1
        tiny.drop_at["EXAMINE"] = 1
        assert await sender.find(order()) is not None
        assert tiny.connections == 2
        await sender.close()


async def test_an_evidence_mailbox_that_cannot_be_read_is_unavailable():
    with pytest.raises(Unavailable):
        await probe(NOWHERE).find(order())
