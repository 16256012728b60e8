"""`barometer tasks …`: contacts that a person carries out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.door import open_database
from cli.show import lang, say, show, t, table


def register(app: typer.Typer) -> None:
    tasks = typer.Typer(help=t("help_tasks"), no_args_is_help=True, rich_markup_mode=None)
    tasks.command("list", help=t("help_tasks_list"))(tasks_list)
    tasks.command("show", help=t("help_tasks_show"))(tasks_show)
    tasks.command("submit", help=t("help_tasks_submit"))(tasks_submit)
    app.add_typer(tasks, name="tasks")


TaskId = Annotated[int, typer.Argument(help=t("help_task_id"))]


def tasks_list(everything: Annotated[bool, typer.Option("--all", help=t("help_tasks_all"))] = False) -> None:
    open_database()
    from services.assisted import tasks

    rows = tasks(Path.cwd(), everything=everything)
    if not rows:
        say("tasks_empty")
        return
    made = table("title_tasks", "col_id", "col_structure", "col_channel", "col_deadline", "col_state")
    for row in rows:
        channel = t("channel_" + row.channel)
        made.add_row(str(row.id), escape(row.name), channel, f"{row.deadline:%Y-%m-%d}", t("task_" + row.state))
    show(made)


def tasks_show(task: TaskId) -> None:
    open_database()
    from services.assisted import describe

    show(escape(describe(Path.cwd(), task, lang())))


def tasks_submit(
    task: TaskId,
    answers: Annotated[Path, typer.Argument(help=t("help_tasks_answers"))],
    by: Annotated[str, typer.Option("--by", help=t("help_by"))],
) -> None:
    open_database()
    from services.assisted import submit

    submit(Path.cwd(), task, answers, by)
    say("task_submitted", task=task)
