"""What the world writes must be stored whatever it is made of: the same on every database."""

from __future__ import annotations

import pytest

from campaigns import store
from campaigns.finding_contacts import StoredContacts
from campaigns.models import ApprovalRow, Campaign, Dispatch, DocumentRow, Event, ReplyRow, StructureRow
from campaigns.models.fields import storable
from domain.contact import Receipt
from domain.observation import Document, Evidence, Observation
from domain.reply import RawReply
from domain.vocabulary import Channel, Outcome, ReplyKind, ScenarioKind

from .builders import (
    claim_of,
    first_dispatch,
    mandate,
    paris,
    running,
    structure,
)

pytestmark = pytest.mark.django_db
NOW = paris(12, 10)
BAD = "a\x00b\ud800c\udc80"
GOOD = "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (BAD, GOOD),
        ("plain", "plain"),
        ("é 漢 \U0001f600", "é 漢 \U0001f600"),
        ("\ud83d\ude00", "\U0001f600"),  # the two halves of one letter
        ({BAD: [BAD, 1, None, True, 0.1, {"x": BAD}]}, {GOOD: [GOOD, 1, None, True, 0.1, {"x": GOOD}]}),
    ],
)
def test_only_what_no_text_can_hold_is_replaced(given, stored):
    assert storable(given) == stored


def test_a_server_may_say_anything(now=NOW):
    dispatch = first_dispatch(running())
    store.claim(dispatch.id, "w", now)
    store.record_receipt(claim_of(dispatch.id), Receipt(at=now, reference=f"<{BAD}@x>", detail=BAD), now)
    dispatch.refresh_from_db()
    assert (dispatch.detail, dispatch.message_id) == (GOOD, f"<{GOOD}@x>")
    # and is found again by what it said
    found = StoredContacts().by_message_id([f"<{GOOD}@x>"])
    assert [contact.contact_id for contact in found] == [dispatch.contact_id]


def test_a_reply_may_hold_anything():
    dispatch = first_dispatch(running())
    [reply] = store.store_replies("a", [(RawReply("a", Channel.MAIL, "1", NOW, b""), "0" * 64)], BAD)
    store.save_reading(reply, ReplyKind.ANSWER, {"text": BAD, BAD: [BAD]}, "1")
    store.hold(reply, BAD, [{"contact_id": dispatch.contact_id, "reasons": [BAD]}])
    store.schedule_second_turn(dispatch.contact_id, 0, f"<{BAD}>", NOW)
    row = ReplyRow.objects.get(id=reply)
    assert (row.reading, row.reason, row.candidates[0]["reasons"]) == ({"text": GOOD, GOOD: [GOOD]}, GOOD, [GOOD])
    assert store.cursor("a") == GOOD
    assert Dispatch.objects.get(kind="second_turn").in_reply_to == f"<{GOOD}>"


def test_observations_may_quote_anything():
    dispatch = first_dispatch(running())
    evidence = Evidence(source="reply:1", quote=BAD)
    document = Document(
        contact_id=dispatch.contact_id, structure="s000", channel=Channel.MAIL, scenario="a",
        scenario_kind=ScenarioKind.INFORMATION, persona="fr00", outcome=Outcome.ANSWERED, reading_version="1",
        observations=(Observation(measure="reply.signature", value=BAD, evidence=(evidence,), method="m@1"),),
    )  # fmt: skip
    for _ in range(2):
        store.close_contact(dispatch.contact_id, Outcome.ANSWERED, document, NOW)
    [row] = DocumentRow.objects.all()
    assert row.data["observations"][0]["value"] == GOOD
    [read] = store.documents(dispatch.campaign_id)
    assert read.observations[0].evidence[0].quote == GOOD


def test_what_people_write_may_be_long():
    campaign = running([(structure(0, name=f"Ville\x00 {'é' * 300}"), mandate())])
    long = "très " * 200
    store.pause(campaign.id, long, long, NOW)
    store.kill(campaign.id, long, long, NOW)
    row = StructureRow.objects.get(campaign=campaign)
    store.opt_out(row.id, long, long, NOW)
    assert Campaign.objects.get(id=campaign.id).killed_why == long[:500]
    assert {event.who for event in Event.objects.filter(code__in=("paused", "killed", "opted_out"))} == {long[:200]}
    assert Event.objects.get(code="killed").params["why"] == long
    assert row.structure().name.startswith("Ville\ufffd é")
    ApprovalRow.objects.create(campaign=campaign, by=long, at=NOW, digest="", contacts=1)
