"""Speaks to the proxy by hand, as no well-behaved client would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

from links.web_proxy import FilteringProxy, OutsideGate

PUBLIC = "93.184.216.34"
"""Stands for the outside: connections there are led to a server of the test."""


async def raw(proxy: FilteringProxy, request: str | bytes, *, end: bool = True) -> bytes:
    """Send bytes, close our side, and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(request.encode() if isinstance(request, str) else request)
        if end:
            writer.write_eof()
        async with asyncio.timeout(5):
            return await reader.read(-1)
    finally:
        writer.close()


class World:
    """A resolver and a way out that lead to servers of the test; `dialled` are the addresses connected to."""

    def __init__(self, names: dict[str, list[str]], port: int) -> None:
        self.names = names
        self.port = port
        self.dialled: list[str] = []
        self.resolved: list[str] = []

    async def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        try:
            return [str(ip_address(host))]
        except ValueError:
            return self.names.get(host, [])

    async def dial(self, address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.dialled.append(address)
        return await asyncio.open_connection("127.0.0.1", self.port)

    @asynccontextmanager
    async def proxy(self) -> AsyncIterator[FilteringProxy]:
        async with FilteringProxy(OutsideGate(self.resolve), dial=self.dial) as proxy:
            yield proxy
