"""What the rules look at, gathered in a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.addresses import normalise
from campaigns.channels import CHANNELS
from campaigns.models import ApprovalRow, Campaign, Contact, Dispatch, ReplyRow, StructureRow
from campaigns.options import Options
from campaigns.orders import order_from
from campaigns.rendering import digest, parts_of
from campaigns.working_time import WorkingCalendar, calendar_of
from domain.contact import Order
from domain.errors import InputError
from domain.scenario import Scenario
from domain.structure import Mandate, Structure
from domain.vocabulary import HUMAN_KINDS, Channel, DispatchKind, DispatchState

LEFT = (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNCERTAIN)
"""States in which a message left or may have: what counts against limits."""


@dataclass(frozen=True)
class Act:
    """An earlier act at the same desk or structure."""

    contact_id: int
    campaign_id: int
    structure_id: int
    persona: str
    channel: str
    desk: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    """All that the rules know. `order` is None when the texts are gone; `digest` is that of a fresh rendering.

    `opt_out` is the row of any campaign under which this structure, or another with its address, asked us to stop.
    """

    now: datetime
    live: bool
    campaign: Campaign
    options: Options
    approved: bool
    contact: Contact
    dispatch: Dispatch
    opt_out: StructureRow | None
    structure: Structure
    mandate: Mandate
    persona: str
    calendar: WorkingCalendar
    order: Order | None
    digest: str
    earlier: tuple[Act, ...]
    in_last_hour: tuple[datetime, ...]
    answered: bool

    @property
    def channel(self) -> Channel:
        return Channel(self.contact.channel)

    @property
    def kind(self) -> DispatchKind:
        return DispatchKind(self.dispatch.kind)

    @property
    def opens_contact(self) -> bool:
        return self.kind in (DispatchKind.FIRST, DispatchKind.RETRY)


def gather(dispatch_id: int, library: Mapping[str, Scenario], now: datetime, *, live: bool) -> Facts:
    rows = Dispatch.objects.select_related("contact__campaign", "contact__structure", "contact__persona")
    dispatch = rows.get(id=dispatch_id)
    contact = dispatch.contact
    structure = contact.structure.structure()
    order: Order | None = None
    fresh = ""
    try:
        if CHANNELS[Channel(contact.channel)].automated:
            order = order_from(dispatch, library)
        fresh = digest(parts_of(contact, library))
    except InputError:
        order = None
    return Facts(
        now=now,
        live=live,
        campaign=contact.campaign,
        options=contact.campaign.options,
        approved=ApprovalRow.objects.filter(campaign_id=contact.campaign_id, voided_at=None).exists(),
        contact=contact,
        dispatch=dispatch,
        opt_out=_opt_out(contact.structure),
        structure=structure,
        mandate=contact.structure.agreed(),
        persona=contact.persona.key,
        calendar=calendar_of(structure),
        order=order,
        digest=fresh,
        earlier=_earlier(contact, dispatch_id),
        in_last_hour=_in_last_hour(dispatch, now),
        answered=dispatch.kind == DispatchKind.REMINDER
        and ReplyRow.objects.filter(contact=contact, kind__in=HUMAN_KINDS).exists(),
    )


def _opt_out(row: StructureRow) -> StructureRow | None:
    if row.opted_out_at is not None:
        return row
    desk = normalise(row.data["mail"])
    others = (
        StructureRow.objects.filter(mail_domain=row.mail_domain).exclude(opted_out_at=None).order_by("opted_out_at")
    )
    return next((other for other in others if desk and normalise(other.data["mail"]) == desk), None)


def _earlier(contact: Contact, dispatch_id: int) -> tuple[Act, ...]:
    rows = Dispatch.objects.filter(
        Q(contact__desk=contact.desk) | Q(contact__structure_id=contact.structure_id),
        state__in=LEFT,
    )
    return tuple(
        Act(*values)  # type: ignore[arg-type] # claimed_at is never null here
        for values in rows.exclude(id=dispatch_id)
        .exclude(claimed_at=None)
        .order_by("claimed_at", "id")
        .values_list(
            "contact_id",
            "campaign_id",
            "contact__structure_id",
            "contact__persona__key",
            "contact__channel",
            "contact__desk",
            "kind",
            "claimed_at",
        )
    )


def _in_last_hour(dispatch: Dispatch, now: datetime) -> tuple[datetime, ...]:
    rows = Dispatch.objects.filter(account=dispatch.account, claimed_at__gt=now - timedelta(hours=1), state__in=LEFT)
    return tuple(rows.order_by("claimed_at").values_list("claimed_at", flat=True))  # type: ignore[arg-type]
