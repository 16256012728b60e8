"""What became of a dispatch, as the worker that claimed it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.carriers import carrier
from campaigns.limits import TASK_DAYS
from campaigns.models import Contact, Dispatch
from campaigns.store.assisted import open_task
from campaigns.store.claims import Claim
from campaigns.store.dispatches import FIRST_KINDS
from campaigns.store.follow_ups import schedule_reminder
from campaigns.store.lifecycle import log, trouble
from campaigns.store.loading import claimed
from campaigns.store.statements import save
from campaigns.working_time import calendar_of
from domain.contact import Receipt
from domain.errors import Message
from domain.failure import FOR_PEOPLE, Failure, ours
from domain.vocabulary import Channel, DispatchKind, DispatchState

_BACKOFF = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
_THEN_EACH = timedelta(hours=12)
_LEAST_PATIENCE = 2
"""Working days for which a temporary failure is tried again, also where no reply is awaited."""
OUR_ACCOUNT = frozenset({Failure.AUTH_ERROR, Failure.RATE_LIMITED})
"""Failures of our own account: tried again however permanent they look, and never the structure's result."""


@dataclass(frozen=True)
class Proof:
    """An exhibit as the evidence store has it: what it is, how to read it, under which digest."""

    name: str
    media_type: str
    digest: str


def record_receipt(claim: Claim, receipt: Receipt, now: datetime, proofs: Sequence[Proof] = ()) -> None:
    """Store what the probe brought back under this claim; a second receipt changes nothing.

    Sent: the contact's window opens and the reminder is planned. A temporary failure goes back to `planned` after 15
    minutes, 1 h, 4 h, then every 12 h while the window lasts. What only lets people pass becomes a person's task. Any
    other permanent failure is the contact's result. `proofs` are the receipt's exhibits as the evidence store has them.

    When the dispatch was settled meanwhile because its worker seemed dead, or put back by a person, what the worker saw
    is still the truth, as long as nobody has claimed it since.
    """
    with transaction.atomic():
        row = claimed(claim.dispatch_id, claim.worker, claim.attempt)
        if row is None or (row.state != DispatchState.SENDING and not _late(row, receipt, claim, now)):
            return
        row.detail = receipt.detail[:2000]
        _keep_shown(row, receipt, proofs)
        if receipt.failure is None:
            sent(row, receipt)
        elif receipt.failure in FOR_PEOPLE:
            _to_a_person(row, receipt.failure, now)
        elif receipt.permanent and receipt.failure not in OUR_ACCOUNT:
            _failed(row, receipt.failure, now, permanent=True)
        else:
            _again(row, receipt.failure, now)
            if receipt.failure in ours(carrier(Channel(row.contact.channel), DispatchKind(row.kind))):
                trouble(row.campaign_id, now, row.account, "sending_trouble", account=row.account,
                        failure=receipt.failure.value, why=receipt.detail[:500])  # fmt: skip


def _keep_shown(row: Dispatch, receipt: Receipt, proofs: Sequence[Proof]) -> None:
    if receipt.facts or proofs:
        row.facts = dict(receipt.facts)
        row.exhibits = [asdict(proof) for proof in proofs]
        save(row, "facts", "exhibits")


def _to_a_person(row: Dispatch, failure: Failure, now: datetime) -> None:
    _note_failure(row, failure, permanent=True)
    if row.kind in FIRST_KINDS:
        calendar = calendar_of(row.contact.structure.structure())
        open_task(row.contact_id, calendar.window_end(now, TASK_DAYS), {"why": failure.value})


def _late(row: Dispatch, receipt: Receipt, claim: Claim, now: datetime) -> bool:
    """Whether a receipt that comes after somebody settled the dispatch says something new; it is then logged."""
    if row.state == DispatchState.SENT or (receipt.failure is not None and row.state != DispatchState.UNCERTAIN):
        return False
    outcome = receipt.failure.value if receipt.failure else "sent"
    log(row.campaign_id, now, claim.worker, "late_receipt", dispatch=row.id, was=row.state, outcome=outcome)
    if row.kind in FIRST_KINDS:
        doubtful = Contact.objects.filter(id=row.contact_id, not_made="uncertain", delivered_at=None, closed_at=None)
        if doubtful.update(not_made="", window_ends=None):
            row.contact.refresh_from_db(fields=["not_made", "window_ends"])
    return True


def sent(row: Dispatch, receipt: Receipt) -> None:
    """Note that a loaded dispatch went out."""
    row.state, row.sent_at, row.failure = DispatchState.SENT, receipt.at, ""
    if receipt.reference:
        row.message_id = receipt.reference[:320]
    save(row, "state", "sent_at", "failure", "message_id", "detail")
    contact = row.contact
    if row.kind not in FIRST_KINDS or contact.delivered_at is not None or contact.closed_at is not None:
        return
    calendar = calendar_of(contact.structure.structure())
    contact.delivered_at = receipt.at
    contact.window_ends = calendar.window_end(receipt.at, contact.window_days)
    contact.failure, contact.not_made = "", ""
    save(contact, "delivered_at", "window_ends", "failure", "not_made")
    schedule_reminder(contact, receipt.at)


def _failed(row: Dispatch, failure: Failure, now: datetime, *, permanent: bool) -> None:
    _note_failure(row, failure, permanent=permanent)
    if row.kind in FIRST_KINDS:
        Contact.objects.filter(id=row.contact_id, delivered_at=None).update(failure=failure, window_ends=now)


def _note_failure(row: Dispatch, failure: Failure, *, permanent: bool) -> None:
    row.state, row.failure, row.permanent = DispatchState.FAILED, failure, permanent
    save(row, "state", "failure", "permanent", "detail")


def _again(row: Dispatch, failure: Failure, now: datetime) -> None:
    calendar = calendar_of(row.contact.structure.structure())
    if not row.failure:
        patience = calendar.window_end(now, max(row.contact.window_days, _LEAST_PATIENCE))
        row.not_after = min(row.not_after, patience) if row.not_after else patience
    wait = _BACKOFF[row.attempts - 1] if row.attempts <= len(_BACKOFF) else _THEN_EACH
    due_at = calendar.next_opening(now + wait)
    if row.not_after is not None and due_at > row.not_after:
        too_long = failure is Failure.DEFERRED
        _failed(row, Failure.DEFERRED_TOO_LONG if too_long else failure, now, permanent=too_long)
        return
    row.state, row.failure, row.due_at = DispatchState.PLANNED, failure, due_at
    row.data_started_at, row.claimed_at = None, None
    save(row, "state", "failure", "due_at", "not_after", "data_started_at", "claimed_at", "detail")


def give_back(claim: Claim, why: Message, now: datetime) -> None:
    """Return a claimed dispatch of which nothing left because our side could not run; it is tried again later."""
    with transaction.atomic():
        row = claimed(claim.dispatch_id, claim.worker, claim.attempt)
        if row is not None and row.state == DispatchState.SENDING and row.data_started_at is None:
            row.detail = f"{why.code} {why.params}"[:2000]
            _again(row, Failure.UNKNOWN, now)
