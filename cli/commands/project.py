"""`barometer init | check | plan | approve`: from an empty folder to an approved campaign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.door import now, open_database, today
from cli.show import lang, say, show, t, table


def register(app: typer.Typer) -> None:
    app.command("init", help=t("help_init"))(init)
    app.command("check", help=t("help_check"))(check)
    app.command("plan", help=t("help_plan"))(plan)
    app.command("approve", help=t("help_approve"))(approve)


def init(folder: Annotated[Path, typer.Argument(help=t("help_init_folder"))] = Path()) -> None:
    from services.scaffold import create_project

    written = create_project(folder, lang(), today())
    for path in written:
        say("init_wrote", path=str(path))
    say("init_next" if written else "init_nothing")


def check() -> None:
    open_database()
    from services.accounts import check_everything

    results = check_everything(Path.cwd())
    made = table("title_check", "col_what", "col_result", "col_detail")
    for result in results:
        made.add_row(
            escape(result.title(lang())), t("check_ok" if result.ok else "check_bad"), escape(result.detail(lang()))
        )
    show(made)
    say("check_sends_nothing")
    if not all(result.ok for result in results):
        raise typer.Exit(1)


def plan(
    again: Annotated[bool, typer.Option("--again", help=t("help_plan_again"))] = False,
) -> None:
    open_database()
    from cli.calendar_view import show_plan
    from services.planning import plan_campaign

    summary, warnings = plan_campaign(Path.cwd(), now(), again=again)
    show_plan(summary, warnings)
    say("plan_next")


def approve(
    by: Annotated[str, typer.Option("--by", help=t("help_approve_by"))],
    yes: Annotated[bool, typer.Option("--yes", help=t("help_approve_yes"))] = False,
    texts: Annotated[Path | None, typer.Option("--texts", help=t("help_approve_texts"))] = None,
) -> None:
    open_database()
    from services.approving import approve_campaign, require_name, write_texts

    require_name(by)
    count = write_texts(Path.cwd(), texts or Path("texts-to-approve.md"))
    say("approve_texts", count=count, path=str(texts or Path("texts-to-approve.md")))
    if not yes and not typer.confirm(t("approve_question", by=by)):
        say("approve_nothing")
        raise typer.Exit(1)
    approval = approve_campaign(Path.cwd(), by, now())
    say("approve_done", by=approval.by, digest=approval.digest[:12])
