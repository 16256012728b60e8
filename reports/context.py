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
    """The new text of one reply with the passages that prove the facts noted.

    Agents' names are masked already, and whatever tells the structure is blanked out; `structure` is its key, which
    serves to look its sector and category up and is never printed.
    """

    structure: str
    scenario: str
    text: str
    proofs: tuple[Proof, ...] = ()


class ReportContext(Frozen):
    """Names and labels of one campaign.

    `structure_names` is by key, `category_labels` by category id, `scenario_titles` by scenario id. `judge` names the
    language model that judged relevance, if one did. `complaint_shares` is the share (0…1) of complaints among the
    contacts of each sector, by its key: two sectors asked different things are not quite comparable. `ranking_limit`
    is how many volunteers a public ranking shows (low results stay private); None shows all.
    """

    campaign: str
    period: Period
    made_on: date
    grid: Grid
    norms: NormSet
    structure_names: dict[str, str] = {}
    category_labels: dict[str, PerLanguage] = {}
    scenario_titles: dict[str, PerLanguage] = {}
    complaint_shares: dict[str, float] = {}
    verbatims: tuple[Verbatim, ...] = ()
    judge: str = ""
    ranking_limit: int | None = 20
    items_shown: int = 8
    comparisons_shown: int = 14
