"""When: days spread over the period and evenly over weekdays, moments within opening hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from campaigns.options import Options
from campaigns.planning.school import school_holidays
from campaigns.planning.sites import Site
from campaigns.working_time import WorkingCalendar
from domain.structure import Period

_MARGIN = 600  # seconds before closing time in which nothing is planned: a send may slip a little
_HOUR = 3600


@dataclass(frozen=True)
class OpenDays:
    """The days on which a structure may be contacted, and how many of them leave room for a reply window."""

    days: tuple[date, ...]
    calendar: WorkingCalendar
    ends: date

    def before(self, window: int) -> int:
        """Return how many of the days are followed by `window` working days before the period ends."""
        last = self.ends
        while window > 0:
            window -= self.calendar.is_working_day(last)
            last -= timedelta(days=1)
        return sum(day <= last for day in self.days)


class Moments:
    """Chooses days and moments, keeping weekdays, days and hours evenly loaded over the whole campaign."""

    def __init__(self, period: Period, options: Options, rng: Random, taken: Mapping[str, set[date]]) -> None:
        self._period = period
        self._options = options
        self._rng = rng
        self._busy: dict[str, set[date]] = {desk: set(days) for desk, days in taken.items()}
        self._open_days: dict[object, OpenDays] = {}
        self._room: dict[tuple[int, int], int] = {}
        self._hours: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        self._by_weekday = [0] * 7
        self._by_day: dict[date, int] = {}
        self._by_hour = [0] * 24

    def open_days(self, site: Site, least: int) -> OpenDays:
        """Return the structure's days; avoided ones come back when fewer than `least` would be left."""
        starts, ends = max(self._period.starts, site.starts), min(self._period.ends, site.ends)
        key = (id(site.calendar), starts, ends, least)
        if key not in self._open_days:
            every = [starts + timedelta(days=number) for number in range((ends - starts).days + 1)]
            days = [day for day in every if site.calendar.local_spans(day)]
            kept = [day for day in days if not self._avoided(site, day)]
            self._open_days[key] = OpenDays(tuple(kept if len(kept) >= least else days), site.calendar, ends)
        return self._open_days[key]

    def _avoided(self, site: Site, day: date) -> bool:
        if any(stretch.starts <= day <= stretch.ends for stretch in self._options.avoided):
            return True
        return self._options.avoid_school_holidays and day in school_holidays(site.country, site.subdivision, day.year)

    def room(self, open_days: OpenDays, window: int) -> int:
        key = (id(open_days), window)
        if key not in self._room:
            self._room[key] = open_days.before(window)
        return self._room[key]

    def choose_days(
        self, open_days: OpenDays, windows: Sequence[int], desks: Sequence[str], shared: frozenset[str]
    ) -> list[date | None]:
        """Return a day for each contact (its window, its desk), all different; None where no day is free.

        The period is cut into as many stretches as there are contacts; contacts with long reply windows get early
        ones. `shared` are the desks that other structures, or other campaigns, contact too.
        """
        days, count = open_days.days, len(windows)
        room = [self.room(open_days, window) for window in windows]
        limit = max(room)
        limit = limit if limit >= count else len(days)
        places = self._places(room, limit)
        chosen: list[date | None] = []
        own: set[date] = set()
        for desk, place in zip(desks, places, strict=True):
            start, end = place * limit // count, (place + 1) * limit // count
            busy = self._busy.setdefault(desk, set()) if desk in shared else None
            day = self._lightest(days[start:end], own, busy) or self._lightest(days, own, busy)
            if day is not None:
                own.add(day)
                self._by_weekday[day.weekday()] += 1
                self._by_day[day] = self._by_day.get(day, 0) + 1
                if busy is not None:
                    busy.add(day)
            chosen.append(day)
        return chosen

    def _places(self, room: Sequence[int], limit: int) -> list[int]:
        """Return each contact's stretch, by chance, except that those with less room come where they fit."""
        count = len(room)
        free = list(range(count))
        self._rng.shuffle(free)
        if len(set(room)) == 1:
            return free
        places = [0] * count
        for number in sorted(range(count), key=lambda entry: room[entry]):
            fits = next((place for place in free if (place + 1) * limit // count <= room[number]), None)
            place = min(free) if fits is None else fits
            free.remove(place)
            places[number] = place
        return places

    def _lightest(self, days: Sequence[date], own: set[date], busy: set[date] | None) -> date | None:
        """Return the day whose weekday, then which itself, is used least; ties are broken by chance."""
        if not days:
            return None
        offset = int(self._rng.random() * len(days))
        best: date | None = None
        best_load = (0, 0)
        for day in (*days[offset:], *days[:offset]):
            if day in own or (busy is not None and day in busy):
                continue
            load = (self._by_weekday[day.weekday()], self._by_day.get(day, 0))
            if best is None or load < best_load:
                best, best_load = day, load
        return best

    def moment(self, calendar: WorkingCalendar, day: date) -> datetime:
        """Return a moment (UTC) of the day, within opening hours, in the least used hour."""
        key = (id(calendar), day.weekday())
        if key not in self._hours:
            self._hours[key] = _hours(calendar, day)
        hours = self._hours[key]
        offset = int(self._rng.random() * len(hours))
        hour, start, end = min(hours[offset:] + hours[:offset], key=lambda entry: self._by_hour[entry[0]])
        self._by_hour[hour] += 1
        second = start + int(self._rng.random() * (end - start))
        local = time(second // _HOUR, second // 60 % 60, second % 60)
        return datetime.combine(day, local, calendar.zone).astimezone(UTC)


def _hours(calendar: WorkingCalendar, day: date) -> list[tuple[int, int, int]]:
    """Return (hour, first second, last second) of every hour of the day's opening spans."""
    hours: list[tuple[int, int, int]] = []
    for opens, closes in calendar.local_spans(day):
        start, end = _seconds(opens), _seconds(closes)
        end = max(start + 60, end - _MARGIN)
        for hour in range(start // _HOUR, (end - 1) // _HOUR + 1):
            hours.append((hour, max(start, hour * _HOUR), min(end, (hour + 1) * _HOUR)))
    return hours


def _seconds(moment: time) -> int:
    return moment.hour * _HOUR + moment.minute * 60 + moment.second
