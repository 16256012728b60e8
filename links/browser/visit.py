"""One visit: a fresh context, its page, and what happened in it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from domain.contact import Exhibit
from domain.errors import Unavailable
from domain.failure import Failure
from links.browser.engine import Engine, first_line
from links.browser.exhibits import make_exhibits
from links.browser.happenings import Happenings, VisitEnded
from links.browser.opening import Opened, open_page
from links.browser.recorder import Recorder, WebRequest, host_of
from links.web_pace import Pace
from links.web_proxy import Pass

ACTION_SECONDS = 10.0
"""How long an action on a page may take unless told otherwise (a click, a wait for an element)."""


class Visit:
    """What a probe or collector works with; made and ended by the pool.

    `page` is Playwright's page. After one that failed, crashed or was closed, the next `open` puts a new one in its
    place, in the same context: what must be there on every page goes to `context` (`add_init_script`).
    """

    def __init__(
        self,
        engine: Engine,
        context: BrowserContext,
        page: Page,
        entry: Pass,
        proxy_name: str,
        pace: Pace,
        page_seconds: float,
        deadline: float,
    ) -> None:
        self.engine = engine
        self.context = context
        self.page = page
        self.entry = entry
        self.proxy_name = proxy_name
        self.recorder = Recorder(context, entry, proxy_name)
        self.happenings = Happenings(context)
        self.opened: list[Opened] = []
        self._pace = pace
        self._page_seconds = page_seconds
        self._deadline = deadline
        self._spent = False
        context.set_default_timeout(ACTION_SECONDS * 1000)
        context.set_default_navigation_timeout(page_seconds * 1000)
        self.happenings.expect(page)

    @property
    def requests(self) -> Sequence[WebRequest]:
        """What was asked for so far, in order."""
        return self.recorder.requests

    @property
    def dialogs(self) -> Sequence[str]:
        """The texts of the dialogs that were dismissed."""
        return self.happenings.dialogs

    @property
    def downloads(self) -> Sequence[str]:
        """The addresses of files that were offered and not taken."""
        return self.happenings.downloads

    @property
    def popups(self) -> Sequence[Page]:
        """Pages that the site opened besides; at most three stay open."""
        return self.happenings.popups

    @property
    def remaining(self) -> float:
        """Seconds left of the whole visit."""
        return max(self._deadline - asyncio.get_running_loop().time(), 0.0)

    @property
    def sent_something(self) -> bool:
        """Whether a request left that may have changed something at the other end."""
        return any(request.sends for request in self.recorder.requests)

    async def open(self, url: str, *, seconds: float | None = None) -> Opened:
        """Open an address in `page`, politely, within so many seconds (else the settings').

        Everything that a site can do is in the result. Raises Unavailable when our browser has gone.
        """
        async with self._pace.turn(host_of(url)):
            if self._spent or self.page.is_closed() or self.page in self.happenings.ended:
                await self._take_new_page()
            patience = min(seconds or self._page_seconds, max(self.remaining - 1, 1))
            opened = await open_page(self, self.page, url, patience)
            # a navigation that failed may still be under way, and would interrupt the next one
            self._spent = not opened.shown and opened.detail != "scheme"
        self.opened.append(opened)
        return opened

    async def settle(self, seconds: float = 3.0) -> bool:
        """Wait until the pages ask for nothing more; return whether that came within so many seconds."""
        return await self.recorder.quiet(seconds)

    async def exhibits(self, name: str, *, page: Page | None = None) -> tuple[Exhibit, ...]:
        """Return proofs of what is shown now (see `make_exhibits`)."""
        return await make_exhibits(self, page or self.page, name)

    def summary(self, page: Page | None = None) -> dict[str, Any]:
        """Return what happened as JSON can hold it; "url" is where the page is now."""
        return {
            "url": (page or self.page).url,
            "opened": [
                {
                    "asked": opened.asked,
                    "final": opened.final_url,
                    "status": opened.status,
                    "redirects": [[hop.url, hop.status] for hop in opened.redirects],
                    "failure": opened.failure,
                    "detail": opened.detail,
                }
                for opened in self.opened
            ],
            "requests": [request.as_dict() for request in self.requests],
            "left_out": self.recorder.left_out,
            "refused": [
                {"host": passage.host, "port": passage.port, "why": str(passage.refusal), "detail": passage.detail}
                for passage in self.entry.journal
                if passage.refusal is not None
            ],
            "dialogs": list(self.dialogs),
            "downloads": list(self.downloads),
            "bytes": self.entry.spent,
        }

    def must_go_on(self, error: PlaywrightError) -> None:
        """Raise what a driver's error means when there is no page any more; return when there is one."""
        if not self.engine.alive:
            raise Unavailable("browser_gone", why=first_line(error)) from error
        if (ended := self.happenings.ended.get(self.page)) is not None:
            raise ended from error
        if self.page.is_closed():
            raise VisitEnded(Failure.UNKNOWN, "page_closed") from error

    def stop(self) -> None:
        """End the listening; the pool closes the context."""
        self.recorder.stop()
        self.happenings.stop()

    async def _take_new_page(self) -> None:
        old = self.page
        try:
            self.page = await self.context.new_page()
        except PlaywrightError as error:
            raise Unavailable("browser_gone", why=first_line(error)) from error
        self.recorder.forget_open()
        self.happenings.expect(self.page)
        self.happenings.leave(old)
