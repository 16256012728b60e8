"""The rows that the page's template prints, in the reader's language: nothing is reckoned here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from domain.grid import Item
from domain.vocabulary import STEP_OF, Determinant, Step
from reports.context import ReportContext
from reports.phrasing import DASH, Phrasing
from scoring.results import Comparison, Delays, Estimate, GroupComparison, GroupScores, Scores

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
    first_interval: str
    second: str
    second_interval: str
    gap: str
    gap_interval: str
    p: str
    effect: str
    sentence: str
    clear: bool


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
        self.categories = {entry.key: entry.category for entry in scores.structures}
        self.item_labels = {item.id: phrasing.of(item.label) for item in context.grid.items}

    def grid_items(self) -> tuple[Item, ...]:
        return self.context.grid.items

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
        return [group for group in self.scores.groups if group.dimension == "sector" and group.structures]

    def columns(self) -> list[GroupScores]:
        """Return the heat map's columns: each sector, or the panel when there is but one."""
        sectors = self.sectors()
        return sectors if len(sectors) > 1 else [self.scores.panel]

    def group_name(self, group: GroupScores) -> str:
        return self.phrasing.group(group.dimension, group.key)

    def groups(self) -> list[tuple[GroupScores, ScoreRow]]:
        """Return all groups with a score, by dimension, the best first within the categories."""
        graded = [group for group in self.scores.groups if group.scores.overall.value is not None]
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

    def delay_table(self, delays: Delays) -> DelayTable:
        groups = []
        for group in delays.groups:
            shares = tuple((count, 100 * count / group.contacts) for count in group.bins)
            groups.append((self.phrasing.group("sector", group.key), self.median(group.median_hours), shares))
        return DelayTable(self.bin_names(delays), tuple(groups))

    def median(self, hours: float | None) -> str:
        return self.phrasing.say("report_median_none") if hours is None else self.phrasing.hours(hours)

    def findings(self) -> Iterator[str]:
        """Yield the report's main points as plain sentences."""
        say, number = self.phrasing.say, self.phrasing.number
        panel = self.scores.panel.scores
        if panel.overall.value is None:
            return
        interval = self.interval_words(panel.overall)
        yield say("report_finding_overall", value=number(panel.overall.value), interval=interval)
        steps = sorted(self.rows(panel.steps, "step"), key=lambda row: -(row.estimate.value or 0.0))
        if len(steps) > 1:
            best, worst = steps[0], steps[-1]
            yield say(
                "report_finding_steps",
                best=best.label,
                best_value=best.value,
                worst=worst.label,
                worst_value=worst.value,
            )
        determinants = sorted(
            self.rows(panel.determinants, "determinant"), key=lambda row: -(row.estimate.value or 0.0)
        )
        if len(determinants) >= 6:
            named = [f"{row.label} ({row.value})" for row in determinants]
            yield say("report_finding_determinants", best=", ".join(named[:3]), worst=", ".join(reversed(named[-3:])))
        reliable = panel.composites.get("reliable", Estimate()).value
        if reliable is not None:
            yield say("report_finding_reliable", value=self.phrasing.percent(reliable))
        yield from self._findings_by_sector()

    def _findings_by_sector(self) -> Iterator[str]:
        say = self.phrasing.say
        compared = next((entry for entry in self.scores.comparisons if entry.dimension == "sector"), None)
        if compared is not None:
            leading = [row for row in self.comparison(compared, "item") if row.label][:2]
            for row in leading:
                yield say(
                    "report_finding_item",
                    label=row.label,
                    first=self.phrasing.in_sentence("sector", compared.first),
                    first_value=row.first,
                    second=self.phrasing.in_sentence("sector", compared.second),
                    second_value=row.second,
                )
        if self.scores.delays and self.scores.delays[0].groups:
            medians = [
                f"{self.phrasing.in_sentence('sector', group.key)} {self.median(group.median_hours)}"
                for group in self.scores.delays[0].groups
            ]
            yield say("report_finding_median", delays=", ".join(medians))

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
