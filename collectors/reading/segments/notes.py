"""Lotus Notes' head of a quoted message: the sender on a line, the moment on another, then addressees and subject.

The labels of addressees may stand alone, their value on the line below, when the block was a table.
"""

from __future__ import annotations

import re

from collectors.reading.segments.headerblock import known_roles
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import ADDRESS, TIME, has_date, is_name_like

_MOST_LINES = 16
_LONGEST = 60
_WORDS = re.compile(r"[^\W\d_]{3,}")


def notes_block(lines: Lines, first: int) -> int | None:
    """Return the line after the block whose sender stands on line `first`, or None when none begins there."""
    if lines.blank(first) or not _sender(lines.shown[first]):
        return None
    moment = next((n for n in range(first + 1, min(first + 4, len(lines))) if _moment(lines, n)), None)
    if moment is None or (not all(lines.shown[first:moment]) and not ADDRESS.search(lines.shown[first])):
        return None
    roles: set[str] = set()
    after = moment + 1
    for number in range(moment + 1, min(moment + 1 + _MOST_LINES, len(lines))):
        if lines.blank(number):
            continue
        found = known_roles(_label(lines.folded[number])) & {"to", "cc", "subject"}
        if not found and not _is_value(lines, number):
            break
        roles |= found
        if found or (len(roles) < 4 and number <= after + 1):
            after = number + 1
        if "subject" in found:
            return _with_value(lines, number) if len(roles) >= 2 else None
    return after if len(roles) >= 2 else None


def _sender(shown: str) -> bool:
    return len(shown) <= _LONGEST and (ADDRESS.search(shown) is not None or is_name_like(shown.split("/")[0]))


def _moment(lines: Lines, number: int) -> bool:
    """Tell whether a line is a date and a time and hardly a word beside."""
    folded = lines.folded[number]
    if (
        not 8 <= len(folded) <= 40
        or not folded[0].isdigit()
        or ":" not in folded
        or not TIME.search(folded)
        or not has_date(folded)
    ):
        return False
    return len(_WORDS.findall(folded)) <= 2


def _label(folded: str) -> str:
    at = folded.find(":")
    return (folded[:at] if at > 0 else folded if len(folded) <= 10 else folded.split()[0]).strip(" *")


def _is_value(lines: Lines, number: int) -> bool:
    """Tell whether a line is what an addressee's label above it announces."""
    return (
        ADDRESS.search(lines.shown[number]) is not None
        or "/" in lines.shown[number]
        or (known_roles(_label(lines.folded[number - 1])) != frozenset() and len(lines.shown[number]) <= _LONGEST)
    )


def _with_value(lines: Lines, number: int) -> int:
    if len(lines.folded[number].rstrip(" :")) > 8 or number + 1 >= len(lines) or lines.blank(number + 1):
        return number + 1
    return number + 2
