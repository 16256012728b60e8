"""What the rules look at, gathered in a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.addresses import normalise
from campaigns.channels import CHANNELS
from campaigns.models import Campaign, Contact, Dispatch, ReplyRow, StructureRow
from campaigns.options import Options
from campaigns.orders import order_with
from campaigns.rendering import assemble, digest, scenario_of
from campaigns.store.loading import for_the_guard
from campaigns.store.statements import moment, rows
from campaigns.working_time import WorkingCalendar, calendar_of
from domain.contact import Order
from domain.errors import InputError
from domain.scenario import Scenario
from domain.structure import Mandate, Structure
from domain.vocabulary import HUMAN_KINDS, Channel, DispatchKind, DispatchState

LEFT = (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNCERTAIN)
"""States in which a message left or may have: what counts against limits."""
_EARLIER = """
    SELECT contact.id, dispatch.campaign_id, contact.structure_id, persona.key, contact.channel, contact.desk,
           dispatch.kind, dispatch.claimed_at
    FROM campaigns_contact AS contact
    JOIN campaigns_dispatch AS dispatch ON dispatch.contact_id = contact.id
    JOIN campaigns_personarow AS persona ON persona.id = contact.persona_id
    WHERE dispatch.id <> %s AND (contact.desk = %s OR contact.structure_id = %s)
      AND dispatch.state IN ('sending', 'sent', 'uncertain') AND dispatch.claimed_at IS NOT NULL
    ORDER BY dispatch.claimed_at, dispatch.id
"""
# in the words of the index, else SQLite does not use it
_RATE = """
    SELECT claimed_at FROM campaigns_dispatch
    WHERE account = %s AND claimed_at > %s AND NOT (claimed_at IS NULL) AND state IN ('sending', 'sent', 'uncertain')
    ORDER BY claimed_at DESC LIMIT 1 OFFSET %s
"""


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
class RateReached:
    """An account has sent as much in the last hour as it may: how much, and when the last so many began."""

    sent: int
    since: datetime


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
    at_rate_limit: RateReached | None
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
    dispatch, approved, domain_opted_out = for_the_guard(dispatch_id)
    contact = dispatch.contact
    options = contact.campaign.options
    structure = contact.structure.structure()
    order: Order | None = None
    fresh = ""
    try:
        scenario = scenario_of(contact, library)
        persona = contact.persona.persona()
        parts = assemble(contact, scenario, contact.campaign.secret, options, structure, persona)
        if CHANNELS[Channel(contact.channel)].automated:
            order = order_with(dispatch, parts)
        fresh = digest(parts)
    except InputError:
        order = None
    return Facts(
        now=now,
        live=live,
        campaign=contact.campaign,
        options=options,
        approved=approved,
        contact=contact,
        dispatch=dispatch,
        opt_out=_opt_out(contact.structure) if domain_opted_out else None,
        structure=structure,
        mandate=contact.structure.agreed(),
        persona=contact.persona.key,
        calendar=calendar_of(structure),
        order=order,
        digest=fresh,
        earlier=_earlier(contact, dispatch_id),
        at_rate_limit=_at_rate_limit(dispatch.account, options.rate_per_hour, now),
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
    found = rows(_EARLIER, dispatch_id, contact.desk, contact.structure_id)
    return tuple(Act(*(*row[:7], moment(row[7]))) for row in found)


def _at_rate_limit(account: str, limit: int, now: datetime) -> RateReached | None:
    since = now - timedelta(hours=1)
    # how many there are is counted only once there are too many: this is asked before each act
    oldest = rows(_RATE, account, since, limit - 1)
    if not oldest:
        return None
    sent = Dispatch.objects.filter(account=account, claimed_at__gt=since, state__in=LEFT).count()
    return RateReached(sent, moment(oldest[0][0]))
