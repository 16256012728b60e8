"""Says numbers, groups and scores in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.grid import Grid
from domain.scenario import PerLanguage
from domain.vocabulary import Channel, Determinant, Step
from domain.wording import say
from scoring.publication import published
from scoring.results import Comparison, Estimate, GroupComparison
from scoring.rollup import WEBSITE

DASH = "–"
MINUS = "\u2212"
DAYS_FROM = 72
"""From so many hours on, a delay is said in days."""


@dataclass(frozen=True)
class Phrasing:
    """One language, one grid's labels and the categories' labels."""

    language: str
    grid: Grid
    categories: dict[str, PerLanguage]

    def say(self, code: str, **params: object) -> str:
        return say(self.language, code, **params)

    def of(self, label: PerLanguage) -> str:
        """Return a label in the reader's language, English failing that."""
        return label.get(self.language) or label.get("en") or next(iter(label.values()), "")

    def number(self, value: float | None, *, signed: bool = False) -> str:
        """Return a value at the published rounding, a dash for none."""
        if value is None:
            return DASH
        text = format(published(value), "+" if signed and published(value) else "")
        return self._local(text.replace("-", MINUS))

    def plain(self, value: float) -> str:
        """Return a weight or threshold without needless zeros."""
        return self._local(f"{value:g}")

    def percent(self, value: float | None) -> str:
        return DASH if value is None else self.say("report_percent", value=self.number(value))

    def p_value(self, value: float | None) -> str:
        if value is None:
            return DASH
        return self._local("< 0.001" if value < 0.001 else f"{value:.3f}")

    def small(self, value: float | None) -> str:
        """Return an effect size with two decimals."""
        return DASH if value is None else self._local(f"{value:+.2f}".replace("-", MINUS))

    def interval(self, estimate: Estimate) -> str:
        """Return "low to high", a dash when it is unknown."""
        if estimate.low is None or estimate.high is None:
            return DASH
        low, high = self.number(estimate.low), self.number(estimate.high)
        return self.say("report_interval_short", low=low, high=high)

    def hours(self, value: float) -> str:
        """Return a delay in hours, in days from two days on."""
        if value >= DAYS_FROM:
            return self.say("report_days", n=self.plain(round(value / 24, 1)))
        return self.say("report_hours", n=self.plain(round(value, 1)))

    def span(self, low: float, high: float) -> str:
        """Return a stretch of delays, in the unit of its end: "8–24 h", "2–5 d"."""
        end = self.hours(high)
        start = low / 24 if high >= DAYS_FROM else low
        return f"{self.plain(start)}–{end}"

    def day(self, value: date) -> str:
        return f"{value:%d/%m/%Y}" if self.language == "fr" else f"{value.day} {value:%B %Y}"

    def step(self, key: str) -> str:
        return self.of(self.grid.step_labels[Step(key)])

    def determinant(self, key: str) -> str:
        return self.of(self.grid.determinant_labels[Determinant(key)])

    def channel(self, key: str) -> str:
        """Return the name of a channel of results; form and pages are one website."""
        return self.say("channel_website") if key == WEBSITE else self.of(self.grid.channel_labels[Channel(key)])

    def composite(self, key: str) -> str:
        return self.say(f"report_composite_{key}")

    def group(self, dimension: str, key: str) -> str:
        if dimension == "category":
            return self.of(self.categories.get(key, {"en": key}))
        return self.say("report_panel") if dimension == "panel" else self.say(f"group_{dimension}_{key}")

    def score_name(self, key: str) -> str:
        """Return the name of a compared score: "overall", "step/access"…"""
        kind, _, name = key.partition("/")
        if kind == "overall":
            return self.say("report_overall")
        named = {"channel": self.channel, "step": self.step, "determinant": self.determinant}
        return named.get(kind, self.composite)(name)

    def sentence(self, comparison: GroupComparison, row: Comparison) -> str:
        """Return the plain sentence of one comparison."""
        gap = row.difference
        ends = sorted(abs(bound) for bound in (gap.low, gap.high) if bound is not None)
        return self.say(
            row.sentence,
            first=self.in_sentence(comparison.dimension, comparison.first),
            second=self.in_sentence(comparison.dimension, comparison.second),
            points=self.number(abs(gap.value)) if gap.value is not None else DASH,
            low=self.number(ends[0]) if ends else DASH,
            high=self.number(ends[-1]) if ends else DASH,
        )

    def in_sentence(self, dimension: str, key: str) -> str:
        """Return a group's name as it stands within a sentence."""
        return (
            self.group(dimension, key) if dimension == "category" else self.say(f"group_in_sentence_{dimension}_{key}")
        )

    def _local(self, text: str) -> str:
        return text.replace(".", ",") if self.language == "fr" else text
