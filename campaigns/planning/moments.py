"""When: days spread over the period and evenly over weekdays, moments within opening hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from campaigns.options import Options
from campaigns.planning.decks import shuffled
from campaigns.planning.school import school_holidays
from campaigns.planning.sites import Site
from campaigns.working_time import WorkingCalendar
from domain.structure import Period

_MARGIN = 600  # seconds before closing time in which nothing is planned: a send may slip a little
_HOUR = 3600
_WEEKDAY = 10**9  # weight of a weekday's load before a day's: more than any day's contacts


@dataclass
class OpenDays:
    """The days on which a structure may be contacted, and how many of them leave room for a reply window.

    Days are ordinals (`date.toordinal`) here and in `Moments`: they are compared and counted millions of times.
    """

    days: tuple[int, ...]
    calendar: WorkingCalendar
    ends: date
    _rooms: dict[int, int] = field(default_factory=dict)

    def room(self, window: int) -> int:
        """Return how many of the days are followed by `window` working days before the period ends."""
        if window not in self._rooms:
            last, left = self.ends, window
            while left > 0:
                left -= self.calendar.is_working_day(last)
                last -= timedelta(days=1)
            limit = last.toordinal()
            self._rooms[window] = sum(day <= limit for day in self.days)
        return self._rooms[window]


class Moments:
    """Chooses days and moments, keeping weekdays, days and hours evenly loaded over the whole campaign."""

    def __init__(self, period: Period, options: Options, rng: Random, taken: Mapping[str, Collection[date]]) -> None:
        self._period = period
        self._options = options
        self._rng = rng
        self._busy = {desk: {day.toordinal() for day in days} for desk, days in taken.items()}
        self._open_days: dict[object, OpenDays] = {}
        self._hours: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        self._starts: dict[tuple[str, int, int], datetime] = {}
        self._by_weekday = [0] * 7
        self._by_day: dict[int, int] = {}
        self._by_hour = [0] * 24

    def loads(self) -> tuple[dict[date, int], dict[int, int]]:
        """Return how many contacts each local day and each local hour got."""
        by_day = {date.fromordinal(day): count for day, count in self._by_day.items()}
        return by_day, {hour: count for hour, count in enumerate(self._by_hour) if count}

    def open_days(self, site: Site, least: int) -> OpenDays:
        """Return the structure's days; avoided ones come back when fewer than `least` would be left."""
        starts, ends = max(self._period.starts, site.starts), min(self._period.ends, site.ends)
        # structures that share a calendar share the place too, on which school holidays depend
        key = (id(site.calendar), starts, ends, least)
        if key not in self._open_days:
            every = [starts + timedelta(days=number) for number in range((ends - starts).days + 1)]
            days = [day for day in every if site.calendar.local_spans(day)]
            kept = [day for day in days if not self._avoided(site, day)]
            chosen = kept if len(kept) >= least else days
            self._open_days[key] = OpenDays(tuple(day.toordinal() for day in chosen), site.calendar, ends)
        return self._open_days[key]

    def _avoided(self, site: Site, day: date) -> bool:
        if any(stretch.starts <= day <= stretch.ends for stretch in self._options.avoided):
            return True
        return self._options.avoid_school_holidays and day in school_holidays(site.country, site.subdivision, day.year)

    def choose_days(
        self, open_days: OpenDays, windows: Sequence[int], desks: Sequence[str], shared: frozenset[str]
    ) -> list[int | None]:
        """Return a day for each contact (its window, its desk), all different; None where no day is free.

        The period is cut into as many stretches as there are contacts; contacts with long reply windows get early
        ones. `shared` are the desks that other structures, or other campaigns, contact too.
        """
        days, count = open_days.days, len(windows)
        room = [open_days.room(window) for window in windows]
        limit = max(room)
        limit = limit if limit >= count else len(days)
        edges = [place * limit // count for place in range(count + 1)]
        chosen: list[int | None] = []
        own: set[int] = set()
        for desk, place in zip(desks, self._places(room, edges), strict=True):
            busy = self._busy.setdefault(desk, set()) if desk in shared else None
            day = self._lightest(days[edges[place] : edges[place + 1]], own, busy) or self._lightest(days, own, busy)
            if day is not None:
                own.add(day)
                self._by_weekday[day % 7] += 1
                self._by_day[day] = self._by_day.get(day, 0) + 1
                if busy is not None:
                    busy.add(day)
            chosen.append(day)
        return chosen

    def _places(self, room: Sequence[int], edges: Sequence[int]) -> list[int]:
        """Return each contact's stretch, by chance, except that those with less room come where they fit."""
        free = shuffled(range(len(room)), self._rng)
        if len(set(room)) == 1:
            return free
        places = [0] * len(room)
        for number in sorted(range(len(room)), key=room.__getitem__):
            for place in free:
                if edges[place + 1] <= room[number]:
                    break
            else:
                place = min(free)
            free.remove(place)
            places[number] = place
        return places

    def _lightest(self, days: tuple[int, ...], own: set[int], busy: set[int] | None) -> int | None:
        """Return the day whose weekday, then which itself, is used least; ties are broken by chance."""
        if not days:
            return None
        by_weekday, by_day = self._by_weekday, self._by_day
        offset = int(self._rng.random() * len(days))
        best: int | None = None
        least = 0
        for day in days[offset:] + days[:offset]:
            if day in own or (busy is not None and day in busy):
                continue
            load = by_weekday[day % 7] * _WEEKDAY + by_day.get(day, 0)
            if best is None or load < least:
                best, least = day, load
        return best

    def moment(self, calendar: WorkingCalendar, day: int) -> datetime:
        """Return a moment (UTC) of the day, within opening hours, in the least used hour."""
        key = (id(calendar), day % 7)
        if key not in self._hours:
            self._hours[key] = _hours(calendar, date.fromordinal(day))
        hours, by_hour = self._hours[key], self._by_hour
        offset = int(self._rng.random() * len(hours))
        best, *others = hours[offset:] + hours[:offset]
        for entry in others:
            if by_hour[entry[0]] < by_hour[best[0]]:
                best = entry
        hour, start, end = best
        by_hour[hour] += 1
        second = start + int(self._rng.random() * (end - start))
        return self._hour_starts(calendar, day, hour) + timedelta(seconds=second - hour * _HOUR)

    def _hour_starts(self, calendar: WorkingCalendar, day: int, hour: int) -> datetime:
        """Return the UTC moment at which a local hour begins; clocks are only ever changed between two hours."""
        key = (calendar.zone.key, day, hour)
        if key not in self._starts:
            local = datetime.combine(date.fromordinal(day), time(hour), calendar.zone)
            self._starts[key] = local.astimezone(UTC)
        return self._starts[key]


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
