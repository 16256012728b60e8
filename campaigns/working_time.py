"""Working days and opening hours of one structure, in its own time zone and public holidays; safe across DST."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from domain.structure import Opening, Structure

OFFICE_HOURS = tuple(
    Opening(weekday=day, opens=time(opens), closes=time(closes))
    for day in range(5)
    for opens, closes in ((9, 12), (14, 17))
)
"""Assumed when the panel gives no opening hours: the usual French town hall's."""

_ALSACE_MOSELLE = {"57": "57", "67": "6AE", "68": "6AE", "6AE": "6AE"}
_FRANCE_OVERSEAS = {"971", "972", "973", "974", "976", "BL", "MF", "NC", "PF", "PM", "TF", "WF"}
_A_YEAR = 370
Span = tuple[datetime, datetime]


def holiday_region(country: str, subdivision: str) -> str:
    """Return the `holidays` subdivision code; French departments without holidays of their own give "".

    Grand Est as a whole ("GES") would silently miss the two Alsace-Moselle holidays, hence departments.
    """
    if country != "FR":
        return subdivision
    code = subdivision.upper().removeprefix("FR-")
    return _ALSACE_MOSELLE.get(code, code if code in _FRANCE_OVERSEAS else "")


@lru_cache(maxsize=4096)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return the year's public holidays; none for a country that `holidays` does not know."""
    try:
        region = holiday_region(country, subdivision) or None
        return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
    except NotImplementedError:
        return frozenset()


class WorkingCalendar:
    """Implements `domain.observation.WorkingTime` for one structure.

    A working day is Monday to Friday without public holidays, the unit of every norm ("jours ouvrés"); a structure
    closed on Mondays and open on Saturdays works Tuesday to Saturday. Opening hours are the structure's own, none on
    public holidays.
    """

    def __init__(self, structure: Structure) -> None:
        self._set(structure.country, structure.subdivision, structure.timezone, structure.openings)

    @classmethod
    def of(cls, country: str, subdivision: str, timezone: str, openings: tuple[Opening, ...]) -> WorkingCalendar:
        """Return the (shared) calendar of all structures that have these four in common."""
        return _shared(country, subdivision, timezone, openings)

    def _set(self, country: str, subdivision: str, timezone: str, openings: tuple[Opening, ...]) -> None:
        self.zone = ZoneInfo(timezone)
        self._country, self._subdivision = country, subdivision
        self._spans: dict[int, list[tuple[time, time]]] = {}
        for opening in sorted(openings or OFFICE_HOURS, key=lambda entry: (entry.weekday, entry.opens)):
            self._spans.setdefault(opening.weekday, []).append((opening.opens, opening.closes))
        tuesday_to_saturday = 0 not in self._spans and 5 in self._spans
        self._working_weekdays = frozenset(range(1, 6) if tuesday_to_saturday else range(5))

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def day_bounds(self, day: date) -> Span:
        """Return the UTC moments between which the structure's local day lies."""
        start = datetime.combine(day, time(), self.zone)
        end = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return start.astimezone(UTC), end.astimezone(UTC)

    def is_holiday(self, day: date) -> bool:
        return day in public_holidays(self._country, self._subdivision, day.year)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self._working_weekdays and not self.is_holiday(day)

    def local_spans(self, day: date) -> list[tuple[time, time]]:
        """Return the day's opening spans in local time, in order; none on a public holiday."""
        spans = self._spans.get(day.weekday(), [])
        return [] if not spans or self.is_holiday(day) else spans

    def spans(self, day: date) -> Iterator[Span]:
        """Yield the day's opening spans as UTC moments."""
        for opens, closes in self.local_spans(day):
            yield (
                datetime.combine(day, opens, self.zone).astimezone(UTC),
                datetime.combine(day, closes, self.zone).astimezone(UTC),
            )

    def is_open(self, moment: datetime) -> bool:
        return any(start <= moment < end for start, end in self.spans(self.local_day(moment)))

    def next_opening(self, moment: datetime) -> datetime:
        """Return `moment` when it is within opening hours, else the start of the next span (UTC)."""
        day = self.local_day(moment)
        for offset in range(_A_YEAR):
            for start, end in self.spans(day + timedelta(days=offset)):
                if moment < end:
                    return max(start, moment.astimezone(UTC))
        return moment.astimezone(UTC)

    def next_day_opening(self, moment: datetime) -> datetime:
        """Return the first opening of a later local day."""
        return self.next_opening(self.day_bounds(self.local_day(moment))[1])

    def nth_working_day(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def add_working_days(self, moment: datetime, count: int) -> datetime:
        """Return the same local time `count` working days later (UTC)."""
        local = moment.astimezone(self.zone)
        day = self.nth_working_day(local.date(), count)
        return datetime.combine(day, local.time(), self.zone).astimezone(UTC)

    def window_end(self, moment: datetime, count: int) -> datetime:
        """Return the end (local midnight) of the `count`-th working day after the day of `moment` (UTC)."""
        return self.day_bounds(self.nth_working_day(self.local_day(moment), count))[1]

    def working_days(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start`, up to the day of `end`; negative never, same day 0."""
        first, last = self.local_day(start), self.local_day(end)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def working_hours(self, start: datetime, end: datetime) -> float:
        """Opening hours elapsed between two moments."""
        first, last = self.local_day(start), self.local_day(end)
        seconds = 0.0
        for offset in range((last - first).days + 1):
            for opens, closes in self.spans(first + timedelta(days=offset)):
                seconds += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
        return seconds / 3600


@lru_cache(maxsize=8192)
def _shared(country: str, subdivision: str, timezone: str, openings: tuple[Opening, ...]) -> WorkingCalendar:
    calendar = WorkingCalendar.__new__(WorkingCalendar)
    calendar._set(country, subdivision, timezone, openings)
    return calendar


def calendar_of(structure: Structure) -> WorkingCalendar:
    """Return the shared calendar of a structure."""
    return _shared(structure.country, structure.subdivision, structure.timezone, structure.openings)
