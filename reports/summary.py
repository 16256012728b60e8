"""The scores as small tables of text, for the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from domain.grid import Grid
from reports.disclosure import Disclosure
from reports.phrasing import Phrasing
from scenarios.grid_loader import load_grid
from scoring.results import Estimate, GroupComparison, Scores


@dataclass(frozen=True)
class SummaryTable:
    """A titled table; every cell is text in the reader's language."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_table(
    scores: Scores, language: str, *, grid: Grid | None = None, comparisons_shown: int = 10
) -> tuple[SummaryTable, ...]:
    """Return the panel's scores (overall, channel, step, determinant, composite) and the public-private comparison,
    unless one of its sides is too small to be shown.

    `grid` gives the labels; the current grid by default.
    """
    phrasing = Phrasing(language, grid or load_grid(), {})
    labels = {item.id: phrasing.of(item.label) for item in phrasing.grid.items}
    tables = [_scores(scores, phrasing)]
    tables.extend(
        _comparison(compared, phrasing, labels, comparisons_shown)
        for compared in Disclosure(scores).comparisons()
        if compared.dimension == "sector"
    )
    return tuple(tables)


def _scores(scores: Scores, phrasing: Phrasing) -> SummaryTable:
    panel = scores.panel.scores
    rows = [_row(phrasing, phrasing.say("report_overall"), panel.overall)]
    # the composite of consistency repeats the determinant of that name
    composites = {key: found for key, found in panel.composites.items() if key != "consistency"}
    for estimates, name in (
        (panel.channels, phrasing.channel),
        (panel.steps, phrasing.step),
        (panel.determinants, phrasing.determinant),
        (composites, phrasing.composite),
    ):
        rows.extend(_row(phrasing, name(key), found) for key, found in estimates.items() if found.value is not None)
    columns = ("summary_what", "report_score", "report_interval_column", "report_structures")
    return SummaryTable(phrasing.say("summary_scores"), tuple(phrasing.say(code) for code in columns), tuple(rows))


def _row(phrasing: Phrasing, label: str, estimate: Estimate) -> tuple[str, ...]:
    return label, phrasing.number(estimate.value), phrasing.interval(estimate), str(estimate.n)


def _comparison(compared: GroupComparison, phrasing: Phrasing, labels: dict[str, str], shown: int) -> SummaryTable:
    rows = []
    overall = [row for row in compared.rows if row.family == "score" and row.key == "overall"]
    items = [row for row in compared.rows if row.family == "item" and row.difference.value is not None]
    for row in [*overall, *items[:shown]]:
        value = phrasing.percent if row.is_rate else phrasing.number
        label = labels.get(row.key, row.key) if row.family == "item" else phrasing.score_name(row.key)
        gap = phrasing.number(row.difference.value, signed=True)
        figures = value(row.first.value), value(row.second.value), gap, phrasing.interval(row.difference)
        rows.append((label, *figures, phrasing.p_value(row.p_holm)))
    columns = (
        phrasing.say("report_measure"),
        phrasing.group(compared.dimension, compared.first),
        phrasing.group(compared.dimension, compared.second),
        phrasing.say("report_difference"),
        phrasing.say("report_interval_column"),
        phrasing.say("report_p_holm"),
    )
    return SummaryTable(phrasing.say("report_compare"), columns, tuple(rows))
