"""The far side of a plain-http connection, kept for the next request to the same host."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from links.web_proxy.passes import Passage


@dataclass
class Upstream:
    """`answered` says whether bytes of a response already went to the client: then no other answer may follow."""

    passage: Passage | None = None
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    answered: bool = False
    reused: bool = False

    def serves(self, host: str, port: int) -> bool:
        return (
            self.passage is not None
            and (self.passage.host, self.passage.port) == (host, port)
            and self.reader is not None
            and not self.reader.at_eof()
        )

    def take(self, passage: Passage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.close()
        self.passage, self.reader, self.writer = passage, reader, writer
        self.reused = False

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.passage = self.reader = self.writer = None
