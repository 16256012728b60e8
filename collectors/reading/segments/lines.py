"""A text as numbered lines with what each looks like at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from collectors.reading.folding import fold
from domain.reply import Part, Segment

LOOKED_AT = 500  # characters of a line; what a line is shows at its beginning
MOST_LINES = 6000  # lines looked at; a longer text ends as it was at that point

_PREFIXED = re.compile(r"\s{0,3}[>\uff1e]")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # marks of writing direction
_NO_DIRECTION = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_INITIALS = re.compile(r"\s?[A-Z][A-Za-z]{0,3}>(?:\s|$|>)")


@dataclass
class Lines:
    """Lines of a text: `shown` is stripped and cut, `folded` is `shown` without case and accents, `starts` are
    offsets into the text, `marks` what the structure of the message said of each line."""

    text: str
    shown: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    marks: list[Part | None] = field(default_factory=list)
    prefixed: list[bool] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.shown)

    def blank(self, number: int) -> bool:
        return not self.shown[number]

    def indented(self, number: int) -> bool:
        """Tell whether a line has text that begins two blanks or more from the margin."""
        start = self.starts[number]
        return bool(self.shown[number]) and (self.text.startswith("  ", start) or self.text.startswith("\t", start))

    def next_filled(self, number: int) -> int:
        """Return the first line from `number` on that has text, or the number of lines."""
        while number < len(self.shown) and not self.shown[number]:
            number += 1
        return number

    def quoted(self, number: int) -> bool:
        """Tell whether this line is a quote by its prefix or by the message's structure."""
        return number < len(self.shown) and (self.prefixed[number] or self.marks[number] is Part.QUOTE)


def lines_of(text: str, marks: Sequence[Segment]) -> Lines:
    """Cut `text` into lines; a line takes the mark that covers its first visible character."""
    lines = Lines(text)
    start = 0
    bidirectional = not text.isascii() and _DIRECTION.search(text) is not None
    for raw in text.split("\n", MOST_LINES):
        cut = raw[:LOOKED_AT].strip() if len(lines.shown) < MOST_LINES else ""
        if bidirectional:
            cut = cut.translate(_NO_DIRECTION).strip()
        lines.shown.append(cut)
        lines.starts.append(start)
        lines.prefixed.append(bool(cut) and (cut[0] in ">\uff1e" or ">" in cut[:6]) and _is_prefixed(raw[:20]))
        start += len(raw) + 1
    lines.folded = fold("\n".join(lines.shown)).split("\n")
    lines.marks = _marked(lines, marks)
    return lines


def _is_prefixed(start: str) -> bool:
    return bool(_PREFIXED.match(start) or _INITIALS.match(start))


def _marked(lines: Lines, marks: Sequence[Segment]) -> list[Part | None]:
    found: list[Part | None] = [None] * len(lines)
    if not marks:
        return found
    at = 0
    for number, (start, shown) in enumerate(zip(lines.starts, lines.shown, strict=True)):
        first = start
        if shown:
            first = lines.text.find(shown[0], start)
        while at < len(marks) and marks[at].end <= first:
            at += 1
        if at < len(marks) and marks[at].start <= first:
            found[number] = marks[at].part
    return found
