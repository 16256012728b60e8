"""The report's main points as plain sentences, whose score is whose first of all."""

from __future__ import annotations

from collections.abc import Iterator

from reports.views import Views
from scoring.results import Estimate, GroupComparison


class Findings:
    """What stands under "In short"."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self.scores = views.scores
        self.phrasing = views.phrasing

    def sentences(self) -> Iterator[str]:
        """Yield the main points; nothing when nothing was graded."""
        say = self.phrasing.say
        panel = self.scores.panel.scores
        if panel.overall.value is None:
            return
        yield say(
            "report_finding_overall",
            whose=self.whose(),
            value=self.phrasing.number(panel.overall.value),
            interval=self.views.interval_words(panel.overall),
        )
        yield from self._beside()
        yield from self._extremes()
        reliable = panel.composites.get("reliable", Estimate()).value
        if reliable is not None and self.views.disclosure.has_rates():
            yield say("report_finding_reliable", value=self.phrasing.percent(reliable))
        yield from self._by_sector()

    def panel_sector(self) -> str:
        """Return the one sector of the audited panel, "" when it holds both or neither is known."""
        found = {entry.sector for entry in self.scores.structures if entry.entry != "benchmark"}
        return found.pop() if len(found) == 1 else ""

    def panel_name(self) -> str:
        sector = self.panel_sector()
        return self.phrasing.say(f"report_panel_{sector}" if sector else "report_panel")

    def has_benchmark(self) -> bool:
        return self.scores.outcomes.total > self.scores.panel.outcomes.total

    def size(self) -> str:
        """Return how many structures and contacts the overall score rests on."""
        return f"{self._structures()}, {self._contacts()}"

    def whose(self) -> str:
        """Return whose the overall score is, within a sentence."""
        sector = self.panel_sector()
        code = f"report_whose_{sector}" if sector else "report_whose"
        return self.phrasing.say(code, structures=self._structures(), contacts=self._contacts())

    def mix(self, compared: GroupComparison) -> str:
        """Return how the share of complaints differs between two sectors, "" when it does not."""
        shares = self.views.context.complaint_shares if compared.dimension == "sector" else {}
        first, second = (shares.get(key) for key in (compared.first, compared.second))
        if first is None or second is None or abs(first - second) < 0.01:
            return ""
        return self.phrasing.say(
            "report_compare_mix",
            first=self.phrasing.in_sentence("sector", compared.first),
            second=self.phrasing.in_sentence("sector", compared.second),
            first_share=self.phrasing.percent(100 * first),
            second_share=self.phrasing.percent(100 * second),
        )

    def _structures(self) -> str:
        n = self.scores.panel.structures
        return self.phrasing.say("report_size_one") if n == 1 else self.phrasing.say("report_size", n=n)

    def _contacts(self) -> str:
        n = self.scores.panel.outcomes.total
        return self.phrasing.say("report_contacts_one") if n == 1 else self.phrasing.say("report_contacts", n=n)

    def _beside(self) -> Iterator[str]:
        """Yield the score of a sector that is in the comparison only."""
        own = self.panel_sector()
        for group in self.views.sectors():
            if own and group.key != own and group.scores.overall.value is not None:
                yield self.phrasing.say(
                    "report_finding_beside",
                    group=self.phrasing.in_sentence("sector", group.key),
                    n=group.structures,
                    value=self.phrasing.number(group.scores.overall.value),
                    interval=self.views.interval_words(group.scores.overall),
                )

    def _extremes(self) -> Iterator[str]:
        """Yield the best and weakest steps and determinants."""
        say, panel = self.phrasing.say, self.scores.panel.scores
        steps = sorted(self.views.rows(panel.steps, "step"), key=lambda row: -(row.estimate.value or 0.0))
        if len(steps) > 1:
            best, worst = steps[0], steps[-1]
            yield say(
                "report_finding_steps",
                best=best.label,
                best_value=best.value,
                worst=worst.label,
                worst_value=worst.value,
            )
        determinants = self.views.rows(panel.determinants, "determinant")
        determinants.sort(key=lambda row: -(row.estimate.value or 0.0))
        if len(determinants) >= 6:
            named = [f"{row.label} ({row.value})" for row in determinants]
            yield say("report_finding_determinants", best=", ".join(named[:3]), worst=", ".join(reversed(named[-3:])))

    def _by_sector(self) -> Iterator[str]:
        say, views = self.phrasing.say, self.views
        compared = next((entry for entry in views.disclosure.comparisons() if entry.dimension == "sector"), None)
        if compared is not None:
            for row in views.comparison(compared, "item")[:2]:
                yield say(
                    "report_finding_item",
                    label=row.label,
                    first=self.phrasing.in_sentence("sector", compared.first),
                    first_value=row.first,
                    second=self.phrasing.in_sentence("sector", compared.second),
                    second_value=row.second,
                )
        groups = views.delay_groups(self.scores.delays[0]) if self.scores.delays else []
        if groups:
            medians = [
                f"{self.phrasing.in_sentence('sector', group.key)} {views.median(group.median_hours)}"
                for group in groups
            ]
            yield say("report_finding_median", delays=", ".join(medians))
