"""Opening hours as a schedule: from prose, lists and tables (as lines of text), and from machine-readable facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time

from collectors.reading.folding import fold
from collectors.site.facts.times_words import Token, tokens
from collectors.site.pages.structured import Thing
from domain.structure import Opening

_MOST_QUIET_LINES = 2
"""So many lines without day or time may stand within one schedule (a heading, a remark)."""
_MORNING_ENDS, _NOON = time(13), time(12)
_CODES = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Schedule:
    """Opening spans, in order; `label` is the line above (whose hours they are), `quote` the lines they come from."""

    openings: tuple[Opening, ...]
    label: str = ""
    quote: str = ""
    stated: bool = False  # machine-readable

    @property
    def days(self) -> frozenset[int]:
        return frozenset(opening.weekday for opening in self.openings)

    @property
    def hours(self) -> float:
        """Opening hours a week."""
        minutes = sum(_minutes(one.closes) - _minutes(one.opens) for one in self.openings)
        return round(minutes / 60, 2)


def _minutes(value: time) -> int:
    return value.hour * 60 + value.minute


@dataclass
class _Draft:
    """A schedule being read: the days last named, and what was understood so far."""

    label: str = ""
    spans: dict[int, set[tuple[time, time]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    used: bool = False  # the days last named have their hours already
    closed: bool = False
    without: bool = False

    def open(self, opens: time, closes: time, days: Iterable[int]) -> None:
        for day in days:
            self.spans.setdefault(day, set()).add((opens, closes))

    def close(self, days: Iterable[int], half: str) -> None:
        for day in days:
            kept = self.spans.get(day, set())
            kept = _other_half(kept, half.startswith(("matin", "morning"))) if half else set()
            self.spans[day] = kept

    def schedule(self) -> Schedule | None:
        openings = [
            Opening(weekday=day, opens=opens, closes=closes)
            for day in sorted(self.spans)
            for opens, closes in _without_overlap(self.spans[day])
        ]
        quote = "\n".join(self.lines)[:600]
        return Schedule(tuple(openings), self.label, quote) if openings else None


def _other_half(spans: set[tuple[time, time]], morning: bool) -> set[tuple[time, time]]:
    """What is left of a day closed in the morning, or in the afternoon."""
    if morning:
        return {(max(opens, _MORNING_ENDS), closes) for opens, closes in spans if closes > _MORNING_ENDS}
    return {(opens, min(closes, _NOON)) for opens, closes in spans if opens < _NOON}


def _without_overlap(spans: set[tuple[time, time]]) -> list[tuple[time, time]]:
    kept: list[tuple[time, time]] = []
    for opens, closes in sorted(spans):
        if not kept or opens >= kept[-1][1]:
            kept.append((opens, closes))
    return kept


def schedules_in(text: str, language: str) -> list[Schedule]:
    """Return every schedule of a text, in order; one that names no day is left out."""
    found: list[Schedule] = []
    draft, quiet, above = _Draft(), 0, ""
    for line in text.split("\n"):
        read = tokens(fold(line), language) if len(line) <= 1500 else []
        if not any(token.kind in ("days", "span", "closed") for token in read):
            quiet += 1
            if line.strip():
                above = line.strip()
                if quiet > _MOST_QUIET_LINES or _repeats(draft):
                    _finish(draft, found)
                    draft = _Draft()
            continue
        if draft.lines and above and _names_again(draft, read):
            _finish(draft, found)
            draft = _Draft()
        if not draft.lines:
            draft.label = above
        quiet, above = 0, ""
        _read_line(draft, read, line)
    _finish(draft, found)
    return found


def _repeats(draft: _Draft) -> bool:
    return len(draft.spans) >= 7


def _names_again(draft: _Draft, read: list[Token]) -> bool:
    """A day that has its hours already, named below a line of its own, begins another schedule."""
    named = {day for token in read if token.kind == "days" for day in token.days}
    return any(draft.spans.get(day) for day in named)


def _finish(draft: _Draft, found: list[Schedule]) -> None:
    schedule = draft.schedule()
    if schedule is not None:
        found.append(schedule)


def _read_line(draft: _Draft, read: list[Token], line: str) -> None:
    draft.lines.append(line.strip())
    draft.closed = draft.without = False
    first_day = next((token.start for token in read if token.kind == "days"), None)
    ahead = [token for token in read if token.kind == "span" and first_day is not None and token.end <= first_day]
    if ahead and not any(token.kind == "span" and token.start > (first_day or 0) for token in read):
        # "from 9 to 5, Monday to Friday"
        days = [day for token in read if token.kind == "days" for day in token.days]
        for token in ahead:
            _open(draft, token, days)
        draft.days, draft.used = days, True
        return
    for position, token in enumerate(read):
        if token.kind == "days":
            _name_days(draft, token, read[position + 1 :])
        elif token.kind == "span":
            _open(draft, token, draft.days)
            draft.used, draft.closed, draft.without = True, False, False
        elif token.kind == "closed":
            if draft.days and not draft.used:
                draft.close(draft.days, "")
                draft.used = True
            else:
                draft.closed = True
        elif token.kind == "except":
            draft.without = True


def _open(draft: _Draft, token: Token, days: list[int]) -> None:
    if token.opens is not None and token.closes is not None:
        draft.open(token.opens, token.closes, days)


def _name_days(draft: _Draft, token: Token, following: list[Token]) -> None:
    half = (
        following[0].word if following and following[0].kind == "half" and following[0].start - token.end <= 4 else ""
    )
    if draft.closed:
        draft.close(token.days, half)
    elif draft.without:
        if draft.used:
            draft.close(token.days, half)
        draft.days = [day for day in draft.days if day not in token.days]
    elif draft.used:
        draft.days, draft.used = list(token.days), False
    else:
        draft.days = [*draft.days, *token.days]


def schedules_of(things: Iterable[Thing]) -> list[Schedule]:
    """Return the schedules that machine-readable facts state (schema.org openingHours…)."""
    found = []
    for thing in things:
        spans: dict[int, set[tuple[time, time]]] = {}
        for text in thing.texts("openingHours"):
            _read_code(text, spans)
        for specification in (*thing.things("openingHoursSpecification"), *thing.things("openingHours")):
            _read_specification(specification, spans)
        openings = tuple(
            Opening(weekday=day, opens=opens, closes=closes)
            for day in sorted(spans)
            for opens, closes in _without_overlap(spans[day])
        )
        if openings:
            label = next(iter(thing.texts("name")), "")
            quote = "; ".join(thing.texts("openingHours")) or "openingHoursSpecification"
            found.append(Schedule(openings, label, quote, stated=True))
    return found


def _read_specification(specification: Thing, spans: dict[int, set[tuple[time, time]]]) -> None:
    opens, closes = (_iso_time(next(iter(specification.texts(name)), "")) for name in ("opens", "closes"))
    names = [name.rsplit("/", 1)[-1].lower() for name in specification.texts("dayOfWeek")]
    names += [str(thing.texts("name")[0]).lower() for thing in specification.things("dayOfWeek") if thing.texts("name")]
    if opens is None or closes is None or opens >= closes:
        return
    for name in names:
        day = _LONG_DAYS.index(name) if name in _LONG_DAYS else _CODES.get(name[:2])
        if day is not None:
            spans.setdefault(day, set()).add((opens, closes))


def _read_code(text: str, spans: dict[int, set[tuple[time, time]]]) -> None:
    """ "Mo-Fr 09:00-17:00", "Tu,Th 14:00-18:00"."""
    for days, hours in re.findall(r"((?:[A-Za-z]{2}(?:-[A-Za-z]{2})?,? ?)+)\s*((?:\d\d?:\d\d-\d\d?:\d\d[, ]*)+)", text):
        numbers: list[int] = []
        for part in re.split(r"[, ]+", days.strip(", ").lower()):
            ends = [_CODES.get(code) for code in part.split("-")]
            first, last = ends[0], ends[-1]
            if first is not None and last is not None:
                numbers += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        for start, end in re.findall(r"(\d\d?:\d\d)-(\d\d?:\d\d)", hours):
            opens, closes = _iso_time(start), _iso_time(end)
            if opens is not None and closes is not None and opens < closes:
                for day in numbers:
                    spans.setdefault(day, set()).add((opens, closes))


def _iso_time(text: str) -> time | None:
    found = re.match(r"(?:.*T)?([01]?\d|2[0-4]):([0-5]\d)", text)
    if found is None:
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    return time(23, 59) if hour == 24 else time(hour, minute)


def principal(schedules: list[Schedule], names: Iterable[str]) -> Schedule | None:
    """Return the schedule that most likely is the structure's own: under its name or the word for its reception, else
    the first that covers most of a week, else the first."""
    wanted = [fold(name) for name in names if name]
    for schedule in schedules:
        label = fold(schedule.label)
        if any(name in label for name in wanted):
            return schedule
    full = [schedule for schedule in schedules if len(schedule.days) >= 3]
    return next(iter(full or schedules), None)
