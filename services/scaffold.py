"""`barometer init`: a folder ready to be filled in, in the user's language; an existing file is never overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from domain.errors import InputError, Place

FILES = ("campaign.yaml", "panel.csv", "panel.example.csv", "accounts.env")


def create_project(folder: Path, language: str, today: date) -> list[Path]:
    """Write the files that are not there yet and return them. Raises InputError when the folder cannot be written."""
    starts = today + timedelta(days=21 + (7 - today.weekday()) % 7)
    params = {
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(days=60)).isoformat(),
        "today": today.isoformat(),
        "key": _key(folder.resolve().name),
    }
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            path = folder / name
            if path.exists():
                continue
            template = files("services").joinpath("templates", language, name).read_text("utf-8")
            for key, value in params.items():
                template = template.replace(f"@{key}@", value)
            path.write_text(template, "utf-8")
            if name == "accounts.env":
                path.chmod(0o600)
            written.append(path)
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(folder)), why=error.strerror or str(error)) from error
    return written


def _key(name: str) -> str:
    cleaned = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()).strip("-")
    return "-".join(part for part in cleaned.split("-") if part) or "campaign"
