"""Watches what a page sends after the button was pressed, to know whether anything left and what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from playwright.async_api import Frame, Page, Request, Response, WebSocket

_SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_NOTHING_LEFT = (
    "ERR_CONNECTION_REFUSED", "ERR_NAME_NOT_RESOLVED", "ERR_ADDRESS_UNREACHABLE", "ERR_TUNNEL_CONNECTION_FAILED",
    "ERR_PROXY_CONNECTION_FAILED", "ERR_INTERNET_DISCONNECTED", "ERR_CERT", "ERR_SSL_PROTOCOL_ERROR", "ERR_BLOCKED_BY",
)  # fmt: skip
"""Network errors of Chromium before the first byte of a request could leave."""


@dataclass
class Sent:
    """One request that may have carried the message."""

    request: Request
    status: int = 0
    failure: str = ""
    finished: bool = False

    @property
    def pending(self) -> bool:
        return not self.finished and not self.failure

    @property
    def surely_not_taken(self) -> bool:
        return not self.status and any(code in self.failure for code in _NOTHING_LEFT)


class Traffic:
    """Listens to one page from its creation on; `mark` forgets what came before the button."""

    def __init__(self, page: Page, *, marks: tuple[str, ...] = ()) -> None:
        self._page = page
        self._marks = tuple(mark for mark in marks if len(mark) > 3)
        self.sent: list[Sent] = []
        self.frames_sent = 0
        self.navigations = 0
        self.news = asyncio.Event()
        self._marked = False
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failed)
        page.on("requestfinished", self._on_finished)
        page.on("framenavigated", self._on_navigated)
        page.on("websocket", self._on_socket)

    def mark(self) -> None:
        """From now on requests count."""
        self._marked = True
        self.sent, self.frames_sent, self.navigations = [], 0, 0

    def stop(self) -> None:
        """Stop listening to requests."""
        self._page.remove_listener("request", self._on_request)
        self._page.remove_listener("response", self._on_response)
        self._page.remove_listener("requestfailed", self._on_failed)
        self._page.remove_listener("requestfinished", self._on_finished)
        self._page.remove_listener("framenavigated", self._on_navigated)
        self._page.remove_listener("websocket", self._on_socket)

    @property
    def anything_left(self) -> bool:
        """Whether a request that may carry the message was made, or a page was asked for."""
        return bool(self.sent) or self.frames_sent > 0

    @property
    def pending(self) -> bool:
        return any(entry.pending for entry in self.sent)

    @property
    def main(self) -> Sent | None:
        """The request that most likely carried the message: of a document first, with an answer first."""
        ranked = sorted(self.sent, key=lambda entry: (entry.request.resource_type != "document", not entry.status))
        return ranked[0] if ranked else None

    def _on_request(self, request: Request) -> None:
        if not self._marked or not self._counts(request):
            return
        self.sent.append(Sent(request))
        self.news.set()

    def _counts(self, request: Request) -> bool:
        if request.url.startswith(("data:", "blob:", "about:", "chrome")):
            return False
        if request.redirected_from is not None:
            return False
        if request.method in _SENDING:
            return True
        if request.resource_type == "document":
            return True
        return any(mark in request.url for mark in self._marks)

    def _entry(self, request: Request) -> Sent | None:
        first = request
        while first.redirected_from is not None:
            first = first.redirected_from
        return next((entry for entry in self.sent if entry.request is first), None)

    def _on_response(self, response: Response) -> None:
        if (entry := self._entry(response.request)) is not None:
            entry.status = response.status
            self.news.set()

    def _on_finished(self, request: Request) -> None:
        if (entry := self._entry(request)) is not None:
            entry.finished = request.redirected_to is None
            self.news.set()

    def _on_failed(self, request: Request) -> None:
        if (entry := self._entry(request)) is not None:
            entry.failure = request.failure or "failed"
            self.news.set()

    def _on_navigated(self, frame: Frame) -> None:
        self.navigations += self._marked
        self.news.set()

    def _on_socket(self, socket: WebSocket) -> None:
        def leaves(_: object) -> None:
            self.frames_sent += self._marked
            self.news.set()

        socket.on("framesent", leaves)

    async def wait(self, seconds: float) -> None:
        """Return at the next event, or after some seconds of real time."""
        self.news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self.news.wait()
        except TimeoutError:
            return
