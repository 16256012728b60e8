"""SMTP sessions: one message at a time, cut between RCPT and DATA so that a mark can be made durable there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from domain.errors import InputError
from domain.failure import Failure
from links.failures import SMTP_ERRORS, DeliveryUncertain, Stage, failure_of, failure_of_reply
from links.tls import client_context
from settings.mail import Server

CONNECT_TIMEOUT = 30.0
COMMAND_TIMEOUT = 300.0
"""Seconds a server may take to answer a command (RFC 5321 section 4.5.3.2)."""
CONTENT_TIMEOUT = 600.0
"""Seconds it may take to give its verdict on the content (same section)."""
IDLE_SECONDS = 20.0
"""A session left alone for longer is asked NOOP before it is used again."""


@dataclass(frozen=True)
class Delivery:
    """What one transaction gave; without `failure` the server took charge of the message.

    `code` and `text` are the server's reply, 0 when there was none. `evidence_refused` is its reply about the evidence
    mailbox when only that one was refused.
    """

    stage: Stage
    code: int = 0
    text: str = ""
    failure: Failure | None = None
    permanent: bool = False
    evidence_refused: str = ""


@dataclass(frozen=True)
class Envelope:
    """Who it is from and for, and the bytes, with CRLF line ends and not yet dot-stuffed."""

    sender: str
    recipient: str
    evidence: str
    content: bytes


class _Refused(Exception):
    """Ends a transaction with a result; never leaves this module."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.text)
        self.delivery = delivery


def _refusal(code: int, text: str, stage: Stage) -> _Refused:
    failure, permanent = failure_of_reply(code, text, stage)
    return _Refused(Delivery(stage, code, text, failure, permanent))


def _lost(error: BaseException, stage: Stage) -> _Refused:
    return _Refused(Delivery(stage, 0, str(error) or type(error).__name__, failure_of(error)))


class SmtpSession:
    """One connection, logged in; used for one transaction at a time."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.banner = ""
        self.used_at = 0.0
        self.transactions = 0
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=False,
            tls_context=client_context(server.ca_file) if server.security != "none" else None,
            timeout=CONNECT_TIMEOUT,
            # the machine's own name would tell every structure who writes (RFC 5321 allows an address literal)
            local_hostname="[127.0.0.1]",
        )

    @property
    def connected(self) -> bool:
        return self._client.is_connected

    def supports(self, extension: str) -> bool:
        return self._client.supports_extension(extension)

    @property
    def size_limit(self) -> int:
        """Bytes the server takes (RFC 1870), 0 when it does not say."""
        limit = self._client.esmtp_extensions.get("size", "").strip()
        return int(limit) if limit.isdigit() else 0

    async def connect(self) -> None:
        """Connect, upgrade and log in; raises `_Refused`."""
        try:
            self.banner = (await self._client.connect()).message
            if self.server.sandbox_token and self.server.sandbox_token not in self.banner:
                raise InputError("endpoint_not_sandbox", where=self.server.where)
            await self._client.ehlo()
            if self.server.security == "starttls":
                await self._upgrade()
        except aiosmtplib.SMTPResponseException as error:
            self.abandon()
            raise _Refused(Delivery(Stage.CONNECT, error.code, error.message, failure_of(error))) from error
        except SMTP_ERRORS as error:
            self.abandon()
            raise _lost(error, Stage.CONNECT) from error
        except BaseException:
            self.abandon()
            raise
        await self._log_in()
        self._client.timeout = COMMAND_TIMEOUT

    async def _upgrade(self) -> None:
        if not self.supports("starttls"):
            raise _Refused(Delivery(Stage.CONNECT, 0, "STARTTLS is not offered", Failure.TLS_ERROR))
        await self._client.starttls()
        await self._client.ehlo()

    async def _log_in(self) -> None:
        if not self.server.user:
            return
        try:
            if not self.supports("auth"):
                raise _Refused(Delivery(Stage.LOGIN, 0, "AUTH is not offered", Failure.AUTH_ERROR))
            if self.server.uses_token:
                await self._client.auth_xoauth2(self.server.user, self.server.access_token())
            else:
                await self._client.login(self.server.user, self.server.password)
        except aiosmtplib.SMTPAuthenticationError as error:
            self.abandon()
            raise _Refused(Delivery(Stage.LOGIN, error.code, error.message, Failure.AUTH_ERROR)) from error
        except SMTP_ERRORS as error:
            self.abandon()
            raise _lost(error, Stage.LOGIN) from error
        except BaseException:
            self.abandon()
            raise

    async def deliver(self, envelope: Envelope, before_data: Callable[[], None]) -> Delivery:
        """Hand one message over; `before_data` returns after the structure's RCPT was taken and before DATA.

        Raises DeliveryUncertain when the connection is lost while the content leaves, and whatever `before_data`
        raises.
        """
        self.transactions += 1
        evidence_refused = await self._open_envelope(envelope)
        try:
            before_data()
        except BaseException:
            await self._reset()
            raise
        delivery = await self._hand_over(envelope.content)
        return replace(delivery, evidence_refused=evidence_refused)

    async def _open_envelope(self, envelope: Envelope) -> str:
        options, encoding = self._mail_options(envelope)
        try:
            await self._client.mail(envelope.sender, options=options, encoding=encoding)
            await self._client.rcpt(envelope.recipient, encoding=encoding)
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused) as error:
            stage = Stage.SENDER if isinstance(error, aiosmtplib.SMTPSenderRefused) else Stage.RECIPIENT
            await self._reset()
            raise _refusal(error.code, error.message, stage) from error
        except SMTP_ERRORS as error:
            self.abandon()
            raise _lost(error, Stage.SENDER) from error
        if not envelope.evidence:
            return ""
        try:
            await self._client.rcpt(envelope.evidence, encoding=encoding)
        except aiosmtplib.SMTPRecipientRefused as error:
            return f"{error.code} {error.message}"
        except SMTP_ERRORS as error:
            self.abandon()
            raise _lost(error, Stage.RECIPIENT) from error
        return ""

    def _mail_options(self, envelope: Envelope) -> tuple[list[str], str]:
        options: list[str] = []
        encoding = "ascii"
        if not (envelope.sender + envelope.recipient).isascii():
            if not self.supports("smtputf8"):
                text = "SMTPUTF8 is not offered"
                raise _Refused(Delivery(Stage.SENDER, 0, text, Failure.UNKNOWN, permanent=True))
            options.append("SMTPUTF8")
            encoding = "utf-8"
        if not envelope.content.isascii() and self.supports("8bitmime"):
            options.append("BODY=8BITMIME")
        if self.supports("size"):
            options.append(f"SIZE={len(envelope.content)}")
        return options, encoding

    async def _hand_over(self, content: bytes) -> Delivery:
        try:
            reply = await self._client.execute_command(b"DATA")
        except SMTP_ERRORS as error:
            # the server cannot act on a message of which it has not seen a byte
            raise _lost(error, Stage.DATA) from error
        if reply.code != 354:
            await self._reset()
            raise _refusal(reply.code, reply.message, Stage.DATA)
        try:
            protocol = self._write(content)
        except SMTP_ERRORS as error:
            raise _lost(error, Stage.DATA) from error
        try:
            reply = await protocol.read_response(timeout=CONTENT_TIMEOUT)
        except BaseException as error:
            self.abandon()
            if isinstance(error, SMTP_ERRORS):
                raise DeliveryUncertain("mail_uncertain", where=self.server.where, why=str(error)) from error
            raise
        if not 200 <= reply.code <= 299:
            raise _refusal(reply.code, reply.message, Stage.CONTENT)
        return Delivery(Stage.CONTENT, reply.code, reply.message)

    def _write(self, content: bytes) -> SMTPProtocol:
        """Give the content to the transport; an error means that not one byte of it was given."""
        protocol = self._client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        stuffed = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
        protocol.write(stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"))
        return protocol

    async def _reset(self) -> None:
        """Forget the envelope; a session that cannot is not used again."""
        try:
            await self._client.rset()
        except SMTP_ERRORS:
            self.abandon()

    async def alive(self) -> bool:
        """Ask NOOP."""
        try:
            await self._client.noop(timeout=CONNECT_TIMEOUT)
        except SMTP_ERRORS:
            self.abandon()
        return self.connected

    def abandon(self) -> None:
        """Close without a word."""
        self._client.close()

    async def quit(self) -> None:
        """Take leave, and close whatever the server says."""
        try:
            if self.connected:
                await self._client.quit(timeout=5)
        except SMTP_ERRORS:
            pass
        finally:
            self.abandon()


class SmtpPool:
    """At most `size` sessions with one server, kept open between messages."""

    def __init__(self, server: Server, size: int = 2) -> None:
        self.server = server
        self._room = asyncio.Semaphore(size)
        self._idle: list[SmtpSession] = []

    async def deliver(self, envelope: Envelope, before_data: Callable[[], None]) -> Delivery:
        """Deliver over a session of the pool; see `SmtpSession.deliver`.

        A kept session that turns out to be dead before `before_data` is replaced once: nothing had left.
        """
        marked = False

        def mark() -> None:
            nonlocal marked
            marked = True
            before_data()

        async with self._room:
            while True:
                session, kept = None, False
                try:
                    session, kept = await self._take()
                    delivery = await session.deliver(envelope, mark)
                except _Refused as refused:
                    delivery = refused.delivery
                    gone = delivery.code in (0, 421) and delivery.failure is not Failure.UNKNOWN
                    if kept and gone and not marked:
                        if session is not None:
                            session.abandon()
                        continue
                except BaseException:
                    # cut short in the middle of a dialogue: its next reply would be taken for another's
                    if session is not None:
                        session.abandon()
                    raise
                self._give_back(session)
                return delivery

    async def _take(self) -> tuple[SmtpSession, bool]:
        now = asyncio.get_running_loop().time()
        while self._idle:
            session = self._idle.pop()
            if session.connected and (now - session.used_at < IDLE_SECONDS or await session.alive()):
                return session, True
        session = SmtpSession(self.server)
        await session.connect()
        return session, False

    def _give_back(self, session: SmtpSession | None) -> None:
        if session is not None and session.connected:
            session.used_at = asyncio.get_running_loop().time()
            self._idle.append(session)

    async def close(self) -> None:
        """Take leave of every kept session."""
        while self._idle:
            await self._idle.pop().quit()


async def log_in(server: Server) -> tuple[SmtpSession | None, Delivery | None]:
    """Open a session and send nothing: return it, or else what was refused."""
    session = SmtpSession(server)
    try:
        await session.connect()
    except _Refused as refused:
        return None, refused.delivery
    return session, None
