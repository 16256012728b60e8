"""Parts of a message as one searchable text, with the way back to offsets in the whole."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from collectors.reading.folding import fold
from collectors.reading.measures.registry import Span
from domain.reply import Part, ReadReply

SEAM = "\n\0\n"
"""Stands between pieces that are not neighbours in the message; patterns do not cross it."""


class Line(NamedTuple):
    """A non-empty line [start, end) of a stretch, without its indentation. `gap` tells that a blank one precedes."""

    start: int
    end: int
    text: str
    folded: str
    gap: bool


class Stretch:
    """Segments of some parts, joined; `folded` has the same offsets as `raw`."""

    def __init__(self, reply: ReadReply, *parts: Part) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._shifts: list[int] = []
        length = 0
        previous_end = -1
        for segment in reply.segments:
            if segment.part not in parts or segment.end <= segment.start:
                continue
            if pieces and segment.start != previous_end:
                pieces.append(SEAM)
                length += len(SEAM)
            self._starts.append(length)
            self._shifts.append(segment.start - length)
            pieces.append(reply.text[segment.start : segment.end])
            length += segment.end - segment.start
            previous_end = segment.end
        self.raw = "".join(pieces)

    @cached_property
    def folded(self) -> str:
        return fold(self.raw)

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of the whole text that [start, end) of this one stands for, cut at the first seam."""
        while start < end and (self.raw[start].isspace() or self.raw[start] == "\0"):
            start += 1
        seam = self.raw.find("\0", start, end)
        if seam >= 0:
            end = seam
        while end > start and self.raw[end - 1].isspace():
            end -= 1
        if not self._starts:
            return Span()
        shift = self._shifts[max(0, bisect_right(self._starts, start) - 1)]
        return Span(start + shift, end + shift)

    def position(self, offset: int) -> int:
        """Return the offset here of an offset in the whole text, or of the first place here after it."""
        for index, (start, shift) in enumerate(zip(self._starts, self._shifts, strict=True)):
            after = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.raw)
            if offset < start + shift:
                return start
            if offset < after + shift:
                return offset - shift
        return len(self.raw)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The non-empty lines, in order."""
        found: list[Line] = []
        position, gap = 0, True
        for raw in self.raw.split("\n"):
            stripped = raw.strip(" \t\r\0\u00a0*_>|")
            if not stripped:
                gap = True
            else:
                start = position + raw.index(stripped)
                end = start + len(stripped)
                found.append(Line(start, end, stripped, self.folded[start:end], gap))
                gap = False
            position += len(raw) + 1
        return tuple(found)
