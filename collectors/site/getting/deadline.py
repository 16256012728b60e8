"""How long an inspection may take, in real time: the machine's, whatever the campaign's clock says."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Deadline:
    """A moment after which nothing more is begun."""

    seconds: float
    started: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self.seconds - self.elapsed)

    def allows(self, seconds: float) -> bool:
        """Tell whether something that takes so long may still be begun."""
        return self.left >= seconds

    def share(self, part: float) -> Deadline:
        """Return a deadline of a part of what is left, for one stage of the work."""
        return Deadline(self.left * part)
