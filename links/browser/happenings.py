"""What pages do besides showing themselves: dialogs, downloads, popups, crashes, navigations of their own.

All of it is kept as facts and none is followed, except popups, which stay open under the same rules. The handlers never
raise: the driver's connection would carry the error elsewhere.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from playwright.async_api import BrowserContext, Dialog, Download, Frame, Page, Request, Response
from playwright.async_api import Error as PlaywrightError

from domain.failure import Failure

MOST_DIALOGS = 20
"""A page that opens more than so many is closed."""
MOST_POPUPS = 3
PLAIN = ("http://", "https://", "about:", "blob:", "chrome-error:")
"""What may be shown in a page; whatever else comes there is closed at once."""


class VisitEnded(Exception):
    """The site made it impossible to go on: a result, told by `failure` and `detail`; caught by whoever visits."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


class Happenings:
    """Listens to a context and its pages. `ended` says why a page was closed by us or by itself, page by page."""

    def __init__(self, context: BrowserContext) -> None:
        self.dialogs: list[str] = []
        self.downloads: list[str] = []
        self.popups: list[Page] = []
        self.closed_popups = 0
        self.navigations: Counter[Page] = Counter()
        self.ended: dict[Page, VisitEnded] = {}
        self.documents: dict[Page, Response] = {}
        self.failures: dict[Page, tuple[str, str]] = {}
        self._own: set[Page] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("page", self._appeared)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    def expect(self, page: Page) -> None:
        """Attend to a page that we opened ourselves."""
        self._own.add(page)
        if page in self.popups:  # its event came first
            self.popups.remove(page)
        else:
            self._attend(page)

    def end(self, page: Page, failure: Failure, detail: str) -> None:
        """Close a page for good."""
        if page not in self.ended:
            self.ended[page] = VisitEnded(failure, detail)
            self._later(page.close)

    def leave(self, page: Page) -> None:
        """Close a page that is of no more use."""
        if not page.is_closed():
            self._later(page.close)

    def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    def _attend(self, page: Page) -> None:
        page.on("dialog", lambda dialog: self._dismiss(page, dialog))
        page.on("download", self._refuse_download)
        page.on("crash", lambda crashed: self.end(page, Failure.UNKNOWN, "page_crashed"))
        page.on("framenavigated", lambda frame: self._navigated(page, frame))

    def _appeared(self, page: Page) -> None:
        if page in self._own:
            return
        if len(self.popups) >= MOST_POPUPS:
            self.closed_popups += 1
            self._later(page.close)
            return
        self.popups.append(page)
        self._attend(page)

    def _dismiss(self, page: Page, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message[:500])
        if len(self.dialogs) > MOST_DIALOGS:
            self.end(page, Failure.TOO_SLOW, "dialogs")
            return
        # leaving is not to be prevented
        self._later(dialog.accept if dialog.type == "beforeunload" else dialog.dismiss)

    def _refuse_download(self, download: Download) -> None:
        self.downloads.append(download.url[:2000])

    def _navigated(self, page: Page, frame: Frame) -> None:
        if frame.parent_frame is not None:
            return
        self.navigations[page] += 1
        if not frame.url.startswith(PLAIN):
            self.end(page, Failure.NOT_A_SITE, "scheme")

    def _answered(self, response: Response) -> None:
        page = _page_shown_by(response.request)
        if page is not None:
            self.documents[page] = response
            self.failures.pop(page, None)

    def _failed(self, request: Request) -> None:
        page = _page_shown_by(request)
        if page is not None:
            self.failures[page] = (request.url, request.failure or "")

    def _later(self, work: Callable[[], Awaitable[None]]) -> None:
        async def quietly() -> None:
            try:
                await work()
            except PlaywrightError:
                return

        task = asyncio.get_running_loop().create_task(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _page_shown_by(request: Request) -> Page | None:
    """Return the page whose own document a request is for, None for any other request."""
    if not request.is_navigation_request():
        return None
    try:
        frame = request.frame
    except PlaywrightError:  # a popup's first request comes before its page
        return None
    return frame.page if frame.parent_frame is None else None
