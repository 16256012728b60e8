"""A clock service in a thread of its own, for tests that speak to it from outside its loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sandbox.clock import ClockService
from sandbox.virtual_time import VirtualTime

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
TOKEN = "town-test"


class Running:
    def __init__(self) -> None:
        self.address = ""
        self.loop = asyncio.new_event_loop()
        self.time: VirtualTime
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        self.time = VirtualTime(START)
        service = ClockService(self.time, TOKEN)
        self.address = await service.start()
        self._stop = asyncio.Event()
        runner = asyncio.create_task(self.time.run())
        self._ready.set()
        await self._stop.wait()
        runner.cancel()
        await asyncio.gather(runner, return_exceptions=True)
        await service.stop()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await asyncio.gather(*others, return_exceptions=True)

    def schedule(self, at: datetime, action: Callable[[], Awaitable[None]]) -> None:
        async def put() -> None:
            self.time.schedule(at, action)

        asyncio.run_coroutine_threadsafe(put(), self.loop).result(5)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(5)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)


@contextmanager
def running_clock() -> Iterator[Running]:
    running = Running()
    running.start()
    try:
        yield running
    finally:
        running.stop()
