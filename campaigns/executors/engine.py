"""The executor for many workers on many machines: a job engine over PostgreSQL hands out what is due.

Every worker takes jobs of its channels. One at a time, wherever, goes the campaign's rounds (`schedule`); when it ends
or dies, the next one that may takes over. Every few seconds, once for all workers, `tend` frees what the dead held.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from time import monotonic
from typing import Any

import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.closing import close_contacts
from campaigns.equipment import Equipment
from campaigns.executors.handing_out import HandedOut
from campaigns.executors.job_table import Handed, JobTable, pause, task_name, unreachable
from campaigns.inbox import Inbox
from campaigns.liveness import Activity, Heart, Observer, introduce
from campaigns.patience import PATIENCE
from campaigns.rounds import Rounds
from campaigns.sending import Sender
from domain.clock import Clock
from domain.errors import BarometerError, Message, Unavailable
from domain.progress import CampaignProgress
from domain.vocabulary import Channel

_OWN_JOBS = 2
"""Places besides those for sends: for the rounds and for tending."""
_LOOK = 1.0
_FIRST = 30


class Engine:
    """Implements `campaigns.executors.Executor` for one of many workers.

    `parameters` are libpq's, for the engine's own connections. `own_clock` opens the clock that the rounds sleep on: on
    a virtual clock it holds time while they work, and the other jobs hold theirs by `equipment.clock`.
    """

    def __init__(
        self,
        campaign_id: int,
        equipment: Equipment,
        parameters: Mapping[str, Any],
        *,
        channels: Iterable[Channel],
        schedules: bool = True,
        own_clock: Callable[[], AbstractContextManager[Clock]] | None = None,
        tend_seconds: int = 5,
        report: Callable[[CampaignProgress], None] = lambda progress: None,
    ) -> None:
        self._campaign = campaign_id
        self._kit = equipment
        self._channels = tuple(channels)
        self._schedules = schedules
        self._own_clock = own_clock or (lambda: nullcontext(equipment.clock))
        self._report = report
        self._stopping = asyncio.Event()
        self._db = Boundary()
        self._observer = Observer(equipment.pulse)
        self._sender = Sender(campaign_id, equipment, self._db, self._observer)
        self._inbox = Inbox(campaign_id, equipment, self._db)
        self._table = JobTable(campaign_id, parameters, self._stopping)
        self._worker: Worker | None = None
        self._once = False
        self._over = False
        self._scheduling = 0
        self._register(tend_seconds)

    def _register(self, tend_seconds: int) -> None:
        app = self._table.app
        tasks = (self._send, self._collect, self._close, self._schedule)
        for job in tasks:
            app.task(name=task_name(job.__name__.strip("_")), queue="-")(job)
        every = app.periodic(
            cron=f"* * * * * */{tend_seconds}", periodic_id=str(self._campaign), queue=self._table.name("tend"),
            queueing_lock=self._table.name("tend"), priority=_FIRST,
        )  # fmt: skip
        every(app.task(name=task_name("tend"), queue="-")(self._tend))

    def stop(self) -> None:
        """Ask to stop: no job is begun any more, those under way are finished."""
        self._stopping.set()
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]

    async def run(self, *, once: bool = False) -> bool:
        """See `campaigns.executors.Executor`. A paused or killed campaign is waited for: others may resume it."""
        self._once = once
        me = introduce(self._kit.worker, self._campaign, self._channels, schedules=self._schedules)
        heart = Heart(me, self._kit.pulse, self._activity)
        heart.follow(asyncio.get_running_loop())
        try:
            await self._db(heart.start)
            async with self._table.app.open_async():
                await self._tend(0)
                await self._serve()
        except (ConnectorException, psycopg.OperationalError) as error:
            raise unreachable(error) from error
        finally:
            await asyncio.to_thread(heart.stop)
            self._db.close()
        return self._over

    def _activity(self) -> Activity:
        engine = self._worker.worker_id if self._worker else None
        return Activity({"schedule": self._scheduling, "send": self._sender.in_hand}, engine)

    async def _serve(self) -> None:
        watch = asyncio.create_task(self._watch())
        well = monotonic()
        try:
            while not self._stopping.is_set():
                self._worker = self._engine_worker()
                began = monotonic()
                try:
                    await self._worker.run()  # type: ignore[no-untyped-call]
                except ConnectorException as error:
                    if monotonic() - well >= PATIENCE:
                        raise unreachable(error) from error
                if monotonic() - began > self._kit.pulse.silence:
                    well = monotonic()
                # it gives up whenever the database is away for a moment
                await pause(self._stopping, _LOOK)
        finally:
            self._stopping.set()
            await watch

    def _engine_worker(self) -> Worker:
        pulse = self._kit.pulse
        queues = [str(channel) for channel in self._channels] + ["tend"]
        queues += ["schedule", "close"] if self._schedules else []
        return Worker(
            self._table.app,
            queues=[self._table.name(queue) for queue in queues],
            name=self._kit.worker,
            concurrency=self._kit.concurrency + _OWN_JOBS,
            fetch_job_polling_interval=_LOOK,
            install_signal_handlers=False,
            # the campaign's tables say what was done: the engine's hold only what is under way
            delete_jobs="always",
            update_heartbeat_interval=pulse.beat,
            stalled_worker_timeout=pulse.silence,
        )

    async def _watch(self) -> None:
        """Look after what only this worker can settle, and notice the end."""
        told = None
        try:
            while not self._stopping.is_set():
                with self._at_work():
                    await self._sender.settle_left_over()
                if await self._db(self._observe):
                    self._over = True
                    return
                activity = self._activity()
                if activity.engine != told:
                    # at once: should this worker die, its jobs are freed by this number
                    await self._db(store.beat, self._kit.worker, activity.doing, activity.engine, None)
                    told = activity.engine
                await pause(self._stopping, _LOOK)
        finally:
            self.stop()

    def _observe(self) -> bool:
        # looked at all the time, so that how long somebody has been silent is known when it matters
        self._observer.alive(store.workers(self._campaign))
        return store.is_closed(self._campaign)

    # jobs

    async def _send(self, dispatch_id: int) -> None:
        async with self._job():
            await self._sender.dispatch(dispatch_id)

    async def _collect(self, account: str) -> None:
        async with self._job():
            began = self._kit.clock.now()
            if await self._inbox.collect_from(account):
                await self._db(store.complete, account, began)

    async def _close(self, contacts: list[int]) -> None:
        async with self._job():
            await close_contacts(contacts, self._kit, self._db)

    async def _schedule(self) -> None:
        self._scheduling = 1
        try:
            async with self._job(hold=False):
                with self._own_clock() as clock:
                    kit = replace(self._kit, clock=clock)
                    work = HandedOut(self._campaign, kit, self._db, self._table, self._sender, self._stopping)
                    rounds = Rounds(self._campaign, kit, self._db, work, self._stopping, self._report)
                    if await rounds.run(once=self._once, patient=True):
                        self._over = True
        finally:
            self._scheduling = 0
        if self._once or self._over:
            self.stop()

    async def _tend(self, timestamp: int) -> None:
        """Free what the dead held, strike them off, and see to it that somebody goes the rounds."""
        async with self._job():
            await self._table.release(await self._db(self._dead), self._kit.pulse.silence)
            await self._table.hand_out([Handed("schedule", "schedule", "schedule", {}, "schedule", _FIRST)])

    def _dead(self) -> list[int]:
        return [row.engine for row in self._observer.strike_off(self._campaign) if row.engine is not None]

    @asynccontextmanager
    async def _job(self, *, hold: bool = True) -> AsyncIterator[None]:
        """Hold virtual time, and note what fails: the tables bring it up again, so the engine must not."""
        try:
            with self._at_work() if hold else nullcontext():
                yield
        except Unavailable as error:
            if error.message.code == "clock_lost":
                self.stop()
                return
            await self._note(error.message)
        except BarometerError as error:
            await self._note(error.message)
        except Exception as error:
            await self._note(Message("worker_job_failed", {"kind": type(error).__name__, "why": str(error)[:500]}))

    async def _note(self, message: Message) -> None:
        await self._db(store.note, self._campaign, self._kit.worker, message, self._kit.clock.now())

    def _at_work(self) -> AbstractContextManager[None]:
        working: Callable[[], AbstractContextManager[None]] | None = getattr(self._kit.clock, "working", None)
        return working() if working is not None else nullcontext()
