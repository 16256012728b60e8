"""What a visit's pages asked for and got: a summary in the manner of HAR, without bodies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Request, Response
from playwright.async_api import Error as PlaywrightError

from links.web_proxy import Pass

QUIET_SECONDS = 0.15
"""So long without any request means that scripts have drawn what they draw at once."""
NEVER_ENDING = frozenset({"eventsource", "websocket", "media", "ping"})
MOST_REQUESTS = 3000
MOST_URL = 2000


@dataclass
class WebRequest:
    """One request: `started_ms` since the visit began, `ttfb_ms` and `duration_ms` since the request did (-1: unknown).

    `size` is in bytes on the wire. `status` is 0 and `blocked` says why when nothing came: the proxy's reason or
    Chromium's name. `kind` is Chromium's resource type ("document", "image", "xhr"…), `page` what was shown when it was
    asked for, `address` where the connection went.
    """

    method: str
    url: str
    host: str
    kind: str
    started_ms: float
    navigation: bool
    page: str
    status: int = 0
    media_type: str = ""
    size: int = 0
    ttfb_ms: float = -1.0
    duration_ms: float = -1.0
    blocked: str = ""
    address: str = ""

    @property
    def sends(self) -> bool:
        """Whether it may have changed something at the other end."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Recorder:
    """Listens to a context. Its handlers never raise: the driver's connection would carry the error elsewhere."""

    def __init__(self, context: BrowserContext, entry: Pass, proxy_name: str) -> None:
        self.requests: list[WebRequest] = []
        self.left_out = 0
        self._changed = asyncio.Event()
        self._entry = entry
        self._proxy_name = proxy_name
        self._open: dict[Request, WebRequest] = {}
        self._began = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)

    async def quiet(self, seconds: float) -> bool:
        """Wait until nothing was asked for during a moment; return whether that came within so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self._changed.clear()
                    try:
                        async with asyncio.timeout(QUIET_SECONDS):
                            await self._changed.wait()
                    except TimeoutError:
                        if all(entry.kind in NEVER_ENDING for entry in self._open.values()):
                            return True
        except TimeoutError:
            return False

    def forget_open(self) -> None:
        """Give up on requests of a page that has gone."""
        self._open.clear()

    def _asked(self, request: Request) -> None:
        self._changed.set()
        url = request.url
        if url.startswith(("data:", "blob:")):
            return
        if len(self.requests) >= MOST_REQUESTS:
            self.left_out += 1
            return
        entry = WebRequest(
            method=request.method,
            url=url[:MOST_URL],
            host=host_of(url),
            kind=request.resource_type,
            started_ms=round((time.monotonic() - self._began) * 1000, 1),
            navigation=request.is_navigation_request(),
            page=_page_of(request),
        )
        self.requests.append(entry)
        self._open[request] = entry

    def _answered(self, response: Response) -> None:
        entry = self._open.get(response.request)
        if entry is None:
            return
        if response.headers.get("proxy-status", "").startswith(self._proxy_name):
            entry.blocked = self._why(entry.host)
        else:
            entry.status = response.status
            entry.media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()

    def _finished(self, request: Request) -> None:
        self._changed.set()
        entry = self._open.pop(request, None)
        if entry is not None:
            timing = request.timing
            entry.ttfb_ms = round(timing["responseStart"], 1)
            entry.address = self._address(entry.host)
            entry.duration_ms = round(timing["responseEnd"], 1)
            self._later(_measure(request, entry))

    def _failed(self, request: Request) -> None:
        self._changed.set()
        entry = self._open.pop(request, None)
        if entry is not None:
            entry.blocked = self._why(entry.host) or (request.failure or "").removeprefix("net::ERR_") or "failed"

    def _why(self, host: str) -> str:
        passage = self._entry.last_refusal(host)
        return str(passage.refusal) if passage else ""

    def _address(self, host: str) -> str:
        return next((p.address for p in reversed(self._entry.journal) if p.host == host and p.address), "")

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until the sizes of what has finished are known."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=2.0)

    def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()


async def _measure(request: Request, entry: WebRequest) -> None:
    try:
        sizes = await request.sizes()
    except PlaywrightError:
        return  # the page went away meanwhile
    entry.size = sizes["responseHeadersSize"] + sizes["responseBodySize"]


def _page_of(request: Request) -> str:
    try:
        url = request.frame.page.url[:MOST_URL]
    except PlaywrightError:
        return ""  # a popup's first request comes before its page
    return url if host_of(url) else ""


def host_of(url: str) -> str:
    """Return an address's host in lower case, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
