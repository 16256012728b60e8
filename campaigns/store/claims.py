"""Claiming a dispatch, and the mark before the act: both hold for one claim alone.

A claim is known by its worker and the number of the attempt. Whoever is taken for dead, and whose dispatch was put back
and claimed anew, finds that its own claim holds no more: before the act at the mark, after it at the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from campaigns.models import Campaign, CampaignState, Contact, Dispatch
from campaigns.tokens import message_id
from domain.vocabulary import DispatchState

MAY_SEND = {"state": CampaignState.RUNNING, "killed": False}


@dataclass(frozen=True)
class Claim:
    """One worker's hold on a dispatch. `attempt` rises with every claim, so that no two are alike."""

    dispatch_id: int
    worker: str
    attempt: int


class ClaimLost(Exception):
    """Somebody settled the dispatch meanwhile: it is not ours to act on any more."""


class Halted(Exception):
    """The claim holds, and nothing may leave: a pause, the kill switch or an opt-out came since."""


def claim(dispatch_id: int, worker: str, now: datetime) -> Claim | None:
    """Take a planned dispatch: a claim means it is mine alone, durably, before anything leaves; None that it is not.

    One UPDATE also checks that the campaign runs and is not killed, so that a pause acts before the next send.
    """
    row = Dispatch.objects.select_related("contact__campaign").filter(id=dispatch_id).first()
    if row is None:
        return None
    account = row.contact.campaign.options.account(row.account)
    identifier = message_id(row.token, account.domain) if account else ""
    running = Campaign.objects.filter(id=row.campaign_id, **MAY_SEND)
    planned = Dispatch.objects.filter(Exists(running), id=dispatch_id, state=DispatchState.PLANNED)
    # the attempt that was read: whoever claimed since has raised it
    changed = planned.filter(attempts=row.attempts).update(
        state=DispatchState.SENDING,
        claimed_at=now,
        claimed_by=worker,
        data_started_at=None,
        message_id=identifier,
        attempts=F("attempts") + 1,
    )
    return Claim(dispatch_id, worker, row.attempts + 1) if changed == 1 else None


def unclaim(dispatch_id: int, worker: str, claimed_at: datetime) -> bool:
    """Put back a claim of this worker and moment that nobody can have acted on; return whether there was one."""
    mine = Dispatch.objects.filter(id=dispatch_id, claimed_by=worker, claimed_at=claimed_at)
    changed = mine.filter(state=DispatchState.SENDING, data_started_at=None).update(
        state=DispatchState.PLANNED, claimed_at=None, attempts=F("attempts") - 1
    )
    return changed == 1


def mark_data_started(claim: Claim, now: datetime) -> None:
    """Record, durably, that the next byte may make the act happen.

    Raises ClaimLost when the claim holds no more, and Halted when sending was halted since it was made: what waited for
    a free connection meanwhile must not leave.
    """
    held = Dispatch.objects.filter(id=claim.dispatch_id, claimed_by=claim.worker, attempts=claim.attempt)
    held = held.filter(state=DispatchState.SENDING)
    running = Campaign.objects.filter(id=OuterRef("campaign_id"), **MAY_SEND)
    willing = Contact.objects.filter(id=OuterRef("contact_id"), structure__opted_out_at=None)
    if held.filter(Exists(running), Exists(willing)).update(data_started_at=now) == 1:
        return
    if held.exists():
        raise Halted(f"dispatch {claim.dispatch_id} may not leave now")
    raise ClaimLost(f"dispatch {claim.dispatch_id} is not {claim.worker}'s any more")
