"""Opening hours of a structure, in its own time zone and public holidays: how long a delay really lasts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Openings:
    """The week of a structure. Raises `ValueError` ("français / English") when the text cannot be understood."""

    def __init__(self, text: str, timezone: str, country: str, subdivision: str) -> None:
        self.text = text
        self._zone = ZoneInfo(timezone)
        self._holidays = _holidays(country, subdivision)
        self._week = _parse(text)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the opening spans (UTC) from the local day of `start` on."""
        day = start.astimezone(self._zone).date()
        for offset in range(800):
            current = day + timedelta(days=offset)
            if current in self._holidays:
                continue
            for opens, closes in self._week.get(current.weekday(), []):
                yield self._instant(current, opens), self._instant(current, closes)

    def after(self, start: datetime, hours: float) -> datetime:
        """Return the instant at which `hours` of opening time have gone by since `start`."""
        left = timedelta(hours=hours)
        for opens, closes in self.spans(start):
            begin = max(opens, start)
            if closes - begin >= left and closes > begin:
                return begin + left
            left -= max(closes - begin, timedelta())
        return start + timedelta(days=800)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Return the opening hours between two instants."""
        total = timedelta()
        for opens, closes in self.spans(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total / timedelta(hours=1)

    def in_words(self, language: str) -> str:
        """Return the first line of the week as an agent would write it: "du lundi au vendredi de 8h30 à 12h"."""
        first = self.text.split(";")[0].split()
        first_day, _, last_day = first[0].partition("-")
        spans = [_SPAN.fullmatch(part) for part in first[1:]]
        days = [_DAYS.index(first_day), _DAYS.index(last_day or first_day)]
        if language == "fr":
            hours = " et ".join(f"de {_hour_fr(m[1], m[2])} à {_hour_fr(m[3], m[4])}" for m in spans if m)
            named = [_FRENCH[day] for day in days]
            return f"du {named[0]} au {named[1]} {hours}" if last_day else f"le {named[0]} {hours}"
        hours = " and ".join(f"from {_hour_en(m[1], m[2])} to {_hour_en(m[3], m[4])}" for m in spans if m)
        named = [_ENGLISH[day] for day in days]
        return f"{named[0]} to {named[1]} {hours}" if last_day else f"on {named[0]}s {hours}"

    @property
    def weekly(self) -> dict[int, list[tuple[time, time]]]:
        """The spans of each weekday (0 = Monday) on which it opens, in local time."""
        return self._week

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone).astimezone(UTC)


@cache
def _holidays(country: str, subdivision: str) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        where = f"{country} {subdivision}".strip()
        raise ValueError(f"pays ou subdivision inconnus : {where} / unknown country or subdivision: {where}") from error


def _hour_fr(hours: str, minutes: str) -> str:
    return f"{int(hours)}h{minutes if minutes != '00' else ''}"


def _hour_en(hours: str, minutes: str) -> str:
    hour = int(hours)
    half = "am" if hour < 12 else "pm"
    shown = hour if hour <= 12 else hour - 12
    return f"{shown}{'.' + minutes if minutes != '00' else ''}{half}"


def _parse(text: str) -> dict[int, list[tuple[time, time]]]:
    week: dict[int, list[tuple[time, time]]] = {}
    for line in text.split(";"):
        days, *spans = line.split() or [""]
        first, _, last = days.partition("-")
        if first not in _DAYS or (last and last not in _DAYS) or not spans:
            raise ValueError(f"horaires illisibles : {line.strip()!r} / opening hours not understood: {line.strip()!r}")
        for span in spans:
            found = _SPAN.fullmatch(span)
            if found is None:
                raise ValueError(f"plage illisible : {span!r} / span not understood: {span!r}")
            numbers = [int(part) for part in found.groups()]
            opens, closes = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
            if opens >= closes:
                raise ValueError(f"plage à l'envers : {span!r} / span ends before it begins: {span!r}")
            for day in range(_DAYS.index(first), _DAYS.index(last or first) + 1):
                week.setdefault(day, []).append((opens, closes))
    return week
