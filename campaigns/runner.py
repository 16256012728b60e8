"""The loop of a campaign: collect, read, send what is due, close what is over, sleep until the next of these.

Everything it does is in the tables, so it may be stopped or killed at any moment and started again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from campaigns import store
from campaigns.attention import Rhythm
from campaigns.boundary import Boundary
from campaigns.closing import close_due
from campaigns.inbox import Inbox
from campaigns.sending import Sender
from collectors.reading.second_opinion import SecondOpinion
from domain.clock import Clock
from domain.ports import Collector, EvidenceStore, Probe
from domain.progress import CampaignProgress
from domain.scenario import Scenario
from domain.vocabulary import Channel

_TELL_EVERY = 0.3  # seconds


@dataclass(frozen=True)
class Equipment:
    """What a runner works with. `collectors` are by account; `library` holds the scenarios of the campaign.

    `live` says that messages really leave: in the sandbox, or because a person said so.
    """

    probes: Mapping[Channel, Probe]
    collectors: Mapping[str, Collector]
    evidence: EvidenceStore
    clock: Clock
    library: Mapping[str, Scenario]
    worker: str
    rhythm: Rhythm = field(default_factory=Rhythm)
    concurrency: int = 4
    live: bool = False
    judge: SecondOpinion | None = None


class Runner:
    """Runs one campaign in this process until its last contact is closed, or `stop` is called."""

    def __init__(
        self,
        campaign_id: int,
        equipment: Equipment,
        report: Callable[[CampaignProgress], None] = lambda progress: None,
    ) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._report = report
        self._db = Boundary()
        self._sender = Sender(campaign_id, equipment.probes, equipment.library, equipment.clock, self._db,
                              equipment.worker, equipment.concurrency, equipment.live)  # fmt: skip
        self._inbox = Inbox(campaign_id, equipment.collectors, equipment.evidence, equipment.library, equipment.clock,
                            self._db)  # fmt: skip
        self._stopping = asyncio.Event()
        self._polled: datetime | None = None
        self._complete_until: datetime | None = None
        self._told = -_TELL_EVERY

    def stop(self) -> None:
        """Ask to stop: the sends under way are finished first."""
        self._stopping.set()

    async def run(self, *, once: bool = False) -> bool:
        """Work until the campaign is over (True), `stop` is called or, with `once`, nothing is due (False).

        While it is paused or killed, replies are collected and contacts closed; once none is awaited the run ends too
        (False): only a person can make more happen.
        """
        try:
            over = await self._work(once=once)
            await self._tell(last=True)
            return over
        finally:
            self._db.close()

    async def _work(self, *, once: bool) -> bool:
        await self._db(store.start, self._campaign, self._kit.worker, self._kit.clock.now())
        await self._sender.settle_left_over()
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
        now = self._kit.clock.now()
        # a clock that was set back must not keep us from the mailboxes until it has caught up
        waited = self._polled is None or not timedelta(0) <= now - self._polled < self._kit.rhythm.poll
        if waited or any(moment is not None and moment <= now for moment in await self._moments()):
            self._polled = now
            if await self._inbox.collect():
                self._complete_until = now
        await self._inbox.read()
        await self._sender.send_due(self._stopping)
        if self._complete_until is not None:
            await close_due(self._campaign, self._complete_until, self._kit.evidence, self._kit.library,
                            self._kit.clock, self._db, self._kit.judge)  # fmt: skip
        await self._tell()

    def _nothing_to_do(self) -> bool:
        return not store.may_send(self._campaign) and store.awaits_nothing(self._campaign)

    async def _tell(self, *, last: bool = False) -> None:
        """Report progress, at most a few times a second of real time: counting a national edition is not free."""
        if last or monotonic() - self._told >= _TELL_EVERY:
            self._report(await self._db(store.progress, self._campaign, self._kit.clock.now()))
            self._told = monotonic()

    async def _moments(self) -> tuple[datetime | None, datetime | None]:
        return await self._db(store.next_due, self._campaign), await self._db(store.next_close, self._campaign)

    async def _sleep(self) -> None:
        now = self._kit.clock.now()
        # what was due and is still there waits for something else: a mailbox to be back, a person
        ahead = [moment for moment in await self._moments() if moment is not None and moment > now]
        wake = self._kit.rhythm.next_wake(now, self._polled or now, ahead)
        sleep = asyncio.ensure_future(self._kit.clock.sleep_until(wake))
        stop = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({sleep, stop}, return_when=asyncio.FIRST_COMPLETED)
        for waiting in (sleep, stop):
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
