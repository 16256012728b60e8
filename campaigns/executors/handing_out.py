"""The scheduler's part: it hands out what is due, and waits for it where the order of things demands it.

Only one worker of all does this at a time. Replies are read here, one after the other; collecting, sending and closing
are done by whoever is free.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from time import monotonic

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.carriers import carrier
from campaigns.equipment import Equipment
from campaigns.executors.job_table import Handed, JobTable, pause
from campaigns.inbox import Inbox
from campaigns.models import Campaign
from campaigns.sending import Sender
from campaigns.store import DispatchView
from domain.errors import Message
from domain.vocabulary import Channel

WINDOW = 200
"""Sends that are handed out at once."""
_CLOSES = 20
_COLLECT_PATIENCE = 120.0
"""Seconds of real time for which the mailboxes may keep everything else waiting."""
_POLLS = (0.02, 0.05, 0.1, 0.25)
_UNSERVED = 30.0
_FIRST, _SOON = 20, 10


class HandedOut:
    """Implements `campaigns.rounds.Work` by jobs for any worker."""

    def __init__(
        self,
        campaign_id: int,
        equipment: Equipment,
        database: Boundary,
        table: JobTable,
        sender: Sender,
        stopping: asyncio.Event,
    ) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._db = database
        self._table = table
        self._sender = sender
        self._stopping = stopping
        self._inbox = Inbox(campaign_id, equipment, database)
        self._sent: dict[int, DispatchView] = {}

    async def settle(self) -> int:
        return await self._sender.settle_left_over()

    async def collect(self) -> datetime | None:
        accounts = await self._db(self._accounts)
        if not accounts:
            return self._kit.clock.now()
        jobs = [
            Handed("collect", Channel.MAIL, f"account:{name}", {"account": name}, f"account:{name}", _FIRST)
            for name in accounts
        ]
        ids, began = set(await self._table.hand_out(jobs)), monotonic()
        while ids and monotonic() - began < _COLLECT_PATIENCE and not self._stopping.is_set():
            await self._look(monotonic() - began)
            ids = await self._table.under_way(ids)
        if ids:
            await self._note("worker_collects_nothing", channel=Channel.MAIL.value)
        return await self._db(store.complete_until, accounts)

    def _accounts(self) -> list[str]:
        return [account.name for account in Campaign.objects.get(id=self._campaign).options.accounts]

    async def read(self) -> None:
        await self._inbox.read()

    async def send_due(self, stopping: asyncio.Event) -> None:
        """Hand out what is due, a window at a time, until all is done or the mailboxes must be looked into again.

        On a virtual clock, which we hold meanwhile, the latter never comes: time does not pass over work under way.
        """
        # what was claimed and put back since, by a halt or a death, is another attempt, and is due as before
        tried: set[tuple[int, int]] = set()
        began = changed = monotonic()
        until = self._kit.clock.now() + self._kit.rhythm.poll
        while not stopping.is_set() and self._kit.clock.now() < until:
            fresh = await self._fresh(tried)
            if not fresh and not self._sent and not await self._db(store.senders, self._campaign):
                return
            if fresh:
                await self._hand_out(fresh)
                tried.update((view.id, view.attempts) for view in fresh)
            await self._look(monotonic() - changed)
            if fresh or await self._refresh():
                changed = monotonic()
            elif monotonic() - max(began, changed) > _UNSERVED:
                began = monotonic()
                await self._tell_unserved()

    async def _fresh(self, tried: set[tuple[int, int]]) -> list[DispatchView]:
        """What is due and not handed out: one for each structure at a time."""
        if len(self._sent) > WINDOW // 2:
            return []
        due = await self._db(store.due_dispatches, self._campaign, self._kit.clock.now(), 2 * WINDOW)
        busy = {view.structure_id for view in self._sent.values()}
        out = {view.id for view in self._sent.values()}
        fresh: list[DispatchView] = []
        for view in due:
            if (view.id, view.attempts) not in tried and view.id not in out and view.structure_id not in busy:
                busy.add(view.structure_id)
                fresh.append(view)
        return fresh[: WINDOW - len(self._sent)]

    async def _hand_out(self, views: list[DispatchView]) -> None:
        jobs = [
            Handed(
                "send",
                carrier(view.channel, view.kind),
                f"send:{view.id}",
                {"dispatch_id": view.id},
                f"structure:{view.structure_id}",
            )
            for view in views
        ]
        self._sent |= dict(zip(await self._table.hand_out(jobs), views, strict=True))

    async def _refresh(self) -> bool:
        """Forget what is done; return whether anything was."""
        open_ones = await self._table.under_way(self._sent)
        done = len(open_ones) < len(self._sent)
        self._sent = {number: view for number, view in self._sent.items() if number in open_ones}
        return done

    async def close_due(self, until: datetime) -> None:
        tried: set[int] = set()
        while not self._stopping.is_set():
            due = await self._db(store.contacts_to_close, self._campaign, until, 10 * _CLOSES)
            fresh = [contact for contact in due if contact not in tried]
            if not fresh:
                return
            tried.update(fresh)
            parts = [fresh[start : start + _CLOSES] for start in range(0, len(fresh), _CLOSES)]
            jobs = [Handed("close", "close", f"close:{part[0]}", {"contacts": part}, None, _SOON) for part in parts]
            ids = set(await self._table.hand_out(jobs))
            began = monotonic()
            while ids and not self._stopping.is_set():
                await self._look(monotonic() - began)
                ids = await self._table.under_way(ids)

    async def _look(self, waited: float) -> None:
        """Wait a moment of real time, the longer the longer nothing happened."""
        await pause(self._stopping, _POLLS[min(int(waited * 2), len(_POLLS) - 1)])

    async def _tell_unserved(self) -> None:
        served = {channel for worker in await self._db(store.workers, self._campaign) for channel in worker.channels}
        for channel in sorted({carrier(view.channel, view.kind) for view in self._sent.values()} - served):
            await self._note("worker_channel_unserved", channel=str(channel))

    async def _note(self, code: str, **params: object) -> None:
        await self._db(store.note, self._campaign, "schedule", Message(code, dict(params)), self._kit.clock.now())
