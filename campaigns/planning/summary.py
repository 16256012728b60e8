"""What a plan looks like, for the person who has to approve it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.errors import Message


@dataclass(frozen=True)
class LeftOutLine:
    """Contacts of the contact plan that are not made; `structures` names the first few."""

    channel: str
    reason: str
    count: int
    structures: tuple[str, ...] = ()


@dataclass
class Summary:
    """Counts of planned contacts. Days and hours are the structures' local ones; weekdays count from Monday = 0.

    `late` contacts have less than their reply window before the period ends; `repeated` structures are asked one
    question on two channels.
    """

    structures: int = 0
    contacts: int = 0
    assisted: int = 0
    late: int = 0
    repeated: int = 0
    by_channel: Counter[str] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)
    by_scenario: Counter[str] = field(default_factory=Counter)
    by_persona: Counter[str] = field(default_factory=Counter)
    by_wording: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOutLine] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    @property
    def first_day(self) -> date | None:
        return min(self.by_day, default=None)

    @property
    def last_day(self) -> date | None:
        return max(self.by_day, default=None)

    @property
    def by_weekday(self) -> Counter[int]:
        counts: Counter[int] = Counter()
        for day, count in self.by_day.items():
            counts[day.weekday()] += count
        return counts

    def add(self, contact: Any, local: datetime, persona: str) -> None:
        """Count one planned contact (`draft.Planned`)."""
        day = local.date()
        self.contacts += 1
        self.assisted += contact.assisted
        self.late += contact.late
        self.by_channel[contact.channel.value] += 1
        self.by_day[day] += 1
        self.by_hour[local.hour] += 1
        self.by_scenario[contact.scenario] += 1
        self.by_persona[persona] += 1
        self.by_wording[f"{contact.scenario}/{contact.language}/{contact.wording}"] += 1
