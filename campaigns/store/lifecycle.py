"""Starting, pausing, killing and counting a campaign; the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from campaigns.models import (
    Campaign,
    CampaignState,
    Contact,
    Dispatch,
    Event,
    Refusal,
    ReplyRow,
    Task,
)
from campaigns.store.serial import one_at_a_time
from domain.errors import InputError

GUARD = "guard"
_STARTED = (CampaignState.APPROVED, CampaignState.RUNNING)


@dataclass(frozen=True)
class Pause:
    """Who paused a campaign, a person or `GUARD`, and why."""

    who: str
    why: str


def log(campaign_id: int | None, now: datetime, who: str, code: str, **params: object) -> None:
    """Add a line to the audit log."""
    Event.objects.create(campaign_id=campaign_id, at=now, who=who, code=code, params=params)


def trouble(campaign_id: int, now: datetime, who: str, code: str, **params: object) -> None:
    """Add a line about something that does not work now: once a day while it stays the same, not at every try."""
    last = Event.objects.filter(campaign_id=campaign_id, who=who, code=code).order_by("-id").first()
    if last is None or last.params != params or not timedelta(0) <= now - last.at < timedelta(days=1):
        log(campaign_id, now, who, code, **params)


def find_campaign(key: str) -> Campaign:
    """Return the campaign; raises InputError(campaign_unknown) when there is none of that key."""
    campaign = Campaign.objects.filter(key=key).first()
    if campaign is None:
        raise InputError("campaign_unknown", key=key)
    return campaign


def pause(campaign_id: int, who: str, why: str, now: datetime) -> None:
    """Stop sending before the next claim; replies are still collected and contacts still close.

    A campaign approved but not begun may be paused too. Pausing a paused one again, in a person's name, makes the pause
    theirs: only `resume` ends it.
    """
    with transaction.atomic():
        one_at_a_time()
        rows = Campaign.objects.filter(id=campaign_id)
        changed = rows.filter(state__in=_STARTED).update(state=CampaignState.PAUSED)
        if changed or (who != GUARD and rows.filter(state=CampaignState.PAUSED).exists()):
            log(campaign_id, now, who, "paused", why=why)


def pause_of(campaign_id: int) -> Pause | None:
    """Return who paused the campaign and why, None unless it is paused."""
    if not Campaign.objects.filter(id=campaign_id, state=CampaignState.PAUSED).exists():
        return None
    events = Event.objects.filter(campaign_id=campaign_id, code__in=("paused", "released"))
    last = events.order_by("-id").first()
    return Pause(last.who, str(last.params.get("why", ""))) if last else Pause("", "")


def resume(campaign_id: int, who: str, now: datetime) -> None:
    """Start an approved campaign or go on with a paused one.

    Raises InputError: `campaign_killed`, `campaign_not_approved` or `campaign_closed`.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(id=campaign_id)
        if campaign.killed:
            raise InputError("campaign_killed", key=campaign.key, who=campaign.killed_by, why=campaign.killed_why)
        approved = campaign.approvals.filter(voided_at=None).exists()
        if campaign.state == CampaignState.DRAFT or not approved:
            raise InputError("campaign_not_approved", key=campaign.key)
        if campaign.state == CampaignState.CLOSED:
            raise InputError("campaign_closed", key=campaign.key)
        if campaign.state != CampaignState.RUNNING:
            Campaign.objects.filter(id=campaign_id).update(state=CampaignState.RUNNING)
            log(campaign_id, now, who, "resumed")


def kill(campaign_id: int, who: str, why: str, now: datetime) -> None:
    """Pull the kill switch: nothing is claimed any more until a named person releases it."""
    with transaction.atomic():
        one_at_a_time()
        Campaign.objects.filter(id=campaign_id).update(killed=True, killed_by=who, killed_why=why, killed_at=now)
        log(campaign_id, now, who, "killed", why=why)


def release(campaign_id: int, who: str, why: str, now: datetime) -> None:
    """Release the kill switch; a running campaign is left paused."""
    with transaction.atomic():
        Campaign.objects.filter(id=campaign_id, state=CampaignState.RUNNING).update(state=CampaignState.PAUSED)
        Campaign.objects.filter(id=campaign_id).update(killed=False)
        log(campaign_id, now, who, "released", why=why)


def counts(campaign_id: int) -> dict[str, dict[str, int]]:
    """Return how many contacts, dispatches, replies, tasks and refusals there are, by state (refusals by rule).

    Contacts count under their outcome, or `open` (reply window running) or `waiting` (not yet delivered).
    """
    contacts = Contact.objects.filter(campaign_id=campaign_id).values("outcome")
    by_outcome: dict[str, int] = {"open": 0, "waiting": 0}
    for told in contacts.annotate(n=Count("id"), delivered=Count("delivered_at")):
        if told["outcome"] is None:
            by_outcome |= {"open": told["delivered"], "waiting": told["n"] - told["delivered"]}
        else:
            by_outcome[told["outcome"]] = told["n"]
    dispatches = Dispatch.objects.filter(campaign_id=campaign_id).values("state").annotate(n=Count("id"))
    replies = ReplyRow.objects.filter(contact__campaign_id=campaign_id).values("state").annotate(n=Count("id"))
    loose = ReplyRow.objects.filter(contact=None).values("state").annotate(n=Count("id"))
    tasks = Task.objects.filter(contact__campaign_id=campaign_id).values("state").annotate(n=Count("id"))
    refusals = Refusal.objects.filter(dispatch__campaign_id=campaign_id).values("rule").annotate(n=Count("id"))
    by_reply = {row["state"]: row["n"] for row in replies}
    for row in loose:
        by_reply[row["state"]] = by_reply.get(row["state"], 0) + row["n"]
    return {
        "contacts": by_outcome,
        "dispatches": {row["state"]: row["n"] for row in dispatches},
        "replies": by_reply,
        "tasks": {row["state"]: row["n"] for row in tasks},
        "refusals": {row["rule"]: row["n"] for row in refusals},
    }
