"""The one thread boundary to the database: plain synchronous functions called from asynchronous code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import ParamSpec, TypeVar

from django.db import connections

from campaigns.database_file import DatabaseFile
from campaigns.patience import PATIENCE, with_patience

P = ParamSpec("P")
R = TypeVar("R")
_SHORT = 5.0
"""Seconds of patience where another server waits for us in the middle of its dialogue."""


class Boundary:
    """Runs store functions one after the other on one thread, which owns one database connection.

    While the database is away they are tried again; then they raise Unavailable(`database_unreachable`).
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._patience = patience
        self._closing = Event()
        self._file = DatabaseFile()

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        run = self._patiently(self._patience, lambda: function(*args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def wait(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run and block until done: for a mark that must be durable before the next byte leaves."""
        patience = min(self._patience, _SHORT)
        return self._thread.submit(self._patiently(patience, lambda: function(*args, **kwargs))).result()

    def _patiently(self, seconds: float, function: Callable[[], R]) -> Callable[[], R]:
        def run() -> R:
            self._file.check()
            return function()

        return lambda: with_patience(run, seconds, self._closing)

    def close(self) -> None:
        """Close the thread's connection and the thread; what waits for the database gives up."""
        self._closing.set()
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()
