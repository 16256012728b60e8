"""The browser that a worker's web channels share: started when the first of them needs it, closed with the worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from links.browser import BrowserPool
from links.browser.locate import find_browser
from links.web_fetch import WebFetcher
from settings.web import WebSettings


class WebAccess:
    """A way to the web that costs nothing until it is used. Raises NotConfigured at once without a browser.

    After `close` it may be used again, in another event loop as well.
    """

    def __init__(self, settings: WebSettings) -> None:
        find_browser(settings.browser)
        self.settings = settings
        self._stack = AsyncExitStack()
        self._pool: BrowserPool | None = None
        self._opening: asyncio.Lock | None = None

    async def pool(self) -> BrowserPool:
        """Return the open pool. Raises Unavailable when nothing starts, InputError for a false town."""
        self._opening = self._opening or asyncio.Lock()
        async with self._opening:
            if self._pool is None:
                self._pool = await self._stack.enter_async_context(BrowserPool(self.settings))
            return self._pool

    @asynccontextmanager
    async def fetcher(self) -> AsyncIterator[WebFetcher]:
        """Give a client for plain requests, with its own allowance of bytes and the pool's manners."""
        pool = await self.pool()
        async with WebFetcher(self.settings, proxy=pool.proxy, pace=pool.pace) as fetcher:
            yield fetcher

    async def close(self) -> None:
        """Close the browser; a visit under way is broken off."""
        self._pool = self._opening = None
        await self._stack.aclose()
