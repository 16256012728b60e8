"""Opening hours as people write them: "mon-fri 08:30-12:00 13:30-17:00; sat 09:00-12:00", in French or English."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise

from domain.structure import Opening

_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday lun lundi",
            "tue tuesday mar mardi",
            "wed wednesday mer mercredi",
            "thu thursday jeu jeudi",
            "fri friday ven vendredi",
            "sat saturday sam samedi",
            "sun sunday dim dimanche",
        )
    )
    for name in names.split()
}
_SPAN = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?-(\d{1,2})(?:[:h](\d{2})?)?$")


class OpeningFault(ValueError):
    """A stretch of the text that is not understood; `part` quotes it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def parse_openings(text: str) -> tuple[Opening, ...]:
    """Return the opening spans, sorted.

    Groups are separated by `;`. A group is days (`mon`, `mon-fri`, `lun,mer`), then spans (`8:30-12:00`, `8h30-12h`).
    Raises OpeningFault for what is not understood, overlaps or ends before it starts.
    """
    found: list[Opening] = []
    for group in filter(None, (part.strip().lower() for part in re.split(r"[;\n]", text))):
        group = re.sub(r"\s*[-–—]\s*", "-", group)
        group = re.sub(r"\s*,\s*", ",", group)
        words = group.replace(".", "").split()
        split = next((n for n, word in enumerate(words) if word[0].isdigit()), len(words))
        days = [day for word in words[:split] for day in _days(word, group)]
        spans = [_span(part, group) for word in words[split:] for part in word.split(",") if part]
        if not days or not spans:
            raise OpeningFault(group)
        found += [Opening(weekday=day, opens=opens, closes=closes) for day in days for opens, closes in spans]
    found.sort(key=lambda opening: (opening.weekday, opening.opens))
    for earlier, later in pairwise(found):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            raise OpeningFault(f"{later.opens:%H:%M}-{later.closes:%H:%M}")
    return tuple(found)


def _days(word: str, group: str) -> list[int]:
    days: list[int] = []
    for part in word.split(","):
        first, dash, last = part.partition("-")
        if first not in _DAYS or (dash and last not in _DAYS):
            raise OpeningFault(group)
        start, end = _DAYS[first], _DAYS[last or first]
        if end < start:
            raise OpeningFault(part)
        days += range(start, end + 1)
    return days


def _span(text: str, group: str) -> tuple[time, time]:
    match = _SPAN.match(text)
    if match is None:
        raise OpeningFault(group)
    numbers = [int(part or 0) for part in match.groups()]
    try:
        opens, closes = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    except ValueError as error:
        raise OpeningFault(text) from error
    if closes <= opens:
        raise OpeningFault(text)
    return opens, closes
