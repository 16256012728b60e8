"""What the guard answers when it does not let a dispatch leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Consequence(StrEnum):
    """What becomes of a refused dispatch."""

    POSTPONE = "postpone"  # the same act, at `until`
    SKIP = "skip"  # never
    TASK = "task"  # a person does it
    PAUSE = "pause"  # the whole campaign stops until a person has looked; the dispatch stays planned
    NOTHING = "nothing"  # the dispatch stays as it is (dry run)


@dataclass(frozen=True)
class Refused:
    """The rule that refused, what it saw (JSON values), and what follows."""

    rule: str
    params: dict[str, object] = field(default_factory=dict)
    consequence: Consequence = Consequence.SKIP
    until: datetime | None = None
