from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.working_time import WorkingCalendar, calendar_of, holiday_region
from domain.structure import Opening

from .builders import paris, structure


def test_alsace_moselle_has_its_two_holidays_and_the_rest_of_grand_est_does_not():
    boxing_day = date(2028, 12, 26)
    good_friday = date(2027, 3, 26)
    for department in ("57", "67", "68"):
        calendar = calendar_of(structure(subdivision=department))
        assert calendar.is_holiday(boxing_day)
        assert calendar.is_holiday(good_friday)
    assert not calendar_of(structure(subdivision="54")).is_holiday(boxing_day)
    assert holiday_region("FR", "GES") == ""


def test_overseas_departments_have_their_abolition_day():
    assert calendar_of(structure(subdivision="974", timezone="Indian/Reunion")).is_holiday(date(2027, 12, 20))
    assert not calendar_of(structure(subdivision="35")).is_holiday(date(2027, 12, 20))


def test_opening_hours_are_local_and_stop_on_holidays():
    calendar = calendar_of(structure())
    assert calendar.is_open(paris(4, 9))
    assert not calendar.is_open(paris(4, 12))
    assert not calendar.is_open(paris(1, 10))  # New Year's Day 2027, a Friday
    assert calendar.next_opening(paris(1, 10)) == paris(4, 9)
    assert calendar.next_opening(paris(4, 12, 30)) == paris(4, 14)
    assert calendar.next_opening(paris(8, 17)) == paris(11, 9)
    assert calendar.next_day_opening(paris(4, 9)) == paris(5, 9)


def test_working_days_count_after_the_day_of_start():
    calendar = calendar_of(structure())
    assert calendar.working_days(paris(4, 9), paris(4, 17)) == 0
    assert calendar.working_days(paris(8, 16), paris(11, 9)) == 1
    assert calendar.working_days(paris(4, 9), paris(18, 9)) == 10
    assert calendar.working_days(paris(18, 9), paris(4, 9)) == 0
    assert calendar.add_working_days(paris(8, 16, 30), 1) == paris(11, 16, 30)


def test_a_library_closed_on_mondays_works_tuesday_to_saturday():
    opens = tuple(Opening(weekday=day, opens=time(10), closes=time(18)) for day in range(1, 6))
    calendar = calendar_of(structure(openings=opens))
    assert calendar.is_working_day(date(2027, 1, 9))
    assert not calendar.is_working_day(date(2027, 1, 11))


def test_a_town_hall_open_on_saturday_mornings_still_counts_monday_to_friday():
    opens = tuple(Opening(weekday=day, opens=time(9), closes=time(12)) for day in range(6))
    calendar = calendar_of(structure(openings=opens))
    assert not calendar.is_working_day(date(2027, 1, 9))
    assert calendar.is_open(paris(9, 10))


def test_working_hours_skip_lunch_nights_and_weekends():
    calendar = calendar_of(structure())
    assert calendar.working_hours(paris(4, 11), paris(4, 15)) == 2
    assert calendar.working_hours(paris(8, 16), paris(11, 10)) == 2
    assert calendar.working_hours(paris(11, 10), paris(8, 16)) == 0


def test_hours_over_the_change_of_clocks_are_real_ones():
    nights = tuple(Opening(weekday=6, opens=time(1), closes=time(5)) for _ in range(1))
    calendar = calendar_of(structure(openings=nights))
    spring = datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 12, tzinfo=UTC)
    autumn = datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 12, tzinfo=UTC)
    assert calendar.working_hours(*spring) == 3
    assert calendar.working_hours(*autumn) == 5


def test_a_window_ends_at_local_midnight_across_the_change_of_clocks():
    calendar = calendar_of(structure())
    assert calendar.window_end(paris(22, 10, month=3), 4) == datetime(2027, 3, 26, 23, tzinfo=UTC)
    # Easter Monday is the 29th and does not count
    assert calendar.window_end(paris(22, 10, month=3), 5) == datetime(2027, 3, 30, 22, tzinfo=UTC)


MOMENTS = st.integers(0, 3 * 365 * 86400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(["Europe/Paris", "America/Martinique", "Pacific/Auckland", "Asia/Kolkata"]))
def test_the_next_opening_is_open_and_not_before(moment: datetime, zone: str):
    calendar = WorkingCalendar(structure(timezone=zone))
    opening = calendar.next_opening(moment)
    assert opening >= moment
    assert calendar.is_open(opening)
    assert calendar.next_opening(opening) == opening


@settings(deadline=None)
@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(a: datetime, b: datetime, c: datetime):
    first, middle, last = sorted((a, b, c))
    last = min(last, first + timedelta(days=90))
    middle = min(middle, last)
    calendar = calendar_of(structure())
    whole = calendar.working_hours(first, last)
    assert whole == pytest.approx(calendar.working_hours(first, middle) + calendar.working_hours(middle, last))
    days = calendar.working_days(first, middle) + calendar.working_days(middle, last)
    assert calendar.working_days(first, last) == days
