"""`barometer migrate | restored`: what is done to the database before the first worker starts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.door import open_database
from cli.show import say, t


def register(app: typer.Typer) -> None:
    app.command("migrate", help=t("help_migrate"))(migrate)
    app.command("restored", help=t("help_restored"))(restored)


def migrate() -> None:
    from services.database import open_database as opened

    opened()
    say("migrate_done")


def restored(
    by: Annotated[str, typer.Option("--by", help=t("help_by"))],
    journal: Annotated[Literal["kept", "lost"], typer.Option("--journal", help=t("help_restored_journal"))],
    trust: Annotated[bool, typer.Option("--absent-is-planned", help=t("help_restored_trust"))] = False,
) -> None:
    open_database()
    from services.restoring import settle_restored

    result = settle_restored(Path.cwd(), by, journal_kept=journal == "kept", trust_absence=trust)
    params = vars(result)
    say("restored_done", **params)
    if journal == "lost":
        say("restored_sample", **params)
    if result.uncertain:
        say("restored_uncertain", **params)
    if result.unproven:
        say("restored_unproven", **params)
    say("restored_next")
