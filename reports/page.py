"""Renders the HTML report: one self-contained page, in French or English, that calls no server."""

from __future__ import annotations

from markupsafe import Markup

from domain.vocabulary import STEP_OF, Determinant, Step
from reports.charts import Bar, Point, bars, dots, figure
from reports.context import ReportContext
from reports.findings import Findings
from reports.pages import environment, style
from reports.phrasing import Phrasing
from reports.views import Views
from scoring.publication import GROUP_FLOOR
from scoring.results import Scores


def render_report(scores: Scores, context: ReportContext, language: str) -> str:
    """Return the page. Every text of the panel or of a reply is escaped; names in extracts come masked already."""
    phrasing = Phrasing(language, context.grid, context.category_labels)
    views = Views(scores, context, phrasing)
    template = environment().get_template("report.html")
    return template.render(
        lang=language,
        t=phrasing.say,
        p=phrasing,
        scores=scores,
        context=context,
        views=views,
        findings=Findings(views),
        group_floor=GROUP_FLOOR,
        css=style("report.css"),
        determinants_chart=_determinants_chart(views),
        delays_chart=_delays_chart(views),
    )


def _determinants_chart(views: Views) -> Markup:
    """Dots with intervals by determinant; empty when there is but one group to show."""
    sectors = views.sectors()
    phrasing = views.phrasing
    points = []
    for determinant in Determinant:
        for group in sectors:
            estimate = group.scores.determinants.get(determinant.value)
            if estimate is None or estimate.value is None:
                continue
            points.append(
                Point(
                    row=phrasing.determinant(determinant.value),
                    block=phrasing.step(STEP_OF[determinant].value),
                    series=group.key,
                    name=views.group_name(group),
                    value=estimate.value,
                    low=estimate.low if estimate.low is not None else estimate.value,
                    high=estimate.high if estimate.high is not None else estimate.value,
                )
            )
    if not points:
        return Markup("")
    order = [phrasing.determinant(determinant.value) for determinant in Determinant]
    blocks = [phrasing.step(step.value) for step in Step]
    return figure(dots(points, order, blocks), phrasing.say("report_chart_determinants"))


def _delays_chart(views: Views) -> Markup:
    delays = views.scores.delays[0] if views.scores.delays else None
    groups = views.delay_groups(delays) if delays is not None else []
    if delays is None or not groups:
        return Markup("")
    names = views.bin_names(delays)
    rows = [
        Bar(name, group.key, views.phrasing.group("sector", group.key), 100 * count / group.contacts)
        for group in groups
        for name, count in zip(names, group.bins, strict=True)
    ]
    return figure(bars(rows, names), views.phrasing.say("report_chart_delays"))
