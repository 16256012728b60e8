"""Dispatches that a crash left in doubt: found, settled by what the outside shows, or left to a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from django.db import transaction

from campaigns.models import Contact, Dispatch
from campaigns.store.claims import Claim
from campaigns.store.dispatches import FIRST_KINDS
from campaigns.store.lifecycle import log
from campaigns.store.receipts import sent
from campaigns.store.rows import DispatchView, dispatch_view
from campaigns.working_time import calendar_of
from domain.contact import Receipt
from domain.vocabulary import DispatchState


def senders(campaign_id: int) -> set[str]:
    """Return the workers that have something in `sending`."""
    rows = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.SENDING)
    return set(rows.values_list("claimed_by", flat=True))


def stale_sending(campaign_id: int, workers_alive: Collection[str] = ()) -> list[DispatchView]:
    """Return dispatches in `sending` whose worker is not alive; never to be sent again blindly (see `settle`).

    A worker's name must be new at each start of its process, else it would count as alive.
    """
    workers_alive = [workers_alive] if isinstance(workers_alive, str) else workers_alive
    rows = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.SENDING)
    rows = rows.exclude(claimed_by__in=list(workers_alive)).select_related("contact")
    return [dispatch_view(row) for row in rows.order_by("claimed_at", "id")]


def uncertain_list(campaign_id: int) -> list[DispatchView]:
    """Return the dispatches that wait for a person to say whether they left."""
    rows = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.UNCERTAIN).select_related("contact")
    return [dispatch_view(row) for row in rows.order_by("claimed_at", "id")]


def settle(
    dispatch_id: int,
    outcome: Literal["sent", "planned", "uncertain"],
    receipt: Receipt | None,
    why: str,
    who: str,
    now: datetime,
    claim: Claim | None = None,
) -> bool:
    """Decide a dispatch found in `sending` or `uncertain`, with its reason in the audit log; return whether it was.

    With `claim`, only if it is still in `sending` under that claim and, for `planned`, not marked: what was decided
    from an earlier look must not undo what happened since. `sent` needs the receipt that proves it. An uncertain first
    message leaves its contact `not_measured` at the end of the window unless a person settles it before.
    """
    with transaction.atomic():
        rows = Dispatch.objects.select_for_update(of=("self",))
        row = rows.select_related("contact__campaign", "contact__structure").get(id=dispatch_id)
        if row.state not in (DispatchState.SENDING, DispatchState.UNCERTAIN):
            return False
        if claim is not None and not _holds(row, claim, outcome):
            return False
        row.detail = why[:2000]
        if outcome == "sent":
            sent(row, receipt or Receipt(at=row.data_started_at or row.claimed_at or now))
        elif outcome == "planned":
            row.state, row.data_started_at, row.claimed_at = DispatchState.PLANNED, None, None
            row.save(update_fields=["state", "data_started_at", "claimed_at", "detail"])
        else:
            row.state = DispatchState.UNCERTAIN
            row.save(update_fields=["state", "detail"])
            if row.kind in FIRST_KINDS:
                ends = calendar_of(row.contact.structure.structure()).window_end(now, row.contact.window_days)
                Contact.objects.filter(id=row.contact_id, delivered_at=None).update(
                    not_made="uncertain", window_ends=ends
                )
        log(row.campaign_id, now, who, "settled", dispatch=dispatch_id, outcome=outcome, why=why)
        return True


def _holds(row: Dispatch, claim: Claim, outcome: str) -> bool:
    same = (row.claimed_by, row.attempts) == (claim.worker, claim.attempt)
    return same and row.state == DispatchState.SENDING and (outcome != "planned" or row.data_started_at is None)
