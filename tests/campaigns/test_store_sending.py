"""Dispatches from due to settled, as the runner drives them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaigns import store
from campaigns.models import ApprovalRow, Campaign, CampaignState, Contact, Dispatch, Event, Refusal, StructureRow
from campaigns.refusal import Consequence, Refused
from domain.contact import Receipt
from domain.errors import InputError, Message
from domain.failure import Failure
from domain.observation import Document
from domain.vocabulary import Channel, DispatchKind, DispatchState, Outcome, ScenarioKind

from .builders import (
    BEFORE,
    claim_of,
    contact_of,
    create,
    first_dispatch,
    mandate,
    paris,
    plan,
    running,
    structure,
)

pytestmark = pytest.mark.django_db
NOW = paris(12, 10)


@pytest.fixture
def campaign() -> Campaign:
    return running(reminder_after_working_days=7)


def sending(campaign: Campaign, now: datetime = NOW) -> Dispatch:
    dispatch = first_dispatch(campaign)
    assert store.claim(dispatch.id, "w", now)
    store.mark_data_started(claim_of(dispatch.id), now)
    return dispatch


def fresh(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.get(id=dispatch.id)


def test_due_comes_in_order_and_only_while_running(campaign):
    late = paris(5, 12, month=3)
    due = store.due_dispatches(campaign.id, late, 10)
    assert [entry.due_at for entry in due] == sorted(entry.due_at for entry in due)
    assert len(due) == 3
    assert len(store.due_dispatches(campaign.id, late, 2)) == 2
    assert store.next_due(campaign.id) == due[0].due_at
    assert store.due_dispatches(campaign.id, due[0].due_at - timedelta(seconds=1), 10) == []
    store.pause(campaign.id, "Ada", "lunch", NOW)
    assert store.due_dispatches(campaign.id, late, 10) == []
    assert store.next_due(campaign.id) is None


def test_a_claim_is_had_once(campaign):
    dispatch = first_dispatch(campaign)
    assert store.claim(dispatch.id, "one", NOW)
    assert not store.claim(dispatch.id, "two", NOW)
    assert fresh(dispatch).claimed_by == "one"
    assert fresh(dispatch).attempts == 1
    assert fresh(dispatch).message_id.endswith("@citoyens.example>")


@pytest.mark.parametrize("stop", ["pause", "kill"])
def test_a_pause_or_kill_acts_before_the_next_claim(campaign, stop):
    dispatch = first_dispatch(campaign)
    getattr(store, stop)(campaign.id, "Ada", "complaint", NOW)
    assert not store.claim(dispatch.id, "w", NOW)
    assert fresh(dispatch).state == DispatchState.PLANNED


def test_a_killed_campaign_goes_on_only_once_a_person_released_it(campaign):
    store.kill(campaign.id, "Ada", "complaint", NOW)
    with pytest.raises(InputError, match="campaign_killed"):
        store.resume(campaign.id, "Bob", NOW)
    store.release(campaign.id, "Ada", "settled", NOW)
    assert not store.claim(first_dispatch(campaign).id, "w", NOW)
    store.resume(campaign.id, "Ada", NOW)
    assert store.claim(first_dispatch(campaign).id, "w", NOW)
    assert [event.code for event in Event.objects.order_by("id")][-3:] == ["killed", "released", "resumed"]


def test_a_campaign_starts_only_with_a_valid_approval():
    campaign_id = create([(structure(), mandate())])
    plan(campaign_id)
    with pytest.raises(InputError, match="campaign_not_approved"):
        store.start(campaign_id, "w", BEFORE)


def test_a_voided_approval_does_not_start_again(campaign):
    store.pause(campaign.id, "guard", "text", NOW)
    ApprovalRow.objects.update(voided_at=NOW)
    with pytest.raises(InputError, match="campaign_not_approved"):
        store.resume(campaign.id, "w", NOW)


def test_data_may_only_start_for_what_is_being_sent(campaign):
    with pytest.raises(store.ClaimLost):
        store.mark_data_started(claim_of(first_dispatch(campaign).id), NOW)


def test_a_delivery_opens_the_window_and_plans_the_reminder(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW, reference="<given@relay.example>"), NOW)
    assert (fresh(dispatch).state, fresh(dispatch).sent_at) == (DispatchState.SENT, NOW)
    assert fresh(dispatch).message_id == "<given@relay.example>"
    contact = contact_of(dispatch)
    assert contact.delivered_at == NOW
    assert contact.window_ends == paris(27, 0)  # ten working days after the 12th end with the 26th
    reminder = Dispatch.objects.get(kind=DispatchKind.REMINDER)
    assert paris(21, 9) <= reminder.due_at < paris(22, 0)
    assert reminder.not_after == contact.window_ends
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW + timedelta(hours=1)), NOW)
    assert Dispatch.objects.filter(kind=DispatchKind.REMINDER).count() == 1
    assert contact_of(dispatch).delivered_at == NOW


def test_without_the_setting_there_is_no_reminder():
    campaign = running()
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW), NOW)
    assert not Dispatch.objects.filter(kind=DispatchKind.REMINDER).exists()


def test_a_permanent_failure_is_the_contacts_result(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW, failure=Failure.REFUSED, detail="550 5.7.1 no"), NOW)
    assert (fresh(dispatch).state, fresh(dispatch).failure, fresh(dispatch).permanent) == ("failed", "refused", True)
    assert fresh(dispatch).detail == "550 5.7.1 no"
    assert contact_of(dispatch).failure == "refused"
    assert store.contacts_to_close(campaign.id, NOW, 10) == [dispatch.contact_id]


def test_a_temporary_failure_is_tried_again_later_and_later_until_the_window_is_over(campaign):
    dispatch, now = first_dispatch(campaign), NOW
    waits: list[timedelta] = []
    while fresh(dispatch).state == DispatchState.PLANNED:
        assert store.claim(dispatch.id, "w", now)
        store.record_receipt(
            claim_of(dispatch.id),
            Receipt(at=now, failure=Failure.DEFERRED, permanent=False, detail="451 later"),
            now,
        )
        waits.append(fresh(dispatch).due_at - now)
        now = fresh(dispatch).due_at
        assert len(waits) < 40
    assert waits[:2] == [timedelta(minutes=15), timedelta(hours=1)]
    assert waits[2] >= timedelta(hours=4)
    assert all(wait >= timedelta(hours=12) for wait in waits[3:-1])
    assert fresh(dispatch).failure == Failure.DEFERRED_TOO_LONG
    assert contact_of(dispatch).failure == Failure.DEFERRED_TOO_LONG
    assert now <= paris(27, 0)


def test_our_own_failure_is_never_the_structures_result(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW, failure=Failure.AUTH_ERROR, permanent=True), NOW)
    assert fresh(dispatch).state == DispatchState.PLANNED
    assert contact_of(dispatch).failure == ""


def test_what_we_could_not_run_is_given_back(campaign):
    dispatch = first_dispatch(campaign)
    store.claim(dispatch.id, "w", NOW)
    store.give_back(claim_of(dispatch.id), Message("disk_full"), NOW)
    assert fresh(dispatch).state == DispatchState.PLANNED
    assert fresh(dispatch).due_at == NOW + timedelta(minutes=15)


def test_what_a_dead_worker_left_is_found_and_never_sent_blindly(campaign):
    dispatch = sending(campaign)
    assert store.stale_sending(campaign.id, ["w"]) == []
    [stale] = store.stale_sending(campaign.id, ["another"])
    assert (stale.id, stale.data_started_at) == (dispatch.id, NOW)
    store.settle(dispatch.id, "uncertain", None, "worker died in DATA", "w2", NOW)
    assert [entry.id for entry in store.uncertain_list(campaign.id)] == [dispatch.id]
    assert not store.claim(dispatch.id, "w2", NOW)
    assert dispatch.id not in [entry.id for entry in store.due_dispatches(campaign.id, paris(5, 12, month=3), 10)]
    assert contact_of(dispatch).not_made == "uncertain"
    store.settle(dispatch.id, "sent", Receipt(at=NOW, reference="<x@y>"), "found in Sent", "Ada", NOW)
    assert fresh(dispatch).state == DispatchState.SENT
    assert contact_of(dispatch).not_made == ""
    assert contact_of(dispatch).delivered_at == NOW
    settled = Event.objects.filter(code="settled").order_by("id")
    assert [(event.who, event.params["outcome"]) for event in settled] == [("w2", "uncertain"), ("Ada", "sent")]


def test_a_crash_before_data_is_planned_again(campaign):
    dispatch = first_dispatch(campaign)
    store.claim(dispatch.id, "w", NOW)
    store.settle(dispatch.id, "planned", None, "nothing left", "w2", NOW)
    assert store.claim(dispatch.id, "w2", NOW)


def test_what_began_cannot_be_put_off_or_refused_away(campaign):
    dispatch = sending(campaign)
    assert not store.postpone(dispatch.id, NOW + timedelta(hours=1), NOW)
    store.refuse(dispatch.id, Refused("opening_hours", {}, Consequence.SKIP), NOW)
    assert fresh(dispatch).state == DispatchState.SENDING
    assert Refusal.objects.count() == 1


def test_the_second_turn_is_scheduled_once_in_opening_hours(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW), NOW)
    turn = store.schedule_second_turn(dispatch.contact_id, 1, "<q@ville0.example>", paris(13, 16, 50))
    assert turn is not None
    row = Dispatch.objects.get(id=turn)
    assert (row.script, row.in_reply_to, row.kind) == (1, "<q@ville0.example>", DispatchKind.SECOND_TURN)
    assert row.due_at == paris(14, 9)
    assert store.schedule_second_turn(dispatch.contact_id, 0, "<q2@ville0.example>", NOW) is None
    assert Dispatch.objects.filter(kind=DispatchKind.SECOND_TURN).count() == 1


def test_reminders_are_called_off(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW), NOW)
    assert store.cancel_reminders(dispatch.contact_id, "answered") == 1
    assert store.cancel_reminders(dispatch.contact_id, "answered") == 0
    assert Dispatch.objects.get(kind=DispatchKind.REMINDER).state == DispatchState.SKIPPED


def test_an_opt_out_calls_everything_planned_off_at_once(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW), NOW)
    row = StructureRow.objects.get()
    assert store.opt_out(row.id, "please stop", "reading", NOW) == 3  # two first messages and a reminder
    assert not Dispatch.objects.filter(state=DispatchState.PLANNED).exists()
    assert store.schedule_second_turn(dispatch.contact_id, 0, "<q@x>", NOW) is None
    assert store.schedule_retry(dispatch.contact_id, NOW, "full", NOW) is None
    unmade = Contact.objects.exclude(id=dispatch.contact_id)
    assert set(unmade.values_list("not_made", "window_ends")) == {("opted_out", NOW)}
    assert contact_of(dispatch).not_made == ""
    assert Event.objects.get(code="opted_out").params["structure"] == "s000"


def test_a_full_mailbox_is_tried_once_more(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW), NOW)
    retry = store.schedule_retry(dispatch.contact_id, NOW + timedelta(days=2), "mailbox_full", NOW)
    assert retry is not None
    assert contact_of(dispatch).window_ends is None
    assert store.schedule_retry(dispatch.contact_id, NOW + timedelta(days=3), "mailbox_full", NOW) is None
    assert store.claim(retry, "w", paris(14, 10))
    store.record_receipt(claim_of(retry), Receipt(at=paris(14, 10)), paris(14, 10))
    assert contact_of(dispatch).delivered_at == paris(14, 10)


def document(contact: Contact, outcome: Outcome, version: str = "r1") -> Document:
    return Document(
        contact_id=contact.id,
        structure="s000",
        channel=Channel.MAIL,
        scenario=contact.scenario,
        scenario_kind=ScenarioKind.INFORMATION,
        persona="fr00",
        outcome=outcome,
        reading_version=version,
        observations=(),
    )


def test_contacts_close_at_the_end_of_their_window_and_the_campaign_with_the_last(campaign):
    dispatch = sending(campaign)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=NOW), NOW)
    assert store.contacts_to_close(campaign.id, paris(26, 23), 10) == []
    assert store.next_close(campaign.id) == paris(27, 0)
    [contact_id] = store.contacts_to_close(campaign.id, paris(27, 0), 10)
    contact = Contact.objects.get(id=contact_id)
    assert store.close_contact(contact_id, Outcome.SILENT, document(contact, Outcome.SILENT), paris(27, 0))
    assert not store.close_contact(contact_id, Outcome.ANSWERED, document(contact, Outcome.SILENT), paris(28, 0))
    assert Contact.objects.get(id=contact_id).outcome == Outcome.SILENT
    assert Dispatch.objects.get(kind=DispatchKind.REMINDER).detail == "window_over"
    assert not store.is_over(campaign.id)
    for other in Contact.objects.filter(closed_at=None):
        store.close_contact(other.id, Outcome.NOT_MEASURED, document(other, Outcome.NOT_MEASURED), paris(27, 0))
    assert store.is_over(campaign.id)
    store.finish(campaign.id, "w", paris(27, 0))
    assert Campaign.objects.get().state == CampaignState.CLOSED
    assert [entry.outcome for entry in store.documents(campaign.id)].count(Outcome.SILENT) == 1
    assert store.progress(campaign.id, paris(27, 0)).share == 1
    assert store.counts(campaign.id)["contacts"] == {"silent": 1, "not_measured": 2, "open": 0, "waiting": 0}


def test_documents_give_the_latest_reading_or_the_one_asked(campaign):
    contact = Contact.objects.order_by("id")[0]
    store.save_document(document(contact, Outcome.SILENT, "r1"))
    store.save_document(document(contact, Outcome.ANSWERED, "r2"))
    store.save_document(document(contact, Outcome.NOT_MEASURED, "r1"))
    assert [entry.reading_version for entry in store.documents(campaign.id)] == ["r2"]
    assert [entry.outcome for entry in store.documents(campaign.id, "r1")] == [Outcome.NOT_MEASURED]


def test_structures_and_contacts_are_given_for_scoring(campaign):
    assert [entry.key for entry in store.structures(campaign.id)] == ["s000"]
    lines = list(store.contacts(campaign.id))
    assert len(lines) == 3
    assert {line.structure for line in lines} == {"s000"}
    assert store.mandates(campaign.id)["s000"].approved_by == "Claire Exemple"


def test_a_key_is_taken_once(campaign):
    with pytest.raises(InputError, match="campaign_exists"):
        create([(structure(), mandate())])
    with pytest.raises(InputError, match="campaign_unknown"):
        store.find_campaign("none")
    assert store.find_campaign("edition").id == campaign.id
