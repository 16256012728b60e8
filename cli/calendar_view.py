"""Shows a plan before it is approved: the calendar, and how evenly everything is spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from rich.columns import Columns
from rich.markup import escape
from rich.table import Table

from campaigns.panel import Warned
from campaigns.planning import Summary
from cli.show import lang, say, show, t
from domain.wording import render

_WIDEST = 30


def show_plan(summary: Summary, warnings: list[Warned]) -> None:
    for warning in warnings:
        show(f"[yellow]![/yellow] {escape(f'{warning.place}: {render(warning.message, lang())}')}")
    if summary.first_day is None or summary.last_day is None:
        return
    say(
        "plan_counts",
        contacts=summary.contacts,
        structures=summary.structures,
        first=summary.first_day,
        last=summary.last_day,
        tasks=summary.assisted,
        left_out=sum(line.count for line in summary.left_out),
    )
    show(_weeks(summary.by_day))
    weekdays = {t(f"weekday_{day}"): count for day, count in sorted(summary.by_weekday.items())}
    hours = {f"{hour:02d}:00": count for hour, count in sorted(summary.by_hour.items())}
    show(Columns([_bars("col_weekday", weekdays), _bars("col_hour", hours)], padding=(0, 4)))
    show(_bars("col_scenario", dict(summary.by_scenario.most_common())))
    for line in summary.left_out:
        say(
            "plan_left_out", count=line.count, channel=t("channel_" + line.channel), reason=t("left_out_" + line.reason)
        )
    for note in summary.notes:
        show(escape(render(note, lang())))


def _weeks(by_day: Counter[date]) -> Table:
    """Return the calendar: one row a week, one column a weekday."""
    made = Table(title=t("title_calendar"), title_justify="left", title_style="bold")
    made.add_column(t("col_week"))
    for day in range(7):
        made.add_column(t(f"weekday_{day}")[:3], justify="right")
    monday = min(by_day) - timedelta(days=min(by_day).weekday())
    while monday <= max(by_day):
        days = [by_day.get(monday + timedelta(days=offset), 0) for offset in range(7)]
        made.add_row(f"{monday:%Y-%m-%d}", *(str(count) if count else "·" for count in days))
        monday += timedelta(days=7)
    return made


def _bars(title: str, counts: Mapping[str, int]) -> Table:
    made = Table(box=None, padding=(0, 1), header_style="bold")
    made.add_column(t(title))
    made.add_column("", justify="right")
    made.add_column("")
    most = max(counts.values(), default=1)
    for name, count in counts.items():
        made.add_row(escape(name), str(count), "█" * max(1, round(_WIDEST * count / most)))
    return made
