"""The rows that the page's template prints, in the reader's language: nothing is reckoned here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from domain.vocabulary import STEP_OF, Determinant, Step
from reports.context import ReportContext, Verbatim
from reports.disclosure import Disclosure
from reports.phrasing import DASH, Phrasing
from reports.rule_words import norm_label, norm_value, rule_in_words
from scoring.publication import RATE_FLOOR
from scoring.results import Comparison, DelayGroup, Delays, Estimate, GroupComparison, GroupScores, Scores

PALE, LOW, HIGH = (250, 246, 238), (244, 190, 150), (154, 198, 232)
"""Heat colours: orange to blue through a pale middle; all light enough for dark text."""


@dataclass(frozen=True)
class ScoreRow:
    """A labelled estimate and where its bar and whisker go, in percent of the track."""

    label: str
    estimate: Estimate
    value: str
    interval: str
    note: str = ""


@dataclass(frozen=True)
class HeatCell:
    text: str
    title: str
    colour: str


@dataclass(frozen=True)
class HeatRow:
    is_step: bool
    """A step's own score, above those of its determinants."""
    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class ComparisonRow:
    label: str
    first: str
    first_n: str
    first_interval: str
    second: str
    second_n: str
    second_interval: str
    gap: str
    gap_interval: str
    p: str
    effect: str
    sentence: str
    clear: bool


@dataclass(frozen=True)
class GridRow:
    """An item of the grid as the method prints it."""

    id: str
    label: str
    determinant: str
    rule: str
    absent: str
    weight: str


@dataclass(frozen=True)
class DelayTable:
    bins: tuple[str, ...]
    groups: tuple[tuple[str, str, tuple[tuple[int, float], ...]], ...]
    """Name, median, and count and share of each bin."""


class Views:
    """Every table of one report."""

    def __init__(self, scores: Scores, context: ReportContext, phrasing: Phrasing) -> None:
        self.scores = scores
        self.context = context
        self.phrasing = phrasing
        self.measure_labels = {measure.id: phrasing.of(measure.label) for measure in context.grid.measures}
        self.disclosure = Disclosure(scores)
        self.categories = {entry.key: entry.category for entry in scores.structures}
        self.sector_of = {entry.key: entry.sector for entry in scores.structures}
        self.measures = {measure.id: measure for measure in context.grid.measures}
        self.item_labels = {item.id: phrasing.of(item.label) for item in context.grid.items}

    def grid_items(self) -> list[GridRow]:
        """Return the grid's items; one whose measure is not known says its label alone."""
        phrasing, norms = self.phrasing, self.context.norms
        return [
            GridRow(
                id=item.id,
                label=phrasing.of(item.label),
                determinant=phrasing.determinant(item.determinant),
                rule=rule_in_words(phrasing, item, self.measures[item.measure], norms)
                if item.measure in self.measures
                else DASH,
                absent=phrasing.say(f"report_absent_{item.when_absent}"),
                weight=phrasing.plain(item.weight),
            )
            for item in self.context.grid.items
        ]

    def norms(self) -> list[tuple[str, str]]:
        """Return each norm in force and its threshold with its unit."""
        return [
            (norm_label(self.phrasing, name), norm_value(self.phrasing, name, value))
            for name, value in self.context.norms.norms.items()
        ]

    def ungraded(self) -> str:
        return ", ".join(self.item_labels.get(item, item) for item in self.scores.method.ungraded_items)

    def heading(self, extract: Verbatim) -> str:
        """Return an extract's heading: sector, category and scenario. A category too small to be shown stays unsaid."""
        phrasing = self.phrasing
        sector, category = self.sector_of.get(extract.structure, ""), self.categories.get(extract.structure, "")
        parts = [phrasing.group("sector", sector) if sector else phrasing.say("report_extract")]
        if category in self.context.category_labels and self.disclosure.shows("category", category):
            parts.append(phrasing.group("category", category))
        if extract.scenario in self.context.scenario_titles:
            parts.append(phrasing.of(self.context.scenario_titles[extract.scenario]))
        return " · ".join(parts)

    def composites(self) -> list[ScoreRow]:
        """Return the composite indicators; a share of contacts only from contacts enough."""
        found = self.scores.panel.scores.composites
        kept = {key: own for key, own in found.items() if key != "reliable" or self.disclosure.has_rates()}
        return self.rows(kept, "composite")

    def measure_label(self, measure: str) -> str:
        return self.measure_labels.get(measure, measure)

    def category_of(self, structure: str) -> str:
        return self.categories.get(structure, "")

    def row(self, label: str, estimate: Estimate, note: str = "") -> ScoreRow:
        phrasing = self.phrasing
        return ScoreRow(label, estimate, phrasing.number(estimate.value), phrasing.interval(estimate), note)

    def rows(self, estimates: Mapping[str, Estimate], kind: str) -> list[ScoreRow]:
        """Return the graded entries of one part of the panel's breakdown."""
        name = getattr(self.phrasing, kind)
        return [self.row(name(key), estimate) for key, estimate in estimates.items() if estimate.value is not None]

    def sectors(self) -> list[GroupScores]:
        return [group for group in self.disclosure.groups() if group.dimension == "sector"]

    def columns(self) -> list[GroupScores]:
        """Return the heat map's columns: each sector, or the panel when there is but one."""
        sectors = self.sectors()
        return sectors if len(sectors) > 1 else [self.scores.panel]

    def group_name(self, group: GroupScores) -> str:
        return self.phrasing.group(group.dimension, group.key)

    def groups(self) -> list[tuple[GroupScores, ScoreRow]]:
        """Return all groups with a score that may be shown, by dimension, the best first within the categories."""
        graded = [group for group in self.disclosure.groups() if group.scores.overall.value is not None]
        dimensions = list(dict.fromkeys(group.dimension for group in graded))
        graded.sort(
            key=lambda group: (
                dimensions.index(group.dimension),
                -(group.scores.overall.value or 0.0) if group.dimension == "category" else 0.0,
            )
        )
        return [(group, self.row(self.group_name(group), group.scores.overall, self._size(group))) for group in graded]

    def _size(self, group: GroupScores) -> str:
        say = self.phrasing.say
        size = say("report_size_one") if group.structures == 1 else say("report_size", n=group.structures)
        missed = group.outcomes.not_measured
        return f"{size} · {say('report_size_not_measured', n=missed)}" if missed else size

    def heat(self) -> list[list[HeatRow]]:
        """Return one block of rows a step: the step's own score, then those of its determinants."""
        blocks = []
        for step in Step:
            cells = tuple(self._cell(column.scores.steps.get(step.value, Estimate())) for column in self.columns())
            rows = [HeatRow(True, self.phrasing.step(step.value), cells)]
            for determinant in Determinant:
                if STEP_OF[determinant] is step:
                    found = [column.scores.determinants.get(determinant.value, Estimate()) for column in self.columns()]
                    label = self.phrasing.determinant(determinant.value)
                    rows.append(HeatRow(False, label, tuple(self._cell(estimate) for estimate in found)))
            blocks.append(rows)
        return blocks

    def _cell(self, estimate: Estimate) -> HeatCell:
        phrasing = self.phrasing
        if estimate.value is None:
            return HeatCell(DASH, phrasing.say("report_none"), "transparent")
        return HeatCell(phrasing.number(estimate.value), phrasing.interval(estimate), heat_colour(estimate.value))

    def comparison(self, compared: GroupComparison, family: str) -> list[ComparisonRow]:
        rows = [row for row in compared.rows if row.family == family and row.difference.value is not None]
        return [self._compared(compared, row) for row in rows]

    def _compared(self, compared: GroupComparison, row: Comparison) -> ComparisonRow:
        phrasing = self.phrasing
        value = phrasing.percent if row.is_rate else phrasing.number
        label = self.item_labels.get(row.key, row.key) if row.family == "item" else phrasing.score_name(row.key)
        return ComparisonRow(
            label=label,
            first=value(row.first.value),
            first_n=phrasing.say("report_n", n=row.first.n),
            second_n=phrasing.say("report_n", n=row.second.n),
            first_interval=phrasing.interval(row.first),
            second=value(row.second.value),
            second_interval=phrasing.interval(row.second),
            gap=phrasing.number(row.difference.value, signed=True),
            gap_interval=phrasing.interval(row.difference),
            p=phrasing.p_value(row.p_holm),
            effect=phrasing.small(row.effect),
            sentence=phrasing.sentence(compared, row),
            clear=row.sentence.endswith(("_more", "_less")),
        )

    def items(self, *, best: bool) -> list[ScoreRow]:
        """Return the panel's best or weakest items with their number of contacts."""
        graded = [entry for entry in self.scores.items if entry.estimate.value is not None]
        graded.sort(key=lambda entry: (entry.estimate.value or 0.0) * (-1 if best else 1))
        return [
            self.row(
                self.item_labels.get(entry.item, entry.item),
                entry.estimate,
                self.phrasing.determinant(entry.determinant),
            )
            for entry in graded[: self.context.items_shown]
        ]

    def bin_names(self, delays: Delays) -> tuple[str, ...]:
        first = self.phrasing.say("report_delay_up_to", edge=self.phrasing.hours(delays.edges[0]))
        spans = [self.phrasing.span(low, high) for low, high in pairwise(delays.edges)]
        return (first, *spans, self.phrasing.say("report_delay_later"), self.phrasing.say("report_delay_never"))

    def delay_groups(self, delays: Delays) -> list[DelayGroup]:
        """Return the sectors whose delays may be shown, with contacts enough for shares of them."""
        return [
            group
            for group in delays.groups
            if group.contacts >= RATE_FLOOR and self.disclosure.shows("sector", group.key)
        ]

    def delay_table(self, delays: Delays) -> DelayTable:
        groups = []
        for group in self.delay_groups(delays):
            shares = tuple((count, 100 * count / group.contacts) for count in group.bins)
            groups.append((self.phrasing.group("sector", group.key), self.median(group.median_hours), shares))
        return DelayTable(self.bin_names(delays), tuple(groups))

    def median(self, hours: float | None) -> str:
        return self.phrasing.say("report_median_none") if hours is None else self.phrasing.hours(hours)

    def interval_words(self, estimate: Estimate) -> str:
        if estimate.low is None or estimate.high is None:
            return self.phrasing.say("report_no_interval")
        low, high = self.phrasing.number(estimate.low), self.phrasing.number(estimate.high)
        return self.phrasing.say("report_interval", low=low, high=high)


def heat_colour(value: float) -> str:
    """Return the cell's colour for a score of 0…100."""
    share = min(max(value, 0.0), 100.0) / 100
    start, end, part = (LOW, PALE, share * 2) if share < 0.5 else (PALE, HIGH, share * 2 - 1)
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
    return f"rgb({red} {green} {blue})"
