"""What becomes of one contact: drawn once from its structure's profile, whatever the order of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from sandbox.draws import Draws
from sandbox.openings import Openings
from sandbox.profile import Course, Extra, Profile, Quality, Thread

EXTRAS: tuple[Extra, ...] = get_args(Extra)
THREADS: tuple[Thread, ...] = get_args(Thread)


@dataclass(frozen=True)
class Fate:
    """The drawn behaviour of a structure towards one sender."""

    course: Course
    extras: frozenset[Extra]
    thread: frozenset[Thread]
    quality: Quality
    delay_hours: float
    late_days: float


def draw_fate(profile: Profile, draws: Draws) -> Fate:
    """Draw everything of a contact, in a fixed order."""
    answer: Course = "answer"
    return Fate(
        course=draws.exclusive(profile.course, answer),
        extras=draws.each(profile.extra, EXTRAS),
        thread=draws.each(profile.thread, THREADS),
        quality=draws.weighted(profile.quality),
        delay_hours=draw_delay(profile, draws),
        late_days=draws.between(*profile.late_days),
    )


def draw_delay(profile: Profile, draws: Draws) -> float:
    """Draw hours, in the count of the profile."""
    quick = draws.happens(profile.fast.share if profile.fast else 0)
    median = profile.fast.median_hours if profile.fast and quick else profile.delay.median_hours
    return max(draws.lognormal(median, profile.delay.sigma), 1 / 60)


def moment(profile: Profile, week: Openings, since: datetime, hours: float) -> datetime:
    """Return when a delay is over, to the second."""
    opening = profile.delay.count == "opening"
    at = week.after(since, hours) if opening else since + timedelta(hours=hours)
    return at.replace(microsecond=0) + timedelta(seconds=1)
