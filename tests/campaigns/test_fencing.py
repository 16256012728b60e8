"""A worker that was wrongly taken for dead: its claim holds no more, before the act or after it."""

from __future__ import annotations

import pytest

from campaigns import store
from campaigns.models import Campaign, Contact, Dispatch, Event
from campaigns.store import Claim, ClaimLost
from domain.contact import Receipt
from domain.errors import Message
from domain.failure import Failure
from domain.vocabulary import DispatchState

from .builders import claim_of, first_dispatch, paris, running

pytestmark = pytest.mark.django_db
NOW = paris(12, 10)


@pytest.fixture
def campaign() -> Campaign:
    made = running(reminder_after_working_days=7)
    Dispatch.objects.update(due_at=NOW)
    return made


def fresh(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.get(id=dispatch.id)


def two_claims(campaign: Campaign) -> tuple[Dispatch, Claim, Claim]:
    """The first worker's claim was put back, and the second has claimed since."""
    dispatch = first_dispatch(campaign)
    first = store.claim(dispatch.id, "one", NOW)
    assert first is not None
    assert store.settle(dispatch.id, "planned", None, "nothing left", "two", NOW, first)
    second = store.claim(dispatch.id, "two", NOW)
    assert second is not None
    assert (first.attempt, second.attempt) == (1, 2)
    return dispatch, first, second


def test_the_mark_fails_before_the_act(campaign):
    dispatch, first, second = two_claims(campaign)
    with pytest.raises(ClaimLost):
        store.mark_data_started(first, NOW)
    assert fresh(dispatch).data_started_at is None
    store.mark_data_started(second, NOW)
    assert fresh(dispatch).data_started_at == NOW


def test_the_mark_fails_also_when_nobody_has_claimed_since(campaign):
    dispatch = first_dispatch(campaign)
    claim = store.claim(dispatch.id, "one", NOW)
    assert claim is not None
    store.settle(dispatch.id, "planned", None, "nothing left", "two", NOW, claim)
    with pytest.raises(ClaimLost):
        store.mark_data_started(claim, NOW)


def test_neither_receipt_nor_giving_back_touches_anothers_claim(campaign):
    dispatch, first, second = two_claims(campaign)
    before = fresh(dispatch)
    store.record_receipt(first, Receipt(at=NOW), NOW)
    store.record_receipt(first, Receipt(at=NOW, failure=Failure.REFUSED), NOW)
    store.give_back(first, Message("disk_full"), NOW)
    assert not store.settle(dispatch.id, "uncertain", None, "", "three", NOW, first)
    assert {**vars(fresh(dispatch)), "_state": 0} == {**vars(before), "_state": 0}
    store.record_receipt(second, Receipt(at=NOW), NOW)
    assert fresh(dispatch).state == DispatchState.SENT


def test_what_was_marked_since_it_was_looked_at_is_not_put_back(campaign):
    dispatch = first_dispatch(campaign)
    claim = store.claim(dispatch.id, "one", NOW)
    assert claim is not None
    store.mark_data_started(claim, NOW)
    assert not store.settle(dispatch.id, "planned", None, "nothing left", "two", NOW, claim)
    assert fresh(dispatch).state == DispatchState.SENDING


def test_a_receipt_after_uncertain_says_the_truth(campaign):
    dispatch = first_dispatch(campaign)
    store.claim(dispatch.id, "one", NOW)
    store.settle(dispatch.id, "uncertain", None, "it seemed dead", "two", NOW, claim_of(dispatch))
    assert Contact.objects.get(id=dispatch.contact_id).not_made == "uncertain"
    store.record_receipt(claim_of(dispatch), Receipt(at=NOW), NOW)
    contact = Contact.objects.get(id=dispatch.contact_id)
    assert (fresh(dispatch).state, contact.not_made, contact.delivered_at) == (DispatchState.SENT, "", NOW)
    assert Event.objects.get(code="late_receipt").params == {
        "dispatch": dispatch.id,
        "was": "uncertain",
        "outcome": "sent",
    }
    store.record_receipt(claim_of(dispatch), Receipt(at=NOW), NOW)
    assert Event.objects.filter(code="late_receipt").count() == 1


def test_a_refusal_after_uncertain_says_the_truth_too(campaign):
    dispatch = first_dispatch(campaign)
    store.claim(dispatch.id, "one", NOW)
    store.settle(dispatch.id, "uncertain", None, "it seemed dead", "two", NOW, claim_of(dispatch))
    store.record_receipt(claim_of(dispatch), Receipt(at=NOW, failure=Failure.DEFERRED, permanent=False), NOW)
    contact = Contact.objects.get(id=dispatch.contact_id)
    assert (fresh(dispatch).state, contact.not_made, contact.window_ends) == (DispatchState.PLANNED, "", None)


def test_a_receipt_after_a_person_put_it_back_keeps_it_from_leaving_twice(campaign):
    dispatch = first_dispatch(campaign)
    store.claim(dispatch.id, "one", NOW)
    claim = claim_of(dispatch)
    store.settle(dispatch.id, "uncertain", None, "it seemed dead", "two", NOW, claim)
    store.settle(dispatch.id, "planned", None, "not in the mailbox", "Ada", NOW)
    store.record_receipt(claim, Receipt(at=NOW), NOW)
    assert fresh(dispatch).state == DispatchState.SENT
    assert store.claim(dispatch.id, "two", NOW) is None


@pytest.mark.parametrize("halt", ["pause", "kill", "opt_out"])
def test_what_was_claimed_before_a_halt_does_not_leave_after_it(campaign, halt):
    """It waited for a free connection meanwhile."""
    dispatch = first_dispatch(campaign)
    claim = store.claim(dispatch.id, "one", NOW)
    assert claim is not None
    if halt == "opt_out":
        store.opt_out(dispatch.contact.structure_id, "asked", "Ada", NOW)
    else:
        getattr(store, halt)(campaign.id, "Ada", "why", NOW)
    with pytest.raises(store.Halted):
        store.mark_data_started(claim, NOW)
    assert fresh(dispatch).data_started_at is None
    assert store.settle(dispatch.id, "planned", None, "nothing left", "one", NOW, claim)
