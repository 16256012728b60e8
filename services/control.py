"""Pause, resume, kill switch, opt-out: effective before the next send, whoever is sending."""

from __future__ import annotations

from pathlib import Path

from campaigns import store
from campaigns.models import StructureRow
from domain.errors import InputError
from services.time_source import now
from services.working_folder import stored_campaign


def pause(folder: Path, by: str, why: str) -> None:
    store.pause(stored_campaign(folder).id, by, why, now())


def resume(folder: Path, by: str, why: str) -> None:
    """Go on after a pause; after a kill, release the switch first, in the same named person's name."""
    campaign = stored_campaign(folder)
    at = now()
    if campaign.killed:
        store.release(campaign.id, by, why, at)
    store.resume(campaign.id, by, at)


def kill(folder: Path, by: str, why: str) -> None:
    store.kill(stored_campaign(folder).id, by, why, now())


def opt_out(folder: Path, structure: str, by: str, why: str) -> int:
    """Stop writing to a structure; return how many dispatches were called off. Raises InputError for an unknown key."""
    campaign = stored_campaign(folder)
    row = StructureRow.objects.filter(campaign=campaign, key=structure).first()
    if row is None:
        raise InputError("structure_unknown", key=structure)
    return store.opt_out(row.id, why, by, now())
