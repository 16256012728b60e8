"""`barometer diagnose`: one website, now, without a campaign."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.show import ERRORS, lang, t
from domain.errors import InputError
from domain.wording import LANGUAGES
from domain.wording import say as say_in


def register(app: typer.Typer) -> None:
    app.command("diagnose", help=t("help_diagnose"))(diagnose)


def diagnose(
    website: Annotated[str, typer.Argument(help=t("help_diagnose_website"), metavar="URL")],
    language: Annotated[str, typer.Option(help=t("help_diagnose_language"))] = "",
    out: Annotated[Path | None, typer.Option(help=t("help_diagnose_out"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("help_diagnose_json"))] = False,
    scenario: Annotated[str, typer.Option(help=t("help_diagnose_scenario"))] = "",
    category: Annotated[str, typer.Option(help=t("help_diagnose_category"))] = "city_small",
    name: Annotated[str, typer.Option(help=t("help_diagnose_name"))] = "",
) -> None:
    from cli.diagnosis_view import show_diagnosis
    from services import diagnosing

    spoken = language or lang()
    if spoken not in LANGUAGES:
        raise InputError("diagnose_language_odd", value=language)
    quiet = as_json or not sys.stderr.isatty()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=ERRORS, transient=True, disable=quiet) as progress:
        task = progress.add_task("", total=None)

        def tell(stage: str) -> None:
            progress.update(task, description=say_in(spoken, f"diagnose_stage_{stage}"))

        diagnosis = diagnosing.diagnose(
            website, language=spoken, scenario=scenario, category=category, name=name, tell=tell
        )
    path = out or (None if as_json else Path(f"diagnosis-{_host(website)}.html"))
    if path is not None:
        diagnosing.write_diagnosis(diagnosis, path, spoken)
    if as_json:
        print(diagnosis.model_dump_json(exclude={"shots"}, indent=2))
    else:
        show_diagnosis(diagnosis, spoken)
        ERRORS.print(say_in(spoken, "diagnose_written", path=path), markup=False, soft_wrap=True)
    if diagnosis.failure:
        raise typer.Exit(1)


def _host(website: str) -> str:
    return urlsplit(website if "://" in website else f"//{website}").hostname or "site"
