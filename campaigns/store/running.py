"""What the runner asks about a campaign as a whole."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from campaigns.models import Campaign, CampaignState, Contact, Dispatch, ReplyRow, ReplyState
from campaigns.store.lifecycle import GUARD, Pause, log, pause_of, resume, trouble
from domain.errors import Message
from domain.progress import CampaignProgress
from domain.vocabulary import DispatchState

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def start(campaign_id: int, who: str, now: datetime) -> Pause | None:
    """Set a campaign running that is approved, or that the guard paused and a person has approved anew.

    A pause that a person made is theirs to end with `resume`: it is returned and stays, so that restarting a worker
    never sends. Raises what `resume` raises.
    """
    paused = pause_of(campaign_id)
    if paused is not None and paused.who != GUARD:
        return paused
    resume(campaign_id, who, now)
    return None


def may_send(campaign_id: int) -> bool:
    """Return whether the campaign runs: not paused, not killed."""
    return Campaign.objects.filter(id=campaign_id, state=CampaignState.RUNNING, killed=False).exists()


def awaits_nothing(campaign_id: int) -> bool:
    """Return whether no contact's window is open: only sending could make anything happen."""
    # a range, which an index finds; "is not null" goes through all that is null
    return not Contact.objects.filter(campaign_id=campaign_id, closed_at=None, window_ends__gte=_EVER).exists()


def is_over(campaign_id: int) -> bool:
    """Return whether every contact is closed and no reply waits to be read."""
    return not Contact.objects.filter(campaign_id=campaign_id, closed_at=None).exists()


def is_closed(campaign_id: int) -> bool:
    """Return whether the campaign is at its end."""
    return Campaign.objects.filter(id=campaign_id, state=CampaignState.CLOSED).exists()


def finish(campaign_id: int, who: str, now: datetime) -> None:
    """Close a campaign all of whose contacts are closed."""
    with transaction.atomic():
        open_ones = Campaign.objects.filter(id=campaign_id).exclude(state=CampaignState.CLOSED)
        if is_over(campaign_id) and open_ones.update(state=CampaignState.CLOSED):
            log(campaign_id, now, who, "closed")


def note(campaign_id: int, what: str, message: Message, now: datetime) -> None:
    """Keep a trouble of ours (an account that cannot be read now) in the audit log, once a day while it lasts."""
    params = {name: str(value) for name, value in message.params.items()}
    trouble(campaign_id, now, what, message.code, **params)


def planned_contacts(campaign_id: int) -> int:
    """Return how many contacts the campaign has: the same from its start on."""
    return Contact.objects.filter(campaign_id=campaign_id).count()


def progress(campaign_id: int, now: datetime, contacts: int | None = None) -> CampaignProgress:
    """Return where a campaign stands; held replies are those of the whole database.

    Who asks often says how many contacts there are, since counting them all takes a while.
    """
    contacts = planned_contacts(campaign_id) if contacts is None else contacts
    still_open = Contact.objects.filter(campaign_id=campaign_id, closed_at=None).count()
    dispatches = Dispatch.objects.filter(campaign_id=campaign_id)
    return CampaignProgress(
        now=now,
        contacts=contacts,
        sent=dispatches.filter(state=DispatchState.SENT).count(),
        replies=ReplyRow.objects.filter(Q(contact__campaign_id=campaign_id) | Q(contact=None)).count(),
        closed=contacts - still_open,
        held=ReplyRow.objects.filter(state=ReplyState.HELD).count(),
        uncertain=dispatches.filter(state=DispatchState.UNCERTAIN).count(),
        halted=Campaign.objects.filter(id=campaign_id).filter(Q(state=CampaignState.PAUSED) | Q(killed=True)).exists(),
    )
