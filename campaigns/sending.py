"""One dispatch from due to settled: guard, claim, mark, act, receipt. The only place that makes a probe act."""

from __future__ import annotations

import asyncio
from typing import Literal

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.carriers import carrier
from campaigns.equipment import Equipment
from campaigns.history import History
from campaigns.liveness import Observer
from campaigns.orders import order_of
from campaigns.store import Claim, ClaimLost, DispatchView, Halted, Proof
from campaigns.taking import Taking
from domain.contact import Exhibit, Order, Receipt
from domain.errors import Message, Unavailable
from domain.failure import Failure

_BATCH = 200


class Sender:
    """Sends what is due, a few at once; each dispatch at most once, whatever happens in between."""

    def __init__(
        self, campaign_id: int, equipment: Equipment, database: Boundary, observer: Observer | None = None
    ) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._db = database
        self._observer = observer or Observer(equipment.pulse)
        self._history = History(campaign_id, equipment.journals, equipment.worker, equipment.clock)
        self._places = asyncio.Semaphore(equipment.concurrency)
        self._in_hand: set[int] = set()
        self._broken = False

    @property
    def in_hand(self) -> int:
        """How many dispatches are being carried out now."""
        return len(self._in_hand)

    async def send_due(self, stopping: asyncio.Event) -> None:
        """Send everything that is due now; stop before the next one when asked to."""
        # what was claimed and put back since is another attempt, and is due as before
        tried: set[tuple[int, int]] = set()
        while not stopping.is_set():
            until = self._kit.clock.now() + self._kit.rhythm.ahead
            due = await self._db(store.due_dispatches, self._campaign, until, _BATCH)
            fresh = [dispatch for dispatch in due if (dispatch.id, dispatch.attempts) not in tried]
            if not fresh:
                return
            tried.update((dispatch.id, dispatch.attempts) for dispatch in fresh)
            # whoever is in the middle of a dialogue finishes it, also when another one could not go on
            turns = (self._in_turn(dispatch.id, stopping) for dispatch in fresh)
            done = await asyncio.gather(*turns, return_exceptions=True)
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
        self._in_hand.add(dispatch_id)
        try:
            kit = self._kit
            now = kit.clock.now()
            taking = Taking(dispatch_id, kit.library, kit.worker, now, live=kit.live, ahead=kit.rhythm.ahead)
            taken = await self._db(self._history.take, taking)
            if isinstance(taken, Order):
                await self._act(taken)
        finally:
            self._in_hand.discard(dispatch_id)

    async def _act(self, order: Order) -> None:
        claim = Claim(order.dispatch_id, self._kit.worker, order.attempt)
        probe = self._kit.probes[carrier(order.channel, order.kind)]
        marked = False

        def mark() -> None:
            nonlocal marked
            marked = True
            self._mark(order, claim)

        try:
            receipt = await probe.send(order, mark)
        except ClaimLost as error:  # nothing left, and the dispatch is another's
            await self._db(store.log, self._campaign, self._kit.clock.now(), self._kit.worker, "claim_lost",
                           dispatch=order.dispatch_id, why=str(error))  # fmt: skip
            return
        except Halted as error:  # nothing left, and the guard will have its say when sending goes on
            await self._db(store.settle, order.dispatch_id, "planned", None, str(error), self._kit.worker,
                           self._kit.clock.now(), claim)  # fmt: skip
            return
        except Unavailable as error:
            await self._db(store.give_back, claim, error.message, self._kit.clock.now())
            return
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            if not marked:
                broken = Message("act_broke_off", {"why": why[:500]})
                await self._db(store.give_back, claim, broken, self._kit.clock.now())
                return
            await self._settle(order, claim, why)  # the act may have happened: only the outside knows
            return
        self._history.end(order, receipt)
        proofs = await self._keep(receipt.exhibits)
        await self._db(store.record_receipt, claim, receipt, self._kit.clock.now(), proofs)

    async def _keep(self, exhibits: tuple[Exhibit, ...]) -> list[Proof]:
        """Store proofs; without room for them the act still happened, and that is what must not be lost."""
        if not exhibits:
            return []
        try:
            digests = await asyncio.to_thread(self._kit.evidence.put_many, [one.blob for one in exhibits])
        except Unavailable as error:
            await self._db(store.note, self._campaign, "evidence", error.message, self._kit.clock.now())
            return []
        return [Proof(one.name, one.media_type, digest) for one, digest in zip(exhibits, digests, strict=True)]

    def _mark(self, order: Order, claim: Claim) -> None:
        """Make it durable, outside the database and in it, that the next byte may make the act happen."""
        now = self._kit.clock.now()
        self._history.begin(order, now)
        try:
            self._db.wait(store.mark_data_started, claim, now)
        except (ClaimLost, Halted) as error:
            self._history.end(order, Receipt(now, failure=Failure.UNKNOWN, permanent=False, detail=str(error)))
            raise

    async def settle_left_over(self) -> int:
        """Settle what nobody works on any more in `sending`; return how many were. None is sent again blindly.

        That is what a dead worker left, and what this one gave up when its database was away. Cheap when there is none.
        """
        settled = 0
        await self._db(self._history.refresh)
        for dispatch in await self._db(self._left_over):
            claim = Claim(dispatch.id, dispatch.claimed_by, dispatch.attempts)
            if dispatch.data_started_at is None:
                settled += await self._db(store.settle, dispatch.id, "planned", None, "nothing left",
                                          self._kit.worker, self._kit.clock.now(), claim)  # fmt: skip
                continue
            order = await self._db(order_of, dispatch.id, self._kit.library)
            # without the channel's settings nobody here can look: that is for a worker that has them
            if carrier(order.channel, order.kind) in self._kit.probes:
                settled += await self._settle(order, claim, "the worker stopped in DATA")
        return settled

    def _left_over(self) -> list[DispatchView]:
        if not store.senders(self._campaign) - ({self._kit.worker} if self._in_hand else set()):
            return []
        alive = self._observer.alive(store.workers(self._campaign)) - {self._kit.worker}
        rows = store.stale_sending(self._campaign, alive)
        return [row for row in rows if row.claimed_by != self._kit.worker or row.id not in self._in_hand]

    async def _settle(self, order: Order, claim: Claim, why: str) -> bool:
        found = await self._find(order)
        verdict: Literal["sent", "uncertain"] = "sent" if found else "uncertain"
        return await self._db(store.settle, order.dispatch_id, verdict, found, why, self._kit.worker,
                              self._kit.clock.now(), claim)  # fmt: skip

    async def _find(self, order: Order) -> Receipt | None:
        try:
            return await self._kit.probes[carrier(order.channel, order.kind)].find(order)
        except Unavailable:
            return None
