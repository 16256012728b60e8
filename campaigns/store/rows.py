"""What the store hands out: plain values, detached from the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaigns.models import Dispatch, ReplyRow
from domain.vocabulary import Channel, DispatchKind, DispatchState, ReplyKind


@dataclass(frozen=True)
class DispatchView:
    """A dispatch as the runner needs it."""

    id: int
    campaign_id: int
    contact_id: int
    channel: Channel
    kind: DispatchKind
    number: int
    state: DispatchState
    token: str
    account: str
    message_id: str
    due_at: datetime
    not_after: datetime | None
    attempts: int
    claimed_by: str
    claimed_at: datetime | None
    data_started_at: datetime | None
    sent_at: datetime | None
    in_reply_to: str
    script: int
    failure: str
    detail: str
    structure_id: int


def dispatch_view(row: Dispatch) -> DispatchView:
    """Return the view; `row.contact` should already be loaded."""
    return DispatchView(
        row.id,
        row.campaign_id,
        row.contact_id,
        Channel(row.contact.channel),
        DispatchKind(row.kind),
        row.number,
        DispatchState(row.state),
        row.token,
        row.account,
        row.message_id,
        row.due_at,
        row.not_after,
        row.attempts,
        row.claimed_by,
        row.claimed_at,
        row.data_started_at,
        row.sent_at,
        row.in_reply_to,
        row.script,
        row.failure,
        row.detail,
        row.contact.structure_id,
    )


@dataclass(frozen=True)
class ReplyView:
    """A stored reply; its bytes are in the evidence store under `digest`."""

    id: int
    account: str
    channel: Channel
    key: str
    arrived_at: datetime
    digest: str
    state: str
    contact_id: int | None
    method: str
    reason: str
    candidates: list[Any]
    kind: ReplyKind | None
    reading: dict[str, Any]
    reading_version: str
    moved_by: list[dict[str, Any]] = field(default_factory=list)


def reply_view(row: ReplyRow) -> ReplyView:
    return ReplyView(
        row.id,
        row.account,
        Channel(row.channel),
        row.key,
        row.arrived_at,
        row.digest,
        row.state,
        row.contact_id,
        row.method,
        row.reason,
        row.candidates,
        ReplyKind(row.kind) if row.kind else None,
        row.reading,
        row.reading_version,
        row.moved_by,
    )
