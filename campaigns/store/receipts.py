"""What became of a dispatch: receipts, and the doubtful ones that a crash left behind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from campaigns.models import Contact, Dispatch
from campaigns.store.dispatches import FIRST_KINDS
from campaigns.store.follow_ups import schedule_reminder
from campaigns.store.lifecycle import log, trouble
from campaigns.store.rows import DispatchView, dispatch_view
from campaigns.working_time import calendar_of
from domain.contact import Receipt
from domain.errors import Message
from domain.failure import OURS, Failure
from domain.vocabulary import DispatchState

_BACKOFF = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
_THEN_EACH = timedelta(hours=12)
OUR_ACCOUNT = frozenset({Failure.AUTH_ERROR, Failure.RATE_LIMITED})
"""Failures of our own account: tried again however permanent they look, and never the structure's result."""


def record_receipt(dispatch_id: int, receipt: Receipt, now: datetime) -> None:
    """Store what the probe brought back of a dispatch in `sending`; a second receipt changes nothing.

    Sent: the contact's window opens and the reminder is planned. A temporary failure goes back to `planned` after 15
    minutes, 1 h, 4 h, then every 12 h while the window lasts. A permanent one is the contact's result.
    """
    with transaction.atomic():
        row = _sending(dispatch_id)
        if row is None:
            return
        row.detail = receipt.detail[:2000]
        if receipt.failure is None:
            _sent(row, receipt)
        elif receipt.permanent and receipt.failure not in OUR_ACCOUNT:
            _failed(row, receipt.failure, now, permanent=True)
        else:
            _again(row, receipt.failure, now)
            if receipt.failure in OURS:
                trouble(row.campaign_id, now, row.account, "sending_trouble", account=row.account,
                        failure=receipt.failure.value, why=receipt.detail[:500])  # fmt: skip


def _sending(dispatch_id: int) -> Dispatch | None:
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("contact__campaign", "contact__structure")
    return rows.filter(id=dispatch_id, state=DispatchState.SENDING).first()


def _sent(row: Dispatch, receipt: Receipt) -> None:
    row.state, row.sent_at, row.failure = DispatchState.SENT, receipt.at, ""
    if receipt.reference:
        row.message_id = receipt.reference[:320]
    row.save(update_fields=["state", "sent_at", "failure", "message_id", "detail"])
    contact = row.contact
    if row.kind not in FIRST_KINDS or contact.delivered_at is not None:
        return
    calendar = calendar_of(contact.structure.structure())
    contact.delivered_at = receipt.at
    contact.window_ends = calendar.window_end(receipt.at, contact.window_days)
    contact.failure, contact.not_made = "", ""
    contact.save(update_fields=["delivered_at", "window_ends", "failure", "not_made"])
    schedule_reminder(contact, receipt.at)


def _failed(row: Dispatch, failure: Failure, now: datetime, *, permanent: bool) -> None:
    row.state, row.failure, row.permanent = DispatchState.FAILED, failure, permanent
    row.save(update_fields=["state", "failure", "permanent", "detail"])
    if row.kind in FIRST_KINDS:
        Contact.objects.filter(id=row.contact_id, delivered_at=None).update(failure=failure, window_ends=now)


def _again(row: Dispatch, failure: Failure, now: datetime) -> None:
    calendar = calendar_of(row.contact.structure.structure())
    if not row.failure:
        patience = calendar.window_end(now, row.contact.window_days)
        row.not_after = min(row.not_after, patience) if row.not_after else patience
    wait = _BACKOFF[row.attempts - 1] if row.attempts <= len(_BACKOFF) else _THEN_EACH
    due_at = calendar.next_opening(now + wait)
    if row.not_after is not None and due_at > row.not_after:
        too_long = failure is Failure.DEFERRED
        _failed(row, Failure.DEFERRED_TOO_LONG if too_long else failure, now, permanent=too_long)
        return
    row.state, row.failure, row.due_at = DispatchState.PLANNED, failure, due_at
    row.data_started_at, row.claimed_at = None, None
    row.save(update_fields=["state", "failure", "due_at", "not_after", "data_started_at", "claimed_at", "detail"])


def give_back(dispatch_id: int, why: Message, now: datetime) -> None:
    """Return a claimed dispatch of which nothing left because our side could not run; it is tried again later."""
    with transaction.atomic():
        row = _sending(dispatch_id)
        if row is not None and row.data_started_at is None:
            row.detail = f"{why.code} {why.params}"[:2000]
            _again(row, Failure.UNKNOWN, now)


def stale_sending(campaign_id: int, workers_alive: Collection[str] = ()) -> list[DispatchView]:
    """Return dispatches in `sending` whose worker is gone; never to be sent again blindly (see `settle`).

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
) -> None:
    """Decide a dispatch found in `sending` or `uncertain`, with its reason in the audit log.

    `sent` needs the receipt that proves it. An uncertain first message leaves its contact `not_measured` at the end of
    the window unless a person settles it before.
    """
    with transaction.atomic():
        rows = Dispatch.objects.select_for_update(of=("self",))
        row = rows.select_related("contact__campaign", "contact__structure").get(id=dispatch_id)
        if row.state not in (DispatchState.SENDING, DispatchState.UNCERTAIN):
            return
        row.detail = why[:2000]
        if outcome == "sent":
            _sent(row, receipt or Receipt(at=row.data_started_at or row.claimed_at or now))
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
