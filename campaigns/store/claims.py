"""Claiming a dispatch, and the mark before the act: both hold for one claim alone.

A claim is known by its worker and the number of the attempt. Whoever is taken for dead, and whose dispatch was put back
and claimed anew, finds that its own claim holds no more: before the act at the mark, after it at the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from campaigns.models import CampaignState, Dispatch
from campaigns.store.statements import change
from campaigns.tokens import message_id
from domain.vocabulary import DispatchState

MAY_SEND = {"state": CampaignState.RUNNING, "killed": False}
_CLAIM = """
    UPDATE campaigns_dispatch
    SET state = 'sending', claimed_at = %s, claimed_by = %s, data_started_at = NULL, message_id = %s,
        attempts = attempts + 1
    WHERE id = %s AND state = 'planned' AND attempts = %s
      AND EXISTS(SELECT 1 FROM campaigns_campaign AS campaign
                 WHERE campaign.id = campaigns_dispatch.campaign_id AND campaign.state = 'running'
                   AND NOT campaign.killed)
"""
_MARK = """
    UPDATE campaigns_dispatch
    SET data_started_at = %s
    WHERE id = %s AND claimed_by = %s AND attempts = %s AND state = 'sending'
      AND EXISTS(SELECT 1 FROM campaigns_campaign AS campaign
                 WHERE campaign.id = campaigns_dispatch.campaign_id AND campaign.state = 'running'
                   AND NOT campaign.killed {held})
      AND EXISTS(SELECT 1 FROM campaigns_structurerow AS structure
                 WHERE structure.id = (SELECT structure_id FROM campaigns_contact WHERE id = contact_id)
                   AND structure.opted_out_at IS NULL {held})
"""


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


def claim(dispatch_id: int, worker: str, now: datetime, row: Dispatch | None = None) -> Claim | None:
    """Take a planned dispatch: a claim means it is mine alone, durably, before anything leaves; None that it is not.

    One UPDATE also checks that the campaign runs and is not killed, so that a pause acts before the next send. `row`
    is the dispatch with its contact and campaign when it was read just now.
    """
    row = row or Dispatch.objects.select_related("contact__campaign").filter(id=dispatch_id).first()
    if row is None:
        return None
    account = row.contact.campaign.options.account(row.account)
    identifier = message_id(row.token, account.domain) if account else ""
    # the attempt that was read: whoever claimed since has raised it
    return (
        Claim(row.id, worker, row.attempts + 1)
        if change(_CLAIM, now, worker, identifier, dispatch_id, row.attempts)
        else None
    )


def unclaim(dispatch_id: int, worker: str, claimed_at: datetime) -> bool:
    """Put back a claim of this worker and moment that nobody can have acted on; return whether there was one."""
    mine = Dispatch.objects.filter(id=dispatch_id, claimed_by=worker, claimed_at=claimed_at)
    changed = mine.filter(state=DispatchState.SENDING, data_started_at=None).update(
        state=DispatchState.PLANNED, claimed_at=None, attempts=F("attempts") - 1
    )
    return changed == 1


def _mark(vendor: str) -> str:
    """The statement that marks. What halts sending waits for it, and it for that: whoever has been told that sending
    is halted sees no further mark succeed. On SQLite, where one transaction writes at a time, nothing is to be held."""
    return _MARK.format(held="FOR SHARE" if vendor == "postgresql" else "")


def mark_data_started(claim: Claim, now: datetime) -> None:
    """Record, durably, that the next byte may make the act happen.

    Raises ClaimLost when the claim holds no more, and Halted when sending was halted since it was made: what waited for
    a free connection meanwhile must not leave.
    """
    if change(_mark(connection.vendor), now, claim.dispatch_id, claim.worker, claim.attempt):
        return
    held = Dispatch.objects.filter(id=claim.dispatch_id, claimed_by=claim.worker, attempts=claim.attempt)
    if held.filter(state=DispatchState.SENDING).exists():
        raise Halted(f"dispatch {claim.dispatch_id} may not leave now")
    raise ClaimLost(f"dispatch {claim.dispatch_id} is not {claim.worker}'s any more")
