"""As much of HTTP/1.1 as a proxy needs: heads, and where a body ends (RFC 9112). Lenient, as browsers are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from links.web_proxy.gate import Refusal, Refused

MOST_HEAD = 2**18
PIECE = 2**16
HOP_BY_HOP = frozenset({"proxy-authorization", "proxy-connection", "proxy-authenticate", "keep-alive", "te", "trailer"})


@dataclass
class Head:
    """A start line and its header fields in order; `raw` is what was read."""

    start: str
    fields: list[tuple[str, str]]
    raw: bytes

    def get(self, name: str) -> str:
        """Return the field's values joined by commas, "" when there is none."""
        return ", ".join(value for key, value in self.fields if key.lower() == name)

    def has(self, name: str, token: str) -> bool:
        return token in (part.strip().lower() for part in self.get(name).split(","))

    @property
    def status(self) -> int:
        parts = self.start.split(" ", 2)
        if not parts[0].startswith("HTTP/") or len(parts) < 2 or not parts[1][:3].isdigit():
            raise Refused(Refusal.NOT_HTTP, self.start[:80])
        return int(parts[1][:3])

    def forwarded(self, start: str) -> bytes:
        """Return the head for the next server, without what was meant for us alone."""
        lines = [start, *(f"{key}: {value}" for key, value in self.fields if key.lower() not in HOP_BY_HOP)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """Return the next head, None at a clean end. Raises Refused for what is no HTTP."""
    raw = b""
    while not raw.endswith((b"\r\n\r\n", b"\n\n")):
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            if not raw and not error.partial.strip():
                return None
            raise Refused(Refusal.NOT_HTTP, (raw + error.partial)[:80].decode("latin-1")) from error
        except (asyncio.LimitOverrunError, ValueError) as error:
            raise Refused(Refusal.NOT_HTTP, "no end of line") from error
        if not raw and not line.strip():
            continue
        raw += line
        if len(raw) > MOST_HEAD:
            raise Refused(Refusal.NOT_HTTP, "header too large")
    return _parsed(raw)


def _parsed(raw: bytes) -> Head:
    start, *lines = raw.decode("latin-1").replace("\r\n", "\n").rstrip("\n").split("\n")
    fields: list[tuple[str, str]] = []
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key == key.strip():
            fields.append((key, value.strip()))
    return Head(start, fields, raw)


async def read_body(reader: asyncio.StreamReader, head: Head, *, until_end: bool) -> AsyncIterator[bytes]:
    """Yield a body as it stands on the wire; with `until_end` one without a length lasts until the connection ends."""
    if head.has("transfer-encoding", "chunked"):
        async for piece in _chunks(reader):
            yield piece
    elif length := head.get("content-length").split(",")[0].strip():
        if not length.isdigit():
            raise Refused(Refusal.NOT_HTTP, f"content-length {length[:20]}")
        async for piece in _exactly(reader, int(length)):
            yield piece
    elif until_end:
        while piece := await reader.read(PIECE):
            yield piece


async def _exactly(reader: asyncio.StreamReader, count: int) -> AsyncIterator[bytes]:
    while count:
        piece = await reader.read(min(count, PIECE))
        if not piece:
            raise Refused(Refusal.NOT_HTTP, "cut short")
        count -= len(piece)
        yield piece


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while True:
        line = await _line(reader)
        yield line
        try:
            size = int(line.split(b";")[0].strip(), 16)
        except ValueError as error:
            raise Refused(Refusal.NOT_HTTP, "odd chunk") from error
        if not size:
            break
        async for piece in _exactly(reader, size):
            yield piece
        yield await _line(reader)
    while (line := await _line(reader)).strip():
        yield line
    yield line


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise Refused(Refusal.NOT_HTTP, "cut short") from error
