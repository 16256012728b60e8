"""Our side of the job engine's tables: what is handed out, what of it is still under way, what the dead held."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status

from campaigns.patience import PATIENCE
from domain.errors import Unavailable

T = TypeVar("T")
CONNECTIONS = 4
"""Most connections of one worker to the engine's tables, besides the one that listens."""
_OPEN = "('todo', 'doing')"


@dataclass(frozen=True)
class Handed:
    """One job. Of jobs with the same `lock` one runs at a time; of those with the same `once`, one waits at a time."""

    task: str
    queue: str
    once: str
    args: Mapping[str, Any] = field(default_factory=dict)
    lock: str | None = None
    priority: int = 0


class JobTable:
    """The jobs of one campaign: its queues carry its number, since a worker has the files of one campaign only."""

    def __init__(self, campaign_id: int, parameters: Mapping[str, Any], stopping: asyncio.Event) -> None:
        self._campaign = campaign_id
        self._stopping = stopping
        self._connector = procrastinate.PsycopgConnector(kwargs=dict(parameters), min_size=1, max_size=CONNECTIONS)
        self.app = procrastinate.App(connector=self._connector)

    def name(self, what: str) -> str:
        """Return the campaign's own name of a queue or lock."""
        return f"c{self._campaign}:{what}"

    async def hand_out(self, jobs: Sequence[Handed]) -> list[int]:
        """Put jobs into the table; return their numbers in order, of one that waited there already its own."""
        made = [
            Job(
                id=None,
                queue=self.name(job.queue),
                lock=self.name(job.lock) if job.lock else None,
                queueing_lock=self.name(job.once),
                task_name=task_name(job.task),
                task_kwargs=dict(job.args),
                priority=job.priority,
            )
            for job in jobs
        ]
        numbers = await self._patiently(lambda: self._put(made))
        return [numbers[self.name(job.once)] for job in jobs]

    async def _put(self, jobs: list[Job]) -> dict[str, int]:
        there: dict[str, int] = {}
        while fresh := [job for job in jobs if job.queueing_lock not in there]:
            try:
                put = await self.app.job_manager.batch_defer_jobs_async(fresh)
            except AlreadyEnqueued:
                there = await self._waiting([str(job.queueing_lock) for job in jobs])
            else:
                there |= {str(job.queueing_lock): int(job.id or 0) for job in put}
        return there

    async def _waiting(self, locks: list[str]) -> dict[str, int]:
        rows = await self._connector.execute_query_all_async(
            "SELECT queueing_lock, id FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%(locks)s)",
            locks=locks,
        )
        return {row["queueing_lock"]: row["id"] for row in rows}

    async def under_way(self, ids: Collection[int]) -> set[int]:
        """Return those of the jobs that are not done."""
        query = f"SELECT id FROM procrastinate_jobs WHERE id = ANY(%(ids)s) AND status IN {_OPEN}"  # noqa: S608
        return {row["id"] for row in await self._all(query, ids=list(ids))} if ids else set()

    async def release(self, dead: Collection[int], silence: float) -> int:
        """Remove the jobs that dead workers were at, so that their locks are free; return how many there were.

        Dead are those numbers, and all that have not beaten for `silence` seconds of the database's time. What a job
        was to do is in the campaign's own tables: nothing is lost with it.
        """
        query = (
            "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND queue_name LIKE %(mine)s"
            " AND (worker_id IS NULL OR worker_id = ANY(%(dead)s))"
        )
        ids = {row["id"] for row in await self._all(query, mine=self.name("%"), dead=list(dead))}
        stalled = await self._patiently(lambda: self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence))
        ids |= {job.id for job in stalled if job.id is not None and job.queue.startswith(self.name(""))}
        for number in ids:
            with suppress(ConnectorException):  # it came to its end meanwhile, or another worker was quicker
                await self.app.job_manager.finish_job_by_id_async(number, Status.FAILED, delete_job=True)
        return len(ids)

    async def _all(self, query: str, **values: Any) -> list[dict[str, Any]]:
        return await self._patiently(lambda: self._connector.execute_query_all_async(query, **values))

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        began = monotonic()
        while True:
            try:
                return await call()
            except ConnectorException as error:
                if self._stopping.is_set() or monotonic() - began >= PATIENCE:
                    raise unreachable(error) from error
            await pause(self._stopping, 0.5)


def task_name(task: str) -> str:
    """Return a task's name in the engine's tables."""
    return f"barometer.{task}"


def unreachable(error: BaseException) -> Unavailable:
    """Return the error for people."""
    cause = error.__cause__ or error
    return Unavailable("database_unreachable", why=(str(cause).strip().splitlines() or [type(cause).__name__])[0])


async def pause(event: asyncio.Event, seconds: float) -> None:
    """Wait so many seconds of real time, or until the event is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
