"""Attributions: "On <date>, <someone> wrote:" in any language, on one to four lines, known by their shape.

The shape is a date, an address or a verb of writing, and a colon (or the dashes of webmails) at the end. What follows
decides the weak ones: a name and a verb are enough before a quoted line, and not enough before plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from collectors.reading import lexicon
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import ADDRESS, has_date, has_time

MOST_LINES = 4
LONGEST = 400
_SHORT = 90
_SENTENCE_BREAK = re.compile(r"[^\W\d]{5}[.!?] +[^\W\d]{2}")
_DASHED = re.compile(r"-{2,}\s*(.{6,}?)\s*-{2,}$")


@cache
def _verbs() -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("mail", "wrote"))


@dataclass(frozen=True)
class _Shape:
    """What a stretch of lines holds of an attribution."""

    verb: bool
    address: bool
    date: bool
    time: bool
    prose: bool  # a sentence ends within
    length: int

    def before_quote(self) -> bool:
        """Enough when a quoted line follows."""
        if self.verb:
            return self.date or self.time or self.address or self.length <= _SHORT
        return self.date and (self.time or self.address)

    def before_text(self) -> bool:
        """Enough when what follows is not marked as quoted."""
        if self.prose:
            return False
        if self.verb:
            return self.address or (self.date and self.time)
        return self.date and self.address and self.time


def attribution_end(lines: Lines, first: int) -> int:
    """Return the line after the attribution that begins at line `first`, or `first` when none begins there."""
    shown = lines.shown[first]
    if len(shown) < 6 or lines.prefixed[first]:
        return first
    if shown.startswith("--"):
        dashed = _DASHED.match(lines.folded[first])
        if dashed is not None and has_date(dashed[1]) and _verbs().search(dashed[1]):
            return first + 1
    for last in range(first, min(first + MOST_LINES, len(lines))):
        if lines.prefixed[last] or not lines.shown[last] or lines.marks[last] is not None:
            return first
        if _ends(lines.shown[last], lines.folded[last]):
            return last + 1 if _is_attribution(lines, first, last) else first
    return first


def _ends(shown: str, folded: str) -> bool:
    return shown.rstrip(" *_>").endswith((":", "\uff1a")) or folded.endswith((" wrote", "\uc791\uc131"))


def _is_attribution(lines: Lines, first: int, last: int) -> bool:
    shape = _shape(lines, first, last)
    quoted = lines.quoted(lines.next_filled(last + 1))
    if not _enough(shape, quoted):
        return False
    if last == first:
        return True
    # the first line must belong to it: without it, the lines below would lack their date, their name or their sense
    below = _shape(lines, first + 1, last)
    if not _enough(below, quoted):
        return shape.date or shape.time or shape.address
    own = _shape(lines, first, first)
    if own.date and not below.date:
        return True
    return lines.shown[first + 1].startswith("<") and len(lines.shown[first]) <= _SHORT and not below.date


def _enough(shape: _Shape, quoted: bool) -> bool:
    return shape.length <= LONGEST and (shape.before_quote() if quoted else shape.before_text())


def _shape(lines: Lines, first: int, last: int) -> _Shape:
    folded = " ".join(lines.folded[first : last + 1])
    return _Shape(
        verb=_verbs().search(folded) is not None,
        address=ADDRESS.search(folded) is not None,
        date=has_date(folded),
        time=has_time(folded),
        prose=_SENTENCE_BREAK.search(folded) is not None,
        length=len(folded),
    )
