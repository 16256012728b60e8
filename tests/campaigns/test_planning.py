from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db import IntegrityError

from campaigns import store
from campaigns.models import Campaign, Contact, Dispatch, HeldBack, Task
from campaigns.options import Options
from campaigns.planning import PlanInput, make_plan, plan_summary
from campaigns.planning.decks import Deck
from campaigns.planning.school import school_holidays
from campaigns.working_time import calendar_of
from domain.errors import InputError
from domain.structure import Basis
from domain.vocabulary import Channel, DispatchState

from . import builders
from .builders import BEFORE, ENDS, STARTS, contact_plan, create, library, mandate, personas, plan, structure

pytestmark = pytest.mark.django_db
SIX = [Channel.MAIL, Channel.WEBFORM, Channel.PHONE, Channel.SITE, Channel.SOCIAL, Channel.LETTER]
ALL = dict.fromkeys(SIX, "automated")


def everywhere(number: int, **changes: object):
    return structure(
        number,
        website=f"https://v{number}.example",
        phone=f"+3312345{number:04d}",
        postal=f"{number} rue",
        **changes,
    )


def rows(campaign_id: int) -> list[tuple[object, ...]]:
    names = (
        "token",
        "channel",
        "scenario",
        "wording",
        "language",
        "persona__key",
        "planned_at",
        "structure__key",
        "desk",
    )
    return list(Contact.objects.filter(campaign_id=campaign_id).order_by("token").values_list(*names))


def local_days(campaign_id: int) -> Counter[tuple[str, date]]:
    days: Counter[tuple[str, date]] = Counter()
    for contact in Contact.objects.filter(campaign_id=campaign_id).select_related("structure"):
        calendar = calendar_of(contact.structure.structure())
        days[contact.desk, calendar.local_day(contact.planned_at)] += 1
    return days


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    panel = [(structure(number), mandate()) for number in range(8)]
    first = create(panel)
    plan(first)
    before = rows(first)
    plan(first)
    assert rows(first) == before
    Campaign.objects.all().delete()
    again = create(list(reversed(panel)))
    plan(again)
    assert rows(again) == before
    Campaign.objects.all().delete()
    other = create(panel, seed=2)
    plan(other)
    assert rows(other) != before


def test_everything_is_balanced():
    campaign = create([(structure(number), mandate()) for number in range(60)], people=personas(9))
    summary = plan(campaign)
    assert summary.contacts == 180
    assert max(summary.by_scenario.values()) - min(summary.by_scenario.values()) <= 3
    assert max(summary.by_persona.values()) - min(summary.by_persona.values()) <= 2
    assert max(summary.by_wording.values()) - min(summary.by_wording.values()) <= 2
    assert max(summary.by_weekday.values()) - min(summary.by_weekday.values()) <= 3
    assert set(summary.by_weekday) == {0, 1, 2, 3, 4}
    assert max(summary.by_hour.values()) - min(summary.by_hour.values()) <= 2
    assert set(summary.by_hour) == {9, 10, 11, 14, 15, 16}
    assert max(summary.by_day.values()) <= 3 * sum(summary.by_day.values()) / len(summary.by_day)


def test_moments_are_in_opening_hours_of_working_days_and_spread_over_the_period():
    campaign = create(
        [(structure(number, subdivision="974", timezone="Indian/Reunion"), mandate()) for number in range(9)]
    )
    plan(campaign)
    by_structure: dict[int, list[date]] = {}
    for contact in Contact.objects.select_related("structure"):
        calendar = calendar_of(contact.structure.structure())
        assert calendar.is_open(contact.planned_at)
        by_structure.setdefault(contact.structure_id, []).append(calendar.local_day(contact.planned_at))
    for days in by_structure.values():
        assert len(set(days)) == 3
        assert (max(days) - min(days)) >= timedelta(days=10)


def test_the_last_contacts_leave_room_for_the_reply_window():
    campaign = create([(structure(number), mandate()) for number in range(20)])
    summary = plan(campaign)
    assert summary.late == 0
    calendar = calendar_of(structure())
    assert summary.last_day is not None
    assert calendar.nth_working_day(summary.last_day, 10) <= ENDS


def test_a_period_too_short_for_the_window_is_planned_and_says_so():
    short = mandate(ends=date(2027, 1, 8))
    campaign = create([(structure(), short)])
    summary = plan(campaign)
    assert summary.contacts == 3
    assert summary.late == 3
    assert "plan_late" in {note.code for note in summary.notes}


def test_a_persona_meets_a_structure_once_and_the_database_holds_it():
    campaign = create([(structure(number), mandate()) for number in range(10)], people=personas(3))
    plan(campaign)
    pairs = Counter(Contact.objects.values_list("structure_id", "persona_id"))
    assert set(pairs.values()) == {1}
    first = Contact.objects.all()[0]
    first.pk, first.token = None, "zzzzzzzzzz"
    with pytest.raises(IntegrityError):
        first.save()


def test_too_few_personas_is_said():
    campaign = create([(structure(), mandate())], people=personas(2))
    with pytest.raises(InputError, match="plan_too_few_personas"):
        plan(campaign)
    assert not Contact.objects.exists()


def test_structures_that_share_a_desk_never_meet_there_on_one_day():
    crowd = [(structure(number, mail="Accueil@Agglo.example"), mandate()) for number in range(9)]
    campaign = create(crowd, people=personas(4))
    summary = plan(campaign)
    assert summary.contacts == 27
    assert max(local_days(campaign).values()) == 1


def test_a_desk_with_more_contacts_than_days_leaves_some_out_with_the_reason():
    short = mandate(ends=date(2027, 1, 8))
    crowd = [(structure(number, mail="accueil@agglo.example"), short) for number in range(4)]
    campaign = create(crowd)
    summary = plan(campaign)
    assert summary.contacts == 5
    assert max(local_days(campaign).values()) == 1
    assert [(line.reason, line.count) for line in summary.left_out] == [("no_free_day", 7)]


def test_another_campaign_keeps_its_desk_days():
    one = create([(structure(), mandate(ends=date(2027, 1, 8)))])
    plan(one)
    other = create([(structure(), mandate(ends=date(2027, 1, 8)))], key="other")
    summary = plan(other)
    assert summary.contacts == 2
    taken = {day for desk, day in local_days(one)}
    assert not taken & {day for desk, day in local_days(other)}


def test_one_question_is_put_on_two_channels_of_each_structure():
    campaign = create([(everywhere(number), mandate(channels=ALL)) for number in range(12)], people=personas(14))
    summary = plan(campaign, library(20, SIX), contact_plan(mail=3, webform=1, phone=4, letter=2), SIX, SIX)
    assert summary.repeated == 12
    for row in Campaign.objects.get().structures.all():
        asked: dict[str, list[str]] = {}
        for channel, scenario in row.contacts.values_list("channel", "scenario"):
            asked.setdefault(scenario, []).append(channel)
        twice = [channels for channels in asked.values() if len(channels) > 1]
        assert any(len(set(channels)) == 2 for channels in twice)
        assert len(asked) == 9  # every other question comes once


def test_mail_alone_says_that_consistency_cannot_be_measured():
    campaign = create([(structure(), mandate())])
    summary = plan(campaign)
    assert [note.code for note in summary.notes] == ["plan_one_channel"]
    assert summary.repeated == 0


def test_channels_that_cannot_be_used_are_left_out_with_their_reason():
    panel = [
        (everywhere(0), mandate(channels={Channel.MAIL: "automated", Channel.PHONE: "assisted"})),
        (everywhere(1), mandate(basis=Basis.RESEARCH, channels={Channel.MAIL: "automated"})),
        (structure(2), mandate(channels=ALL)),
    ]
    campaign = create(panel, people=personas(14))
    enabled = [Channel.MAIL, Channel.PHONE, Channel.LETTER]
    wanted = contact_plan(mail=3, phone=2, letter=1, social=2)
    summary = plan(campaign, library(20, SIX), wanted, enabled, [Channel.MAIL])
    assert {(line.channel, line.reason, line.count, line.structures) for line in summary.left_out} == {
        ("social", "channel_not_used", 6, ()),
        ("letter", "not_mandated", 2, ("s000", "s001")),
        ("letter", "no_coordinate", 1, ("s002",)),
        ("phone", "needs_consent", 2, ("s001",)),
        ("phone", "no_coordinate", 2, ("s002",)),
    }
    assert HeldBack.objects.count() == 5
    assert summary.assisted == Task.objects.count() == 2
    assert set(Task.objects.values_list("contact__channel", flat=True)) == {"phone"}
    assert Dispatch.objects.count() == summary.contacts - 2


def test_a_channel_without_a_probe_becomes_a_task_with_a_deadline():
    campaign = create([(everywhere(0), mandate(channels=ALL))], people=personas(14))
    plan(campaign, library(9, SIX), contact_plan(mail=1, letter=1), [Channel.MAIL, Channel.LETTER])
    task = Task.objects.select_related("contact").get()
    assert task.contact.channel == "letter"
    assert task.deadline > task.contact.planned_at
    assert task.contact.window_ends == task.deadline


@pytest.mark.parametrize(
    ("agreed", "made"),
    [
        (mandate(), 13),
        (mandate(cap=4), 4),
        (mandate(basis=Basis.RESEARCH), 5),
        (mandate(basis=Basis.RESEARCH, cap=9), 5),
    ],
)
def test_caps_hold(agreed, made):
    campaign = create([(structure(), agreed)], people=personas(20))
    summary = plan(campaign, library(20), contact_plan(mail=20))
    assert summary.contacts == made
    assert sum(line.count for line in summary.left_out if line.reason == "over_cap") == 20 - made


def test_the_language_is_the_structures_own_else_english():
    panel = [(structure(0, language="en"), mandate()), (structure(1, language="de"), mandate())]
    campaign = create(panel, people=[*personas(4), *personas(4, "en")])
    plan(campaign)
    assert set(Contact.objects.values_list("language", "persona__data__language")) == {("en", "en")}


def test_a_category_without_scenario_is_left_out():
    campaign = create([(structure(0), mandate()), (structure(1, category="bank", sector="private"), mandate())])
    summary = plan(campaign)
    assert [(line.reason, line.count, line.structures) for line in summary.left_out] == [("no_scenario", 3, ("s001",))]


def test_a_mandate_that_does_not_meet_the_period_gives_nothing():
    late = mandate(starts=date(2028, 1, 1), ends=date(2028, 2, 1))
    campaign = create([(structure(), late)])
    with pytest.raises(InputError, match="plan_empty"):
        plan(campaign)


def test_school_holidays_and_other_days_are_avoided_when_asked():
    avoided = [{"starts": date(2027, 1, 11), "ends": date(2027, 1, 15)}]
    panel = [(structure(number, subdivision="35"), mandate()) for number in range(30)]
    campaign = create(panel, avoid_school_holidays=True, avoided=avoided)
    summary = plan(campaign)
    closed = school_holidays("FR", "35", 2027)
    assert date(2027, 2, 22) in closed
    assert not closed & set(summary.by_day)
    assert not {day for day in summary.by_day if date(2027, 1, 11) <= day <= date(2027, 1, 15)}
    assert date(2027, 2, 15) in school_holidays("FR", "75", 2027) | school_holidays("FR", "69", 2027)


def test_a_plan_is_not_made_again_once_something_was_sent():
    campaign = create([(structure(), mandate())])
    plan(campaign)
    Dispatch.objects.filter(id=Dispatch.objects.order_by("id")[0].id).update(state=DispatchState.SENT)
    with pytest.raises(InputError, match="plan_started"):
        plan(campaign)


def test_nothing_is_planned_in_the_past():
    campaign = create([(structure(), mandate())])
    now = builders.paris(1, 10, month=2)
    make_plan(campaign, PlanInput(library(), contact_plan(mail=3), [Channel.MAIL]), "test", now)
    assert all(moment > now for moment in Contact.objects.values_list("planned_at", flat=True))


def test_a_mail_plan_needs_an_account():
    campaign = create([(structure(), mandate())], accounts=())
    with pytest.raises(InputError, match="plan_no_account"):
        plan(campaign)


def test_the_stored_plan_shows_the_same_calendar():
    campaign = create([(structure(number), mandate()) for number in range(5)])
    summary = plan(campaign)
    stored = plan_summary(campaign)
    assert stored.by_day == summary.by_day
    assert stored.by_hour == summary.by_hour
    assert stored.by_persona == summary.by_persona
    assert (stored.first_day, stored.last_day) == (summary.first_day, summary.last_day)


def test_dispatches_carry_their_account_deadline_and_token():
    campaign = create([(structure(), mandate())])
    plan(campaign)
    first = store.due_dispatches(campaign, BEFORE, 10)
    assert first == []
    tokens = {row.token for row in Dispatch.objects.all()}
    assert len(tokens) == 3
    for row in Dispatch.objects.select_related("contact"):
        assert row.due_at == row.contact.planned_at
        assert row.account == "main"
        assert row.not_after == calendar_of(structure()).day_bounds(ENDS)[1]


def test_a_deck_is_fair_and_avoids_what_it_is_told_to():
    deck = Deck(range(5), Random(3))
    drawn = [deck.draw(without={4} if turn % 2 else ()) for turn in range(500)]
    counts = Counter(drawn)
    assert max(counts.values()) - min(counts.values()) <= 5
    assert all(card != 4 for card in drawn[1::2])
    assert deck.draw(without=set(range(5))) is None


def test_period_and_options_defaults():
    assert STARTS < ENDS
    assert Options().account("main") is None
