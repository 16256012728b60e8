"""What a plan looks like, for the person who has to approve it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.errors import Message


@dataclass(frozen=True)
class LeftOutLine:
    """Contacts of the contact plan that are not made; `structures` names the first few."""

    channel: str
    reason: str
    count: int
    structures: tuple[str, ...] = ()


class Line(NamedTuple):
    """What a summary counts of a contact, besides its persona, day and hour."""

    channel: str
    assisted: bool
    scenario: str
    language: str
    wording: int
    late: bool = False


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

    def add(self, line: Line, count: int) -> None:
        """Count `count` contacts that have all this in common; days, hours and personas are counted apart."""
        self.contacts += count
        self.assisted += count * line.assisted
        self.late += count * line.late
        self.by_channel[line.channel] += count
        self.by_scenario[line.scenario] += count
        self.by_wording[f"{line.scenario}/{line.language}/{line.wording}"] += count
