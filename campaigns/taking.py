"""Guard and claim in one transaction, so that two workers cannot both be let through to one desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from campaigns import guard
from campaigns.refusal import Refused
from campaigns.store.claims import claim, unclaim
from campaigns.store.dispatches import refuse
from campaigns.store.serial import one_at_a_time
from domain.contact import Order
from domain.scenario import Scenario
from domain.vocabulary import DispatchState


def take(
    dispatch_id: int,
    library: Mapping[str, Scenario],
    worker: str,
    now: datetime,
    *,
    live: bool = False,
    ahead: timedelta = timedelta(0),
) -> Order | Refused | None:
    """Claim a dispatch and return its order; a refusal is stored and returned.

    None when another worker has it, has done it, or has put it off since it was found to be due. One that may leave
    `ahead` of its moment and is refused simply waits for that moment.
    """
    with transaction.atomic():
        one_at_a_time()
        facts = guard.gather(dispatch_id, library, now, live=live)
        # what was put off once waits for its hour: a server that asks for patience is not pressed
        until = now + ahead if facts.dispatch.attempts == 0 else now
        if facts.dispatch.state != DispatchState.PLANNED or facts.dispatch.due_at > until:
            return None
        refused = guard.judge(facts)
        if refused is not None and facts.dispatch.due_at > now:
            return None
        if refused is not None:
            refuse(dispatch_id, refused, now)
            return refused
        mine = claim(dispatch_id, worker, now, facts.dispatch)
        return replace(facts.order, attempt=mine.attempt) if mine and facts.order else None


@dataclass
class Taking:
    """`take` for one attempt, which is made again when the database went away just as the claim was committed.

    Its answer was lost then, so nobody acts on that claim: it is put back, and the guard looks once more.
    """

    dispatch_id: int
    library: Mapping[str, Scenario]
    worker: str
    now: datetime
    live: bool = False
    ahead: timedelta = timedelta(0)
    _tried: bool = field(default=False, init=False)

    def __call__(self) -> Order | Refused | None:
        if self._tried:
            self.put_back()
        self._tried = True
        return take(self.dispatch_id, self.library, self.worker, self.now, live=self.live, ahead=self.ahead)

    def put_back(self) -> None:
        """Undo the claim, on which nobody acts."""
        unclaim(self.dispatch_id, self.worker, self.now)
