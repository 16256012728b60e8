"""Two workers at work on one dispatch, one of which takes the other for dead; on a database that both open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.equipment import Equipment
from campaigns.models import Campaign, Dispatch, Event
from campaigns.sending import Sender
from domain.clock import FrozenClock
from domain.contact import Order, Receipt
from domain.vocabulary import Channel, DispatchState
from links.evidence import DirectoryEvidence

from .builders import first_dispatch, library, paris, running

pytestmark = [] if connection.vendor == "sqlite" else [pytest.mark.django_db(transaction=True)]
NOW = paris(12, 10)


@pytest.fixture
def campaign(shared: None) -> Campaign:
    made = running()
    Dispatch.objects.update(due_at=NOW)
    return made


def fresh(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.get(id=dispatch.id)


class Outside:
    """A channel that keeps what reached it; `before` and `after` are what happens around the act."""

    def __init__(self, kept: list[str], before: Callable[[], object] = int, after: Callable[[], object] = int) -> None:
        self.kept, self.before, self.after = kept, before, after

    async def send(self, order: Order, before_data: Callable[[], None]) -> Receipt:
        await asyncio.to_thread(self.before)
        await asyncio.to_thread(before_data)
        self.kept.append(order.token)
        await asyncio.to_thread(self.after)
        return Receipt(at=NOW)

    async def find(self, order: Order) -> Receipt | None:
        return None

    async def close(self) -> None:
        return


def sending(campaign: Campaign, folder: Path, probe: Outside, name: str, act: Any) -> None:
    """Have a worker of that name do something with its sender."""

    async def work() -> None:
        database = Boundary()
        kit = Equipment(
            {Channel.MAIL: probe}, {}, DirectoryEvidence(folder), FrozenClock(NOW), library(), name, live=True
        )
        try:
            await act(Sender(campaign.id, kit, database))
        finally:
            database.close()

    asyncio.run(work())


@pytest.mark.parametrize("moment", ["before", "after"])
def test_two_workers_of_which_one_takes_the_other_for_dead(campaign, tmp_path, moment):
    """While the first is in its dialogue the second settles what it left, and sends what is due."""
    kept: list[str] = []
    dispatch = first_dispatch(campaign)

    async def settle_and_send(sender: Sender) -> None:
        await sender.settle_left_over()
        await sender.dispatch(dispatch.id)

    def second() -> None:
        sending(campaign, tmp_path, Outside(kept), "two", settle_and_send)

    slow = Outside(kept, **{moment: second})
    sending(campaign, tmp_path, slow, "one", lambda sender: sender.dispatch(dispatch.id))
    assert kept == [dispatch.token]
    assert fresh(dispatch).state == DispatchState.SENT
    codes = list(Event.objects.order_by("id").values_list("code", flat=True))
    assert ("claim_lost" in codes, "late_receipt" in codes) == (moment == "before", moment == "after")


def test_what_this_worker_gave_up_itself_is_settled_by_it(campaign, tmp_path):
    """A receipt that could not be stored because the database was away for too long."""
    dispatch = first_dispatch(campaign)
    kept: list[str] = []

    class Broken(Exception):
        pass

    async def act(sender: Sender) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, "record_receipt", _raises(Broken))
            with pytest.raises(Broken):
                await sender.dispatch(dispatch.id)
        assert await sender.settle_left_over() == 1
        assert await sender.settle_left_over() == 0

    sending(campaign, tmp_path, Outside(kept), "one", act)
    assert (kept, fresh(dispatch).state) == ([dispatch.token], DispatchState.UNCERTAIN)


def _raises(kind: type[Exception]) -> Callable[..., None]:
    def broken(*arguments: object) -> None:
        raise kind

    return broken
