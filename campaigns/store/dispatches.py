"""The schedule: what is due, claiming it, putting it off, refusing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Min

from campaigns.models import ApprovalRow, Campaign, CampaignState, Contact, Dispatch, Refusal
from campaigns.refusal import Consequence, Refused
from campaigns.store.assisted import open_task
from campaigns.store.lifecycle import GUARD, log, pause
from campaigns.store.rows import DispatchView, dispatch_view
from campaigns.tokens import message_id
from domain.vocabulary import DispatchKind, DispatchState

_MAY_SEND = {"state": CampaignState.RUNNING, "killed": False}
FIRST_KINDS = (DispatchKind.FIRST, DispatchKind.RETRY)


def due_dispatches(campaign_id: int, now: datetime, limit: int) -> list[DispatchView]:
    """Return planned dispatches whose moment has come, the oldest first; none unless the campaign is running."""
    if not Campaign.objects.filter(id=campaign_id, **_MAY_SEND).exists():
        return []
    rows = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.PLANNED, due_at__lte=now)
    return [dispatch_view(row) for row in rows.select_related("contact").order_by("due_at", "id")[:limit]]


def next_due(campaign_id: int) -> datetime | None:
    """Return when the next planned dispatch is due; None when there is none or the campaign is not running."""
    if not Campaign.objects.filter(id=campaign_id, **_MAY_SEND).exists():
        return None
    planned = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.PLANNED)
    moment: datetime | None = planned.aggregate(first=Min("due_at"))["first"]
    return moment


def get_dispatch(dispatch_id: int) -> DispatchView:
    return dispatch_view(Dispatch.objects.select_related("contact").get(id=dispatch_id))


def claim(dispatch_id: int, worker: str, now: datetime) -> bool:
    """Take a planned dispatch: True means it is mine alone, durably, before anything leaves.

    One UPDATE also checks that the campaign runs and is not killed, so that a pause acts before the next send.
    """
    row = Dispatch.objects.select_related("contact__campaign").filter(id=dispatch_id).first()
    if row is None:
        return False
    account = row.contact.campaign.options.account(row.account)
    identifier = message_id(row.token, account.domain) if account else ""
    running = Campaign.objects.filter(id=row.campaign_id, **_MAY_SEND)
    changed = Dispatch.objects.filter(Exists(running), id=dispatch_id, state=DispatchState.PLANNED).update(
        state=DispatchState.SENDING,
        claimed_at=now,
        claimed_by=worker,
        data_started_at=None,
        message_id=identifier,
        attempts=F("attempts") + 1,
    )
    return changed == 1


def unclaim(dispatch_id: int, worker: str, claimed_at: datetime) -> bool:
    """Put back a claim of this worker and moment that nobody can have acted on; return whether there was one."""
    mine = Dispatch.objects.filter(id=dispatch_id, claimed_by=worker, claimed_at=claimed_at)
    changed = mine.filter(state=DispatchState.SENDING, data_started_at=None).update(
        state=DispatchState.PLANNED, claimed_at=None, attempts=F("attempts") - 1
    )
    return changed == 1


def mark_data_started(dispatch_id: int, now: datetime) -> None:
    """Record, durably, that the next byte may make the act happen."""
    changed = Dispatch.objects.filter(id=dispatch_id, state=DispatchState.SENDING).update(data_started_at=now)
    if changed != 1:
        raise RuntimeError(f"dispatch {dispatch_id} is not being sent")


def postpone(dispatch_id: int, until: datetime, now: datetime, why: str = "") -> bool:
    """Put a planned (or just claimed) dispatch off; past its `not_after` it is skipped instead. Return False then."""
    with transaction.atomic():
        row = Dispatch.objects.select_for_update().get(id=dispatch_id)
        if row.state not in (DispatchState.PLANNED, DispatchState.SENDING) or row.data_started_at:
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
        if row.state not in (DispatchState.PLANNED, DispatchState.SENDING) or row.data_started_at:
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
