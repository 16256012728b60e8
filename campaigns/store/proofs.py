"""A reply proves that what it answers went out, whatever our side could not know."""

from __future__ import annotations

from datetime import datetime

from campaigns.models import Dispatch
from campaigns.store.dispatches import FIRST_KINDS
from campaigns.store.settling import settle
from domain.vocabulary import DispatchState


def proved_by_reply(contact_id: int, now: datetime) -> bool:
    """Settle a contact's doubtful opening as sent, since an answer came; return whether there was one.

    Only when no other opening of the contact left: else the answer may be to that one.
    """
    openings = Dispatch.objects.filter(contact_id=contact_id, kind__in=FIRST_KINDS)
    if openings.filter(state=DispatchState.SENT).exists():
        return False
    doubtful = openings.filter(state=DispatchState.UNCERTAIN).order_by("-id").first()
    if doubtful is None:
        return False
    settle(doubtful.id, "sent", None, "a reply came to its address", "reading", now)
    return True
