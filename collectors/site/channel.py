"""The website as a channel of campaigns: the inspector on the worker's own browser."""

from __future__ import annotations

from collectors.site.inspector import SiteInspector
from domain.clock import Clock
from domain.contact import Inspection, Order
from links.web_access import WebAccess


class SiteByBrowser:
    """Implements `domain.ports.Inspector`; see `SiteInspector`."""

    def __init__(self, web: WebAccess, clock: Clock) -> None:
        self._web = web
        self._clock = clock

    async def inspect(self, order: Order) -> Inspection:
        pool = await self._web.pool()
        # one client for each site: its allowance of bytes is for one
        async with self._web.fetcher() as fetcher:
            return await SiteInspector(pool, fetcher, self._clock).inspect(order)

    async def close(self) -> None:
        await self._web.close()
