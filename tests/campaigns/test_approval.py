from __future__ import annotations

import pytest

from campaigns import store
from campaigns.approval import approve
from campaigns.models import ApprovalRow, Campaign, CampaignState, Contact
from campaigns.options import Options
from domain.errors import InputError

from .builders import BEFORE, create, library, mandate, paris, plan, structure

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign_id() -> int:
    campaign_id = create([(structure(number), mandate()) for number in range(4)], reminder_after_working_days=5)
    plan(campaign_id)
    return campaign_id


def test_an_approval_names_a_person_and_covers_every_contact(campaign_id):
    approval = approve(campaign_id, library(), "Claire Exemple", BEFORE)
    assert (approval.by, approval.at) == ("Claire Exemple", BEFORE)
    assert ApprovalRow.objects.get().contacts == 12
    assert Campaign.objects.get().state == CampaignState.APPROVED
    assert not Contact.objects.filter(approved_digest="").exists()
    assert not Contact.objects.filter(subject="").exists()


@pytest.mark.parametrize("by", ["", "  ", "1", "?"])
def test_nobody_cannot_approve(campaign_id, by):
    with pytest.raises(InputError, match="approver_unnamed"):
        approve(campaign_id, library(), by, BEFORE)
    assert Campaign.objects.get().state == CampaignState.DRAFT


def test_the_same_plan_and_texts_have_the_same_digest(campaign_id):
    first = approve(campaign_id, library(), "Claire Exemple", BEFORE)
    again = approve(campaign_id, library(), "Ada", paris(4, 9))
    assert first.digest == again.digest
    assert ApprovalRow.objects.filter(voided_at=None).get().by == "Ada"


def test_another_plan_has_another_digest_and_needs_a_new_approval(campaign_id):
    first = approve(campaign_id, library(), "Claire Exemple", BEFORE)
    Campaign.objects.update(seed=99)
    plan(campaign_id)
    assert Campaign.objects.get().state == CampaignState.DRAFT
    assert Contact.objects.filter(approved_digest="").count() == 12
    with pytest.raises(InputError, match="campaign_not_approved"):
        store.start(campaign_id, "w", BEFORE)
    assert approve(campaign_id, library(), "Claire Exemple", BEFORE).digest != first.digest


def test_settings_that_change_a_text_change_the_digest(campaign_id):
    first = approve(campaign_id, library(), "Claire Exemple", BEFORE)
    options = Campaign.objects.get().options.model_copy(update={"html_share": 1.0})
    Campaign.objects.update(settings=Options.model_validate(options).model_dump(mode="json"))
    assert approve(campaign_id, library(), "Claire Exemple", BEFORE).digest != first.digest


def test_an_empty_plan_cannot_be_approved():
    campaign_id = create([(structure(), mandate())])
    with pytest.raises(InputError, match="plan_empty"):
        approve(campaign_id, library(), "Claire Exemple", BEFORE)


def test_a_scenario_that_is_gone_cannot_be_approved(campaign_id):
    with pytest.raises(InputError, match="scenario_gone"):
        approve(campaign_id, {}, "Claire Exemple", BEFORE)
