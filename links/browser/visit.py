"""One visit: a fresh context, its page, and what happened in it."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import BrowserContext, Dialog, Download, Frame, Page, Request
from playwright.async_api import Error as PlaywrightError

from domain.contact import Exhibit
from domain.errors import Unavailable
from domain.failure import Failure
from links.browser.engine import Engine, first_line
from links.browser.exhibits import make_exhibits
from links.browser.opening import Opened, open_page, settled
from links.browser.recorder import Recorder, WebRequest, host_of
from links.web_pace import Pace
from links.web_proxy import Pass

MOST_DIALOGS = 20
"""A page that opens more than so many is closed."""
MOST_POPUPS = 3
PLAIN = ("http://", "https://", "about:", "blob:", "chrome-error:")


class VisitEnded(Exception):
    """The site made it impossible to go on: a result, told by `failure` and `detail`; caught by whoever visits."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


class Visit:
    """What a probe or collector works with; ended by the pool.

    `page` is Playwright's; `popups` are pages that it opened, under the same rules. `dialogs` are the texts of dialogs
    that were dismissed, `downloads` the addresses of files that were offered and not taken.
    """

    def __init__(
        self, engine: Engine, context: BrowserContext, entry: Pass, proxy_name: str, pace: Pace, page_seconds: int
    ) -> None:
        self.context = context
        self.entry = entry
        self.proxy_name = proxy_name
        self.recorder = Recorder(context)
        self.dialogs: list[str] = []
        self.downloads: list[str] = []
        self.popups: list[Page] = []
        self.closed_popups = 0
        self.navigations = 0
        self.last_navigation = ""
        self.opened: list[Opened] = []
        self.ended: VisitEnded | None = None
        self.page: Page
        self.engine = engine
        self._pace = pace
        self._page_seconds = page_seconds
        self._deadline = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, page: Page, deadline: float) -> None:
        """Take the page in charge; `deadline` is in the event loop's time."""
        self.page = page
        self._deadline = deadline
        self.context.on("page", self._popped_up)
        self.context.on("request", self._asked)
        self._attend(page)
        await self.context.grant_permissions([])

    @property
    def requests(self) -> list[WebRequest]:
        """What was asked for so far, with the address each host was reached at."""
        addresses = {passage.host: passage.address for passage in self.entry.journal if passage.address}
        for request in self.recorder.requests:
            request.address = addresses.get(request.host, "")
        return self.recorder.requests

    @property
    def remaining(self) -> float:
        """Seconds left of the whole visit."""
        return max(self._deadline - asyncio.get_running_loop().time(), 0.0)

    @property
    def sent_something(self) -> bool:
        """Whether a request left that may have changed something at the other end."""
        return any(request.sends for request in self.recorder.requests)

    async def open(self, url: str, *, page: Page | None = None, seconds: float | None = None) -> Opened:
        """Open an address, politely. Raises VisitEnded when the page closed or crashed under us, Unavailable when the
        browser did; everything else is in the result."""
        patience = min(seconds or self._page_seconds, max(self.remaining - 1, 1))
        async with self._pace.turn(host_of(url)):
            opened = await open_page(self, page or self.page, url, patience)
        self.opened.append(opened)
        return opened

    async def settle(self, seconds: float = 3.0) -> bool:
        """Wait until the page asks for nothing more; return whether it did within so many seconds."""
        return await settled(self, self.page, seconds)

    async def exhibits(self, name: str, *, page: Page | None = None) -> tuple[Exhibit, ...]:
        """Return proofs of what is shown now (see `make_exhibits`)."""
        return await make_exhibits(self, page or self.page, name)

    def summary(self) -> dict[str, Any]:
        """Return what happened as JSON can hold it."""
        return {
            "url": self.page.url,
            "opened": [
                {"asked": o.asked, "final": o.final_url, "status": o.status, "failure": o.failure, "detail": o.detail}
                for o in self.opened
            ],
            "requests": [request.as_dict() for request in self.requests],
            "left_out": self.recorder.left_out,
            "refused": [
                {"host": p.host, "port": p.port, "why": str(p.refusal), "detail": p.detail}
                for p in self.entry.journal
                if p.refusal is not None
            ],
            "dialogs": self.dialogs,
            "downloads": self.downloads,
            "bytes": self.entry.spent,
        }

    def must_go_on(self, error: PlaywrightError) -> None:
        """Raise what an error means when there is no page any more; return when there is one."""
        if not self.engine.alive:
            raise Unavailable("browser_gone", why=first_line(error)) from error
        if self.ended is not None:
            raise self.ended from error
        if self.page.is_closed():
            raise VisitEnded(Failure.UNKNOWN, "page_closed") from error

    def stop(self) -> None:
        self.recorder.stop()
        for task in list(self._tasks):
            task.cancel()

    def _attend(self, page: Page) -> None:
        page.on("dialog", self._dismiss)
        page.on("download", self._refuse_download)
        page.on("crash", self._crashed)
        page.on("framenavigated", self._navigated)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message[:500])
        if len(self.dialogs) > MOST_DIALOGS:
            self._end(VisitEnded(Failure.TOO_SLOW, "dialogs"))
            return
        # leaving is not to be prevented
        self._later(dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())

    def _refuse_download(self, download: Download) -> None:
        self.downloads.append(download.url[:2000])

    def _crashed(self, page: Page) -> None:
        if page is self.page:
            self._end(VisitEnded(Failure.UNKNOWN, "page_crashed"))

    def _navigated(self, frame: Frame) -> None:
        if frame.parent_frame is not None:
            return
        self.navigations += 1
        if not frame.url.startswith(PLAIN):
            self._end(VisitEnded(Failure.NOT_A_SITE, "scheme"))

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self.last_navigation = request.url

    def _popped_up(self, page: Page) -> None:
        if len(self.popups) >= MOST_POPUPS:
            self.closed_popups += 1
            self._later(page.close())
            return
        self.popups.append(page)
        self._attend(page)

    def _end(self, why: VisitEnded) -> None:
        if self.ended is None:
            self.ended = why
            self._later(self.page.close())

    def _later(self, work: Any) -> None:
        async def quietly() -> None:
            try:
                await work
            except PlaywrightError:
                return

        task = asyncio.get_running_loop().create_task(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
