"""`barometer worker | workers | health`: many workers on one database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.commands.running import tell_dry, tell_halt
from cli.door import open_database
from cli.show import ERRORS, say, show, t, table


def register(app: typer.Typer) -> None:
    app.command("worker", help=t("help_worker"))(worker)
    app.command("workers", help=t("help_workers"))(workers)
    app.command("health", help=t("help_health"))(health)


def worker(
    send: Annotated[bool, typer.Option("--send", "--really", help=t("help_run_send"))] = False,
    channels: Annotated[str, typer.Option("--channels", help=t("help_worker_channels"))] = "",
    no_schedule: Annotated[bool, typer.Option("--no-schedule", help=t("help_worker_no_schedule"))] = False,
    once: Annotated[bool, typer.Option("--once", help=t("help_run_once"))] = False,
) -> None:
    open_database()
    from cli.progress import logged
    from services.working import WorkerStart, run_worker

    def begun(start: WorkerStart) -> None:
        say("worker_begun", name=start.name, channels=", ".join(start.channels),
            schedules=t("yes" if start.schedules else "no"))  # fmt: skip

    if send:
        tell_halt(before=True)
    summary = run_worker(
        Path.cwd(), channels=channels.split(","), schedules=not no_schedule, really=send, once=once, begun=begun,
        progress=logged(),
    )  # fmt: skip
    say("run_done" if summary.finished else "run_stopped", **summary.params())
    if not send:
        tell_dry(summary)


def workers() -> None:
    open_database()
    from services.working import workers_of

    states = workers_of(Path.cwd())
    if not states:
        say("workers_none")
        return
    made = table("title_workers", "col_worker", "col_host", "col_channels", "col_seen", "col_doing")
    for state in states:
        view = state.view
        seen = t("worker_seen", seconds=max(0, round(state.silent_seconds))) if state.alive else t("worker_gone")
        doing = [t("worker_schedules")] if view.doing.get("schedule") else []
        if sends := view.doing.get("send"):
            doing.append(t("worker_sends", count=sends))
        made.add_row(escape(view.name), escape(view.host), ", ".join(view.channels), seen,
                     ", ".join(doing) or t("worker_waits"))  # fmt: skip
    show(made)


def health() -> None:
    open_database()
    from services.working import healthy_here

    well = healthy_here(Path.cwd())
    if not well:
        ERRORS.print(t("health_none"))
        raise typer.Exit(1)
    say("health_well", count=len(well))
