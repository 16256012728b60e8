"""`barometer form`: what would be written into a website's contact form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.table import Table

from cli.show import lang, say, show, t
from domain.errors import InputError
from domain.wording import LANGUAGES

if TYPE_CHECKING:
    from services.form_dry_run import DryRun, Row


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=t("help_form"), no_args_is_help=True)
    group.callback()(_group)
    group.command("dry-run", help=t("help_form_dry_run"))(form_dry_run)
    app.add_typer(group, name="form")


def _group() -> None:
    return


def form_dry_run(
    website: Annotated[str, typer.Argument(help=t("help_form_website"), metavar="URL")],
    scenario: Annotated[str, typer.Option(help=t("help_form_scenario"), metavar="ID")] = "",
    persona: Annotated[str, typer.Option(help=t("help_form_persona"), metavar="KEY")] = "",
    recipe: Annotated[Path | None, typer.Option(help=t("help_form_recipe"))] = None,
    language: Annotated[str, typer.Option(help=t("help_form_language"))] = "",
    out: Annotated[Path | None, typer.Option(help=t("help_form_out"), metavar="DIR")] = None,
) -> None:
    from services.form_dry_run import dry_run

    spoken = language or lang()
    if spoken not in LANGUAGES:
        raise InputError("webform_language_odd", value=language)
    folder = out or Path(f"form-{_host(website)}")
    seen = dry_run(website, language=spoken, scenario=scenario, persona=persona, recipe=recipe, out=folder)
    _print(seen)
    if seen.failure is not None:
        raise typer.Exit(1)


def _print(seen: DryRun) -> None:
    if seen.url:
        say("webform_found", url=seen.url, clicks=_clicks(seen))
    if seen.rows:
        show(_table(seen.rows))
    for obstacle in seen.obstacles:
        say("webform_stopped", why=t(f"webform_obstacle_{obstacle.reason}", label=obstacle.label))
    if seen.failure is not None and not seen.obstacles:
        say("webform_failed", why=t(f"webform_failure_{seen.failure.value}"), detail=seen.detail)
    if seen.button:
        say("webform_button", text=seen.button)
    if seen.failure is None and not seen.seen_to_the_end:
        say("webform_half_seen")
    for attempt in seen.held_back:
        say("webform_held_back", attempt=attempt)
    for path in seen.pictures:
        say("webform_picture", path=path)
    say("webform_nothing_sent")


def _clicks(seen: DryRun) -> str:
    clicks = seen.facts.get("form.clicks_from_home")
    return t("webform_no_click") if clicks is None else t("webform_clicks", count=clicks)


def _table(rows: tuple[Row, ...]) -> Table:
    made = Table(header_style="bold", box=None, padding=(0, 2, 0, 0))
    several = rows[-1].step > 1
    if several:
        made.add_column(t("col_form_step"))
    for heading in ("col_form_role", "col_form_field", "col_form_written", "col_form_why"):
        made.add_column(t(heading))
    for row in rows:
        caption = escape(row.caption[:60]) + (" *" if row.required and "*" not in row.caption else "")
        cells = [t(f"webform_role_{row.role or 'none'}"), caption, _written(row), _why(row)]
        made.add_row(*([str(row.step), *cells] if several else cells))
    return made


def _written(row: Row) -> str:
    if row.act in ("leave", "untick", "tick"):
        return t(f"webform_act_{row.act}")
    return escape(" ".join(row.value.split())[:70])


def _why(row: Row) -> str:
    if not row.trap:
        return t(f"webform_why_{row.why}")
    hidden = row.trap.startswith("hidden_")
    return t("webform_trap_hidden" if hidden else f"webform_trap_{row.trap}")


def _host(website: str) -> str:
    return urlsplit(website if "://" in website else f"//{website}").hostname or "site"
