"""The one thread boundary to the database: plain synchronous functions called from asynchronous code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Boundary:
    """Runs store functions one after the other on one thread, which owns one database connection."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    def wait(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run and block until done: for a mark that must be durable before the next byte leaves."""
        return self._thread.submit(lambda: function(*args, **kwargs)).result()

    def close(self) -> None:
        """Close the thread's connection and the thread."""
        from django.db import connections

        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()
