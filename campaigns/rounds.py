"""The loop of a campaign: collect, read, send what is due, close what is over, sleep until the next of these.

The order is the same whoever does the work: this process, or many workers to whom it is handed out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.equipment import Equipment
from domain.errors import InputError
from domain.progress import CampaignProgress

_TELL_EVERY = 0.3  # seconds
_TELL_SHARE = 0.05
"""Of all time, the most that may go into counting for those who watch: a national edition takes a while to count."""
_LOOK_EVERY = 2.0
"""Seconds of real time after which even a sleeper looks for what dead workers left."""


class Work(Protocol):
    """What a round consists of. Each returns once it is done, here or elsewhere."""

    async def settle(self) -> int:
        """Settle what dead workers left in `sending`; return how many were."""
        ...

    async def collect(self) -> datetime | None:
        """Fetch what is new everywhere; return up to when replies are complete, None when that is not known."""
        ...

    async def read(self) -> None: ...

    async def send_due(self, stopping: asyncio.Event) -> None: ...

    async def close_due(self, until: datetime) -> None: ...


class Rounds:
    """Goes round after round until the campaign's last contact is closed, or `stop` is called.

    Everything it does is in the tables, so it may be stopped or killed at any moment and started again.
    """

    def __init__(
        self,
        campaign_id: int,
        equipment: Equipment,
        database: Boundary,
        work: Work,
        stopping: asyncio.Event,
        report: Callable[[CampaignProgress], None] = lambda progress: None,
    ) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._db = database
        self._work = work
        self._stopping = stopping
        self._report = report
        self._polled: datetime | None = None
        self._complete_until: datetime | None = None
        self._tell_at = -1.0
        self._contacts: int | None = None

    async def run(self, *, once: bool = False, patient: bool = False) -> bool:
        """Work until the campaign is over (True), a stop is asked for or, with `once`, nothing is due (False).

        While it is paused or killed, replies are collected and contacts closed; once none is awaited the run ends too
        (False): only a person can make more happen. `patient` begins with a killed campaign as well.
        """
        try:
            await self._db(store.start, self._campaign, self._kit.worker, self._kit.clock.now())
        except InputError as error:
            if not patient or error.message.code == "campaign_closed":
                raise
        over = await self._go_round(once=once)
        await self._tell(last=True)
        return over

    async def _go_round(self, *, once: bool) -> bool:
        while not self._stopping.is_set():
            await self.step()
            if await self._db(store.is_over, self._campaign):
                await self._db(store.finish, self._campaign, self._kit.worker, self._kit.clock.now())
                return True
            if once or await self._db(self._nothing_to_do):
                return False
            await self._sleep()
        return False

    async def step(self) -> None:
        """Do all that is due now.

        Replies are fetched and read before anything is sent, since one may ask us to stop, and before a contact is
        closed, since one may have come in time; no contact is closed on a mailbox that could not be read.
        """
        await self._work.settle()
        now = self._kit.clock.now()
        # a clock that was set back must not keep us from the mailboxes until it has caught up
        waited = self._polled is None or not timedelta(0) <= now - self._polled < self._kit.rhythm.poll
        if waited or any(moment is not None and moment <= now for moment in await self._moments()):
            self._polled = now
            self._complete_until = await self._work.collect() or self._complete_until
        await self._work.read()
        await self._work.send_due(self._stopping)
        if self._complete_until is not None:
            await self._work.close_due(self._complete_until)
        await self._tell()

    def _nothing_to_do(self) -> bool:
        return not store.may_send(self._campaign) and store.awaits_nothing(self._campaign)

    async def _tell(self, *, last: bool = False) -> None:
        """Report progress, at most a few times a second of real time."""
        began = monotonic()
        if last or began >= self._tell_at:
            if self._contacts is None:
                self._contacts = await self._db(store.planned_contacts, self._campaign)
            self._report(await self._db(store.progress, self._campaign, self._kit.clock.now(), self._contacts))
            self._tell_at = monotonic() + max(_TELL_EVERY, (monotonic() - began) / _TELL_SHARE)

    async def _moments(self) -> tuple[datetime | None, datetime | None]:
        return await self._db(store.next_due, self._campaign), await self._db(store.next_close, self._campaign)

    def _wake_at(self, moments: Iterable[datetime | None]) -> datetime:
        now = self._kit.clock.now()
        # what was due and is still there waits for something else: a mailbox to be back, a person
        ahead = [moment for moment in moments if moment is not None and moment > now]
        return self._kit.rhythm.next_wake(now, self._polled or now, ahead)

    async def _sleep(self) -> None:
        moments = await self._moments()
        sleep = asyncio.ensure_future(self._kit.clock.sleep_until(self._wake_at(moments)))
        stop = asyncio.ensure_future(self._stopping.wait())
        while not (await asyncio.wait({sleep, stop}, timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED))[0]:
            # what a dead worker left, a person's resume or another's settling may have made something due
            if await self._work.settle() or await self._moments() != moments:
                break
        for waiting in (sleep, stop):
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
