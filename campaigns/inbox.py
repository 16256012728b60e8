"""Replies from mailbox to contact: stored raw before anything reads them, then read, matched and reacted to."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

from django.db import transaction

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.equipment import Equipment
from campaigns.exchanges import context_of, load_contact
from campaigns.finding_contacts import match_reply
from campaigns.reacting import react
from campaigns.store import ReplyView
from collectors.reading.context import Context
from collectors.reading.mail import READING_VERSION, read_mail
from collectors.reading.masking import mask
from domain.errors import Unavailable
from domain.reply import ReadReply

_BATCH = 200
_UNKNOWN = Context(persona=None, structure=None, scenario=None, language="", asked_at=None)


class Inbox:
    """Collects from every account, then reads what is new."""

    def __init__(self, campaign_id: int, equipment: Equipment, database: Boundary) -> None:
        self._campaign = campaign_id
        self._collectors = equipment.collectors
        self._evidence = equipment.evidence
        self._library = equipment.library
        self._clock = equipment.clock
        self._db = database

    async def collect(self) -> bool:
        """Fetch what is new in every account; return whether every one could be read."""
        return all(await asyncio.gather(*(self.collect_from(account) for account in self._collectors)))

    async def collect_from(self, account: str) -> bool:
        """Fetch what is new in one account; return whether it could be read.

        When it cannot be read now, or its replies cannot be kept, that is noted and tried at the next poll: the cursor
        has not moved.
        """
        while True:
            cursor = await self._db(store.cursor, account)
            try:
                raws, following = await asyncio.to_thread(self._collectors[account].fetch, account, cursor)
                digests = await asyncio.to_thread(self._evidence.put_many, [raw.raw for raw in raws])
            except Unavailable as error:
                await self._db(store.note, self._campaign, account, error.message, self._clock.now())
                return False
            if not raws and following == cursor:
                return True
            kept = list(zip(raws, digests, strict=True))
            await self._db(store.store_replies, account, kept, following)
            if not raws:
                return True

    async def read(self) -> None:
        """Read, match and react to every reply that is not read yet."""
        while rows := await self._db(store.unread_replies, _BATCH):
            for row in rows:
                raw = await asyncio.to_thread(self._evidence.get, row.digest)
                reply = await asyncio.to_thread(read_mail, raw or b"")
                await self._db(self._take_in, row, reply, raw or b"")

    def _take_in(self, row: ReplyView, reply: ReadReply, raw: bytes) -> None:
        """Match, react, and last of all mark as read: a crash in between does it all again, harmlessly.

        Two workers that read the same reply at once do so one after the other, and the second finds it read.
        """
        with transaction.atomic():
            if store.still_unread(row.id):
                self._read_one(row, reply, raw)

    def _read_one(self, row: ReplyView, reply: ReadReply, raw: bytes) -> None:
        now = self._clock.now()
        contact_id = match_reply(row, reply, raw, now)
        if contact_id is None:
            masked = mask(reply, _UNKNOWN)
        else:
            contact = load_contact(contact_id)
            masked = mask(reply, context_of(contact, self._library))
            react(contact, reply, self._library, now)
        store.save_reading(row.id, reply.kind, as_json(masked), READING_VERSION)


def as_json(reply: ReadReply) -> dict[str, object]:
    """Return a reading as JSON values; its column takes care of what no database stores."""
    document = asdict(replace(reply, headers=replace(reply.headers, date=None)))
    document["headers"]["date"] = reply.headers.date.isoformat() if reply.headers.date else None
    return document
