"""One dispatch from due to settled: guard, claim, mark, act, receipt. The only place that makes a probe act."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Literal

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.orders import order_of
from campaigns.taking import Taking
from domain.clock import Clock
from domain.contact import Order, Receipt
from domain.errors import Unavailable
from domain.ports import Probe
from domain.scenario import Scenario
from domain.vocabulary import Channel

_BATCH = 200


class Sender:
    """Sends what is due, a few at once; each dispatch at most once, whatever happens in between."""

    def __init__(
        self,
        campaign_id: int,
        probes: Mapping[Channel, Probe],
        library: Mapping[str, Scenario],
        clock: Clock,
        database: Boundary,
        worker: str,
        concurrency: int,
        live: bool,
    ) -> None:
        self._campaign = campaign_id
        self._probes = probes
        self._library = library
        self._clock = clock
        self._db = database
        self._worker = worker
        self._live = live
        self._places = asyncio.Semaphore(concurrency)
        self._broken = False

    async def send_due(self, stopping: asyncio.Event) -> None:
        """Send everything that is due now; stop before the next one when asked to."""
        tried: set[int] = set()
        while not stopping.is_set():
            due = await self._db(store.due_dispatches, self._campaign, self._clock.now(), _BATCH)
            fresh = [dispatch.id for dispatch in due if dispatch.id not in tried]
            if not fresh:
                return
            tried.update(fresh)
            # whoever is in the middle of a dialogue finishes it, also when another one could not go on
            done = await asyncio.gather(*(self._in_turn(number, stopping) for number in fresh), return_exceptions=True)
            for error in done:
                if isinstance(error, BaseException):
                    raise error

    async def _in_turn(self, dispatch_id: int, stopping: asyncio.Event) -> None:
        async with self._places:
            if not stopping.is_set() and not self._broken:
                try:
                    await self.dispatch(dispatch_id)
                except BaseException:
                    self._broken = True
                    raise

    async def dispatch(self, dispatch_id: int) -> None:
        """Guard, claim and carry out one dispatch."""
        taken = await self._db(Taking(), dispatch_id, self._library, self._worker, self._clock.now(), live=self._live)
        if isinstance(taken, Order):
            await self._act(taken)

    async def _act(self, order: Order) -> None:
        probe = self._probes[order.channel]
        mark = partial(self._db.wait, store.mark_data_started, order.dispatch_id, self._clock.now())
        try:
            receipt = await probe.send(order, mark)
        except Unavailable as error:
            await self._db(store.give_back, order.dispatch_id, error.message, self._clock.now())
            return
        except Exception as error:  # the act may have happened: only the outside knows
            await self._settle(order, f"{type(error).__name__}: {error}")
            return
        await self._db(store.record_receipt, order.dispatch_id, receipt, self._clock.now())

    async def settle_left_over(self) -> None:
        """Settle the dispatches that a stopped worker left in `sending`; none is ever sent again blindly."""
        for dispatch in await self._db(store.stale_sending, self._campaign, self._worker):
            if dispatch.data_started_at is None:
                await self._db(store.settle, dispatch.id, "planned", None, "nothing left", self._worker,
                               self._clock.now())  # fmt: skip
            else:
                await self._settle(await self._db(order_of, dispatch.id, self._library), "the worker stopped in DATA")

    async def _settle(self, order: Order, why: str) -> None:
        found = await self._find(order)
        verdict: Literal["sent", "uncertain"] = "sent" if found else "uncertain"
        await self._db(store.settle, order.dispatch_id, verdict, found, why, self._worker, self._clock.now())

    async def _find(self, order: Order) -> Receipt | None:
        try:
            return await self._probes[order.channel].find(order)
        except Unavailable:
            return None
