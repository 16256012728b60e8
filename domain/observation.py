"""Norm-free facts with their evidence: what reading yields, what scoring takes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

from pydantic import Field

from domain.structure import Frozen
from domain.vocabulary import Channel, Outcome, ScenarioKind

Value = bool | int | float | str
M = TypeVar("M", bound=Frozen)


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


def evidence_of(source: str, start: int, end: int, quote: str) -> Evidence:
    """Return the `Evidence` that its constructor returns, for values this program made: they need no check."""
    if type(source) is str and type(quote) is str:
        return _made(Evidence, {"source": source, "start": start, "end": end, "quote": quote})
    return Evidence(source=source, start=start, end=end, quote=quote)


def observation_of(
    measure: str, value: Value, evidence: tuple[Evidence, ...], confidence: float, method: str
) -> Observation:
    """Return the `Observation` that its constructor returns, and raise what that raises, at half the cost."""
    if type(value) in _PLAIN and type(confidence) is float and 0 <= confidence <= 1:
        fields: dict[str, object] = {
            "measure": measure, "value": value, "evidence": evidence, "confidence": confidence, "method": method,
        }  # fmt: skip
        return _made(Observation, fields)
    return Observation(measure=measure, value=value, evidence=evidence, confidence=confidence, method=method)


_PLAIN = frozenset({bool, int, float, str})
_set = object.__setattr__


def _made(model: type[M], fields: dict[str, object]) -> M:
    """`model_construct` fills defaults and looks for aliases, which takes longer than to check."""
    made = model.__new__(model)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", set(fields))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


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
