"""The campaign of a working folder, as stored."""

from __future__ import annotations

from pathlib import Path

from campaigns.models import Campaign
from domain.errors import InputError, Place
from services.project import CAMPAIGN_FILE, load_project


def stored_campaign(folder: Path) -> Campaign:
    """Return the folder's campaign row. Raises InputError when there is no plan yet."""
    project = load_project(folder)
    row = Campaign.objects.filter(key=project.key).first()
    if row is None:
        raise InputError("not_planned", place=Place(str(folder / CAMPAIGN_FILE)), key=project.key)
    return row
