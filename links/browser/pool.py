"""The browser and its supervision: so many visits at once, each in a context of its own, through the proxy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from playwright.async_api import Error as PlaywrightError

from domain.errors import Unavailable
from domain.failure import Failure
from links.browser.engine import CLOSE_SECONDS, Engine, first_line
from links.browser.flags import chromium_flags, with_own_sandbox
from links.browser.happenings import VisitEnded
from links.browser.identity import Presence, presented
from links.browser.locate import find_browser
from links.browser.visit import Visit
from links.browser.welcome import present_credentials
from links.web_pace import Pace
from links.web_proxy import FilteringProxy, Pass, gate_for
from links.web_proxy.gate import Gate
from links.web_proxy.town import require_town
from settings.web import WebSettings

log = logging.getLogger(__name__)
Result = TypeVar("Result")
MEGABYTE = 1_000_000
START_SECONDS = 20.0
"""For a context and its page; a browser that takes longer does not respond."""


class BrowserPool:
    """A context manager: on entering, the town proves itself (in the sandbox), the proxy and the browser start.

    Entering raises NotConfigured without a browser, InputError for a false town, Unavailable when nothing starts.
    """

    def __init__(self, settings: WebSettings, *, gate: Gate | None = None, proxy: FilteringProxy | None = None) -> None:
        self.settings = settings
        self.pace = Pace(settings.host_delay_ms / 1000)
        self.proxy = proxy or FilteringProxy(gate or gate_for(settings))
        self.restarts = 0
        self._path = find_browser(settings.browser)
        self._slots = asyncio.Semaphore(settings.contexts)
        self._starting = asyncio.Lock()
        self._engine: Engine | None = None
        self._open = False
        self._trusted: tuple[str, ...] = ()

    async def __aenter__(self) -> Self:
        if self.settings.in_sandbox:
            self._trusted = await require_town(self.settings)
        await self.proxy.start()
        self._open = True
        try:
            await self._running()
        except BaseException:
            await self.proxy.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._starting:
            self._open = False  # visits still waiting must not start another browser
            if self._engine is not None:
                await self._engine.stop()
                self._engine = None
        await self.proxy.stop()

    @asynccontextmanager
    async def visit(
        self, purpose: str, *, language: str = "fr", mobile: bool = False, identify: bool = True
    ) -> AsyncIterator[Visit]:
        """Give a fresh context once there is room, for at most the settings' time.

        Raises VisitEnded when the site made it impossible to go on, Unavailable when our browser did; what was seen
        until then stays in the `Visit`. `purpose` is for the log.
        """
        async with self._slots:
            entry = self.proxy.admit(self.settings.visit_megabytes * MEGABYTE)
            visit: Visit | None = None
            try:
                log.info("visit: %s", purpose)
                visit = await self._begun(entry, Presence(language, mobile=mobile, identify=identify))
                async with self._bounded(visit):
                    yield visit
            finally:
                if visit is not None:
                    visit.stop()
                    await self._close(visit)
                await self.proxy.dismiss(entry)

    async def attempt(self, purpose: str, work: Callable[[Visit], Awaitable[Result]], **options: Any) -> Result:
        """Run `work` in a visit, once more when the browser failed before anything was sent."""
        visit: Visit | None = None
        try:
            async with self.visit(purpose, **options) as visit:
                return await work(visit)
        except Unavailable:
            if visit is None or visit.sent_something:
                raise
        async with self.visit(purpose, **options) as visit:
            return await work(visit)

    @asynccontextmanager
    async def _bounded(self, visit: Visit) -> AsyncIterator[None]:
        """Hold a visit to its time, and turn what a lost page raises into what it means."""
        seconds = self.settings.visit_seconds
        try:
            async with asyncio.timeout(seconds) as limit:
                yield
        except TimeoutError as error:
            if limit.expired():
                raise VisitEnded(Failure.TOO_SLOW, "visit_over") from error
            raise
        except PlaywrightError as error:
            visit.must_go_on(error)
            raise

    async def _begun(self, entry: Pass, who: Presence) -> Visit:
        """Begin a visit, in a new browser when the last one does not respond: nothing was sent yet."""
        for attempt in (1, 2):
            engine = await self._running()
            try:
                async with asyncio.timeout(START_SECONDS):
                    return await self._visit(engine, entry, who)
            except (PlaywrightError, TimeoutError) as error:
                engine.kill()
                if attempt == 2:
                    raise Unavailable("browser_gone", why=first_line(error)) from error
        raise AssertionError

    async def _visit(self, engine: Engine, entry: Pass, who: Presence) -> Visit:
        context = await engine.browser.new_context(
            **presented(engine.version, self.settings.contact_url, who),
            proxy={"server": self.proxy.url, "bypass": "<-loopback>"},
            accept_downloads=False,
            service_workers="block",
        )
        page = await context.new_page()
        await context.grant_permissions([])
        await present_credentials(context, page, entry)
        deadline = asyncio.get_running_loop().time() + self.settings.visit_seconds
        return Visit(
            engine, context, page, entry, self.proxy.name, self.pace, float(self.settings.page_seconds), deadline
        )

    async def _running(self) -> Engine:
        """Return the browser, a new one when the last has gone. Raises Unavailable once the pool is closed."""
        async with self._starting:
            if not self._open:
                raise Unavailable("browser_gone", why="closed")
            if self._engine is not None and not self._engine.alive:
                await self._engine.stop()
                self._engine = None
                self.restarts += 1
            if self._engine is None:
                self._engine = await Engine.start(
                    self._path,
                    chromium_flags(self._trusted),
                    self.proxy.url,
                    own_sandbox=with_own_sandbox(self.settings.chromium_sandbox),
                    most_bytes=self.settings.renderer_megabytes * MEGABYTE,
                )
            return self._engine

    async def _close(self, visit: Visit) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await visit.context.close()
        except PlaywrightError:
            return
        except TimeoutError:
            visit.engine.kill()
