"""One plain-http request and its response, carried between the client and the far server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from links.web_proxy.gate import Refusal, Refused
from links.web_proxy.http1 import Head, read_body, read_head
from links.web_proxy.passes import Pass, Passage
from links.web_proxy.tunnel import splice
from links.web_proxy.upstream import Upstream

ANSWER_SECONDS = 120.0
"""A server that says nothing for so long is given up; whoever asked has shorter patience of their own."""
WELCOME = "welcome.invalid"
"""A host that the proxy answers for itself, so that a browser can present its credentials before the first visit."""
WELCOME_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})
NO_BODY = frozenset({204, 304})

Open = Callable[[Pass, str, int], Awaitable[tuple[Passage, asyncio.StreamReader, asyncio.StreamWriter]]]


class Exchanger:
    """Carries requests of one client connection; `opener` makes checked connections."""

    def __init__(
        self,
        opener: Open,
        entry: Pass,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        upstream: Upstream,
    ) -> None:
        self.opener = opener
        self.entry = entry
        self.reader = reader
        self.writer = writer
        self.upstream = upstream

    async def carry(self, head: Head) -> bool:
        """Carry one request; return whether the client's connection can go on. Raises Refused."""
        self.upstream.answered = False
        method, url, version = _request_line(head)
        host, port, path = _target(url)
        if host == WELCOME:
            self.writer.write(WELCOME_PAGE)
            return True
        request = head.forwarded(f"{method} {path} {version}")
        response = await self._ask(method, host, port, request, head)
        while 100 <= response.status < 200 and response.status != 101:
            await self._forward(response.raw)
            response = await self._response()
        await self._forward(response.raw)
        if response.status == 101:
            await self._join()
            return False
        return await self._relay_body(method, response)

    async def _ask(self, method: str, host: str, port: int, request: bytes, head: Head) -> Head:
        """Send the request and return the response's head.

        Only what is safe to repeat goes through a connection used before, which the server may be closing: a form must
        never be sent twice.
        """
        self.upstream.reused = method in REPEATABLE and self.upstream.serves(host, port)
        if self.upstream.reused:
            try:
                await self._send(request, head)
                return await self._response()
            except (Refused, OSError) as error:
                if isinstance(error, Refused) and error.reason is not Refusal.UNREACHABLE:
                    raise
        self.upstream.take(*await self.opener(self.entry, host, port))
        with suppress(OSError):  # a server may answer, refuse and close before it has read everything
            await self._send(request, head)
        return await self._response()

    async def _send(self, request: bytes, head: Head) -> None:
        assert self.upstream.writer is not None and self.upstream.passage is not None
        if head.get("content-length") and head.get("transfer-encoding"):
            raise Refused(Refusal.BAD_REQUEST, "two lengths")
        self.upstream.writer.write(request)
        self.entry.charge(self.upstream.passage, sent=len(request))
        async for piece in read_body(self.reader, head, until_end=False):
            self.entry.charge(self.upstream.passage, sent=len(piece))
            self.upstream.writer.write(piece)
            await self.upstream.writer.drain()
        await self.upstream.writer.drain()

    async def _response(self) -> Head:
        assert self.upstream.reader is not None and self.upstream.passage is not None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                response = await read_head(self.upstream.reader)
            if response is None:
                raise Refused(Refusal.UNREACHABLE, "closed without a response")
            _ = response.status
        except TimeoutError as error:
            raise self._failed(Refused(Refusal.TOO_SLOW, "no response")) from error
        except OSError as error:
            raise self._failed(Refused(Refusal.UNREACHABLE, error.strerror or "reset")) from error
        except Refused as why:
            raise self._failed(why) from None
        self.entry.charge(self.upstream.passage, received=len(response.raw))
        return response

    def _failed(self, why: Refused) -> Refused:
        passage = self.upstream.passage
        assert passage is not None
        if self.upstream.reused:
            passage = self.entry.enter(passage.host, passage.port)  # what came before was not refused
        self.entry.refuse(passage, why)
        return why

    async def _forward(self, piece: bytes) -> None:
        self.upstream.answered = True
        self.writer.write(piece)
        await self.writer.drain()

    async def _relay_body(self, method: str, response: Head) -> bool:
        assert self.upstream.reader is not None and self.upstream.passage is not None
        sized = bool(response.get("content-length")) or response.has("transfer-encoding", "chunked")
        empty = method == "HEAD" or response.status in NO_BODY
        if not empty:
            async for piece in read_body(self.upstream.reader, response, until_end=True):
                self.entry.charge(self.upstream.passage, received=len(piece))
                await self._forward(piece)
        kept = (empty or sized) and response.start.startswith("HTTP/1.1") and not response.has("connection", "close")
        if not kept:
            self.upstream.close()
        return kept

    async def _join(self) -> None:
        upstream = self.upstream
        assert upstream.reader is not None and upstream.writer is not None and upstream.passage is not None
        await splice(self.entry, upstream.passage, (self.reader, self.writer), (upstream.reader, upstream.writer))


def _request_line(head: Head) -> tuple[str, str, str]:
    parts = head.start.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise Refused(Refusal.BAD_REQUEST, head.start[:80])
    return parts[0], parts[1], parts[2]


def _target(url: str) -> tuple[str, int, str]:
    """Return host, port and the path to ask for of an absolute http address; nothing else is carried in the clear."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 80
    except ValueError as error:
        raise Refused(Refusal.BAD_REQUEST, url[:80]) from error
    if parts.scheme != "http" or not host:
        raise Refused(Refusal.BAD_REQUEST, url[:80])
    path = url.split("//", 1)[1]
    slash = min((at for at in (path.find("/"), path.find("?")) if at >= 0), default=len(path))
    path = path[slash:]
    return host, port, path if path.startswith("/") else "/" + path
