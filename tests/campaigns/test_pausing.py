"""Who paused decides who goes on: a worker never undoes what a person did."""

from __future__ import annotations

import pytest

from campaigns import store
from campaigns.approval import approve
from campaigns.closing import document_of
from campaigns.exchanges import facts_of
from campaigns.models import Campaign, CampaignState, Dispatch
from domain.contact import Receipt
from links.evidence import DirectoryEvidence

from .builders import (
    BEFORE,
    claim_of,
    contact_plan,
    create,
    first_dispatch,
    library,
    mandate,
    paris,
    plan,
    running,
    structure,
)

pytestmark = pytest.mark.django_db
NOW = paris(12, 10)


def state(campaign_id: int) -> str:
    return Campaign.objects.get(id=campaign_id).state


def test_a_restarted_worker_leaves_a_persons_pause():
    campaign = running()
    store.pause(campaign.id, "Ada", "complaint", NOW)
    assert store.start(campaign.id, "worker", NOW) == store.Pause("Ada", "complaint")
    assert state(campaign.id) == CampaignState.PAUSED
    assert store.progress(campaign.id, NOW).halted
    store.resume(campaign.id, "Ada", NOW)
    assert store.start(campaign.id, "worker", NOW) is None
    assert state(campaign.id) == CampaignState.RUNNING
    assert not store.progress(campaign.id, NOW).halted


def test_the_guards_own_pause_ends_with_a_new_start():
    campaign = running()
    store.pause(campaign.id, store.GUARD, "approved_text_unchanged", NOW)
    assert store.pause_of(campaign.id) == store.Pause(store.GUARD, "approved_text_unchanged")
    approve(campaign.id, library(), "Ada", NOW)
    assert store.start(campaign.id, "worker", NOW) is None
    assert state(campaign.id) == CampaignState.RUNNING


def test_a_person_may_make_the_guards_pause_theirs_but_not_the_other_way_round():
    campaign = running()
    store.pause(campaign.id, store.GUARD, "dry_run", NOW)
    store.pause(campaign.id, "Ada", "holidays", NOW)
    store.pause(campaign.id, store.GUARD, "dry_run", NOW)
    assert store.start(campaign.id, "worker", NOW) == store.Pause("Ada", "holidays")


def test_an_approved_campaign_may_be_paused_before_it_begins():
    campaign_id = create([(structure(), mandate())])
    plan(campaign_id, wanted=contact_plan(mail=1))
    store.pause(campaign_id, "Ada", "", BEFORE)
    assert state(campaign_id) == CampaignState.DRAFT
    approve(campaign_id, library(), "Claire Exemple", BEFORE)
    store.pause(campaign_id, "Ada", "", BEFORE)
    assert store.start(campaign_id, "worker", BEFORE) == store.Pause("Ada", "")
    assert state(campaign_id) == CampaignState.PAUSED


def test_a_released_kill_switch_leaves_a_pause_for_a_person_to_end():
    campaign = running()
    store.kill(campaign.id, "Ada", "complaint", NOW)
    assert store.progress(campaign.id, NOW).halted
    store.release(campaign.id, "Bob", "settled", NOW)
    assert store.start(campaign.id, "worker", NOW) == store.Pause("Bob", "settled")


def test_without_sending_there_is_nothing_to_wait_for_once_no_window_is_open():
    campaign = running(mails=1)
    assert store.awaits_nothing(campaign.id)
    assert store.may_send(campaign.id)
    contact = campaign.contacts.get()
    campaign.contacts.update(delivered_at=NOW, window_ends=paris(26, 10))
    assert not store.awaits_nothing(campaign.id)
    assert contact.campaign_id == campaign.id


@pytest.mark.parametrize(("reminder", "outcome"), [("planned", "not_measured"), ("sent", "silent")])
def test_silence_after_a_reminder_that_we_held_up_is_not_the_structures(tmp_path, reminder: str, outcome: str):
    campaign = running(reminder_after_working_days=3)
    dispatch = first_dispatch(campaign)
    sent_at = dispatch.due_at
    assert store.claim(dispatch.id, "worker", sent_at)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=sent_at), sent_at)
    Dispatch.objects.filter(contact_id=dispatch.contact_id, kind="reminder").update(state=reminder, sent_at=sent_at)
    document = document_of(facts_of(dispatch.contact_id, library()), DirectoryEvidence(tmp_path), library())
    assert document.outcome == outcome
