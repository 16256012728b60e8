"""`barometer run | status | report | pause | resume | kill | optout`: the field period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.door import now, open_database
from cli.show import lang, say, t

if TYPE_CHECKING:
    from services.running import RunSummary


def register(app: typer.Typer) -> None:
    app.command("run", help=t("help_run"))(run)
    app.command("status", help=t("help_status"))(status)
    app.command("report", help=t("help_report"))(report)
    app.command("pause", help=t("help_pause"))(pause)
    app.command("resume", help=t("help_resume"))(resume)
    app.command("kill", help=t("help_kill"))(kill)
    app.command("optout", help=t("help_optout"))(optout)


Who = Annotated[str, typer.Option("--by", help=t("help_by"))]
Why = Annotated[str, typer.Option("--why", help=t("help_why"))]


def run(
    send: Annotated[bool, typer.Option("--send", help=t("help_run_send"))] = False,
    once: Annotated[bool, typer.Option("--once", help=t("help_run_once"))] = False,
) -> None:
    open_database()
    from cli.progress import watched
    from services.running import run_campaign

    if send:
        tell_halt(before=True)

    summary = watched(lambda progress: run_campaign(Path.cwd(), really=send, once=once, progress=progress))
    say("run_done" if summary.finished else "run_stopped", **summary.params())
    if not send:
        tell_dry(summary)
    if send and not summary.finished:
        tell_halt()


def tell_dry(summary: RunSummary) -> None:
    """Say what a dry run found."""
    say("run_was_dry", count=summary.would_send)
    for rule, count in sorted(summary.refused.items()):
        say("run_would_refuse", count=count, rule=rule)


def tell_halt(*, before: bool = False) -> None:
    """Say who paused or killed the campaign, so that a run that sends nothing explains itself."""
    from campaigns.store import GUARD
    from services.control import halt_of

    halt = halt_of(Path.cwd())
    if halt is None or (before and not halt.killed and halt.who == GUARD):
        return  # an approval given since ends the guard's own pause
    code = "run_killed" if halt.killed else "run_guard_paused" if halt.who == GUARD else "run_paused"
    say(code, who=halt.who, why=f" ({halt.why})" if halt.why else "")


def status() -> None:
    open_database()
    from cli.status_view import show_status
    from services.status import status_of

    show_status(status_of(Path.cwd()))


def report(
    to: Annotated[Path | None, typer.Option("--to", help=t("help_report_to"))] = None,
    norms: Annotated[str, typer.Option(help=t("help_report_norms"))] = "",
    language: Annotated[Literal["fr", "en"] | None, typer.Option("--lang", help=t("help_report_lang"))] = None,
) -> None:
    open_database()
    from cli.score_view import show_scores
    from services.reporting import write_report

    written = write_report(Path.cwd(), now(), language=language or lang(), norms=norms, to=to)
    show_scores(written.scores, lang())
    say("report_written", path=str(written.path))


def pause(by: Who, why: Why = "") -> None:
    _control("pause", by, why)


def resume(by: Who, why: Why = "") -> None:
    _control("resume", by, why)


def kill(by: Who, why: Why) -> None:
    _control("kill", by, why)


def optout(structure: Annotated[str, typer.Argument(help=t("help_optout_key"))], by: Who, why: Why = "") -> None:
    open_database()
    from services.control import opt_out

    cancelled = opt_out(Path.cwd(), structure, by, why)
    say("optout_done", structure=structure, count=cancelled)


def _control(action: str, by: str, why: str) -> None:
    open_database()
    from services import control

    getattr(control, action)(Path.cwd(), by, why)
    say(f"{action}_done")
