"""Doing again, in a database that forgot, what is on record as done outside."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest

from campaigns.models import Cursor, Dispatch, StructureRow
from campaigns.store.claims import Claim
from campaigns.store.receipts import record_receipt
from campaigns.tokens import message_id
from domain.contact import Receipt
from domain.vocabulary import DispatchState

_OPEN = (DispatchState.PLANNED, DispatchState.SENDING, DispatchState.UNCERTAIN, DispatchState.SKIPPED)
"""What a dispatch may have been at the back-up and have left since: a reminder was called off anew by an answer that
came after it."""


@dataclass(frozen=True)
class Known:
    """What the database knows of a dispatch."""

    id: int
    state: str
    attempts: int
    marked: bool

    def lacks(self, attempt: int) -> bool:
        """Whether this attempt's act is news: not claimed yet, or claimed and not marked."""
        unmarked = self.state == DispatchState.SENDING and self.attempts == attempt and not self.marked
        return self.state in _OPEN and (self.attempts < attempt or unmarked)

    def awaits(self, attempt: int) -> bool:
        """Whether this attempt's outcome is news."""
        doubtful = self.state in (DispatchState.SENDING, DispatchState.UNCERTAIN)
        return doubtful and self.attempts == attempt if attempt else self.state in _OPEN


def known(campaign_id: int, tokens: Collection[str]) -> dict[str, Known]:
    """Return what is known of the campaign's dispatches with these tokens."""
    rows = Dispatch.objects.filter(campaign_id=campaign_id, token__in=list(tokens)).values_list(
        "token", "id", "state", "attempts", "data_started_at"
    )
    return {token: Known(number, state, attempts, mark is not None) for token, number, state, attempts, mark in rows}


def redo_act(dispatch_id: int, attempt: int, at: datetime, who: str) -> bool:
    """Bring a dispatch to where its worker had it when the act was about to happen; return whether it was not there.

    `who` never lives: what is not settled by its outcome is settled as after a crash.
    """
    row = Dispatch.objects.select_related("contact__campaign").get(id=dispatch_id)
    account = row.contact.campaign.options.account(row.account)
    unmarked = Q(state=DispatchState.SENDING, attempts=attempt, data_started_at=None)
    rows = Dispatch.objects.filter(Q(attempts__lt=attempt) | unmarked, id=dispatch_id, state__in=_OPEN)
    changed = rows.update(
        state=DispatchState.SENDING,
        attempts=attempt,
        claimed_at=at,
        claimed_by=who[:100],
        data_started_at=at,
        message_id=message_id(row.token, account.domain) if account else "",
    )
    return changed == 1


def redo_outcome(dispatch_id: int, attempt: int, receipt: Receipt, who: str) -> None:
    """Record what an attempt gave; attempt 0 is a proof of sending from outside, whichever attempt it was."""
    if not attempt:
        Dispatch.objects.filter(id=dispatch_id, state__in=_OPEN).update(
            state=DispatchState.SENDING,
            attempts=Greatest(F("attempts"), 1),
            claimed_at=receipt.at,
            claimed_by=who[:100],
            data_started_at=receipt.at,
        )
    row = Dispatch.objects.get(id=dispatch_id)
    record_receipt(Claim(row.id, row.claimed_by, row.attempts), receipt, receipt.at)


def mark_unmarked(campaign_id: int) -> int:
    """Treat what was claimed at the back-up as begun: nobody knows how far it came since. Return how many were."""
    rows = Dispatch.objects.filter(campaign_id=campaign_id, state=DispatchState.SENDING, data_started_at=None)
    return rows.update(data_started_at=F("claimed_at"))


def not_opted_out(campaign_id: int, structure: str) -> int | None:
    """Return the structure's id unless it is unknown or asked us to stop already."""
    rows = StructureRow.objects.filter(campaign_id=campaign_id, key=structure, opted_out_at=None)
    return rows.values_list("id", flat=True).first()


def positions(campaign_id: int) -> dict[str, int]:
    """Return how far the journal's files were taken in; a restored database says how far they were then."""
    told = Cursor.objects.filter(account=_name(campaign_id)).values_list("value", flat=True).first()
    return dict(json.loads(told)) if told else {}


def save_positions(campaign_id: int, read: Mapping[str, int]) -> None:
    Cursor.objects.update_or_create(account=_name(campaign_id), defaults={"value": json.dumps(dict(read))})


def _name(campaign_id: int) -> str:
    return f"journal of campaign {campaign_id}"
