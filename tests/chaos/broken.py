"""Runners broken on purpose, each in one way that a careless change could bring: the harness has to catch every one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from tests.chaos.doomed import resolve


def _resends() -> None:
    """What a dead runner left in DATA is simply sent again."""
    holder, name, settle = resolve("campaigns.store:settle")

    def planned(dispatch_id: int, outcome: str, receipt: Any, why: str, who: str, now: Any, claim: Any = None) -> bool:
        from campaigns.models import Dispatch

        Dispatch.objects.filter(id=dispatch_id, state="sending").update(data_started_at=None)
        return bool(settle(dispatch_id, "planned", None, why, who, now, claim))

    setattr(holder, name, planned)


def _claims_lightly() -> None:
    """The claim is never committed, and the mark does not ask for it."""
    from django.db import transaction

    holder, name, claim = resolve("campaigns.taking:claim")

    def uncommitted(*arguments: Any) -> Any:
        mine = claim(*arguments)
        transaction.set_rollback(True)
        return mine

    setattr(holder, name, uncommitted)
    holder, name, _ = resolve("campaigns.store:mark_data_started")
    setattr(holder, name, lambda claim, now: None)
    holder, name, record = resolve("campaigns.store:record_receipt")

    def recorded(claim: Any, receipt: Any, now: Any, *more: Any) -> None:
        from campaigns.models import Dispatch

        rows = Dispatch.objects.filter(id=claim.dispatch_id, state="planned")
        rows.update(state="sending", claimed_by=claim.worker, attempts=claim.attempt)
        record(claim, receipt, now, *more)

    setattr(holder, name, recorded)


def _marks_nothing() -> None:
    """No mark before DATA: whatever was in `sending` looks as if nothing had left."""
    holder, name, _ = resolve("campaigns.store:mark_data_started")
    setattr(holder, name, lambda claim, now: None)


def _keeps_no_journal() -> None:
    """The database is the only witness."""
    for name in ("begin", "end"):
        holder, name, _ = resolve(f"campaigns.history:History.{name}")
        setattr(holder, name, lambda *arguments: None)


def _renames() -> None:
    """Whatever leaves gets a Message-ID of its own, so that no Message-ID comes twice."""
    drawn = iter(range(10**9))

    def another(token: str, domain: str) -> str:
        return f"<{os.getpid()}.{next(drawn)}.{token}@{domain}>"

    for module in ("campaigns.store.claims", "campaigns.rendering"):
        holder, name, _ = resolve(f"{module}:message_id")
        setattr(holder, name, another)


def _forgets_replies() -> None:
    """The cursor moves before the replies are stored."""
    holder, name, store_replies = resolve("campaigns.store:store_replies")

    def cursor_first(account: str, raws: Any, next_cursor: str) -> Any:
        from campaigns.models import Cursor

        Cursor.objects.update_or_create(account=account, defaults={"value": next_cursor})
        return store_replies(account, raws, next_cursor)

    setattr(holder, name, cursor_first)


def _forgets_reminders() -> None:
    """The reminder is planned after the receipt is committed, not with it."""
    holder, name, plan = resolve("campaigns.store.receipts:schedule_reminder")
    later: list[tuple[Any, ...]] = []
    setattr(holder, name, lambda *arguments: later.append(arguments))
    holder, name, record = resolve("campaigns.store:record_receipt")

    def afterwards(*arguments: Any) -> None:
        record(*arguments)
        while later:
            plan(*later.pop())

    setattr(holder, name, afterwards)


VARIANTS: Mapping[str, Callable[[], None]] = {
    "resends": _resends,
    "claims lightly": _claims_lightly,
    "marks nothing": _marks_nothing,
    "keeps no journal": _keeps_no_journal,
    "renames": _renames,
    "forgets replies": _forgets_replies,
    "forgets reminders": _forgets_reminders,
}
