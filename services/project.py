"""The campaign a user describes in `campaign.yaml`, and the working folder it lives in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pydantic import Field, field_validator

from domain.errors import InputError, Place
from domain.structure import Frozen
from domain.vocabulary import Channel

CAMPAIGN_FILE = "campaign.yaml"


class ProjectFile(Frozen):
    """`campaign.yaml`, field by field; `docs/campaign.md` explains each."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    name: str = Field(min_length=1, max_length=200)
    starts: date
    ends: date
    plan: str = "afnor-13"
    channels: list[Channel] = Field(default=[Channel.MAIL], min_length=1)
    panel: str = "panel.csv"
    personas: str = ""
    library: str = ""
    scenarios: list[str] = []
    grid: str = "2026.1"
    norms: str = "barometer-2026"
    seed: int = 1
    reminder_after_working_days: int | None = Field(default=None, ge=1, le=60)
    html_share: float = Field(default=0.3, ge=0, le=1)
    avoid_school_holidays: bool = False

    @field_validator("name")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if re.search(r"[\r\n]", value):
            raise ValueError("name must be on one line")
        return value


def load_project(folder: Path) -> ProjectFile:
    """Return the folder's campaign. Raises InputError naming file, line and field."""
    from scenarios.yaml_source import Source

    path = folder / CAMPAIGN_FILE
    if not path.is_file():
        raise InputError("project_absent", place=Place(str(path)))
    source = Source(path)
    project = source.into(ProjectFile)
    if project.ends < project.starts:
        raise source.fault("campaign_dates", ("ends",), starts=project.starts, ends=project.ends)
    return project


def file_of(folder: Path, name: str) -> Path:
    """Return a file that `campaign.yaml` names, relative to its folder; raises InputError when it is not there."""
    path = folder / name
    if not path.is_file():
        raise InputError("project_file_absent", place=Place(str(folder / CAMPAIGN_FILE)), path=str(path))
    return path
