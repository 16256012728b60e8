"""Websites on loopback that present a town's token, so that the browser layer visits them under names of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from settings.web import WebSettings

TOKEN = "a-town-of-tests"
Answer = str | Response | Callable[[Request], Response]


class Site:
    """Pages by path; what is not there is a 404. `asked` lists every request (method, path with query)."""

    def __init__(self, pages: dict[str, Answer], *, latency: float = 0.0, missing: Answer = "<h1>404</h1>") -> None:
        self.pages = pages
        self.latency = latency
        self.missing = missing
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.most_at_once = 0
        self._now = 0
        routes = [
            Route("/.well-known/barometer-town", lambda request: PlainTextResponse(TOKEN)),
            Route("/{path:path}", self._answer, methods=["GET", "HEAD", "POST"]),
        ]
        self.app = Starlette(routes=routes)

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    async def _answer(self, request: Request) -> Response:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            if self.latency:
                await asyncio.sleep(self.latency)  # noqa: TID251 - a slow network, in real time
            query = f"?{request.url.query}" if request.url.query else ""
            self.asked.append((request.method, request.url.path + query))
            self.agents.add(request.headers.get("user-agent", ""))
            found = self.pages.get(request.url.path)
            if found is None:
                return self._made(self.missing, request, 404)
            return self._made(found, request, 200)
        finally:
            self._now -= 1

    def _made(self, answer: Answer, request: Request, status: int) -> Response:
        if isinstance(answer, str):
            return HTMLResponse(answer, status_code=status)
        return answer if isinstance(answer, Response) else answer(request)


@contextmanager
def served(site: Site, certificate: Path | None = None) -> Iterator[int]:
    """Serve a site on a free port of loopback; with a certificate (key and chain in one file) over TLS."""
    config = uvicorn.Config(
        site.app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", ssl_certfile=certificate
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    begun = threading.Event()
    while not server.started:
        begun.wait(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=5)


def settings_for(hosts: dict[str, int], secure: dict[str, int] | None = None, **options: object) -> WebSettings:
    """Return settings under which each name leads to a port of loopback, those of `secure` on 443."""
    plain = {(name, 80): ("127.0.0.1", port) for name, port in hosts.items()}
    over_tls = {(name, 443): ("127.0.0.1", port) for name, port in (secure or {}).items()}
    mapped = MappingProxyType({**plain, **over_tls})
    return WebSettings(sandbox_hosts=mapped, sandbox_token=TOKEN, host_delay_ms=10, **options)  # type: ignore[arg-type]
