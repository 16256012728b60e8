"""What a report needs beside the scores: names, labels, the grid, extracts of replies."""

from __future__ import annotations

from datetime import date

from domain.grid import Grid, NormSet
from domain.scenario import PerLanguage
from domain.structure import Frozen, Period


class Proof(Frozen):
    """A passage of a reply and the fact it proves."""

    measure: str
    quote: str


class Verbatim(Frozen):
    """The new text of one reply, names already masked, with the passages that prove the facts noted."""

    structure: str
    scenario: str
    text: str
    proofs: tuple[Proof, ...] = ()


class ReportContext(Frozen):
    """Names and labels of one campaign.

    `structure_names` is by key, `category_labels` by category id. `judge` names the language model that judged
    relevance, if one did. `ranking_limit` is how many volunteers a public ranking shows (low results stay private);
    None shows all.
    """

    campaign: str
    period: Period
    made_on: date
    grid: Grid
    norms: NormSet
    structure_names: dict[str, str] = {}
    category_labels: dict[str, PerLanguage] = {}
    verbatims: tuple[Verbatim, ...] = ()
    judge: str = ""
    ranking_limit: int | None = 20
    items_shown: int = 8
    comparisons_shown: int = 14
