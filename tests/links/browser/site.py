"""A small web server on loopback, whose pages may misbehave in every way."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

TOKEN = "town-token-of-these-tests"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]


def page(body: str | bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", *fields: str) -> bytes:
    """Return a whole response."""
    content = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *fields]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + content


class Site:
    """`pages` maps a path to a response or to a handler of the connection; `asked` are the requests' first lines."""

    def __init__(self, pages: Mapping[str, bytes | Handler] | None = None, token: str = TOKEN) -> None:
        self.pages = pages or {}
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.port = 0
        self._token = token
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                line = head.split(b"\r\n")[0].decode()
                self.asked.append(line)
                self.heads.append(head)
                if b"ontent-length: " in head.lower():
                    count = int(head.lower().split(b"ontent-length: ")[1].split(b"\r\n")[0])
                    self.bodies.append(await reader.readexactly(count))
                answer = self._answer(line.split(" ")[1].partition("?")[0])
                if not isinstance(answer, bytes):
                    await answer(reader, writer, head)
                    return
                writer.write(answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str) -> bytes | Handler:
        if path == "/.well-known/barometer-town":
            return page(self._token, kind="text/plain")
        return self.pages.get(path, page("not here", "404 Not Found"))
