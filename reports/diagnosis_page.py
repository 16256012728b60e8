"""Renders a diagnosis as one self-contained HTML page, in French or English, that calls no server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.failure import Failure
from domain.grid import Grid
from domain.observation import Value
from domain.vocabulary import STEP_OF, Determinant, Step
from reports.diagnosis import Diagnosis, GradedFact
from reports.pages import environment, style
from reports.phrasing import Phrasing

MENDED = 12
"""How many items the page proposes to mend first."""
STRONG = 6


def render_diagnosis(diagnosis: Diagnosis, grid: Grid, language: str) -> str:
    """Return the page. Whatever comes from the site is escaped."""
    phrasing = Phrasing(language, grid, {})
    return (
        environment()
        .get_template("diagnosis.html")
        .render(
            lang=language,
            t=phrasing.say,
            p=phrasing,
            d=diagnosis,
            shown=Shown(diagnosis, phrasing),
            mended=MENDED,
            strong=STRONG,
            css=style("report.css", "diagnosis.css"),
        )
    )


@dataclass(frozen=True)
class Block:
    """A determinant with its score and its items."""

    name: str
    score: float
    facts: tuple[GradedFact, ...]


@dataclass(frozen=True)
class Shown:
    """A diagnosis in the reader's words."""

    diagnosis: Diagnosis
    phrasing: Phrasing

    def value(self, value: Value) -> str:
        """Return a fact's value: yes or no, a number, a choice in words."""
        if isinstance(value, bool):
            return self.phrasing.say("diagnosis_yes" if value else "diagnosis_no")
        if isinstance(value, str):
            return self.phrasing.say(f"value_{value}")
        return self.phrasing.plain(round(float(value), 3))

    def gain(self, fact: GradedFact) -> str:
        return self.phrasing.say("diagnosis_gain", points=self.phrasing.plain(round(fact.gain, 1)))

    def mark(self, fact: GradedFact) -> str:
        """Return how good it is in a word: full, part or none."""
        return "full" if fact.grade >= 1 else "none" if fact.grade <= 0 else "part"

    def percent(self, fact: GradedFact) -> str:
        return self.phrasing.plain(round(100 * fact.grade))

    def steps(self) -> Iterator[tuple[str, float | None, list[Block]]]:
        """Yield each step with its score and its determinants, the weakest first."""
        for step in Step:
            blocks = [
                Block(
                    self.phrasing.determinant(determinant.value),
                    self.diagnosis.determinants[determinant.value],
                    tuple(fact for fact in self.diagnosis.facts if fact.determinant == determinant.value),
                )
                for determinant in Determinant
                if STEP_OF[determinant] is step and determinant.value in self.diagnosis.determinants
            ]
            if blocks:
                blocks.sort(key=lambda block: block.score)
                yield self.phrasing.step(step.value), self.diagnosis.steps.get(step.value), blocks

    def failure(self) -> str:
        """Return in words why the site could not be inspected."""
        return failure_in_words(self.diagnosis, self.phrasing)

    def link(self, address: str) -> str:
        """Return an address that may be linked to, "" for anything else."""
        return address if address.startswith(("http://", "https://")) else ""

    def picture(self, name: str) -> str:
        """Return a picture as a data address, "" without it."""
        shot = next((one for one in self.diagnosis.shots if one.name == name), None)
        return f"data:{shot.media_type};base64,{shot.data}" if shot else ""


def failure_in_words(diagnosis: Diagnosis, phrasing: Phrasing) -> str:
    """Return why a site could not be inspected, more precisely where its detail tells."""
    kind = diagnosis.failure
    if kind == Failure.NOT_A_SITE.value and diagnosis.detail == "redirect_loop":
        kind = "redirect_loop"
    elif kind == Failure.NOT_A_SITE.value and (diagnosis.detail == "download" or "/" in diagnosis.detail[:20]):
        kind = "file"
    return phrasing.say(f"diagnosis_failure_{kind}", detail=diagnosis.detail or "–")
