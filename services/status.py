"""`barometer status`: where a campaign stands and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Count, Min, Q

from campaigns.models import Campaign, Contact, Dispatch, Event, Refusal, ReplyRow, ReplyState, Task, TaskState
from domain.errors import Message
from domain.vocabulary import DispatchState
from services.working_folder import stored_campaign

_LAST_TROUBLES = 3


@dataclass(frozen=True)
class Trouble:
    """Something of ours that did not work, as the audit log has it; it may have passed since."""

    at: datetime
    message: Message


@dataclass(frozen=True)
class Status:
    """Counts of one campaign; `refusals` are the guard's, by rule."""

    key: str
    name: str
    state: str
    killed: bool
    approved_by: str
    starts: date
    ends: date
    structures: int
    contacts: int
    dispatches: dict[str, int]
    outcomes: dict[str, int]
    awaiting: int
    replies: dict[str, int]
    kinds: dict[str, int]
    refusals: dict[str, int]
    open_tasks: int
    next_dispatch: datetime | None
    troubles: tuple[Trouble, ...]


def status_of(folder: Path) -> Status:
    """Return the state of the folder's campaign."""
    return campaign_status(stored_campaign(folder))


def campaign_status(campaign: Campaign) -> Status:
    contacts = Contact.objects.filter(campaign=campaign)
    dispatches = Dispatch.objects.filter(campaign=campaign)
    replies = ReplyRow.objects.filter(contact__campaign=campaign)
    approval = campaign.approvals.filter(voided_at=None).order_by("-at").first()

    def counted(query: object, field: str) -> dict[str, int]:
        rows = query.values(field).annotate(n=Count("id")).order_by(field)  # type: ignore[attr-defined]
        return {str(row[field]): row["n"] for row in rows if row[field]}

    return Status(
        key=campaign.key,
        name=campaign.name,
        state=campaign.state,
        killed=campaign.killed,
        approved_by=approval.by if approval else "",
        starts=campaign.starts,
        ends=campaign.ends,
        structures=campaign.structures.count(),
        contacts=contacts.count(),
        dispatches=counted(dispatches, "state"),
        outcomes=counted(contacts, "outcome"),
        awaiting=contacts.filter(outcome=None).exclude(delivered_at=None).count(),
        replies={
            "attached": replies.count(),
            "held": ReplyRow.objects.filter(state=ReplyState.HELD).count(),
        },
        kinds=counted(replies, "kind"),
        refusals=counted(Refusal.objects.filter(dispatch__campaign=campaign), "rule"),
        open_tasks=Task.objects.filter(contact__campaign=campaign, state=TaskState.OPEN).count(),
        next_dispatch=dispatches.filter(state=DispatchState.PLANNED).aggregate(at=Min("due_at"))["at"],
        troubles=tuple(_troubles(campaign)),
    )


def _troubles(campaign: Campaign) -> list[Trouble]:
    ours = Q(code__in=("sending_trouble", "evidence_unwritable")) | Q(code__startswith="imap_")
    rows = Event.objects.filter(ours, campaign=campaign).order_by("-at", "-id")[:_LAST_TROUBLES]
    return [Trouble(row.at, Message(row.code, row.params)) for row in rows]
