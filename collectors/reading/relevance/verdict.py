"""The verdict on a reply: precise, acceptable, wrong or none, with what was found of each expected point.

Grading follows the public-service mystery campaigns of field notes 6.6: `wrong` as soon as one statement is false;
`precise` when every essential point is given and at least three quarters of the weight is covered; `acceptable` from
four tenths, or with the essential points alone; else `none`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from collectors.reading.relevance.points import Hit, Passage, contradiction, find_point
from domain.scenario import AnswerPoint, Elsewhere, Scenario

Verdict = Literal["precise", "acceptable", "wrong", "none"]
PRECISE = 0.75
ACCEPTABLE = 0.4


def verdict_of(coverage: float, essential_covered: bool | None, wrong: bool) -> Verdict:
    """Return the verdict; `essential_covered` is None when the scenario names no essential point."""
    if wrong:
        return "wrong"
    if coverage >= PRECISE and essential_covered is not False:
        return "precise"
    if coverage >= ACCEPTABLE or essential_covered:
        return "acceptable"
    return "none"


@dataclass(frozen=True)
class Assessment:
    """What of a scenario's expected answer a reply gives. `elsewhere` is set when it is not the structure's business;
    `redirect` is then where the right service is named."""

    scenario: Scenario
    covered: dict[str, Hit]
    wrong: dict[str, Hit]
    topic: Hit | None
    elsewhere: Elsewhere | None = None
    redirect: Hit | None = None

    @cached_property
    def coverage(self) -> float:
        """The weighted share of the expected points; 1 when it is not theirs and they name the right service."""
        if self.redirect is not None:
            return 1.0
        total = sum(point.weight for point in self.scenario.expects)
        return sum(point.weight for point in self.scenario.expects if point.id in self.covered) / total

    @property
    def essential(self) -> tuple[AnswerPoint, ...]:
        return tuple(point for point in self.scenario.expects if point.essential)

    @property
    def essential_covered(self) -> bool | None:
        """Whether every essential point is given; None when the scenario names none."""
        if self.redirect is not None:
            return True
        if not self.essential:
            return None
        return all(point.id in self.covered for point in self.essential)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.coverage, self.essential_covered, bool(self.wrong))

    @property
    def hits(self) -> list[Hit]:
        found = ([self.redirect] if self.redirect else []) + list(self.covered.values())
        return sorted(found, key=lambda hit: hit.start)


def assess(
    raw: str, scenario: Scenario, language: str, *, category: str = "", request: str = "", end: int | None = None
) -> Assessment | None:
    """Hold an author's text against a scenario; None when the scenario has no phrases in the text's language.

    `end` is where the signature begins; `category` the structure's, to know whether the question is its business.
    """
    if language not in scenario.keywords:
        return None
    passage = Passage(raw, language, request)
    facts = passage.facts(len(raw) if end is None else end)
    covered = {point.id: hit for point in scenario.expects if (hit := find_point(point, passage, facts)) is not None}
    wrong = {
        statement.id: hit
        for statement in scenario.wrong
        if (hit := passage.find_any(statement.statements.get(language, []))) is not None
    }
    for point in scenario.expects:
        if point.id not in covered and (hit := contradiction(point, passage, facts)) is not None:
            wrong[point.id] = hit
    elsewhere = next((one for one in scenario.elsewhere if category and category in one.categories), None)
    redirect = passage.find_any(elsewhere.accepts.get(language, [])) if elsewhere else None
    return Assessment(scenario, covered, wrong, passage.mentions(scenario.keywords[language]), elsewhere, redirect)
