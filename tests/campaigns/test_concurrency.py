"""Several workers on one database: each dispatch is had once, a desk hears from one contact a day, a halt is a halt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from campaigns import store
from campaigns.models import Campaign, Dispatch, Refusal, StructureRow
from campaigns.taking import take
from domain.contact import Order
from domain.vocabulary import DispatchState

from .builders import library, mandate, paris, running, structure

NOW = paris(12, 10)
# the tests' database on SQLite is in the memory of one connection
pytestmark = [] if connection.vendor == "sqlite" else [pytest.mark.django_db(transaction=True)]


def in_threads(count: int, work: Callable[[int], Any]) -> list[Any]:
    def run(number: int):
        try:
            return work(number)
        finally:
            connections[DEFAULT_DB_ALIAS].close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_claims_are_durable(shared):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)


def test_each_dispatch_is_claimed_by_one_worker_alone(shared):
    running([(structure(number), mandate()) for number in range(20)])
    ids = list(Dispatch.objects.order_by("id").values_list("id", flat=True))

    def work(number: int) -> list[int]:
        return [dispatch for dispatch in ids if store.claim(dispatch, f"w{number}", NOW)]

    claimed = Counter(dispatch for won in in_threads(6, work) for dispatch in won)
    assert set(claimed.values()) == {1}
    assert len(claimed) == len(ids) == 60
    assert Dispatch.objects.filter(state=DispatchState.SENDING, attempts=1).count() == 60


def test_workers_racing_for_one_desk_send_one_message_a_day(shared):
    running([(structure(number, mail="accueil@agglo.example"), mandate()) for number in range(4)])
    ids = list(Dispatch.objects.order_by("id").values_list("id", flat=True))
    Dispatch.objects.update(due_at=NOW)

    def work(number: int) -> int:
        taken = [take(dispatch, library(), f"w{number}", NOW, live=True) for dispatch in ids[number::6]]
        return sum(isinstance(entry, Order) for entry in taken)

    assert sum(in_threads(6, work)) == 1
    assert Dispatch.objects.filter(state=DispatchState.SENDING).count() == 1
    assert Refusal.objects.filter(rule="one_a_day").count() == len(ids) - 1


@pytest.mark.parametrize("halt", ["pause", "kill", "opt_out"])
def test_once_a_halt_returned_no_claim_is_on_its_way(shared, halt):
    """A worker has claimed and not yet committed; the halt must not return as if nothing were under way."""
    two = [(structure(number, mail="accueil@agglo.example"), mandate()) for number in range(2)]
    campaign = running(two)
    first = Dispatch.objects.filter(contact__structure__key="s000").order_by("due_at")[0]
    other = StructureRow.objects.get(key="s001")
    claimed, halted = Event(), Event()

    def slow_claim(*args: Any) -> store.Claim | None:
        won = store.claim(*args)
        claimed.set()
        # a halt that does not wait is over by then
        halted.wait(0.7)
        return won

    def work(number: int) -> int:
        if number == 0:
            take(first.id, library(), "w", NOW, live=True)
        else:
            assert claimed.wait(10)
            _halt(halt, campaign, other.id)
        under_way = Dispatch.objects.filter(state=DispatchState.SENDING).count()
        if number:
            halted.set()
        return under_way

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("campaigns.taking.claim", slow_claim)
        assert in_threads(2, work) == [1, 1]


def _claimed(halt: str) -> tuple[Campaign, store.Claim, Callable[[], None]]:
    """A running campaign with one claim, and what halts it."""
    campaign = running([(structure(), mandate())])
    first = Dispatch.objects.order_by("due_at")[0]
    claim = store.claim(first.id, "w", NOW)
    assert claim is not None
    return campaign, claim, lambda: _halt(halt, campaign, first.contact.structure_id)


@pytest.mark.parametrize("halt", ["pause", "kill", "opt_out"])
def test_once_a_halt_returned_no_mark_is_on_its_way(shared, halt):
    """A worker has marked and not yet committed; a halt that returned before would see an act begin after it."""
    _, claim, halting = _claimed(halt)
    marked, halted = Event(), Event()

    def work(number: int) -> int:
        if number == 0:
            with transaction.atomic():
                store.mark_data_started(claim, NOW)
                marked.set()
                halted.wait(0.7)
        else:
            assert marked.wait(10)
            halting()
        begun = Dispatch.objects.exclude(data_started_at=None).count()
        halted.set()
        return begun

    assert in_threads(2, work) == [1, 1]


@pytest.mark.parametrize("halt", ["pause", "kill", "opt_out"])
def test_a_mark_that_comes_during_a_halt_waits_and_fails(shared, halt):
    _, claim, halting = _claimed(halt)
    begun = Event()

    def work(number: int) -> bool:
        if number == 0:
            with transaction.atomic():
                halting()
                begun.set()
                Event().wait(0.3)  # the mark must wait for the commit, not go by what was before
            return False
        assert begun.wait(10)
        with pytest.raises(store.Halted):
            store.mark_data_started(claim, NOW)
        return True

    assert in_threads(2, work) == [False, True]


def _halt(how: str, campaign: Campaign, structure_id: int) -> None:
    if how == "opt_out":
        store.opt_out(structure_id, "asked", "w", NOW)
    elif how == "pause":
        store.pause(campaign.id, "Claire", "why", NOW)
    else:
        store.kill(campaign.id, "Claire", "why", NOW)
