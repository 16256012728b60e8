"""Small grids and documents, written out by hand."""

from __future__ import annotations

from typing import Any

from domain.grid import Grid, Item, NormSet
from domain.observation import Document, Observation, Value
from domain.structure import Structure
from domain.vocabulary import STEP_OF, Channel, Determinant, Outcome, ScenarioKind, Sector
from scenarios.grid_loader import load_grid


def item(identity: str, determinant: str, measure: str, rule: dict[str, Any], **more: Any) -> Item:
    """Return an item of the mail channel, weight 1, graded only on what is there, unless told otherwise."""
    written = {"channel": "mail", "when_absent": "none", "label": {"fr": "x", "en": "x"}, "source": "test"}
    step = STEP_OF[Determinant(determinant)]
    return Item.model_validate(
        {**written, "id": identity, "determinant": determinant, "step": step, "measure": measure, "rule": rule, **more}
    )


def grid(*items: Item, **weights: dict[Any, float]) -> Grid:
    """Return the shipped grid with other items, and other weights where given."""
    return load_grid().model_copy(update={"items": items, **weights})


def norms(**stated: float) -> NormSet:
    return NormSet(id="test", label={"fr": "x", "en": "x"}, source="test", norms=stated)


def structure(key: str, sector: str = "public", **more: Any) -> Structure:
    return Structure(key=key, name=key, sector=Sector(sector), category="city_small", **more)


def document(
    contact: int,
    owner: str,
    *,
    channel: str = "mail",
    kind: str = "information",
    outcome: str = "answered",
    facts: dict[str, Value] | None = None,
) -> Document:
    """Return a contact with its facts by measure."""
    return Document(
        contact_id=contact,
        structure=owner,
        channel=Channel(channel),
        scenario="s",
        scenario_kind=ScenarioKind(kind),
        persona="p",
        outcome=Outcome(outcome),
        reading_version="1",
        observations=tuple(
            Observation(measure=measure, value=value, method="hand@1") for measure, value in (facts or {}).items()
        ),
    )
