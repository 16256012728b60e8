"""The working folder of a demonstration or a practice: emptied when begun anew, and never somebody else's."""

from __future__ import annotations

import shutil
from pathlib import Path

from domain.errors import InputError, Place
from services.project import CAMPAIGN_FILE

MARK = ".barometer-demo"
PRACTICE_MARK = ".barometer-practice"


def fresh_folder(folder: Path) -> None:
    """Empty a demonstration's folder. One that holds anything else is left alone: raises InputError."""
    if _holds_anything(folder) and not (folder / MARK).is_file():
        raise InputError("demo_folder_taken", place=Place(str(folder)))
    _emptied(folder, MARK)


def fresh_practice(folder: Path, *, again: bool = False) -> None:
    """Prepare a folder to practise in; an earlier practice is somebody's work and is erased only `again`.

    Raises InputError when the folder holds a practice, or anything else.
    """
    if _holds_anything(folder):
        if not (folder / PRACTICE_MARK).is_file():
            raise InputError("practice_folder_taken", place=Place(str(folder)))
        # written once the town is open: what a refused town left behind is nobody's work
        if not again and (folder / CAMPAIGN_FILE).is_file():
            raise InputError("practice_there", place=Place(str(folder)))
    _emptied(folder, PRACTICE_MARK)


def _holds_anything(folder: Path) -> bool:
    try:
        return folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(folder)), why=error.strerror or str(error)) from error


def _emptied(folder: Path, mark: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        (folder / mark).touch()
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(folder)), why=error.strerror or str(error)) from error
