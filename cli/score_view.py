"""Shows scores: overall, by channel, step and determinant, and the public-versus-private table."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from cli.show import show
from reports.summary import summary_table
from scoring.results import Scores


def show_scores(scores: Scores, language: str) -> None:
    for summary in summary_table(scores, language):
        made = Table(title=escape(summary.title), title_justify="left", title_style="bold")
        for number, column in enumerate(summary.columns):
            made.add_column(escape(column), justify="left" if number == 0 else "right")
        for row in summary.rows:
            made.add_row(*(escape(cell) for cell in row))
        show(made)
