"""Attributions: "On <date>, <someone> wrote:" in any language, on one to four lines, known by their shape.

The shape is a date, an address or a verb of writing, and a colon (or the dashes of webmails) at the end. What follows
decides the weak ones: a name and a verb are enough before a quoted line, and not enough before plain text.
"""

from __future__ import annotations

import re
from functools import cache

from collectors.reading import lexicon
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import ADDRESS, has_date, has_time

MOST_LINES = 4
LONGEST = 400
_DASHED = re.compile(r"-{2,}\s*(.{6,}?)\s*-{2,}$")


@cache
def _verbs() -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("mail", "wrote"))


def attribution_end(lines: Lines, first: int) -> int:
    """Return the line after the attribution that begins at line `first`, or `first` when none begins there."""
    shown = lines.shown[first]
    if len(shown) < 6 or lines.prefixed[first]:
        return first
    dashed = _DASHED.match(lines.folded[first])
    if dashed is not None and has_date(dashed[1]) and _verbs().search(dashed[1]):
        return first + 1
    for count in range(1, MOST_LINES + 1):
        last = first + count - 1
        if last >= len(lines) or lines.prefixed[last] or not lines.shown[last]:
            return first
        if _ends(lines.shown[last], lines.folded[last]):
            return last + 1 if _is_attribution(lines, first, last) else first
    return first


def _ends(shown: str, folded: str) -> bool:
    return shown.rstrip(" *_>").endswith((":", "\uff1a")) or folded.endswith((" wrote", "\uc791\uc131"))


def _is_attribution(lines: Lines, first: int, last: int) -> bool:
    folded = " ".join(lines.folded[first : last + 1])
    if len(folded) > LONGEST:
        return False
    verb = _verbs().search(folded) is not None
    address = ADDRESS.search(folded) is not None
    date = has_date(folded)
    time = has_time(folded)
    after = lines.next_filled(last + 1)
    if lines.quoted(after):
        if last > first and not (date or time) and not address:
            return False
        return (verb and (date or time or address or len(folded) <= 90)) or (address and date) or (date and time)
    if last > first and not (date or time or "<" in lines.shown[first]):
        return False
    return (verb and address) or (date and address and (time or "<" in folded)) or (verb and date and time)
