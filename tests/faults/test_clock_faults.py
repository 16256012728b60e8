"""The clock jumps: daylight saving in the structure's zone, and a machine whose time is set back and forth."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest

from campaigns.models import Contact, Dispatch, DocumentRow
from tests.campaigns import builders
from tests.campaigns.builders import PARIS
from tests.faults.catalogue import proves
from tests.faults.world import Calendar, a_world


@proves("clock-dst")
@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
def test_daylight_saving_begins_and_ends(database, folder, monkeypatch, change):
    monkeypatch.setattr(builders, "STARTS", change - timedelta(days=6))
    monkeypatch.setattr(builders, "ENDS", change + timedelta(days=12))
    with a_world(folder, structures=3, reminder_after_working_days=4) as world:
        start = datetime.combine(change - timedelta(days=7), time(8), PARIS)
        world.clock = Calendar(start.astimezone(ZoneInfo("UTC")))
        world.answers = False
        assert world.run()
        world.nothing_lost_and_never_twice()
        assert world.outcomes() == {"silent": 3}
        assert world.dispatches() == {"sent": 6}
        crossed = 0
        for contact in Contact.objects.all():
            first, reminder = contact.dispatches.order_by("sent_at")
            assert contact.window_ends and first.sent_at and reminder.sent_at
            assert contact.window_ends.astimezone(PARIS).time() == time(0)
            for dispatch in (first, reminder):
                assert dispatch.sent_at
                local = dispatch.sent_at.astimezone(PARIS)
                assert time(9) <= local.time() < time(12) or time(14) <= local.time() < time(17)
            crossed += first.sent_at.astimezone(PARIS).utcoffset() != reminder.sent_at.astimezone(PARIS).utcoffset()
        assert crossed >= 1
        told = {parsedate_to_datetime(message_from_bytes(raw)["Date"]).utcoffset() for raw in world.relay.kept}
        assert told == {timedelta(hours=1), timedelta(hours=2)}


@proves("clock-dst")
@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_delay_across_the_change_is_the_time_that_passed(database, folder, monkeypatch, change):
    friday = change - timedelta(days=2)
    monkeypatch.setattr(builders, "STARTS", friday)
    monkeypatch.setattr(builders, "ENDS", friday)
    with a_world(folder, structures=1) as world:
        world.clock = Calendar(datetime.combine(friday, time(7), PARIS).astimezone(ZoneInfo("UTC")))
        world.relay.on_kept = lambda raw: world.clock.at(
            world.clock.now() + timedelta(hours=72), lambda: world.deliver(world.answer_to(raw))
        )
        assert world.run()
        values = {entry["measure"]: entry["value"] for entry in DocumentRow.objects.get().data["observations"]}
        assert values["reply.delay_hours"] == pytest.approx(72, abs=0.01)


@proves("clock-step")
@pytest.mark.parametrize("hours", [2, 240])
def test_the_machines_time_is_set_back_and_forth(world, hours):
    """Set back while a message leaves, forth while the worker sleeps, and a little back again."""
    step, kept, polls = timedelta(hours=hours), world.relay.on_kept, list[int]()

    def back(raw: bytes) -> None:
        kept(raw)
        world.relay.on_kept = kept
        caught_up = world.clock.now()
        world.clock.set(caught_up - step)
        polls.append(world.imap.count("EXAMINE"))
        world.clock.at(caught_up - timedelta(seconds=1), lambda: polls.append(world.imap.count("EXAMINE")))

    world.relay.on_kept = back
    first, last = sorted(Contact.objects.values_list("planned_at", flat=True))
    world.clock.at(first + timedelta(days=5), lambda: world.clock.set(world.clock.now() + step))
    world.clock.at(last + timedelta(hours=1), lambda: world.clock.set(world.clock.now() - timedelta(hours=1)))
    assert world.run()
    world.nothing_lost_and_never_twice()
    assert world.outcomes() == {"answered": 2}
    assert world.replies() == {"attached": 2}
    assert set(Dispatch.objects.values_list("attempts", flat=True)) == {1}
    # nobody waits for the clock to catch up before looking into the mailboxes
    assert polls[1] - polls[0] >= hours // 60
