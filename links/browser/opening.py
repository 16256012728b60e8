"""Opens a page and says what came of it; a bad site is a result, never an exception."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

from domain.failure import Failure
from links.browser.engine import first_line
from links.browser.failures import REFUSALS, code_of, failure_of_code, failure_of_status
from links.browser.recorder import host_of

if TYPE_CHECKING:
    from links.browser.visit import Visit

QUIET_SECONDS = 0.15
"""After the page has loaded, so long without any request means that scripts have drawn what they draw at once."""
SETTLE_SECONDS = 3.0
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")
BY_THE_PROXY = frozenset({"TUNNEL_CONNECTION_FAILED", "EMPTY_RESPONSE", "CONNECTION_CLOSED", "CONNECTION_RESET"})
"""How Chromium tells what may be the proxy's doing."""
MOST_NAVIGATIONS = 20
"""In one opening; as many redirects as Chromium follows."""


@dataclass(frozen=True)
class Hop:
    """One redirect: from where, and its status."""

    url: str
    status: int


@dataclass(frozen=True)
class Opened:
    """What opening an address gave.

    Without `failure` a page is shown; with one, `detail` says more ("CERT_DATE_INVALID", "download", a media type).
    `complete` is false when the page was still loading when patience ended. `took_ms` is until it could be read.
    """

    asked: str
    final_url: str
    status: int = 0
    redirects: tuple[Hop, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    took_ms: float = 0.0

    @property
    def shown(self) -> bool:
        """Whether there is something to read, be it an error page of the site's own."""
        return self.status > 0 and self.failure in (None, Failure.HTTP_4XX, Failure.HTTP_5XX, Failure.RATE_LIMITED)


async def open_page(visit: Visit, page: Page, url: str, seconds: float) -> Opened:
    """Open an http(s) address in the page within so many seconds."""
    began = time.monotonic()
    mark = len(visit.entry.journal)
    failed = Opened(url, url)
    if not url.lower().startswith(("http://", "https://")) or not host_of(url):
        return replace(failed, failure=Failure.NOT_A_SITE, detail="scheme")
    navigations = visit.navigations
    try:
        async with asyncio.timeout(seconds + 2):
            response = await page.goto(url, wait_until="commit", timeout=seconds * 1000)
            opened = await _described(visit, url, page, response, mark)
            if opened.shown:
                left = seconds - (time.monotonic() - began)
                opened = replace(opened, complete=await _loaded(page, left))
                await settled(visit, page, SETTLE_SECONDS)
                opened = replace(opened, final_url=page.url)
    except (PlaywrightTimeout, TimeoutError):
        opened = replace(failed, failure=Failure.TOO_SLOW, detail="deadline", final_url=page.url or url)
    except PlaywrightError as error:
        visit.must_go_on(error)
        opened = _failed(visit, failed, error, mark)
    if visit.navigations - navigations > MOST_NAVIGATIONS:
        opened = replace(opened, failure=Failure.NOT_A_SITE, detail="redirect_loop")
    return replace(opened, took_ms=round((time.monotonic() - began) * 1000, 1))


async def _described(visit: Visit, asked: str, page: Page, response: Response | None, mark: int) -> Opened:
    if response is None:  # only the fragment changed
        return Opened(asked, page.url, status=200)
    headers = response.headers
    status = response.status
    hops = await _hops(response)
    opened = Opened(asked, response.url, status, hops, headers=headers)
    if headers.get("proxy-status", "").startswith(visit.proxy_name):
        return _refused(visit, replace(opened, status=0, headers={}), host_of(response.url), mark)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    opened = replace(opened, media_type=media_type, failure=failure_of_status(status))
    if media_type not in PAGE_TYPES and opened.failure is None:
        opened = replace(opened, failure=Failure.NOT_A_SITE, detail=media_type)
    return opened


async def _hops(response: Response) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    request = response.request.redirected_from
    while request is not None:
        answer = await request.response()
        hops.append(Hop(request.url, answer.status if answer else 0))
        request = request.redirected_from
    return tuple(reversed(hops))


def _refused(visit: Visit, opened: Opened, host: str, mark: int) -> Opened:
    passage = visit.entry.last_refusal(host, mark) or visit.entry.last_refusal(host)
    if passage is None or passage.refusal is None:
        return replace(opened, failure=Failure.UNREACHABLE, detail="refused")
    detail = f"{passage.refusal}: {passage.detail}" if passage.detail else str(passage.refusal)
    return replace(opened, failure=REFUSALS[passage.refusal], detail=detail)


def _failed(visit: Visit, opened: Opened, error: PlaywrightError, mark: int) -> Opened:
    code = code_of(str(error))
    host = host_of(visit.last_navigation) or host_of(opened.asked)
    if visit.downloads and (code == "ABORTED" or "Download is starting" in str(error)):
        return replace(opened, failure=Failure.NOT_A_SITE, detail="download")
    if code in BY_THE_PROXY and visit.entry.last_refusal(host, mark):
        return _refused(visit, opened, host, mark)
    detail = "redirect_loop" if code == "TOO_MANY_REDIRECTS" else code or first_line(error)
    return replace(opened, failure=failure_of_code(code), detail=detail)


async def _loaded(page: Page, seconds: float) -> bool:
    """Wait for the page to be read and then to be loaded; stop it when patience ends."""
    states: tuple[Literal["domcontentloaded", "load"], ...] = ("domcontentloaded", "load")
    began = time.monotonic()
    for state in states:
        left = max(seconds - (time.monotonic() - began), 0.1)
        try:
            await page.wait_for_load_state(state, timeout=left * 1000)
        except PlaywrightTimeout:
            if state == "domcontentloaded":
                raise
            return False
    return True


async def settled(visit: Visit, page: Page, seconds: float) -> bool:
    """Wait until nothing was asked for during a moment; return whether that came within so many seconds."""
    recorder = visit.recorder
    try:
        async with asyncio.timeout(seconds):
            while True:
                recorder.changed.clear()
                try:
                    async with asyncio.timeout(QUIET_SECONDS):
                        await recorder.changed.wait()
                except TimeoutError:
                    if not recorder.in_flight:
                        return True
    except TimeoutError:
        return False
