"""A halt that is lifted while a message waits for its connection costs the message nothing."""

from __future__ import annotations

from campaigns import store
from campaigns.models import Dispatch, Event
from campaigns.store import Claim, Halted, mark_data_started


def test_what_a_short_halt_stopped_leaves_in_the_same_round(world, monkeypatch):
    halted: list[int] = []

    def mark(claim: Claim, now):
        if halted:
            return mark_data_started(claim, now)
        store.pause(world.campaign.id, "Ada", "", now)
        try:
            return mark_data_started(claim, now)
        except Halted:
            halted.append(claim.dispatch_id)
            raise
        finally:
            store.resume(world.campaign.id, "Ada", now)

    monkeypatch.setattr(store, "mark_data_started", mark)
    assert world.run()
    world.nothing_lost_and_never_twice()
    [stopped] = halted
    row = Dispatch.objects.get(id=stopped)
    assert row.attempts == 2
    # mailboxes are looked into every two days here: it did not wait for that
    assert row.sent_at == Event.objects.get(code="settled", params__dispatch=stopped).at
