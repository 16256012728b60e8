"""Keeps a dry run dry: whatever a page tries to send while its form is being filled is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from playwright.async_api import BrowserContext, Error, Route, WebSocketRoute

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class HeldBack:
    """What a page tried to send: method and address without its query."""

    attempts: list[str] = field(default_factory=list)


async def hold_back(context: BrowserContext, words: tuple[str, ...]) -> HeldBack:
    """Refuse every request that is not a reading one, every one that carries one of `words` in its address (a form
    that saves itself by GET), and every web socket."""
    held = HeldBack()

    async def decide(route: Route) -> None:
        request = route.request
        address = unquote_plus(request.url)
        try:
            if request.method in _READING and not any(word in address for word in words if len(word) > 3):
                await route.fallback()
                return
            held.attempts.append(f"{request.method} {request.url.partition('?')[0]}")
            await route.abort("blockedbyclient")
        except Error:
            return  # the page is gone

    def close(socket: WebSocketRoute) -> None:
        held.attempts.append(f"WS {socket.url.partition('?')[0]}")

    await context.route("**/*", decide)
    # a socket that is routed and not connected never reaches its server
    await context.route_web_socket("**/*", close)
    return held
