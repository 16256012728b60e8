"""A database that is older than its journal learns from it, line by line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from campaigns import store
from campaigns.history import History
from campaigns.models import Campaign, Contact, Dispatch, StructureRow
from campaigns.store.redoing import positions
from campaigns.taking import Taking
from campaigns.tokens import dispatch_token
from domain.clock import FrozenClock
from domain.contact import Order, Receipt
from domain.errors import Unavailable
from domain.failure import Failure
from domain.vocabulary import DispatchKind
from domain.wording import explain
from links.act_journal import Act, ActJournal, Decision
from tests.campaigns.builders import first_dispatch, library, paris, running

pytestmark = pytest.mark.django_db
NOW, SENT = paris(13, 10), paris(12, 10)


@pytest.fixture
def campaign() -> Campaign:
    return running(reminder_after_working_days=1)


@pytest.fixture
def history(campaign: Campaign, tmp_path: Path) -> History:
    return History(campaign.id, tmp_path, "host:1:new", FrozenClock(NOW))


@pytest.fixture
def journal(campaign: Campaign, tmp_path: Path) -> ActJournal:
    """What a worker wrote that is no more."""
    from campaigns.history import journal_of

    return journal_of(tmp_path, campaign.id, "host:1:old")


def row_of(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.get(id=dispatch.id)


def token(campaign: Campaign, contact: Contact, kind: DispatchKind) -> str:
    return dispatch_token(campaign.secret, contact.token, kind, 1)


def test_what_had_left_is_sent_and_opens_its_window(campaign, history, journal):
    first = first_dispatch(campaign)
    journal.begin(first.token, 1, SENT)
    journal.end(first.token, 1, Receipt(SENT, "<id@example>"))
    assert history.take_in().acts == {first.token}
    row = row_of(first)
    assert (row.state, row.attempts, row.sent_at, row.message_id) == ("sent", 1, SENT, "<id@example>")
    assert row.contact.delivered_at == SENT
    assert row.contact.dispatches.filter(kind="reminder", state="planned").count() == 1


def test_a_reminder_that_had_left_too_is_known_although_its_row_is_made_anew(campaign, history, journal):
    first = first_dispatch(campaign)
    reminder = token(campaign, first.contact, DispatchKind.REMINDER)
    # another worker's file, read before the one that has the first message
    other = ActJournal(journal.folder, "a-host:2:old")
    other.begin(reminder, 1, NOW)
    other.end(reminder, 1, Receipt(NOW))
    journal.begin(first.token, 1, SENT)
    journal.end(first.token, 1, Receipt(SENT))
    assert history.take_in().acts == {first.token, reminder}
    assert Dispatch.objects.get(token=reminder).state == "sent"


def test_every_attempt_counts_and_the_last_one_tells(campaign, history, journal):
    first = first_dispatch(campaign)
    journal.begin(first.token, 1, SENT)
    journal.end(first.token, 1, Receipt(SENT, failure=Failure.DEFERRED, permanent=False))
    journal.begin(first.token, 2, SENT + timedelta(hours=1))
    journal.end(first.token, 2, Receipt(SENT + timedelta(hours=1)))
    history.take_in()
    assert (row_of(first).state, row_of(first).attempts) == ("sent", 2)


def test_without_an_outcome_it_is_settled_as_after_a_crash(campaign, history, journal):
    first = first_dispatch(campaign)
    journal.begin(first.token, 1, SENT)
    history.take_in()
    (left,) = store.stale_sending(campaign.id)
    assert (left.id, left.data_started_at, left.attempts) == (first.id, SENT, 1)


def test_a_claim_that_was_copied_before_its_mark_counts_as_marked(campaign, history, journal):
    first = first_dispatch(campaign)
    assert store.claim(first.id, "host:1:old", SENT)
    journal.begin(first.token, 1, SENT)
    history.take_in()
    assert row_of(first).data_started_at == SENT


def test_nothing_changes_where_nothing_was_forgotten(campaign, history, journal):
    first = first_dispatch(campaign)
    mine = store.claim(first.id, "host:1:old", SENT)
    assert mine is not None
    journal.begin(first.token, 1, SENT)
    store.mark_data_started(mine, SENT)
    journal.end(first.token, 1, Receipt(SENT))
    store.record_receipt(mine, Receipt(SENT), SENT)
    before = list(Dispatch.objects.order_by("id").values())
    assert not history.take_in().acts
    assert list(Dispatch.objects.order_by("id").values()) == before
    assert sum(positions(campaign.id).values()) == sum(path.stat().st_size for path in journal.folder.iterdir())
    # what a person put back is tried again: that is the next attempt
    Dispatch.objects.filter(id=first.id).update(state="planned")
    assert not History(campaign.id, journal.folder.parent, "again", FrozenClock(NOW)).take_in().acts
    assert row_of(first).state == "planned"


def test_a_line_without_its_end_is_no_act(campaign, history, journal):
    first = first_dispatch(campaign)
    journal.begin(first.token, 1, SENT)
    (path,) = journal.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert not history.take_in().acts
    assert row_of(first).state == "planned"


def test_a_second_turn_is_recognised_once_its_question_has_been_read_again(campaign, history, journal):
    first = first_dispatch(campaign)
    answer = token(campaign, first.contact, DispatchKind.SECOND_TURN)
    for name, at in ((first.token, SENT), (answer, NOW)):
        journal.begin(name, 1, at)
        journal.end(name, 1, Receipt(at))
    history.take_in()
    assert history.waiting == 1
    assert positions(campaign.id) == {}  # a restart must see it again
    number = store.schedule_second_turn(first.contact_id, 0, "<question@desk>", SENT)
    assert number is not None
    taken = history.take(Taking(number, library(), "host:1:new", NOW + timedelta(days=1), live=True))
    assert taken is None
    assert Dispatch.objects.get(token=answer).state == "sent"
    assert history.waiting == 0


def test_a_copy_in_the_evidence_mailbox_proves_any_attempt(campaign, history, journal):
    first = first_dispatch(campaign)
    journal.prove(first.token, SENT)
    history.take_in()
    assert (row_of(first).state, row_of(first).sent_at, row_of(first).attempts) == ("sent", SENT, 1)


def test_what_people_decided_holds_after_a_restore(campaign, history, journal):
    structure = StructureRow.objects.get(campaign=campaign)
    journal.decide(Decision("opt_out", SENT, "Ada", "they telephoned", structure.key))
    journal.decide(Decision("kill", SENT, "Ada", "stop"))
    assert history.take_in().decisions == 2
    structure.refresh_from_db()
    campaign.refresh_from_db()
    assert structure.opted_out_reason == "they telephoned"
    assert (campaign.killed, campaign.killed_by) == (True, "Ada")
    assert not history.take_in().decisions


@pytest.mark.parametrize(("decisions", "state"), [(("pause",), "paused"), (("pause", "resume"), "running")])
def test_the_last_word_on_a_pause_counts(campaign, history, journal, decisions, state):
    for kind in decisions:
        journal.decide(Decision(kind, SENT, "Ada"))
    history.take_in()
    campaign.refresh_from_db()
    assert campaign.state == state


def test_a_claim_made_while_the_database_was_changed_is_not_acted_on(campaign, history):
    first = first_dispatch(campaign)
    history.take_in()

    class Meanwhile(Taking):
        def __call__(self, *given, **named):
            taken = super().__call__(*given, **named)
            assert isinstance(taken, Order)
            history._connection = object()  # as after a reconnection
            return taken

    at = max(NOW, first.due_at)
    assert history.take(Meanwhile(first.id, library(), "host:1:new", at, live=True)) is None
    assert (row_of(first).state, row_of(first).attempts) == ("planned", 0)


def test_a_journal_that_cannot_be_written_lets_nothing_leave(tmp_path):
    (tmp_path / "journal").write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as refused:
        ActJournal(tmp_path / "journal", "w").begin("t", 1, SENT)
    assert "nothing leaves" in explain(refused.value, "en")
    assert "rien ne part" in explain(refused.value, "fr")


def test_lines_are_read_from_where_they_were_left_by_file(tmp_path):
    one, two = ActJournal(tmp_path, "host:1"), ActJournal(tmp_path, "host:2")
    one.begin("a", 1, SENT)
    two.begin("b", 1, SENT)
    seen = {name: position for name, position, _ in one.read({})}
    one.begin("c", 1, SENT)
    assert [line for _, _, line in two.read(seen)] == [Act("c", 1, SENT)]
