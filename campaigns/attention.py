"""When the runner must wake up next: the earliest of what is due, what closes, and the next look into the mailboxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Rhythm:
    """How often mailboxes are looked into, and for how long the runner may sleep without looking at the table.

    `ahead` is how long before its planned moment a dispatch may leave, if the guard lets it: on a virtual clock, which
    stands still while a form is filled in, what falls due in the same hours is then done side by side.
    """

    poll: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=1)
    ahead: timedelta = timedelta(0)

    def next_wake(self, now: datetime, last_poll: datetime, moments: Iterable[datetime]) -> datetime:
        """Return the next moment with something to do, never in the past and never further than `longest`."""
        wake = min([*moments, last_poll + self.poll, now + self.longest])
        return max(wake, now + timedelta(seconds=1))
