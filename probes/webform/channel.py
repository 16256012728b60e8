"""The contact form as a channel of campaigns: the probe on the worker's own browser."""

from __future__ import annotations

from collections.abc import Callable

from domain.clock import Clock
from domain.contact import Order, Receipt
from links.web_access import WebAccess
from probes.webform.probe import WebformProbe


class WebformByBrowser:
    """Implements `domain.ports.Probe`; see `WebformProbe` for what is raised."""

    def __init__(self, web: WebAccess, clock: Clock) -> None:
        self._web = web
        self._clock = clock

    async def send(self, order: Order, before_data: Callable[[], None]) -> Receipt:
        return await WebformProbe(await self._web.pool(), self._clock).send(order, before_data)

    async def find(self, order: Order) -> Receipt | None:
        """Return None: a website cannot be asked what it was sent."""
        return None

    async def close(self) -> None:
        await self._web.close()
