"""The schedule: what is due, putting it off, refusing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Min

from campaigns.models import ApprovalRow, Campaign, Contact, Dispatch, Refusal
from campaigns.refusal import Consequence, Refused
from campaigns.store.assisted import open_task
from campaigns.store.claims import MAY_SEND
from campaigns.store.lifecycle import GUARD, log, pause
from campaigns.store.rows import DispatchView, dispatch_view
from domain.vocabulary import DispatchKind, DispatchState

FIRST_KINDS = (DispatchKind.FIRST, DispatchKind.RETRY)


def due_dispatches(campaign_id: int, now: datetime, limit: int) -> list[DispatchView]:
    """Return planned dispatches whose moment has come, the oldest first; none unless the campaign is running."""
    if not Campaign.objects.filter(id=campaign_id, **MAY_SEND).exists():
        return []
    rows = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.PLANNED, due_at__lte=now)
    return [dispatch_view(row) for row in rows.select_related("contact").order_by("due_at", "id")[:limit]]


def next_due(campaign_id: int) -> datetime | None:
    """Return when the next planned dispatch is due; None when there is none or the campaign is not running."""
    if not Campaign.objects.filter(id=campaign_id, **MAY_SEND).exists():
        return None
    planned = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.PLANNED)
    moment: datetime | None = planned.aggregate(first=Min("due_at"))["first"]
    return moment


def get_dispatch(dispatch_id: int) -> DispatchView:
    return dispatch_view(Dispatch.objects.select_related("contact").get(id=dispatch_id))


def postpone(dispatch_id: int, until: datetime, now: datetime, why: str = "") -> bool:
    """Put a planned dispatch off; past its `not_after` it is skipped instead. Return False then.

    One that somebody has claimed is left to them.
    """
    with transaction.atomic():
        row = Dispatch.objects.select_for_update().get(id=dispatch_id)
        if row.state != DispatchState.PLANNED:
            return False
        if row.not_after is not None and until > row.not_after:
            skip(row, why or "send_window_over", now)
            return False
        row.state, row.due_at, row.claimed_at = DispatchState.PLANNED, until, None
        row.save(update_fields=["state", "due_at", "claimed_at"])
        return True


def skip(row: Dispatch, why: str, now: datetime) -> None:
    """Give a dispatch up; when it is the contact's first message the contact ends as not made."""
    row.state, row.detail = DispatchState.SKIPPED, why
    row.save(update_fields=["state", "detail"])
    if row.kind in FIRST_KINDS:
        not_delivered = Contact.objects.filter(id=row.contact_id, delivered_at=None, closed_at=None)
        not_delivered.update(not_made=why[:60], window_ends=now)


def refuse(dispatch_id: int, refusal: Refused, now: datetime) -> None:
    """Log the guard's refusal and carry out its consequence."""
    with transaction.atomic():
        row = Dispatch.objects.select_for_update().select_related("contact").get(id=dispatch_id)
        Refusal.objects.create(dispatch=row, rule=refusal.rule, params=refusal.params, until=refusal.until, at=now)
        if row.state != DispatchState.PLANNED:
            return
        if refusal.consequence is Consequence.POSTPONE and refusal.until is not None:
            postpone(dispatch_id, refusal.until, now)
        elif refusal.consequence is Consequence.SKIP:
            skip(row, refusal.rule, now)
        elif refusal.consequence is Consequence.TASK:
            row.state, row.detail = DispatchState.SKIPPED, refusal.rule
            row.save(update_fields=["state", "detail"])
            if row.kind in FIRST_KINDS:
                open_task(row.contact_id, row.not_after or now, {"why": refusal.rule})
        else:
            Dispatch.objects.filter(id=dispatch_id).update(state=DispatchState.PLANNED, claimed_at=None)
            if refusal.rule == "approved_text_unchanged":
                ApprovalRow.objects.filter(campaign_id=row.campaign_id, voided_at=None).update(voided_at=now)
            if refusal.consequence is Consequence.PAUSE:
                pause(row.campaign_id, GUARD, refusal.rule, now)
                log(row.campaign_id, now, "guard", "needs_a_person", rule=refusal.rule, dispatch=dispatch_id)
