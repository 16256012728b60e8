"""Opens a page and says what came of it; a bad site is a result, never an exception."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

from domain.errors import Unavailable
from domain.failure import Failure
from links.browser.engine import first_line
from links.browser.failures import REFUSALS, code_of, failure_of_code, failure_of_status
from links.browser.recorder import host_of

if TYPE_CHECKING:
    from links.browser.visit import Visit

SETTLE_SECONDS = 3.0
RESPOND_SECONDS = 2.0
"""A page that cannot even add 1 and 1 within so long is given up."""
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")
MOST_NAVIGATIONS = 20
"""In one opening; as many redirects as Chromium follows."""
BY_THE_PROXY = frozenset(
    {
        "TUNNEL_CONNECTION_FAILED",
        "HTTP_RESPONSE_CODE_FAILURE",
        "EMPTY_RESPONSE",
        "CONNECTION_CLOSED",
        "CONNECTION_RESET",
    }
)
"""How Chromium tells what may be the proxy's doing."""
EMPTY = "empty"
"""The detail of an error without a word of the site's: Chromium shows a page of its own."""
SCRIPT = 0
"""Stands for the status of a redirect made by the page itself."""


@dataclass(frozen=True)
class Hop:
    """One redirect: from where, and its status; 0 when the page did it by script or meta refresh."""

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
        served = self.failure is None or self.failure == failure_of_status(self.status)
        return self.status > 0 and served and self.detail != EMPTY


async def open_page(visit: Visit, page: Page, url: str, seconds: float) -> Opened:
    """Open an http(s) address in the page within so many seconds. Raises Unavailable when the browser has gone."""
    began = time.monotonic()
    if not url.lower().startswith(("http://", "https://")) or not host_of(url):
        return Opened(url, url, failure=Failure.NOT_A_SITE, detail="scheme")
    opening = _Opening(visit, page, url)
    try:
        async with asyncio.timeout(seconds + RESPOND_SECONDS):
            opened = await opening.run(seconds)
    except TimeoutError:
        opened = opening.too_slow("deadline")
    except PlaywrightError as error:
        opened = opening.failed(error)
    opened = await opening.judged(opened)
    return replace(opened, took_ms=round((time.monotonic() - began) * 1000, 1))


class _Opening:
    """One opening under way; `known` is what is known of it so far."""

    def __init__(self, visit: Visit, page: Page, url: str) -> None:
        self.visit = visit
        self.page = page
        self.known = Opened(url, url)
        self.mark = len(visit.entry.journal)
        self.navigations = visit.happenings.navigations[page]
        self.downloads = len(visit.happenings.downloads)
        visit.happenings.failures.pop(page, None)

    async def run(self, seconds: float) -> Opened:
        began = time.monotonic()
        response = await self.page.goto(self.known.asked, wait_until="commit", timeout=seconds * 1000)
        if response is None:  # only the fragment changed
            return replace(self.known, final_url=self.page.url, status=200)
        self.known = await self.described(response)
        if not self.known.shown:
            return self.known
        left = seconds - (time.monotonic() - began)
        try:
            await self.page.wait_for_load_state("domcontentloaded", timeout=max(left, 0.1) * 1000)
        except PlaywrightTimeout:
            return self.too_slow("loading")
        left = seconds - (time.monotonic() - began)
        try:
            await self.page.wait_for_load_state("load", timeout=max(left, 0.1) * 1000)
        except PlaywrightTimeout:
            self.known = replace(self.known, complete=False)
        await self.visit.recorder.quiet(min(SETTLE_SECONDS, max(left, 0.1)))
        return await self.followed(response)

    async def described(self, response: Response) -> Opened:
        """Return what a response says of the page."""
        status, headers = response.status, response.headers
        opened = replace(
            self.known, final_url=response.url, status=status, redirects=await _hops(response), headers=headers
        )
        if headers.get("proxy-status", "").startswith(self.visit.proxy_name):
            return self.refused(replace(opened, status=0, headers={}), response.url)
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        opened = replace(opened, media_type=media_type, failure=failure_of_status(status))
        if media_type not in PAGE_TYPES and opened.failure is None:
            return replace(opened, failure=Failure.NOT_A_SITE, detail=media_type)
        return opened

    async def followed(self, first: Response) -> Opened:
        """Return what is shown after the page has sent us on by itself, if it has."""
        if failed := self.visit.happenings.failures.get(self.page):
            url, text = failed
            if self.page.url.startswith("chrome-error:"):
                return self.by_code(replace(self.known, final_url=url, status=0), code_of(text), text, url)
        last = self.visit.happenings.documents.get(self.page)
        if last is None or last.url == first.url or last.request.redirected_to is not None:
            return replace(self.known, final_url=self.page.url)
        hops = (*self.known.redirects, Hop(self.known.final_url, SCRIPT))
        then = await self.described(last)
        return replace(then, redirects=hops + then.redirects, complete=self.known.complete)

    def too_slow(self, detail: str) -> Opened:
        return replace(self.known, failure=Failure.TOO_SLOW, detail=detail, complete=False)

    def failed(self, error: PlaywrightError) -> Opened:
        """Return what an exception of the driver means. Raises Unavailable when it means that the browser has gone."""
        if not self.visit.engine.alive:
            raise Unavailable("browser_gone", why=first_line(error)) from error
        if self.page.is_closed() or self.page in self.visit.happenings.ended:
            return replace(self.known, failure=Failure.UNKNOWN, detail="page_closed")
        if isinstance(error, PlaywrightTimeout):
            return self.too_slow("deadline")
        url, text = self.visit.happenings.failures.get(self.page, (self.known.asked, ""))
        code = code_of(str(error)) or code_of(text)
        return self.by_code(self.known, code, first_line(error), url)

    def by_code(self, opened: Opened, code: str, words: str, url: str) -> Opened:
        if len(self.visit.happenings.downloads) > self.downloads or "Download is starting" in words:
            return replace(opened, failure=Failure.NOT_A_SITE, detail="download")
        if code in BY_THE_PROXY and self.visit.entry.last_refusal(host_of(url), self.mark):
            return self.refused(opened, url)
        document = self.visit.happenings.documents.get(self.page)
        if code == "HTTP_RESPONSE_CODE_FAILURE" and document is not None:  # an error without a word
            return replace(opened, status=document.status, failure=failure_of_status(document.status), detail=EMPTY)
        detail = "redirect_loop" if code == "TOO_MANY_REDIRECTS" else code or words
        return replace(opened, failure=failure_of_code(code), detail=detail)

    def refused(self, opened: Opened, url: str) -> Opened:
        """Return what the proxy's journal says of a host it did not connect to."""
        passage = self.visit.entry.last_refusal(host_of(url))
        if passage is None or passage.refusal is None:
            return replace(opened, failure=Failure.UNREACHABLE, detail="refused")
        detail = f"{passage.refusal}: {passage.detail}" if passage.detail else str(passage.refusal)
        return replace(opened, failure=REFUSALS[passage.refusal], detail=detail)

    async def judged(self, opened: Opened) -> Opened:
        """Return the result in view of how the page behaved meanwhile."""
        happenings = self.visit.happenings
        if opened.failure is Failure.TOO_SLOW and opened.status and not await self.responds():
            happenings.end(self.page, Failure.TOO_SLOW, "unresponsive")
        if happenings.navigations[self.page] - self.navigations > MOST_NAVIGATIONS:
            happenings.end(self.page, Failure.NOT_A_SITE, "redirect_loop")
        if (ended := happenings.ended.get(self.page)) is not None:
            return replace(opened, failure=ended.failure, detail=ended.detail, complete=False)
        if self.visit.entry.spent > self.visit.entry.allowance:
            return replace(opened, failure=Failure.TOO_SLOW, detail="too_much", complete=False)
        return opened

    async def responds(self) -> bool:
        """Stop what is still loading; return whether the page obeys."""
        try:
            async with asyncio.timeout(RESPOND_SECONDS):
                await self.page.evaluate("() => window.stop()")
        except (PlaywrightError, TimeoutError):
            return False
        return True


async def _hops(response: Response) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    request = response.request.redirected_from
    while request is not None:
        answer = await request.response()
        hops.append(Hop(request.url, answer.status if answer else 0))
        request = request.redirected_from
    return tuple(reversed(hops))
