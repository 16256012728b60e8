"""Replies: stored with their cursor, read, attached, held for a person, moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from campaigns.models import Cursor, ReplyRow, ReplyState
from campaigns.store.lifecycle import log
from campaigns.store.rows import ReplyView, reply_view
from domain.reply import RawReply
from domain.vocabulary import ReplyKind


def cursor(account: str) -> str:
    """Return how far the account was read, "" at first."""
    return Cursor.objects.filter(account=account).values_list("value", flat=True).first() or ""


def complete(account: str, until: datetime) -> None:
    """Note that what arrived in an account until then is all stored."""
    Cursor.objects.update_or_create(account=account, defaults={"complete_until": until})


def complete_until(accounts: Collection[str]) -> datetime | None:
    """Return up to when replies are complete in every one of these accounts; None when one was never read whole."""
    known = dict(Cursor.objects.filter(account__in=accounts).values_list("account", "complete_until"))
    moments = [known.get(account) for account in accounts]
    return None if None in moments else min((moment for moment in moments if moment is not None), default=None)


def store_replies(account: str, raws: Iterable[tuple[RawReply, str]], next_cursor: str) -> list[int]:
    """Store replies (each with the digest of its bytes, already in the evidence store) and the cursor together.

    Storing one twice is harmless; return the ids of those that are new.
    """
    wanted = {raw.key: (raw, digest) for raw, digest in raws}
    with transaction.atomic():
        rows = ReplyRow.objects.filter(account=account)
        known = set(rows.filter(key__in=list(wanted)).values_list("key", flat=True))
        fresh = [
            ReplyRow(account=account, key=key, channel=raw.channel, arrived_at=raw.arrived_at, digest=digest)
            for key, (raw, digest) in wanted.items()
            if key not in known
        ]
        ReplyRow.objects.bulk_create(fresh, ignore_conflicts=True)
        Cursor.objects.update_or_create(account=account, defaults={"value": next_cursor})
        keys = [row.key for row in fresh]
        return list(rows.filter(key__in=keys).order_by("arrived_at", "id").values_list("id", flat=True))


def unread_replies(limit: int) -> list[ReplyView]:
    """Return replies not yet read or not yet matched, in order of arrival."""
    rows = ReplyRow.objects.filter(Q(state=ReplyState.NEW) | Q(reading_version=""))
    return [reply_view(row) for row in rows.order_by("arrived_at", "id")[:limit]]


def still_unread(reply_id: int) -> bool:
    """Return whether a reply waits to be read or matched, and keep others from it until the transaction ends."""
    row = ReplyRow.objects.select_for_update().get(id=reply_id)
    return row.state == ReplyState.NEW or not row.reading_version


def get_reply(reply_id: int) -> ReplyView:
    return reply_view(ReplyRow.objects.get(id=reply_id))


def replies_of(contact_id: int) -> list[ReplyView]:
    """Return a contact's replies in order of arrival."""
    rows = ReplyRow.objects.filter(contact_id=contact_id, state=ReplyState.ATTACHED)
    return [reply_view(row) for row in rows.order_by("arrived_at", "id")]


def save_reading(reply_id: int, kind: ReplyKind, reading: dict[str, Any], version: str) -> None:
    """Store the masked reading of a reply, replacing an older one."""
    ReplyRow.objects.filter(id=reply_id).update(kind=kind, reading=reading, reading_version=version)


def attach(reply_id: int, contact_id: int, method: str, reason: str) -> None:
    """Attach a reply to its contact, with how and why it was matched."""
    ReplyRow.objects.filter(id=reply_id).update(
        state=ReplyState.ATTACHED, contact_id=contact_id, method=method, reason=reason
    )


def has_twin(reply_id: int, contact_id: int | None, digest: str) -> bool:
    """Return whether the same bytes are attached to this contact already (None: wait in the pen already).

    A mailbox gives a message again under another UID when it was restored, moved to another server or repaired.
    """
    rows = ReplyRow.objects.filter(digest=digest)
    if contact_id is None:
        rows = rows.filter(state=ReplyState.HELD)
    else:
        rows = rows.filter(state=ReplyState.ATTACHED, contact_id=contact_id)
    return rows.exclude(id=reply_id).exists()


def hold(reply_id: int, reason: str, candidates: list[Any]) -> None:
    """Put a reply into the holding pen, with the contacts it may belong to, the likeliest first."""
    ReplyRow.objects.filter(id=reply_id).update(
        state=ReplyState.HELD, contact=None, method="", reason=reason, candidates=candidates
    )


def ignore(reply_id: int, reason: str, who: str, now: datetime) -> None:
    """Set aside a reply that belongs to no contact (advertising, our own test); it stays stored."""
    _change(reply_id, None, ReplyState.IGNORED, who, now, reason)


def held_replies() -> list[ReplyView]:
    """Return the holding pen in order of arrival."""
    rows = ReplyRow.objects.filter(state=ReplyState.HELD)
    return [reply_view(row) for row in rows.order_by("arrived_at", "id")]


def move_reply(reply_id: int, contact_id: int | None, who: str, now: datetime) -> None:
    """Attach a reply to another contact, or with None back to the pen; what was before is kept in `moved_by`."""
    _change(reply_id, contact_id, ReplyState.HELD if contact_id is None else ReplyState.ATTACHED, who, now, "moved")


def accept_held(reply_id: int, who: str, now: datetime) -> int | None:
    """Attach a held reply to its first candidate; return that contact, None when there is none.

    A candidate is a contact id, or a mapping that has one under `contact_id`.
    """
    candidates = ReplyRow.objects.get(id=reply_id).candidates
    if not candidates:
        return None
    first = candidates[0]
    contact_id = int(first["contact_id"] if isinstance(first, dict) else first)
    move_reply(reply_id, contact_id, who, now)
    return contact_id


def undo_move(reply_id: int, who: str, now: datetime) -> bool:
    """Put a reply back where it was before its last move; return False when it was never moved."""
    row = ReplyRow.objects.get(id=reply_id)
    if not row.moved_by:
        return False
    last = row.moved_by[-1]
    _change(reply_id, last["from"], ReplyState(last["state"]), who, now, "undone")
    return True


def _change(reply_id: int, contact_id: int | None, state: ReplyState, who: str, now: datetime, why: str) -> None:
    with transaction.atomic():
        row = ReplyRow.objects.select_for_update(of=("self",)).get(id=reply_id)
        row.moved_by.append(
            {"from": row.contact_id, "to": contact_id, "state": row.state, "method": row.method, "who": who}
            | {"at": now.isoformat(), "why": why}
        )
        row.state, row.contact_id, row.method, row.reason = state, contact_id, "person", f"{why} ({who})"
        row.save(update_fields=["moved_by", "state", "contact", "method", "reason"])
        campaign_id = row.contact.campaign_id if row.contact else None
        log(campaign_id, now, who, "reply_moved", reply=reply_id, contact=contact_id, why=why)
