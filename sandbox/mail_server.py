"""The town's SMTP server: takes mail for every structure and for the auditors, and refuses what a structure refuses."""

from __future__ import annotations

import asyncio
import hmac
import socket
import warnings
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.clock import LOOPBACK
from sandbox.correspondence import Correspondence
from sandbox.incoming import Incoming, Mail, read_mail
from sandbox.town_file import Resident, Town
from sandbox.truth import TruthLog
from sandbox.virtual_time import VirtualTime

Deliver = Callable[[str, bytes, datetime], Awaitable[None]]
_REFUSALS = {
    "refused": "550 5.1.1 <{to}>: recipient address rejected: user unknown",
    "mailbox_full": "552 5.2.2 <{to}>: mailbox full",
    "content_refused": "554 5.7.1 message refused by content policy",
    "greylist": "451 4.7.1 <{to}>: greylisted, try again later",
}


class MailServer:
    """One SMTP endpoint for the whole town; its banner presents the town's token."""

    def __init__(
        self,
        town: Town,
        time: VirtualTime,
        truth: TruthLog,
        correspondence: Correspondence,
        deliver: Deliver,
    ) -> None:
        self._town = town
        self._time = time
        self._truth = truth
        self._correspondence = correspondence
        self._deliver = deliver
        self._tries: dict[tuple[str, str], tuple[int, datetime]] = {}
        self._server: asyncio.Server | None = None

    async def start(self, token: str, user: str, password: str) -> str:
        """Listen on a free loopback port and return its address; sending needs AUTH PLAIN or LOGIN."""
        loop = asyncio.get_running_loop()

        def authenticate(
            server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
        ) -> AuthResult:
            known = hmac.compare_digest(data.login, user.encode()) and hmac.compare_digest(
                data.password, password.encode()
            )
            return AuthResult(success=known, handled=False)

        def protocol() -> SMTP:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # aiosmtpd warns of AUTH without TLS: this is loopback
                return _QuickSMTP(
                    self,
                    hostname=f"mx.{self._town.file.domain}",
                    ident=f"ESMTP barometer-sandbox {token}",
                    enable_SMTPUTF8=True,
                    auth_required=True,
                    auth_require_tls=False,
                    authenticator=authenticate,
                    loop=loop,
                )

        self._server = await loop.create_server(protocol, LOOPBACK, 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    # --- aiosmtpd's hooks

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._refusal(envelope.mail_from or "", address.lower())
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        with self._time.working():
            raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
            mail = read_mail(raw)
            sender = envelope.mail_from or ""
            recipients = [address.lower() for address in envelope.rcpt_tos]
            for address in recipients:
                resident = self._town.by_mail.get(address)
                if resident and self._correspondence.fate(resident, sender).course == "content_refused":
                    text = _REFUSALS["content_refused"]
                    self._log_refusal(sender, address, resident, text, mail.message_id)
                    return text
            for address in recipients:
                await self._accept(sender, address, mail)
        return "250 2.0.0 OK: queued"

    # --- rules

    async def _accept(self, sender: str, address: str, mail: Mail) -> None:
        resident = self._town.by_mail.get(address)
        if resident is not None:
            self._correspondence.receive(Incoming(sender, resident, mail))
            return
        if address == self._town.file.evidence:
            self._truth.write("evidence", self._time.now, message_id=mail.message_id, **{"from": sender})
        await self._deliver(address, mail.raw, self._time.now)

    def _refusal(self, sender: str, address: str) -> str:
        """Return the SMTP answer that refuses this recipient, "" when it is accepted."""
        resident = self._town.by_mail.get(address)
        if resident is None:
            known = address.endswith("@" + self._town.file.domain)
            text = "" if known else _REFUSALS["refused"].format(to=address)
        else:
            fate = self._correspondence.fate(resident, sender)
            if fate.course in ("refused", "mailbox_full"):
                text = _REFUSALS[fate.course].format(to=address)
            elif "greylist" in fate.extras and self._greylisted(resident, sender):
                text = _REFUSALS["greylist"].format(to=address)
            else:
                text = ""
        if text:
            self._log_refusal(sender, address, resident, text)
        return text

    def _greylisted(self, resident: Resident, sender: str) -> bool:
        rule = self._town.file.profiles[resident.profile].greylist
        tries, first = self._tries.get((resident.key, sender), (0, self._time.now))
        self._tries[resident.key, sender] = (tries + 1, first)
        return tries < rule.tries or self._time.now < first + timedelta(minutes=rule.minutes)

    def _log_refusal(self, sender: str, to: str, resident: Resident | None, text: str, message_id: str = "") -> None:
        fields: dict[str, Any] = {"from": sender, "to": to, "structure": resident.key if resident else ""}
        code = int(text[:3])
        self._truth.write(
            "refused", self._time.now, message_id=message_id, **fields, code=code, text=text, permanent=code >= 500
        )


class _QuickSMTP(SMTP):
    """Sends its answers at once: Nagle's algorithm would add 40 ms to each."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
