"""After a database was restored from a back-up: everything that may have left since is settled before anything is sent.

Three witnesses are heard, the surest first: the journal of acts, the evidence mailbox, and last a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Protocol

from django.db.models import Max, Q

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.carriers import carrier
from campaigns.equipment import Equipment
from campaigns.history import Found, History
from campaigns.inbox import Inbox
from campaigns.models import Campaign, Contact, Dispatch
from campaigns.orders import order_of
from campaigns.sending import Sender
from campaigns.store.redoing import known, mark_unmarked, redo_act
from campaigns.tokens import dispatch_token_of
from domain.contact import Receipt
from domain.errors import InputError, Unavailable
from domain.vocabulary import Channel, DispatchKind, DispatchState

SAMPLE = 50
"""So many of the last messages known to have left are looked for: can the evidence mailbox be trusted?"""
_REPEATED_LATER = (DispatchKind.SECOND_TURN, DispatchKind.RETRY)
"""Their moment is reckoned from when a reply is read, which happens anew after a restore."""


class MailCopy(Protocol):
    """A copy in the evidence mailbox (`probes.mail_copies.Copy`)."""

    @property
    def message_id(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def arrived_at(self) -> datetime: ...


@dataclass(frozen=True)
class Restored:
    """How many dispatches each witness settled, and what is left.

    `uncertain` waits for a person; `unproven` had no trace and stays planned because a person vouched for the mailbox.
    `sampled` messages were known to have left, `kept` of them have their copy.
    """

    from_journal: int
    from_mailbox: int
    decisions: int
    uncertain: int
    unproven: int
    sampled: int
    kept: int


class Restoring:
    """Settles one campaign after a restore. No worker may be running."""

    def __init__(self, campaign_id: int, equipment: Equipment, database: Boundary) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._db = database
        self._history = History(campaign_id, equipment.journals, equipment.worker, equipment.clock)
        self._copies: set[str] = set()

    async def settle(
        self, by: str, *, journal_kept: bool, trust_absence: bool, copies: Callable[[date], Iterable[MailCopy]]
    ) -> Restored:
        """Pause the campaign, hear the witnesses, and leave nothing planned that may have left.

        With `journal_kept` the journal is the one the workers wrote, and what is not in it did not leave. Otherwise
        what was due is `uncertain` unless its copy is found; with `trust_absence` it stays planned, if every one of the
        last messages known to have left has its copy. Raises InputError when that is not so, and Unavailable when a
        mailbox cannot be read.
        """
        await self._db(self._pause, by)
        told = await self._db(self._history.take_in)
        proved, sampled = Found(), list[str]()
        if not journal_kept:
            sampled = await self._db(self._sample)
            proved = await self._prove(copies)
            if trust_absence:
                self._require_copies(sampled)
        await self._read_again()
        late = await self._db(self._history.refresh)
        if not journal_kept:
            await self._db(mark_unmarked, self._campaign)
        before = await self._db(self._uncertain)
        await Sender(self._campaign, self._kit, self._db).settle_left_over()
        doubtful = [] if journal_kept else await self._db(self._doubtful)
        found = await self._look_for(doubtful)
        unproven = [number for number in doubtful if number not in found]
        if not trust_absence:
            for number in unproven:
                await self._db(self._doubt, number)
        result = Restored(
            from_journal=len(told.acts),
            from_mailbox=len(proved.acts | late.acts) + len(found),
            decisions=told.decisions,
            uncertain=await self._db(self._uncertain) - before,
            unproven=len(unproven) if trust_absence else 0,
            sampled=len(sampled),
            kept=len(self._copies.intersection(sampled)),
        )
        await self._db(store.log, self._campaign, self._kit.clock.now(), by, "restored", **vars(result))
        return result

    def _pause(self, by: str) -> None:
        store.forget([row.name for row in store.workers(self._campaign)])
        store.pause(self._campaign, by, "restored", self._kit.clock.now())

    async def _read_again(self) -> None:
        inbox = Inbox(self._campaign, self._kit, self._db)
        if not await inbox.collect():
            raise Unavailable("restored_mailbox_unread")
        await inbox.read()

    def _sample(self) -> list[str]:
        rows = Dispatch.objects.filter(campaign_id=self._campaign, state=DispatchState.SENT, contact__channel="mail")
        return list(rows.order_by("-sent_at").values_list("token", flat=True)[:SAMPLE])

    def _since(self) -> date:
        """Return the day to look from: that of the oldest message in the sample or, without one, the campaign's."""
        rows = Dispatch.objects.filter(campaign_id=self._campaign)
        oldest = rows.filter(token__in=self._sample()).order_by("sent_at").values_list("sent_at", flat=True).first()
        last: datetime | None = oldest or rows.aggregate(last=Max("claimed_at"))["last"]
        starts = Campaign.objects.get(id=self._campaign).starts
        return (last.date() if last else starts) - timedelta(days=2)

    async def _prove(self, copies: Callable[[date], Iterable[MailCopy]]) -> Found:
        since = await self._db(self._since)
        found = iter(await asyncio.to_thread(lambda: list(copies(since))))
        while batch := list(islice(found, 500)):
            await self._db(self._enter, batch)
        return await self._db(self._history.take_in)

    def _enter(self, batch: list[MailCopy]) -> None:
        """Put into the journal what the database does not know as sent; other campaigns may share the mailbox."""
        ours = set(
            Contact.objects.filter(campaign_id=self._campaign, token__in=[copy.tag for copy in batch]).values_list(
                "token", flat=True
            )
        )
        tokens = {dispatch_token_of(copy.message_id): copy for copy in batch if copy.tag in ours}
        rows = known(self._campaign, tokens)
        self._copies |= set(tokens)
        for token, copy in tokens.items():
            if token and (token not in rows or rows[token].awaits(0)):
                self._history.prove(token, copy.arrived_at)

    def _require_copies(self, sampled: list[str]) -> None:
        kept = len(self._copies.intersection(sampled))
        if not sampled or kept < len(sampled):
            raise InputError("restored_mailbox_incomplete", kept=kept, sampled=len(sampled))

    def _doubtful(self) -> list[int]:
        """Return what is planned and may have left already; looking at a website again harms nobody."""
        due = Q(due_at__lte=self._kit.clock.now()) | Q(kind__in=_REPEATED_LATER)
        rows = Dispatch.objects.filter(due, campaign_id=self._campaign, state=DispatchState.PLANNED)
        rows = rows.exclude(contact__channel=Channel.SITE).exclude(token__in=self._copies)
        return list(rows.order_by("id").values_list("id", flat=True))

    async def _look_for(self, doubtful: list[int]) -> set[int]:
        """Ask the outside for each that is no e-mail; copies of e-mails have been read already."""
        found = set()
        for number in doubtful:
            order = await self._db(order_of, number, self._kit.library)
            by = carrier(order.channel, order.kind)
            probe = self._kit.probes.get(by)
            if probe is None or by is Channel.MAIL:
                continue
            receipt = await probe.find(order)
            if receipt is not None:
                await self._db(self._left, number, order.token, receipt)
                found.add(number)
        return found

    def _left(self, number: int, token: str, receipt: Receipt) -> None:
        self._history.prove(token, receipt.at)
        self._history.take_in()

    def _doubt(self, number: int) -> None:
        row, now = Dispatch.objects.get(id=number), self._kit.clock.now()
        redo_act(number, row.attempts + 1, now, "restored")
        store.settle(number, "uncertain", None, "restored", self._kit.worker, now)

    def _uncertain(self) -> int:
        return Dispatch.objects.filter(campaign_id=self._campaign, state=DispatchState.UNCERTAIN).count()
