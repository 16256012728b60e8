"""Opening time: weekends, holidays and clock changes count for nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.openings import Openings

WEEK = Openings("mon-fri 09:00-12:00 14:00-17:00; sat 09:00-12:00", "Europe/Paris", "FR", "")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(3, 2, 8), 1, at(3, 2, 9)),  # Monday 9:00 in Paris
        (at(3, 2, 10, 30), 1, at(3, 2, 13, 30)),  # across lunch
        (at(3, 2, 5), 0.5, at(3, 2, 8, 30)),  # before opening
        (at(3, 7, 10, 30), 1, at(3, 9, 8, 30)),  # Saturday to Monday
        (at(4, 4, 9, 30), 1, at(4, 7, 7, 30)),  # Easter Monday is closed; summer time has begun
        (at(3, 2, 8), 3, at(3, 2, 11)),  # exactly at closing
    ],
)
def test_a_delay_runs_in_opening_time(start: datetime, hours: float, end: datetime) -> None:
    assert WEEK.after(start, hours) == end
    assert WEEK.hours_between(start, end) == pytest.approx(hours)


def test_the_week_is_told_as_people_tell_it() -> None:
    assert WEEK.in_words("fr") == "du lundi au vendredi de 9h à 12h et de 14h à 17h"
    assert WEEK.in_words("en") == "Monday to Friday from 9am to 12pm and from 2pm to 5pm"
    assert Openings("sat 08:30-12:00", "Europe/Paris", "FR", "").in_words("fr") == "le samedi de 8h30 à 12h"
