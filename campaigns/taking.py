"""Guard and claim in one transaction, so that two workers cannot both be let through to one desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from campaigns import guard
from campaigns.refusal import Refused
from campaigns.store.dispatches import claim, refuse, unclaim
from campaigns.store.serial import one_at_a_time
from domain.contact import Order
from domain.scenario import Scenario


def take(
    dispatch_id: int, library: Mapping[str, Scenario], worker: str, now: datetime, *, live: bool = False
) -> Order | Refused | None:
    """Claim a dispatch and return its order; a refusal is stored and returned; None when another worker has it."""
    with transaction.atomic():
        one_at_a_time()
        facts = guard.gather(dispatch_id, library, now, live=live)
        refused = guard.judge(facts)
        if refused is not None:
            refuse(dispatch_id, refused, now)
            return refused
        return facts.order if claim(dispatch_id, worker, now) else None


class Taking:
    """`take` for one attempt, which is made again when the database went away just as the claim was committed.

    Its answer was lost then, so nobody acts on that claim: it is put back, and the guard looks once more.
    """

    def __init__(self) -> None:
        self._tried = False

    def __call__(
        self, dispatch_id: int, library: Mapping[str, Scenario], worker: str, now: datetime, *, live: bool = False
    ) -> Order | Refused | None:
        if self._tried:
            unclaim(dispatch_id, worker, now)
        self._tried = True
        return take(dispatch_id, library, worker, now, live=live)
