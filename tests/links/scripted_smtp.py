"""An SMTP server on a free loopback port that says what a test tells it to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from settings.mail import Server

DROP = "drop"


@dataclass
class ScriptedSmtp:
    """`replies` maps a verb, or a verb and a word of its line ("RCPT evidence@"), to replies that are used up in turn;
    the last one stays. `DROP` cuts the connection; "CONTENT" is the moment after the final dot."""

    replies: dict[str, list[str]] = field(default_factory=dict)
    banner: str = "220 scripted ESMTP"
    extensions: tuple[str, ...] = ("SIZE 1000000", "8BITMIME", "ENHANCEDSTATUSCODES")
    context: ssl.SSLContext | None = None
    lines: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def server(self, **changes: object) -> Server:
        values: dict[str, object] = {"host": "127.0.0.1", "port": self.port, "security": "none"}
        return Server(**(values | changes))  # type: ignore[arg-type]

    def verbs(self) -> list[str]:
        return [line.split()[0].upper() for line in self.lines if line]

    def _reply(self, line: str, usual: str) -> str:
        verb = line.split()[0].upper() if line.split() else ""
        for key in sorted(self.replies, key=len, reverse=True):
            wanted, _, word = key.partition(" ")
            if wanted == verb and word in line and self.replies[key]:
                return self.replies[key].pop(0) if len(self.replies[key]) > 1 else self.replies[key][0]
        return usual

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._say(writer, self.banner)
            while line := (await reader.readline()).decode("utf-8", "replace").rstrip("\r\n"):
                self.lines.append(line)
                verb = line.split()[0].upper()
                usual = {"EHLO": self._ehlo(), "DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 2.7.0 welcome"}
                reply = self._reply(line, usual.get(verb, "250 fine"))
                if verb == "STARTTLS" and self.context is not None:
                    await self._say(writer, "220 go")
                    await writer.start_tls(self.context)
                    continue
                await self._say(writer, reply)
                if verb == "DATA" and reply.startswith("354"):
                    self.messages.append(await self._content(reader))
                    await self._say(writer, self._reply("CONTENT", "250 2.0.0 taken"))
                if verb == "QUIT":
                    break
        except (ConnectionError, _Dropped, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _ehlo(self) -> str:
        names = ["scripted", *self.extensions]
        return "\r\n".join(f"250{'-' if n < len(names) - 1 else ' '}{name}" for n, name in enumerate(names))

    @staticmethod
    async def _content(reader: asyncio.StreamReader) -> bytes:
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                raise _Dropped
            lines.append(line)
        return b"".join(lines)

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, reply: str) -> None:
        if reply == DROP:
            writer.transport.abort()
            raise _Dropped
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()


class _Dropped(Exception):
    pass


@asynccontextmanager
async def scripted(*, implicit_tls: ssl.SSLContext | None = None, **options: object) -> AsyncIterator[ScriptedSmtp]:
    smtp = ScriptedSmtp(**options)  # type: ignore[arg-type]
    listening = await asyncio.start_server(smtp.handle, "127.0.0.1", 0, ssl=implicit_tls)
    smtp.port = listening.sockets[0].getsockname()[1]
    try:
        yield smtp
    finally:
        listening.close()
