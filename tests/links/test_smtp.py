from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from typing import Any

import pytest
import trustme

from domain.errors import InputError
from domain.failure import Failure
from links.failures import DeliveryUncertain, Stage
from links.smtp import Delivery, Envelope, SmtpPool, log_in
from settings.mail import Server
from tests.links.scripted_smtp import DROP, ScriptedSmtp, scripted

CONTENT = b"Subject: x\r\n\r\nbody\r\n.hidden dot\r\n"
ENVELOPE = Envelope("ana+t1@citizens.example", "desk@town.example", "evidence@citizens.example", CONTENT)


async def delivered(smtp: ScriptedSmtp, marks: list[str] | None = None, **server: object) -> Delivery:
    pool = SmtpPool(smtp.server(**server))
    try:
        return await pool.deliver(ENVELOPE, lambda: (marks if marks is not None else []).append(smtp.verbs()[-1]))
    finally:
        await pool.close()


async def test_the_mark_comes_between_the_recipients_and_the_content():
    marks: list[str] = []
    async with scripted() as smtp:
        delivery = await delivered(smtp, marks)
    assert delivery == Delivery(Stage.CONTENT, 250, "2.0.0 taken")
    assert smtp.verbs() == ["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]
    assert marks == ["RCPT"]
    assert smtp.lines[1].startswith("MAIL FROM:<ana+t1@citizens.example>")
    assert smtp.messages == [CONTENT.replace(b"\r\n.", b"\r\n..")]


@pytest.mark.parametrize(
    ("replies", "failure", "permanent", "stage"),
    [
        ({"RCPT desk": ["550 5.1.1 no such person"]}, Failure.ADDRESS_INVALID, True, Stage.RECIPIENT),
        ({"RCPT desk": ["550 No such user here"]}, Failure.ADDRESS_INVALID, True, Stage.RECIPIENT),
        ({"RCPT desk": ["553 mailbox name not allowed"]}, Failure.ADDRESS_INVALID, True, Stage.RECIPIENT),
        ({"RCPT desk": ["550 5.7.1 go away"]}, Failure.REFUSED, True, Stage.RECIPIENT),
        ({"RCPT desk": ["554 go away"]}, Failure.REFUSED, True, Stage.RECIPIENT),
        ({"RCPT desk": ["552 5.2.2 full"]}, Failure.MAILBOX_FULL, True, Stage.RECIPIENT),
        ({"RCPT desk": ["452 4.2.2 full"]}, Failure.MAILBOX_FULL, False, Stage.RECIPIENT),
        ({"RCPT desk": ["452 full"]}, Failure.MAILBOX_FULL, False, Stage.RECIPIENT),
        ({"RCPT desk": ["452 4.5.3 too many"]}, Failure.DEFERRED, False, Stage.RECIPIENT),
        ({"RCPT desk": ["451 4.7.1 come back later"]}, Failure.DEFERRED, False, Stage.RECIPIENT),
        ({"RCPT desk": ["421 4.3.2 closing"]}, Failure.DEFERRED, False, Stage.RECIPIENT),
        ({"MAIL": ["451 4.7.0 too fast"]}, Failure.RATE_LIMITED, False, Stage.SENDER),
        ({"MAIL": ["550 5.7.1 not your address"]}, Failure.AUTH_ERROR, True, Stage.SENDER),
        ({"MAIL": ["530 5.7.0 authentication required"]}, Failure.AUTH_ERROR, True, Stage.SENDER),
        ({"MAIL": ["552 5.3.4 too big"]}, Failure.CONTENT_REFUSED, True, Stage.SENDER),
        ({"DATA": ["554 5.5.1 no valid recipients"]}, Failure.CONTENT_REFUSED, True, Stage.DATA),
        ({"DATA": [DROP]}, Failure.UNREACHABLE, False, Stage.DATA),
        ({"CONTENT": ["554 5.7.1 spam"]}, Failure.CONTENT_REFUSED, True, Stage.CONTENT),
        ({"CONTENT": ["552 5.3.4 too large"]}, Failure.CONTENT_REFUSED, True, Stage.CONTENT),
        ({"CONTENT": ["550 5.1.1 unknown after all"]}, Failure.ADDRESS_INVALID, True, Stage.CONTENT),
        ({"CONTENT": ["451 4.3.0 try again"]}, Failure.DEFERRED, False, Stage.CONTENT),
        ({"EHLO": [DROP]}, Failure.UNREACHABLE, False, Stage.CONNECT),
        ({"MAIL": [DROP]}, Failure.UNREACHABLE, False, Stage.SENDER),
        ({"RCPT desk": [DROP]}, Failure.UNREACHABLE, False, Stage.SENDER),
        ({"RCPT evidence": [DROP]}, Failure.UNREACHABLE, False, Stage.RECIPIENT),
    ],
)
async def test_what_a_refusal_means(replies, failure, permanent, stage):
    marks: list[str] = []
    async with scripted(replies=replies) as smtp:
        delivery = await delivered(smtp, marks)
    assert (delivery.failure, delivery.permanent, delivery.stage) == (failure, permanent, stage)
    assert bool(marks) == (stage in (Stage.DATA, Stage.CONTENT))


async def test_a_refused_evidence_mailbox_never_blocks():
    async with scripted(replies={"RCPT evidence": ["550 5.1.1 no evidence here"]}) as smtp:
        delivery = await delivered(smtp)
    assert (delivery.failure, delivery.evidence_refused) == (None, "550 5.1.1 no evidence here")
    assert len(smtp.messages) == 1


async def test_a_structure_that_refuses_leaves_nothing_to_the_evidence_mailbox():
    async with scripted(replies={"RCPT desk": ["550 5.1.1 no"]}) as smtp:
        await delivered(smtp)
    assert smtp.verbs() == ["EHLO", "MAIL", "RCPT", "RSET", "QUIT"]


async def test_a_drop_before_the_verdict_is_uncertain():
    async with scripted(replies={"CONTENT": [DROP]}) as smtp:
        with pytest.raises(DeliveryUncertain):
            await delivered(smtp)
    assert len(smtp.messages) == 1


async def test_a_mark_that_cannot_be_made_stops_the_message():
    async with scripted() as smtp:
        pool = SmtpPool(smtp.server())

        def failing() -> None:
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            await pool.deliver(ENVELOPE, failing)
        await pool.close()
    assert smtp.messages == []
    assert "DATA" not in smtp.verbs()


async def test_connections_are_kept_and_used_again():
    async with scripted() as smtp:
        pool = SmtpPool(smtp.server())
        for _ in range(5):
            await pool.deliver(ENVELOPE, lambda: None)
        await pool.close()
    assert (smtp.connections, len(smtp.messages)) == (1, 5)


async def test_a_kept_connection_that_died_is_replaced_before_anything_left():
    async with scripted(replies={"MAIL": ["250 fine", DROP, "250 fine"]}) as smtp:
        pool = SmtpPool(smtp.server())
        assert (await pool.deliver(ENVELOPE, lambda: None)).failure is None
        assert (await pool.deliver(ENVELOPE, lambda: None)).failure is None
        await pool.close()
    assert (smtp.connections, len(smtp.messages)) == (2, 2)


async def test_an_idle_connection_is_asked_before_it_is_used(monkeypatch):
    monkeypatch.setattr("links.smtp.IDLE_SECONDS", -1)
    async with scripted(replies={"NOOP": ["250 here", DROP]}) as smtp:
        pool = SmtpPool(smtp.server())
        for _ in range(3):
            assert (await pool.deliver(ENVELOPE, lambda: None)).failure is None
        await pool.close()
    assert (smtp.connections, len(smtp.messages)) == (2, 3)


async def test_a_cancelled_dialogue_is_not_taken_up_again():
    async with scripted() as smtp:
        pool = SmtpPool(smtp.server())

        def cancel() -> None:
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await pool.deliver(ENVELOPE, cancel)
        assert (await pool.deliver(ENVELOPE, lambda: None)).failure is None
        await pool.close()
    assert smtp.connections == 2


async def test_a_closed_port_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pool = SmtpPool(Server("127.0.0.1", port, "none"))
    delivery = await pool.deliver(ENVELOPE, lambda: None)
    assert (delivery.failure, delivery.permanent, delivery.stage) == (Failure.UNREACHABLE, False, Stage.CONNECT)


async def test_a_server_that_refuses_at_once_is_unreachable():
    async with scripted(banner="554 no service") as smtp:
        delivery = await delivered(smtp)
    assert (delivery.failure, delivery.code, delivery.permanent) == (Failure.UNREACHABLE, 554, False)


async def test_the_town_must_present_its_token_at_each_connection():
    async with scripted(banner="220 town-abc") as smtp:
        assert (await delivered(smtp, sandbox_token="town-abc")).failure is None
        with pytest.raises(InputError):
            await delivered(smtp, sandbox_token="town-xyz")
    assert len(smtp.messages) == 1


async def test_password_and_token_logins():
    async with scripted(extensions=("AUTH PLAIN LOGIN",)) as smtp:
        assert (await delivered(smtp, user="ana", password="pw")).failure is None
    told = next(line for line in smtp.lines if line.startswith("AUTH PLAIN"))
    assert base64.b64decode(told.split()[2]) == b"\0ana\0pw"
    async with scripted(extensions=("AUTH XOAUTH2",)) as smtp:
        assert (await delivered(smtp, user="ana", token="tok")).failure is None
    told = next(line for line in smtp.lines if line.startswith("AUTH XOAUTH2"))
    assert base64.b64decode(told.split()[2]) == b"user=ana\1auth=Bearer tok\1\1"


async def test_a_refused_login_is_ours():
    refusal = {"AUTH": ["535 5.7.8 wrong"]}
    async with scripted(extensions=("AUTH PLAIN",), replies=refusal) as smtp:
        delivery = await delivered(smtp, user="ana", password="pw")
    assert (delivery.failure, delivery.permanent, delivery.stage) == (Failure.AUTH_ERROR, False, Stage.LOGIN)
    async with scripted() as smtp:
        delivery = await delivered(smtp, user="ana", password="pw")
    assert delivery.failure is Failure.AUTH_ERROR


async def test_non_ascii_addresses_need_the_extension():
    envelope = Envelope("ana@citizens.example", "accueil-été@town.example", "", CONTENT)
    async with scripted() as smtp:
        delivery = await SmtpPool(smtp.server()).deliver(envelope, lambda: None)
        assert (delivery.failure, delivery.permanent) == (Failure.UNKNOWN, True)
    async with scripted(extensions=("SMTPUTF8", "8BITMIME")) as smtp:
        pool = SmtpPool(smtp.server())
        assert (await pool.deliver(envelope, lambda: None)).failure is None
        await pool.close()
    assert "SMTPUTF8" in smtp.lines[1] and "accueil-été@town.example" in smtp.lines[2]


async def test_eight_bit_content_is_announced():
    envelope = Envelope("ana@citizens.example", "desk@town.example", "", "Subject: x\r\n\r\né\r\n".encode())
    async with scripted() as smtp:
        pool = SmtpPool(smtp.server())
        await pool.deliver(envelope, lambda: None)
        await pool.close()
    assert "BODY=8BITMIME" in smtp.lines[1]


class Certificates:
    def __init__(self, folder) -> None:
        self.authority = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        self.authority.cert_pem.write_to_path(self.ca_file)

    def context(self, name: str = "127.0.0.1") -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(name).configure_cert(context)
        return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_encrypted_sessions_verify_the_certificate(tmp_path, security):
    certificates = Certificates(tmp_path)

    def options(name: str) -> dict[str, Any]:
        if security == "tls":
            return {"implicit_tls": certificates.context(name)}
        return {"context": certificates.context(name), "extensions": ("STARTTLS",)}

    async with scripted(**options("127.0.0.1")) as smtp:
        good = await delivered(smtp, security=security, ca_file=certificates.ca_file)
        assert (good.failure, len(smtp.messages)) == (None, 1)
        untrusted = await delivered(smtp, security=security)
        assert (untrusted.failure, untrusted.permanent) == (Failure.TLS_ERROR, False)
    async with scripted(**options("other.example")) as smtp:
        misnamed = await delivered(smtp, security=security, ca_file=certificates.ca_file)
        assert misnamed.failure is Failure.TLS_ERROR
        assert smtp.messages == []


async def test_starttls_that_is_not_offered_is_never_done_without():
    async with scripted() as smtp:
        delivery = await delivered(smtp, security="starttls", user="ana", password="pw")
    assert (delivery.failure, smtp.messages) == (Failure.TLS_ERROR, [])
    assert "AUTH" not in smtp.verbs() and "MAIL" not in smtp.verbs()


async def test_log_in_sends_nothing_and_tells_the_size():
    async with scripted() as smtp:
        session, refused = await log_in(smtp.server())
        assert session is not None and refused is None
        assert session.size_limit == 1_000_000
        await session.quit()
    assert smtp.verbs() == ["EHLO", "QUIT"]
