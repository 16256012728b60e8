"""Answers typed below an original that nothing marks but the header block above it.

Such a message begins with another's headers, and all that follows would be the original. What its sender signed
with the name of the header block ends there; what stands below is the answer.
"""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.reading.segments.attribution import attribution_end
from collectors.reading.segments.headerblock import header_block
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import is_name_like
from domain.reply import Part

_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_NAME = 40


def answer_below(lines: Lines, parts: list[Part]) -> None:
    """Give the author back what stands below the original's signed name, when the message holds nothing else of his."""
    if any(part is Part.NEW and shown for part, shown in zip(parts, lines.shown, strict=True)):
        return
    head = lines.next_filled(0)
    if head >= len(lines) or parts[head] is not Part.ATTRIBUTION or lines.marks[head] is not None:
        return
    if any(lines.prefixed):
        return
    first = next((n for n in range(head, len(lines)) if parts[n] is Part.QUOTE), len(lines))
    names = {word for n in range(head, min(head + 2, first)) for word in _WORD.findall(lines.folded[n])}
    signed = next((n for n in range(first + 1, len(lines)) if _signs(lines, n, names)), None)
    if signed is None:
        return
    number = signed
    while number < len(lines) and lines.shown[number]:
        number += 1
    below = [n for n in range(number, len(lines)) if lines.shown[n]]
    if not below or any(header_block(lines, n) or attribution_end(lines, n) > n for n in below):
        return
    parts[below[0] :] = [Part.NEW] * (len(lines) - below[0])


def _signs(lines: Lines, number: int, names: set[str]) -> bool:
    shown = lines.shown[number].rstrip(",.")
    if not shown or len(shown) > _LONGEST_NAME or not is_name_like(shown) or lines.shown[number].endswith(","):
        return False
    words = set(_WORD.findall(fold(shown)))
    return bool(words) and words <= names
