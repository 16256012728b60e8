"""Loopback ports for the websites: HTTP and TLS by uvicorn's protocol, a shut door, and one that never answers."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from sandbox.clock import LOOPBACK

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Doors:
    """Every listening port of the websites, in the town's own event loop."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []
        self._state = ServerState()
        self._shut: socket.socket | None = None

    async def open(self, app: App, context: ssl.SSLContext | None = None) -> str:
        """Serve an application on a free port and return its address."""
        config = Config(
            app, log_config=None, access_log=False, lifespan="off", server_header=False, date_header=False, http="h11",
            ws="none", timeout_keep_alive=30,
        )  # fmt: skip
        config.load()

        def protocol() -> asyncio.Protocol:
            return _Quick(config, self._state, {})

        loop = asyncio.get_running_loop()
        server = await loop.create_server(protocol, LOOPBACK, 0, ssl=context)
        self._servers.append(server)
        return _address(server.sockets[0])

    def shut(self) -> str:
        """Return an address that refuses connections: bound, so that nobody else takes it, but not listened on."""
        if self._shut is None:
            self._shut = socket.socket()
            self._shut.bind((LOOPBACK, 0))
        return _address(self._shut)

    async def mute(self) -> str:
        """Return an address that takes connections and never says a word."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(asyncio.Protocol, LOOPBACK, 0)
        self._servers.append(server)
        return _address(server.sockets[0])

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        for task in list(self._state.tasks):
            task.cancel()
        await asyncio.gather(*self._state.tasks, return_exceptions=True)
        if self._shut is not None:
            self._shut.close()


class _Quick(H11Protocol):
    """Sends at once, as the mail server does."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"{host}:{port}"
