"""Each rule: what it refuses, what it logs, what becomes of the dispatch; and what it lets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from campaigns import guard, store
from campaigns.models import ApprovalRow, Campaign, CampaignState, Contact, Dispatch, Refusal, StructureRow, Task
from campaigns.refusal import Consequence, Refused
from campaigns.taking import take
from domain.contact import Order, Receipt
from domain.scenario import Scenario
from domain.structure import Basis
from domain.vocabulary import Channel, DispatchKind, DispatchState
from domain.wording import LANGUAGES, catalogue, say

from .builders import (
    claim_of,
    first_dispatch,
    library,
    mandate,
    paris,
    running,
    structure,
)

pytestmark = pytest.mark.django_db
TUESDAY = paris(12, 10)


@pytest.fixture
def campaign() -> Campaign:
    return running(reminder_after_working_days=7)


def attempt(
    campaign: Campaign, now: datetime = TUESDAY, *, live: bool = True, scenarios: dict[str, Scenario] | None = None
) -> Order | Refused | None:
    dispatch = first_dispatch(campaign)
    return take(dispatch.id, scenarios or library(), "worker", now, live=live)


def refused(
    campaign: Campaign, rule: str, now: datetime = TUESDAY, *, live: bool = True, scenarios=None
) -> tuple[Refused, Dispatch]:
    """Try to send, and hold the refusal against its log."""
    dispatch = first_dispatch(campaign)
    answer = take(dispatch.id, scenarios or library(), "worker", now, live=live)
    assert isinstance(answer, Refused), answer
    assert answer.rule == rule
    logged = Refusal.objects.get()
    assert (logged.dispatch_id, logged.rule, logged.params, logged.at) == (dispatch.id, rule, answer.params, now)
    for language in LANGUAGES:
        sentence = say(language, f"guard_{rule}", **logged.params)
        assert "{" not in sentence
        assert f"guard_{rule}" not in sentence
    dispatch.refresh_from_db()
    assert dispatch.state != DispatchState.SENDING
    return answer, dispatch


def change_panel(campaign: Campaign, **changes: object) -> None:
    for row in StructureRow.objects.filter(campaign=campaign):
        row.data = row.data | changes
        row.save()


def change_mandate(campaign: Campaign, **changes: object) -> None:
    for row in StructureRow.objects.filter(campaign=campaign):
        row.mandate = mandate(**changes).model_dump(mode="json")
        row.save()


def test_a_dispatch_that_breaks_no_rule_is_claimed_and_comes_with_its_order(campaign):
    order = attempt(campaign)
    assert isinstance(order, Order)
    assert order.mail.recipient == "mairie@ville0.example"
    row = Dispatch.objects.get(id=order.dispatch_id)
    assert (row.state, row.claimed_by, row.claimed_at) == (DispatchState.SENDING, "worker", TUESDAY)
    assert row.message_id == order.mail.message_id
    assert not Refusal.objects.exists()
    assert take(order.dispatch_id, library(), "another", TUESDAY, live=True) is None


def test_every_rule_has_its_wording_and_its_test():
    source = Path(__file__).read_text("utf-8")
    for rule in guard.RULES:
        assert f"guard_{rule.__name__}" in catalogue()
        assert f'"{rule.__name__}"' in source, f"no test for {rule.__name__}"
        assert rule.__doc__


def test_by_default_it_is_a_dry_run(campaign):
    answer = guard.check(first_dispatch(campaign).id, library(), TUESDAY)
    assert answer is not None
    assert answer.rule == "dry_run"


def test_dry_run(campaign):
    _, dispatch = refused(campaign, "dry_run", live=False)
    assert dispatch.state == DispatchState.PLANNED


def test_kill_switch(campaign):
    store.kill(campaign.id, "Ada", "complaint", TUESDAY)
    answer, dispatch = refused(campaign, "kill_switch")
    assert answer.params == {"by": "Ada", "why": "complaint"}
    assert dispatch.state == DispatchState.PLANNED


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.PAUSED, CampaignState.CLOSED])
def test_campaign_running(campaign, state):
    Campaign.objects.update(state=state)
    answer, dispatch = refused(campaign, "campaign_running")
    assert answer.params == {"state": state}
    assert dispatch.state == DispatchState.PLANNED


@pytest.mark.parametrize("spoil", ["no approval", "voided", "contact added later"])
def test_approval_valid(campaign, spoil):
    if spoil == "no approval":
        ApprovalRow.objects.all().delete()
    elif spoil == "voided":
        ApprovalRow.objects.update(voided_at=TUESDAY)
    else:
        Contact.objects.update(approved_digest="")
    _, dispatch = refused(campaign, "approval_valid")
    assert dispatch.state == DispatchState.PLANNED
    assert Campaign.objects.get().state == CampaignState.PAUSED


def edited(field: str) -> dict[str, Scenario]:
    changed = {}
    for name, scenario in library().items():
        if field == "body":
            texts = {
                code: [w.model_copy(update={"body": w.body + "!"}) for w in ws] for code, ws in scenario.texts.items()
            }
            changed[name] = scenario.model_copy(update={"texts": texts})
        elif field == "reminder":
            reminder = {code: w.model_copy(update={"body": "autre"}) for code, w in scenario.reminder.items()}
            changed[name] = scenario.model_copy(update={"reminder": reminder})
        else:
            turns = [turn.model_copy(update={"body": {"fr": "x", "en": "x"}}) for turn in scenario.second_turn]
            changed[name] = scenario.model_copy(update={"second_turn": turns})
    return changed


@pytest.mark.parametrize("field", ["body", "reminder", "second_turn"])
def test_an_edited_text_voids_the_approval_and_pauses_the_campaign(campaign, field):
    _, dispatch = refused(campaign, "approved_text_unchanged", scenarios=edited(field))
    assert dispatch.state == DispatchState.PLANNED
    assert Campaign.objects.get().state == CampaignState.PAUSED
    assert ApprovalRow.objects.get().voided_at == TUESDAY


@pytest.mark.parametrize("change", ["name", "planned_at", "settings", "scenario gone"])
def test_approved_text_unchanged(campaign, change):
    scenarios = None
    if change == "name":
        change_panel(campaign, name="Autre ville")
    elif change == "planned_at":
        Contact.objects.update(planned_at=TUESDAY)
    elif change == "settings":
        Campaign.objects.update(settings=campaign.settings | {"reminder_after_working_days": None})
    else:
        scenarios = {"other": library()["question-0"]}
    refused(campaign, "approved_text_unchanged", scenarios=scenarios)


def test_not_opted_out(campaign):
    StructureRow.objects.update(opted_out_at=TUESDAY, opted_out_reason="stop")
    answer, dispatch = refused(campaign, "not_opted_out")
    assert answer.params["why"] == "stop"
    assert dispatch.state == DispatchState.SKIPPED


def test_an_opt_out_in_another_campaign_counts(campaign):
    other = running([(structure(7, mail="Mairie@Ville0.example"), mandate())], key="other")
    store.opt_out(StructureRow.objects.get(campaign=other).id, "never again", "reading", paris(6, 9))
    answer, dispatch = refused(campaign, "not_opted_out")
    assert answer.params["why"] == "never again"
    assert dispatch.state == DispatchState.SKIPPED


def test_a_mandate_that_is_over_skips(campaign):
    change_mandate(campaign, ends=date(2027, 1, 11))
    _, dispatch = refused(campaign, "mandate_valid")
    assert dispatch.state == DispatchState.SKIPPED
    contact = Contact.objects.get(id=dispatch.contact_id)
    assert (contact.not_made, contact.window_ends) == ("mandate_valid", TUESDAY)


def test_mandate_valid_not_yet(campaign):
    change_mandate(campaign, starts=date(2027, 1, 14))
    answer, dispatch = refused(campaign, "mandate_valid")
    assert answer.consequence is Consequence.POSTPONE
    assert (dispatch.state, dispatch.due_at) == (DispatchState.PLANNED, paris(14, 9))


@pytest.mark.parametrize(("permission", "tasks"), [("assisted", 1), ("none", 0)])
def test_mandate_channel(campaign, permission, tasks):
    change_mandate(campaign, channels={Channel.MAIL: permission})
    _, dispatch = refused(campaign, "mandate_channel")
    assert dispatch.state == DispatchState.SKIPPED
    assert Task.objects.count() == tasks


@pytest.mark.parametrize("basis", [Basis.RESEARCH, Basis.PUBLIC_TASK])
def test_basis_allows_channel(campaign, basis):
    change_mandate(campaign, basis=basis, channels={Channel.MAIL: "automated", Channel.PHONE: "automated"})
    Contact.objects.update(channel=Channel.PHONE)
    answer, dispatch = refused(campaign, "basis_allows_channel")
    assert answer.params == {"basis": basis, "channel": "phone"}
    assert dispatch.state == DispatchState.SKIPPED


def test_campaign_period_over(campaign):
    change_mandate(campaign, ends=date(2027, 12, 31))
    _, dispatch = refused(campaign, "campaign_period", paris(8, 10, month=3))
    assert dispatch.state == DispatchState.SKIPPED


def test_campaign_period_not_begun(campaign):
    change_mandate(campaign, starts=date(2026, 12, 1))
    Dispatch.objects.update(due_at=datetime(2026, 12, 16, 9, tzinfo=TUESDAY.tzinfo))
    answer, dispatch = refused(campaign, "campaign_period", datetime(2026, 12, 16, 9, tzinfo=TUESDAY.tzinfo))
    assert answer.until == dispatch.due_at == paris(4, 9)


@pytest.mark.parametrize("where", ["panel", "desk"])
def test_address_of_structure(campaign, where):
    if where == "panel":
        change_panel(campaign, mail="mairie@ailleurs.example")
    else:
        Contact.objects.update(desk="mairie@ailleurs.example")
    _, dispatch = refused(campaign, "address_of_structure")
    assert dispatch.state == DispatchState.SKIPPED


@pytest.mark.parametrize("address", ["urgences@ville0.example", "samu@ville0.example", "no-reply@ville0.example"])
def test_never_emergency(campaign, address):
    change_panel(campaign, mail=address)
    Contact.objects.update(desk=address)
    answer, dispatch = refused(campaign, "never_emergency")
    assert answer.params["recipient"] == address
    assert dispatch.state == DispatchState.SKIPPED


def test_reminder_needed(campaign):
    order = attempt(campaign)
    assert isinstance(order, Order)
    store.record_receipt(claim_of(order.dispatch_id), Receipt(at=TUESDAY), TUESDAY)
    reminder = Dispatch.objects.get(kind=DispatchKind.REMINDER)
    contact = Contact.objects.get(id=reminder.contact_id)
    contact.replies.create(
        account="main", key="1", channel="mail", arrived_at=TUESDAY, digest="d", kind="answer", state="attached"
    )
    answer = take(reminder.id, library(), "worker", reminder.due_at, live=True)
    assert isinstance(answer, Refused)
    assert answer.rule == "reminder_needed"
    reminder.refresh_from_db()
    assert reminder.state == DispatchState.SKIPPED


def sent_before(campaign: Campaign, at: datetime, **changes: object) -> Contact:
    """Make the campaign's last contact one that was sent at a moment."""
    row = Dispatch.objects.filter(campaign=campaign).select_related("contact").order_by("-due_at")[0]
    Dispatch.objects.filter(id=row.id).update(state=DispatchState.SENT, claimed_at=at, sent_at=at)
    if changes:
        Contact.objects.filter(id=row.contact_id).update(**changes)
    return Contact.objects.get(id=row.contact_id)


def test_persona_once(campaign, monkeypatch):
    # the database refuses two such contacts, so only a look-alike of the facts can show the rule
    other = sent_before(campaign, paris(5, 10))
    dispatch = first_dispatch(campaign)
    facts = guard.gather(dispatch.id, library(), TUESDAY, live=True)
    [act] = facts.earlier
    assert guard.judge(facts) is None
    same = facts.__class__(**{**facts.__dict__, "persona": act.persona})
    answer = guard.judge(same)
    assert answer is not None
    assert answer == Refused("persona_once", {"persona": act.persona, "other_contact": other.id})


def test_plan_count(campaign):
    settings = campaign.settings | {"contact_plan": {"mail": 1}}
    Campaign.objects.update(settings=settings)
    sent_before(campaign, paris(5, 10))
    answer, dispatch = refused(campaign, "plan_count")
    assert answer.params == {"planned": 1, "made": 1, "channel": "mail"}
    assert dispatch.state == DispatchState.SKIPPED


@pytest.mark.parametrize("changes", [{"cap": 1}, {"basis": Basis.RESEARCH, "cap": 1}])
def test_cap_respected(campaign, changes):
    change_mandate(campaign, **changes)
    sent_before(campaign, paris(5, 10))
    answer, _ = refused(campaign, "cap_respected")
    assert answer.params == {"cap": 1, "made": 1, "days": 60}
    assert answer.until is not None
    assert answer.until >= paris(5, 10) + timedelta(days=60)


def test_a_cap_without_consent_cannot_be_raised(campaign):
    change_mandate(campaign, basis=Basis.RESEARCH, cap=50)
    sent_before(campaign, paris(5, 10))
    facts = guard.gather(first_dispatch(campaign).id, library(), TUESDAY, live=True)
    [earlier] = facts.earlier
    made = tuple(
        earlier.__class__(**{**earlier.__dict__, "contact_id": 900 + n, "campaign_id": 77, "at": paris(4 + n, 10)})
        for n in range(5)
    )
    answer = guard.judge(facts.__class__(**{**facts.__dict__, "earlier": made}))
    assert answer is not None
    assert (answer.rule, answer.params["cap"]) == ("cap_respected", 5)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (paris(12, 8, 59), paris(12, 9)),
        (paris(12, 13), paris(12, 14)),
        (paris(12, 17), paris(13, 9)),
        (paris(16, 10), paris(18, 9)),
    ],
)
def test_opening_hours(campaign, now, until):
    answer, dispatch = refused(campaign, "opening_hours", now)
    assert answer.until == until
    assert (dispatch.state, dispatch.due_at) == (DispatchState.PLANNED, until)


def test_opening_hours_on_a_holiday_of_the_structures_own_region():
    reunion = running([(structure(subdivision="974", timezone="Indian/Reunion"), mandate())])
    change_mandate(reunion, ends=date(2027, 12, 31))
    Campaign.objects.update(ends=date(2027, 12, 31))
    now = paris(20, 7, month=12)  # 10:00 in Saint-Denis, on the day slavery was abolished there
    answer = guard.check(first_dispatch(reunion).id, library(), now, live=True)
    assert answer is not None
    assert answer.rule == "opening_hours"


def test_a_reminder_or_second_turn_waits_for_the_opening_too(campaign):
    order = attempt(campaign)
    assert isinstance(order, Order)
    store.record_receipt(claim_of(order.dispatch_id), Receipt(at=TUESDAY), TUESDAY)
    store.schedule_second_turn(order.contact_id, 0, "<q@ville0.example>", paris(13, 10))
    for kind in (DispatchKind.REMINDER, DispatchKind.SECOND_TURN):
        row = Dispatch.objects.get(kind=kind)
        Dispatch.objects.filter(id=row.id).update(due_at=paris(13, 20))
        answer = take(row.id, library(), "worker", paris(13, 20), live=True)
        assert isinstance(answer, Refused)
        assert (answer.rule, answer.until) == ("opening_hours", paris(14, 9))


def test_one_a_day(campaign):
    other = sent_before(campaign, paris(12, 9))
    answer, dispatch = refused(campaign, "one_a_day")
    assert answer.params == {"desk": "mairie@ville0.example", "day": "2027-01-12", "other_contact": other.id}
    assert (dispatch.state, dispatch.due_at) == (DispatchState.PLANNED, paris(13, 9))
    assert isinstance(attempt(campaign, paris(13, 9)), Order)


def test_one_a_day_looks_at_every_campaign_and_structure_with_that_desk(campaign):
    other = running([(structure(5, mail="Mairie@VILLE0.example"), mandate())], key="other")
    sent_before(other, paris(12, 9))
    refused(campaign, "one_a_day")


def test_the_day_is_the_structures_own():
    reunion = running([(structure(subdivision="974", timezone="Indian/Reunion"), mandate())])
    sent_before(reunion, paris(11, 23))  # already Tuesday there
    refused(reunion, "one_a_day", paris(12, 7))


@pytest.mark.parametrize("state", [DispatchState.SENDING, DispatchState.UNCERTAIN])
def test_what_may_have_left_counts_as_left(campaign, state):
    contact = sent_before(campaign, paris(12, 9))
    Dispatch.objects.filter(contact=contact).update(state=state)
    refused(campaign, "one_a_day")


def test_account_rate():
    panel = [(structure(number), mandate()) for number in range(3)]
    campaign = running(panel, rate_per_hour=2)
    Dispatch.objects.update(due_at=TUESDAY)
    dispatches = []
    for row in StructureRow.objects.order_by("key"):
        dispatches.append(Dispatch.objects.filter(contact__structure=row).order_by("due_at")[0])
    for minute, dispatch in enumerate(dispatches[:2]):
        assert isinstance(take(dispatch.id, library(), "w", TUESDAY + timedelta(minutes=minute), live=True), Order)
    now = TUESDAY + timedelta(minutes=10)
    answer = take(dispatches[2].id, library(), "w", now, live=True)
    assert isinstance(answer, Refused)
    assert answer.rule == "account_rate"
    assert answer.params == {"account": "main", "limit": 2, "sent": 2}
    assert answer.until == TUESDAY + timedelta(hours=1, seconds=1)
    assert Refusal.objects.get().rule == "account_rate"
    assert isinstance(take(dispatches[2].id, library(), "w", answer.until, live=True), Order)
    assert campaign.options.rate_per_hour == 2


def test_a_postponement_beyond_the_send_window_ends_the_contact(campaign):
    dispatch = first_dispatch(campaign)
    Dispatch.objects.filter(id=dispatch.id).update(not_after=paris(12, 18))
    answer = take(dispatch.id, library(), "w", paris(12, 20), live=True)
    assert isinstance(answer, Refused)
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.SKIPPED
    assert Contact.objects.get(id=dispatch.contact_id).not_made == "send_window_over"


def test_the_facts_take_few_queries(campaign, django_assert_max_num_queries: Callable[..., object]):
    dispatch = first_dispatch(campaign)
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        guard.check(dispatch.id, library(), TUESDAY, live=True)
