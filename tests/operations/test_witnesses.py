"""`barometer restored` where the journal is lost: copies prove, and what has none is not sent again blindly."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.equipment import Equipment
from campaigns.models import Campaign, Dispatch, Event
from campaigns.restoring import Restored, Restoring
from campaigns.tokens import message_id
from domain.clock import FrozenClock
from domain.contact import Receipt
from domain.errors import InputError, Unavailable
from domain.vocabulary import Channel
from links.evidence import DirectoryEvidence
from tests.campaigns.builders import library, mandate, paris, running, structure

pytestmark = pytest.mark.django_db(transaction=True)
NOW = paris(4, 10, month=3)
"""Nearly the whole campaign is due."""


class NoProof:
    """A mail probe whose mailbox holds nothing."""

    async def find(self, order: Any) -> None:
        return None


class Unreadable:
    def fetch(self, account: str, cursor: str) -> Any:
        raise Unavailable("imap_unreachable", where="mailbox", why="gone")


@pytest.fixture
def campaign() -> Campaign:
    made = running([(structure(number), mandate()) for number in range(2)])
    for row in Dispatch.objects.order_by("id")[:2]:
        mine = store.claim(row.id, "w", row.due_at)
        assert mine
        store.record_receipt(mine, Receipt(row.due_at), row.due_at)
    return made


def copy_of(row: Dispatch, at: datetime | None) -> Any:
    return SimpleNamespace(message_id=message_id(row.token, "citoyens.example"), tag=row.contact.token, arrived_at=at)


def settled(
    campaign: Campaign, folder: Path, copies: list[Any], *, trust: bool = False, kept: bool = False, **kit: Any
) -> Restored:
    probes: Any = {Channel.MAIL: NoProof()}
    collectors = kit.get("collectors", {})
    equipment = Equipment(probes, collectors, DirectoryEvidence(folder), FrozenClock(NOW), library(), "r",
                          journals=folder / "journal")  # fmt: skip
    database = Boundary()
    restoring = Restoring(campaign.id, equipment, database)

    def found(since: date) -> list[Any]:
        assert since < min(row.sent_at.date() for row in Dispatch.objects.filter(state="sent") if row.sent_at)
        return copies

    try:
        return asyncio.run(restoring.settle("Ada", journal_kept=kept, trust_absence=trust, copies=found))
    finally:
        database.close()


def planned(campaign: Campaign) -> list[Dispatch]:
    return list(Dispatch.objects.filter(state="planned").select_related("contact").order_by("id"))


def states() -> list[str]:
    return sorted(Dispatch.objects.values_list("state", flat=True))


def test_a_copy_settles_and_what_has_none_waits_for_a_person(campaign, tmp_path):
    first, *others = planned(campaign)
    told = settled(campaign, tmp_path, [copy_of(first, first.due_at)])
    assert (told.from_mailbox, told.uncertain, told.unproven) == (1, len(others), 0)
    assert Dispatch.objects.get(id=first.id).sent_at == first.due_at
    assert {Dispatch.objects.get(id=row.id).state for row in others} == {"uncertain"}
    campaign.refresh_from_db()
    assert campaign.state == "paused"
    assert (pause := store.pause_of(campaign.id)) is not None
    assert pause.who == "Ada"
    assert Event.objects.filter(code="restored", who="Ada").exists()
    # once more changes nothing
    before = states()
    again = settled(campaign, tmp_path, [copy_of(first, first.due_at)])
    assert (again.from_mailbox, again.uncertain) == (0, 0)
    assert states() == before


def test_with_a_mailbox_that_has_everything_a_person_may_trust_its_silence(campaign, tmp_path):
    copies = [copy_of(row, row.sent_at) for row in Dispatch.objects.filter(state="sent").select_related("contact")]
    waiting = len(planned(campaign))
    told = settled(campaign, tmp_path, copies, trust=True)
    assert (told.sampled, told.kept, told.unproven, told.uncertain) == (2, 2, waiting, 0)
    assert len(planned(campaign)) == waiting


def test_a_mailbox_with_gaps_is_not_trusted(campaign, tmp_path):
    row = Dispatch.objects.filter(state="sent").select_related("contact")[0]
    before = states()
    with pytest.raises(InputError) as refused:
        settled(campaign, tmp_path, [copy_of(row, row.sent_at)], trust=True)
    assert refused.value.message.code == "restored_mailbox_incomplete"
    assert states() == before


def test_with_the_journal_kept_what_is_not_in_it_did_not_leave(campaign, tmp_path):
    before = states()
    told = settled(campaign, tmp_path, [], kept=True)
    assert (told.uncertain, told.unproven) == (0, 0)
    assert states() == before


def test_what_was_claimed_at_the_back_up_is_doubtful_too(campaign, tmp_path):
    row = planned(campaign)[0]
    assert store.claim(row.id, "dead", row.due_at)
    settled(campaign, tmp_path, [])
    assert Dispatch.objects.get(id=row.id).state == "uncertain"


def test_a_message_of_another_campaign_in_the_same_mailbox_is_nobody_s(campaign, tmp_path):
    stranger = SimpleNamespace(message_id=message_id("a" * 16, "citoyens.example"), tag="b" * 10, arrived_at=NOW)
    assert settled(campaign, tmp_path, [stranger]).from_mailbox == 0


def test_nothing_is_settled_on_a_mailbox_that_cannot_be_read(campaign, tmp_path):
    before = states()
    with pytest.raises(Unavailable) as refused:
        settled(campaign, tmp_path, [], collectors={"main": Unreadable()})
    assert refused.value.message.code == "restored_mailbox_unread"
    assert states() == before
