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

MOST_REQUESTS = 3000
MOST_URL = 2000


@dataclass
class WebRequest:
    """One request: times in milliseconds, `started_ms` since the visit began, `size` in bytes on the wire.

    `status` is 0 and `blocked` says why when nothing came. `kind` is Chromium's resource type ("document", "image",
    "xhr"…). `address` is where the host's connection went.
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

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[WebRequest] = []
        self.left_out = 0
        self.changed = asyncio.Event()
        self._open: dict[Request, WebRequest] = {}
        self._began = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)

    @property
    def in_flight(self) -> int:
        return len(self._open)

    def _asked(self, request: Request) -> None:
        self.changed.set()
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
        if entry is not None:
            entry.status = response.status
            entry.media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()

    def _finished(self, request: Request) -> None:
        self.changed.set()
        entry = self._open.pop(request, None)
        if entry is not None:
            timing = request.timing
            entry.ttfb_ms = round(timing["responseStart"] - max(timing["requestStart"], 0), 1)
            entry.duration_ms = round(timing["responseEnd"], 1)
            self._later(_measure(request, entry))

    def _failed(self, request: Request) -> None:
        self.changed.set()
        entry = self._open.pop(request, None)
        if entry is not None:
            entry.blocked = request.failure or "failed"

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
        return request.frame.page.url[:MOST_URL]
    except PlaywrightError:
        return ""  # a navigation's first request comes before its frame is known


def host_of(url: str) -> str:
    """Return an address's host in lower case, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
