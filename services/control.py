"""Pause, resume, kill switch, opt-out: effective before the next send, whoever is sending."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaigns import store
from campaigns.history import journal_of
from campaigns.models import CampaignState, StructureRow
from domain.errors import InputError
from links.act_journal import JOURNALS, Decision
from services.equipment import worker_name
from services.evidence_place import evidence_of
from services.time_source import now
from services.working_folder import stored_campaign


def pause(folder: Path, by: str, why: str) -> None:
    """Stop sending until `resume`. Raises InputError when the campaign is closed or not yet approved."""
    campaign = stored_campaign(folder)
    if campaign.state == CampaignState.CLOSED:
        raise InputError("campaign_closed", key=campaign.key)
    if campaign.state == CampaignState.DRAFT:
        raise InputError("pause_nothing", key=campaign.key)
    at = now()
    _write_down(folder, campaign.id, Decision("pause", at, by, why))
    store.pause(campaign.id, by, why, at)


@dataclass(frozen=True)
class Halt:
    """Who stopped sending and why: a pause, or the kill switch when `killed`."""

    who: str
    why: str
    killed: bool = False


def halt_of(folder: Path) -> Halt | None:
    """Return the pause or kill switch in force, None when the campaign may send or has not begun."""
    campaign = stored_campaign(folder)
    if campaign.killed:
        return Halt(campaign.killed_by, campaign.killed_why, killed=True)
    paused = store.pause_of(campaign.id)
    return Halt(paused.who, paused.why) if paused is not None else None


def resume(folder: Path, by: str, why: str) -> None:
    """Go on after a pause; after a kill, release the switch first, in the same named person's name."""
    campaign = stored_campaign(folder)
    at = now()
    if campaign.killed:
        store.release(campaign.id, by, why, at)
    store.resume(campaign.id, by, at)
    _write_down(folder, campaign.id, Decision("resume", at, by, why))


def kill(folder: Path, by: str, why: str) -> None:
    """Pull the kill switch; `resume` releases it."""
    campaign, at = stored_campaign(folder), now()
    try:
        _write_down(folder, campaign.id, Decision("kill", at, by, why))
    finally:  # whatever the disk says
        store.kill(campaign.id, by, why, at)


def opt_out(folder: Path, structure: str, by: str, why: str) -> int:
    """Stop writing to a structure; return how many dispatches were called off. Raises InputError for an unknown key."""
    campaign = stored_campaign(folder)
    row = StructureRow.objects.filter(campaign=campaign, key=structure).first()
    if row is None:
        raise InputError("structure_unknown", key=structure)
    at = now()
    try:
        _write_down(folder, campaign.id, Decision("opt_out", at, by, why, structure))
    finally:
        cancelled = store.opt_out(row.id, why, by, at)
    return cancelled


def _write_down(folder: Path, campaign_id: int, decision: Decision) -> None:
    """Keep a decision outside the database too: after a restore it holds all the same."""
    journal_of(evidence_of(folder).root / JOURNALS, campaign_id, f"person-{worker_name()}").decide(decision)
