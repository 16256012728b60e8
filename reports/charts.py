"""Charts as inline SVG: Altair draws, vl-convert renders, nothing is fetched when the page is read.

Each chart comes in two widths, and the page's style sheet shows the one that fits: text in a chart shrunk to a
telephone could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup, escape

WIDE, NARROW = 640, 250
COLOURS = {"public": "#0b5fa5", "private": "#c2570c"}
"""Blue and orange: told apart with every common colour blindness, and in grey by their lightness and shape."""

INK, RULE = "#1c2733", "#d5dce3"
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True)
class Point:
    """One dot with its interval; `series` is the sector's key, `name` its label."""

    row: str
    block: str
    series: str
    name: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: a share in percent."""

    bin: str
    series: str
    name: str
    share: float


def figure(draw: Callable[[int], alt.TopLevelMixin], alternative: str) -> Markup:
    """Return both widths of a chart as accessible inline SVG."""
    return Markup("").join(
        Markup('<div class="chart {}">{}</div>').format(css, _svg(draw(width), alternative, css))
        for css, width in (("wide", WIDE), ("narrow", NARROW))
    )


def _svg(chart: Any, alternative: str, css: str) -> Markup:
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=alt.SCHEMA_VERSION.rsplit(".", 1)[0].lstrip("v"))
    label = f'<svg role="img" aria-label="{escape(alternative)}" '
    # the labels come from Altair, which escapes them for XML
    return Markup(svg.replace("<svg ", label, 1))  # noqa: S704


def dots(points: Sequence[Point], order: Sequence[str], blocks: Sequence[str]) -> Callable[[int], alt.TopLevelMixin]:
    """Return a chart of dots with intervals: one row a determinant, one block a step, one colour a sector."""
    rows = [vars(point) for point in points]

    def draw(width: int) -> alt.TopLevelMixin:
        base = alt.Chart(alt.InlineData(values=rows)).encode(
            y=alt.Y(
                "row:N",
                sort=list(order),
                title=None,
                axis=alt.Axis(
                    labelLimit=220, labelFontSize=13 if width == WIDE else 11, minExtent=190 if width == WIDE else 162
                ),
            ),
            yOffset=alt.YOffset("series:N", sort=list(COLOURS)),
            color=_colour(rows),
        )
        scale = alt.Scale(domain=[0, 100])
        axis = alt.Axis(values=[0, 20, 40, 60, 80, 100])
        whisker = base.mark_rule(strokeWidth=2.5, opacity=0.55).encode(
            x=alt.X("low:Q", scale=scale, title=None, axis=axis), x2="high:Q"
        )
        dot = base.mark_point(filled=True, size=70, opacity=1).encode(
            x=alt.X("value:Q", scale=scale, title=None, axis=axis), shape=_shape(rows)
        )
        layer = alt.layer(whisker, dot).properties(width=width if width == WIDE else 180, height=alt.Step(15))
        faceted = layer.facet(
            row=alt.Row(
                "block:N",
                sort=list(blocks),
                title=None,
                header=alt.Header(
                    labelAngle=0,
                    labelAlign="left",
                    labelAnchor="start",
                    labelOrient="top",
                    labelFontSize=13 if width == WIDE else 12,
                    labelFontWeight=600,
                ),
            )
        ).resolve_scale(y="independent")
        return _styled(faceted)

    return draw


def bars(rows: Sequence[Bar], order: Sequence[str]) -> Callable[[int], alt.TopLevelMixin]:
    """Return a histogram with one bar per bin and sector, in percent of the sector's contacts."""
    data = [vars(row) for row in rows]

    def draw(width: int) -> alt.TopLevelMixin:
        wide = width == WIDE
        bin_axis = alt.Axis(labelAngle=0, labelFontSize=12, labelLimit=120)
        share_axis = alt.Axis(format="d", labelExpr="datum.label + ' %'", tickCount=5)
        bin_kind: Any = alt.X if wide else alt.Y
        share_kind: Any = alt.Y if wide else alt.X
        offset: Any = alt.XOffset if wide else alt.YOffset
        encoding = {
            ("x" if wide else "y"): bin_kind("bin:N", sort=list(order), title=None, axis=bin_axis),
            ("y" if wide else "x"): share_kind("share:Q", title=None, axis=share_axis),
            ("xOffset" if wide else "yOffset"): offset("series:N", sort=list(COLOURS)),
        }
        chart = (
            alt.Chart(alt.InlineData(values=data)).mark_bar(cornerRadiusEnd=2).encode(color=_colour(data), **encoding)
        )
        size = {"width": 820, "height": 260} if wide else {"width": 260, "height": alt.Step(13)}
        return _styled(chart.properties(**size))

    return draw


def _series(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {
        key: next(row["name"] for row in rows if row["series"] == key)
        for key in COLOURS
        if key in {r["series"] for r in rows}
    }


def _colour(rows: Sequence[dict[str, Any]]) -> alt.Color:
    series = _series(rows)
    scale = alt.Scale(domain=list(series.values()), range=[COLOURS[key] for key in series])
    return alt.Color(
        "name:N",
        scale=scale,
        sort=list(series.values()),
        title=None,
        legend=alt.Legend(orient="top", labelFontSize=13, symbolType="circle", symbolOpacity=1),
    )


def _shape(rows: Sequence[dict[str, Any]]) -> alt.Shape:
    series = _series(rows)
    scale = alt.Scale(domain=list(series.values()), range=["circle", "diamond"][: len(series)])
    return alt.Shape("name:N", scale=scale, sort=list(series.values()), title=None, legend=None)


def _styled(chart: Any) -> alt.TopLevelMixin:
    styled: alt.TopLevelMixin = (
        chart.configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, domainColor=RULE, tickColor=RULE, gridColor=RULE, labelFontSize=12, labelPadding=6
        )
        .configure_legend(labelColor=INK)
        .configure_header(labelColor=INK)
    )
    return styled
