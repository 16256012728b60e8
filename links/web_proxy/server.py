"""The proxy itself: CONNECT for https and WebSockets, absolute addresses for http, all behind credentials and the gate.

Only connections on loopback are taken, and only with the credentials of a pass: no other process of the machine can use
it. What it refuses it answers by `Proxy-Status` (RFC 9209), signed by a name that sites do not know.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from types import TracebackType
from typing import Self

from links.web_proxy.exchange import Exchanger
from links.web_proxy.gate import Connect, Gate, Refusal, Refused, reach
from links.web_proxy.http1 import MOST_HEAD, Head, read_head
from links.web_proxy.passes import MOST_CONNECTIONS, Pass, Passage
from links.web_proxy.tunnel import splice
from links.web_proxy.upstream import Upstream

CHALLENGE = 'Proxy-Authenticate: Basic realm="barometer", charset="UTF-8"'
HEAD_SECONDS = 75.0
"""A kept connection may stay unused for so long."""
STATUS = {Refusal.TOO_SLOW: "504 Gateway Timeout", Refusal.BAD_REQUEST: "400 Bad Request"}
DEFAULT_STATUS = "502 Bad Gateway"

log = logging.getLogger(__name__)


class FilteringProxy:
    """Listens from `start` to `stop`; a context manager does both.

    `dial` connects to checked addresses, the gate's own unless given.
    """

    def __init__(self, gate: Gate, *, dial: Connect | None = None) -> None:
        self.gate = gate
        self.name = f"barometer-{secrets.token_hex(8)}"
        self._dial = dial or gate.dial
        self._passes: dict[str, Pass] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=MOST_HEAD)

    async def stop(self) -> None:
        """Close the door and every connection."""
        if self._server is not None:
            self._server.close()
            await self._end(list(self._tasks))
            await self._server.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def admit(self, allowance: int) -> Pass:
        """Give out a pass for so many bytes."""
        entry = Pass(allowance)
        self._passes[entry.user] = entry
        return entry

    async def dismiss(self, entry: Pass) -> None:
        """Take a pass back and close what it holds open."""
        self._passes.pop(entry.user, None)
        await self._end([task for task, user in self._tasks.items() if user == entry.user])

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # a task of our own: asyncio's reports a cancelled handler as an error
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks[task] = ""
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = Upstream()
        owner: Pass | None = None
        try:
            while (head := await self._next_head(reader)) is not None:
                entry = self._pass_of(head)
                if entry is None:
                    await answer(writer, "407 Proxy Authentication Required", (CHALLENGE,))
                    if head.get("content-length") or head.get("transfer-encoding"):
                        return  # its body would be read as the next request
                    continue
                if owner is None:
                    owner = self._own(entry)
                if not await self._carry(head, entry, reader, writer, upstream):
                    return
        except (Refused, OSError, TimeoutError):
            pass  # the client left or speaks no HTTP: nobody to answer
        finally:
            if owner is not None:
                owner.open_connections -= 1
            upstream.close()
            writer.close()

    async def _next_head(self, reader: asyncio.StreamReader) -> Head | None:
        async with asyncio.timeout(HEAD_SECONDS):
            return await read_head(reader)

    def _pass_of(self, head: Head) -> Pass | None:
        header = head.get("proxy-authorization")
        return next((entry for entry in self._passes.values() if entry.admits(header)), None)

    def _own(self, entry: Pass) -> Pass:
        task = asyncio.current_task()
        assert task is not None
        self._tasks[task] = entry.user
        entry.open_connections += 1
        return entry

    async def _carry(
        self,
        head: Head,
        entry: Pass,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        upstream: Upstream,
    ) -> bool:
        """Carry one request out; return whether the connection can carry another."""
        method, _, rest = head.start.partition(" ")
        try:
            if entry.open_connections > MOST_CONNECTIONS:
                raise Refused(Refusal.TOO_MUCH, f"{MOST_CONNECTIONS} connections")
            if method == "CONNECT":
                await self._tunnel(rest.split(" ")[0], entry, reader, writer)
                return False
            return await Exchanger(self._open, entry, reader, writer, upstream).carry(head)
        except Refused as why:
            log.info("refused %s %s: %s", method, rest.split(" ")[0][:200], why)
            if not upstream.answered:
                await answer(writer, STATUS.get(why.reason, DEFAULT_STATUS), (self._status_line(why),))
            return False

    def _status_line(self, why: Refused) -> str:
        return f"Proxy-Status: {self.name}; error={why.reason}"

    async def _tunnel(
        self, target: str, entry: Pass, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host, _, port = target.rpartition(":")
        if not host or not (port.isascii() and port.isdigit()):
            raise Refused(Refusal.BAD_REQUEST, target[:80])
        passage, far_reader, far_writer = await self._open(entry, host, int(port))
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await splice(entry, passage, (reader, writer), (far_reader, far_writer))
        finally:
            far_writer.close()

    async def _open(
        self, entry: Pass, host: str, port: int
    ) -> tuple[Passage, asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to a checked address of the host and note it in the journal; raises Refused."""
        passage = entry.enter(host.lower(), port)
        try:
            asked = time.monotonic()
            endpoints = await self.gate.endpoints(host, port)
            resolved = time.monotonic()
            passage.resolve_ms = (resolved - asked) * 1000
            reader, writer, passage.address = await reach(endpoints, self._dial)
            passage.connect_ms = (time.monotonic() - resolved) * 1000
        except Refused as why:
            entry.refuse(passage, why)
            raise
        return passage, reader, writer


async def answer(writer: asyncio.StreamWriter, status: str, fields: tuple[str, ...] = (), body: bytes = b"") -> None:
    """Send a response of the proxy's own."""
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}"]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
    await writer.drain()
