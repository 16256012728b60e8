"""What a long run tells those who watch it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CampaignProgress:
    """Where a run stands; `share` is the part of the contacts that are closed, in 0…1."""

    now: datetime
    contacts: int
    sent: int
    replies: int
    closed: int
    held: int = 0
    uncertain: int = 0
    halted: bool = False  # paused or killed: nothing is sent

    @property
    def share(self) -> float:
        return self.closed / self.contacts if self.contacts else 1.0
