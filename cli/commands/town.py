"""`barometer demo | calibrate`: the whole job against the sandbox town, and how well we see."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from cli.door import open_demo
from cli.show import lang, say, t
from domain.errors import InputError, Place

Town = Annotated[Path | None, typer.Option("--town", help=t("help_town"))]
Seed = Annotated[int, typer.Option("--seed", help=t("help_seed"))]
Everywhere = Annotated[bool, typer.Option("--everywhere", help=t("help_everywhere"))]


def register(app: typer.Typer) -> None:
    app.command("demo", help=t("help_demo"))(demo)
    app.command("calibrate", help=t("help_calibrate"))(calibrate)
    app.command("sandbox", help=t("help_sandbox"))(sandbox)


def demo(
    folder: Annotated[Path, typer.Option("--dir", help=t("help_demo_dir"))] = Path("var/demo"),
    town: Town = None,
    seed: Seed = 1,
    everywhere: Everywhere = False,
) -> None:
    town = _found(town)
    _demo_anew(folder)
    from cli.progress import watched
    from cli.score_view import show_scores
    from services.demo import run_demo

    result = watched(
        lambda progress: run_demo(
            folder.absolute(), town=town, seed=seed, language=lang(), progress=progress, everywhere=everywhere
        )
    )
    show_scores(result.scores, lang())
    say("demo_counts", **result.counts)
    if len(result.channels) == 1:
        say("demo_without_browser")
    say("report_written", path=str(result.report))


def calibrate(
    folder: Annotated[Path, typer.Option("--dir", help=t("help_calibrate_dir"))] = Path("var/demo"),
    town: Town = None,
    seed: Seed = 1,
    rerun: Annotated[bool, typer.Option("--rerun", help=t("help_calibrate_rerun"))] = False,
    everywhere: Everywhere = False,
) -> None:
    town = _found(town)
    if rerun or town is not None:
        _demo_anew(folder)
    elif (folder / "truth.jsonl").is_file():
        open_demo(folder)
    else:
        raise InputError("truth_absent", place=Place(str(folder)))
    from cli.calibration_view import show_calibration
    from cli.progress import watched
    from services.calibration import calibrate_against

    result = watched(
        lambda progress: calibrate_against(
            folder.absolute(),
            town=town,
            seed=seed,
            rerun=rerun,
            language=lang(),
            everywhere=everywhere,
            progress=progress,
        )
    )
    show_calibration(result)


def sandbox(
    folder: Annotated[Path, typer.Argument(help=t("help_sandbox_dir"))] = Path("var/practice"),
    town: Town = None,
    seed: Seed = 1,
    again: Annotated[bool, typer.Option("--again", help=t("help_sandbox_again"))] = False,
) -> None:
    from services.demo_folder import fresh_practice

    town = _found(town)
    fresh_practice(folder, again=again)
    open_demo(folder)
    from services.practice import keep_town_open

    def until() -> None:
        say("sandbox_open", path=str(folder))
        threading.Event().wait()

    keep_town_open(folder.absolute(), town=town, seed=seed, until=until)


def _found(town: Path | None) -> Path | None:
    """Refuse a town's file that is not there before any folder is emptied for it."""
    from services.sandbox_town import town_file

    return None if town is None else town_file(town)


def _demo_anew(folder: Path) -> None:
    from services.demo_folder import fresh_folder

    fresh_folder(folder)
    open_demo(folder)
