"""The working folder of a demonstration: emptied at each run, and never somebody else's."""

from __future__ import annotations

import shutil
from pathlib import Path

from domain.errors import InputError, Place

MARK = ".barometer-demo"


def fresh_folder(folder: Path) -> None:
    """Empty a demonstration's folder. One that holds anything else is left alone: raises InputError."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise InputError("demo_folder_taken", place=Place(str(folder)))
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        (folder / MARK).touch()
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(folder)), why=error.strerror or str(error)) from error
