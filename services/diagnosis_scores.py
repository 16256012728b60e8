"""From what an inspection saw to scores, gains, faults and pictures."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.site.looking.axe import sentence
from domain.contact import Exhibit
from domain.grid import Grid, NormSet
from domain.observation import Document, Observation
from domain.scenario import Scenario
from domain.structure import Structure
from domain.vocabulary import Channel, Outcome, ScenarioKind
from links.packing import unpacked_json
from reports.diagnosis import Diagnosis, Fault, GradedFact, PageSeen, Shot
from scoring.rollup import WEBSITE
from scoring.rules import GRADE_UNIT, GradedItem, graded_items
from scoring.sample import NO_GRADE, draw_sample
from scoring.score import score
from scoring.tables import Tables, tables_from

_GRAVITY = ("critical", "serious", "moderate", "minor")


def scored(
    diagnosis: Diagnosis,
    structure: Structure,
    observations: Sequence[Observation],
    grid: Grid,
    norms: NormSet,
    scenario: Scenario | None,
) -> Diagnosis:
    """Return the diagnosis with the scores of a campaign of this one contact."""
    document = Document(
        contact_id=1,
        structure=structure.key,
        channel=Channel.SITE,
        scenario=scenario.id if scenario else "",
        scenario_kind=scenario.kind if scenario else ScenarioKind.INFORMATION,
        persona="",
        outcome=Outcome.ANSWERED,
        reading_version="",
        observations=tuple(observations),
    )
    tables = tables_from([document], [structure], threads=1)
    scores = score(tables, grid, norms).structures[0].scores
    return diagnosis.model_copy(
        update={
            "score": scores.channels[WEBSITE].value if WEBSITE in scores.channels else None,
            "steps": {key: one.value for key, one in scores.steps.items() if one.value is not None},
            "determinants": {key: one.value for key, one in scores.determinants.items() if one.value is not None},
            "facts": _facts(tables, observations, grid, norms),
        }
    )


def _facts(tables: Tables, observations: Sequence[Observation], grid: Grid, norms: NormSet) -> tuple[GradedFact, ...]:
    items, _ = graded_items(grid, norms)
    grades = draw_sample(tables, items).grades[0]
    told = {observation.measure: observation for observation in observations}
    labels = {measure.id: measure.label for measure in grid.measures}
    graded = [(one, int(grades[one.index]) / GRADE_UNIT) for one in items if grades[one.index] != NO_GRADE]
    graded = [(one, grade) for one, grade in graded if one.item.measure in told]
    points = _points([one for one, _ in graded], grid)
    return tuple(
        GradedFact(
            item=one.item.id,
            determinant=one.item.determinant.value,
            label=one.item.label,
            measure=one.item.measure,
            measure_label=labels[one.item.measure],
            value=told[one.item.measure].value,
            grade=grade,
            weight=one.item.weight,
            gain=round(points[one.item.id] * (1 - grade), 4),
            confidence=told[one.item.measure].confidence,
            evidence=told[one.item.measure].evidence,
        )
        for one, grade in graded
    )


def _points(items: Sequence[GradedItem], grid: Grid) -> dict[str, float]:
    """Return how many points of the website's score each graded item is worth (design, section 7)."""
    within: dict[str, float] = {}
    for one in items:
        within[one.item.determinant.value] = within.get(one.item.determinant.value, 0.0) + one.item.weight
    weights = {key.value: weight for key, weight in grid.determinant_weights.items() if key.value in within}
    total = sum(weights.values())
    return {
        one.item.id: 100
        * weights[one.item.determinant.value]
        / total
        * one.item.weight
        / within[one.item.determinant.value]
        for one in items
    }


def shots_of(exhibits: Sequence[Exhibit]) -> tuple[Shot, ...]:
    """Return the pictures for the page."""
    return tuple(
        Shot(name=one.name, media_type=one.media_type, data=base64.b64encode(one.blob).decode())
        for one in exhibits
        if one.name.endswith("-view")
    )


def pages_of(exhibits: Mapping[str, Exhibit]) -> tuple[PageSeen, ...]:
    return tuple(
        PageSeen(address=entry["address"], title=entry["title"], clicks=entry["clicks"])
        for entry in _listed(exhibits, "pages")
    )


def faults_of(exhibits: Mapping[str, Exhibit]) -> tuple[Fault, ...]:
    """Return the rules broken, each once where it is broken most, the gravest first."""
    found: dict[str, Fault] = {}
    for audit in _listed(exhibits, "accessibility"):
        for entry in audit["violations"]:
            known = found.get(entry["rule"])
            if known is None or entry["nodes"] > known.elements:
                found[entry["rule"]] = Fault(
                    rule=entry["rule"],
                    sentence={language: sentence(entry["rule"], language) for language in ("fr", "en")},
                    impact=entry["impact"],
                    elements=entry["nodes"],
                    address=audit["address"],
                    sample=entry["sample"],
                )
    return tuple(sorted(found.values(), key=lambda one: (_GRAVITY.index(one.impact), -one.elements, one.rule)))


def _listed(exhibits: Mapping[str, Exhibit], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = unpacked_json(exhibits[name].blob) if name in exhibits else []
    return found
