"""The local executor: runs a campaign in this process, alone or beside others on the same database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from campaigns.boundary import Boundary
from campaigns.closing import close_due
from campaigns.equipment import Equipment
from campaigns.inbox import Inbox
from campaigns.liveness import Activity, Heart, Observer, introduce
from campaigns.rounds import Rounds
from campaigns.sending import Sender
from domain.progress import CampaignProgress


class Runner:
    """Implements `campaigns.executors.Executor` with everything in this process."""

    def __init__(
        self,
        campaign_id: int,
        equipment: Equipment,
        report: Callable[[CampaignProgress], None] = lambda progress: None,
    ) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._db = Boundary()
        self._observer = Observer(equipment.pulse)
        self._sender = Sender(campaign_id, equipment, self._db, self._observer)
        self._inbox = Inbox(campaign_id, equipment, self._db)
        self._stopping = asyncio.Event()
        self._rounds = Rounds(campaign_id, equipment, self._db, self, self._stopping, report)

    def stop(self) -> None:
        """Ask to stop: the sends under way are finished first."""
        self._stopping.set()

    async def run(self, *, once: bool = False) -> bool:
        """See `Rounds.run`."""
        me = introduce(self._kit.worker, self._campaign, self._kit.probes)
        heart = Heart(me, self._kit.pulse, lambda: Activity({"schedule": 1, "send": self._sender.in_hand}))
        heart.follow(asyncio.get_running_loop())
        try:
            await self._db(heart.start)
            return await self._rounds.run(once=once)
        finally:
            await asyncio.to_thread(heart.stop)
            self._db.close()

    async def step(self) -> None:
        """Do all that is due now."""
        await self._rounds.step()

    # the work of a round, all done here

    async def settle(self) -> int:
        settled = await self._sender.settle_left_over()
        await self._db(self._observer.strike_off, self._campaign)
        return settled

    async def collect(self) -> datetime | None:
        began = self._kit.clock.now()
        return began if await self._inbox.collect() else None

    async def read(self) -> None:
        await self._inbox.read()

    async def send_due(self, stopping: asyncio.Event) -> None:
        await self._sender.send_due(stopping)

    async def close_due(self, until: datetime) -> None:
        await close_due(self._campaign, until, self._kit, self._db)
