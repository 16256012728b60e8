"""Shows how well we see what the town did."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from cli.show import say, show, t
from services.calibration import Calibration


def show_calibration(result: Calibration) -> None:
    say(
        "calibration_counts",
        acts=result.acts,
        received=result.received,
        lost=len(result.lost),
        right=result.attached_right,
        wrong=len(result.attached_wrong),
        held=result.held,
        duplicates=result.duplicates,
    )
    if result.forms:
        say("calibration_forms", forms=result.forms, twice=result.forms_twice, trapped=result.forms_trapped)
    made = Table(title=t("title_calibration"), title_justify="left", title_style="bold")
    made.add_column(t("col_measure"))
    made.add_column(t("col_group"))
    for code in ("col_n", "col_precision", "col_recall"):
        made.add_column(t(code), justify="right")
    for (name, group), score in sorted(result.yes_no.items()):
        made.add_row(escape(name), group, str(score.n), _share(score.precision), _share(score.recall))
    show(made)
    numbers = Table(title=t("title_calibration_numbers"), title_justify="left", title_style="bold")
    numbers.add_column(t("col_measure"))
    numbers.add_column(t("col_group"))
    for code in ("col_n", "col_error"):
        numbers.add_column(t(code), justify="right")
    for (name, group), distance in sorted(result.numbers.items()):
        mean = "–" if distance.mean is None else f"{distance.mean:.3f}"
        numbers.add_row(escape(name), group, str(len(distance.errors)), mean)
    show(numbers)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
