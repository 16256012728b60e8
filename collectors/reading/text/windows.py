"""Where in a text something that holds a telling mark can stand: patterns are tried there and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLANK = re.compile(r"[ \n]")


def around(text: str, marks: Sequence[str]) -> list[tuple[int, int]]:
    """Return the stretches between blanks that hold one of `marks`, in order and apart from each other."""
    found: list[tuple[int, int]] = []
    for mark in marks:
        end = 0
        while (at := text.find(mark, end)) >= 0:
            start = max(text.rfind(" ", end, at), text.rfind("\n", end, at), end - 1) + 1
            blank = _BLANK.search(text, at)
            end = blank.start() if blank else len(text)
            found.append((start, end))
    return sorted(set(found)) if len(marks) > 1 else found


def places_of(text: str, marks: Sequence[str]) -> list[int]:
    """Return where any of `marks` stands, in order."""
    found: list[int] = []
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + 1)
    return sorted(found)


def marks_of_address(text: str) -> tuple[str, ...] | None:
    """Return the marks of web addresses as `text` spells them; None when it has none."""
    marks: tuple[str, ...] = ("://",) if "://" in text else ()
    lowered = text.lower()
    if "www." in lowered:
        marks += tuple({text[at : at + 4] for at in _places(lowered)}) if len(lowered) == len(text) else (".",)
    return marks or None


def _places(lowered: str) -> list[int]:
    return [match.start() for match in re.finditer(r"www\.", lowered)]
