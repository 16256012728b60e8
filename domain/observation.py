"""Norm-free facts with their evidence: what reading yields, what scoring takes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pydantic import Field

from domain.structure import Frozen
from domain.vocabulary import Channel, Outcome, ScenarioKind

Value = bool | int | float | str


class Evidence(Frozen):
    """What proves a value: a stretch [start, end) of the masked text of one reply, and the quote found there.

    `source` is the reply's blob digest, or "header:NAME", "clock", "dispatch". Offsets are -1 when it is not a stretch
    of text.
    """

    source: str
    start: int = -1
    end: int = -1
    quote: str = ""


class Observation(Frozen):
    """The value of a measure for one contact. `confidence` in 0…1; `method` is "name@version"."""

    measure: str
    value: Value
    evidence: tuple[Evidence, ...] = ()
    confidence: float = Field(default=1.0, ge=0, le=1)
    method: str


class Document(Frozen):
    """All observations of one contact under one reading version: the unit that is stored and exported."""

    contact_id: int
    structure: str
    channel: Channel
    scenario: str
    scenario_kind: ScenarioKind
    persona: str
    outcome: Outcome
    reading_version: str
    observations: tuple[Observation, ...]

    def value(self, measure: str) -> Value | None:
        return next((o.value for o in self.observations if o.measure == measure), None)


class WorkingTime(Protocol):
    """Working days and hours at one structure, in its own zone and holidays; built by `campaigns.working_time`."""

    def working_hours(self, start: datetime, end: datetime) -> float:
        """Opening hours elapsed between two aware datetimes."""
        ...

    def working_days(self, start: datetime, end: datetime) -> int:
        """Whole working days after the day of `start`, up to the day of `end` (same day is 0)."""
        ...
