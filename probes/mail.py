"""Sends e-mail, and finds in the evidence mailbox whether a message went out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from domain.clock import Clock
from domain.contact import Order, Receipt
from domain.errors import Unavailable
from links.imap import Entry, ImapSession
from links.smtp import Delivery, Envelope, SmtpPool
from probes.mail_message import build, wire_address
from settings.mail import MailAccount, MailSettings

SESSIONS = 2
"""Connections kept open per sending account: polite to a relay, and enough for thousands of messages an hour."""


class MailProbe:
    """Implements `domain.ports.Probe` for e-mail."""

    def __init__(self, settings: MailSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._pools: dict[str, SmtpPool] = {}
        self._evidence: dict[str, ImapSession] = {}
        self._finding = threading.Lock()

    async def send(self, order: Order, before_data: Callable[[], None]) -> Receipt:
        """Hand the message to the account's relay.

        The envelope sender is the reply address, so that delivery reports find their contact. Raises InputError
        before anything leaves when a header value is not one, NotConfigured for an unknown account, and
        `links.failures.DeliveryUncertain` when the connection is lost while the content leaves.
        """
        account = self._settings.account(order.account)
        content = order.mail
        envelope = Envelope(
            sender=wire_address(content.sender_address),
            recipient=wire_address(content.recipient),
            evidence=account.evidence_address,
            content=build(content, self._clock.now(), account.timezone),
        )
        delivery = await self._pool(account).deliver(envelope, before_data)
        return self._receipt(order, delivery)

    async def find(self, order: Order) -> Receipt | None:
        """Look for the message's copy in the evidence mailbox; raises Unavailable when that cannot be read."""
        account = self._settings.account(order.account)
        entry = await asyncio.to_thread(self._search, account, order.mail.message_id)
        if entry is None:
            return None
        return Receipt(at=entry.arrived_at, reference=order.mail.message_id, facts={"found_in": "evidence"})

    async def close(self) -> None:
        """Take leave of every server."""
        for pool in self._pools.values():
            await pool.close()
        self._pools.clear()
        await asyncio.to_thread(self._close_evidence)

    def _pool(self, account: MailAccount) -> SmtpPool:
        if account.name not in self._pools:
            self._pools[account.name] = SmtpPool(account.smtp, SESSIONS)
        return self._pools[account.name]

    def _receipt(self, order: Order, delivery: Delivery) -> Receipt:
        facts: dict[str, str | int | float | bool] = {"smtp_stage": delivery.stage.value}
        if delivery.code:
            facts["smtp_code"] = delivery.code
        if delivery.evidence_refused:
            facts["evidence_refused"] = delivery.evidence_refused
        return Receipt(
            at=self._clock.now(),
            reference=order.mail.message_id,
            failure=delivery.failure,
            permanent=delivery.permanent if delivery.failure else True,
            detail=f"{delivery.code} {delivery.text}" if delivery.code else delivery.text,
            facts=facts,
        )

    def _search(self, account: MailAccount, message_id: str) -> Entry | None:
        with self._finding:
            kept = self._evidence.pop(account.name, None)
            if kept is not None:
                try:
                    return self._search_in(kept, account, message_id)
                except Unavailable:
                    kept.close()  # it had been idle for long; once more over a new connection
            return self._search_in(ImapSession(account.evidence_imap), account, message_id)

    def _search_in(self, session: ImapSession, account: MailAccount, message_id: str) -> Entry | None:
        found = None
        try:
            for name in account.evidence_folders:
                session.open(name)
                found = session.find_message_id(message_id)
                if found is not None:
                    break
        except BaseException:
            session.close()
            raise
        self._evidence[account.name] = session
        return found

    def _close_evidence(self) -> None:
        with self._finding:
            while self._evidence:
                self._evidence.popitem()[1].close()
