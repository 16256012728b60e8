"""Campaigns, their structures and their personas, as written by the panel import and as scoring reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from campaigns.models import Campaign, Contact, PersonaRow, StructureRow
from campaigns.options import Options
from campaigns.store.alphabet import by_code
from campaigns.store.lifecycle import log
from domain.errors import InputError
from domain.structure import Mandate, Persona, Structure


@dataclass(frozen=True)
class CampaignSpec:
    """What makes a campaign. `secret` is hex, at least 32 digits."""

    key: str
    name: str
    plan: str
    starts: date
    ends: date
    seed: int
    secret: str
    options: Options
    grid_version: str = ""
    norm_set: str = ""


def create_campaign(
    spec: CampaignSpec,
    panel: Iterable[tuple[Structure, Mandate]],
    personas: Iterable[Persona],
    who: str,
    now: datetime,
) -> int:
    """Store a campaign with its panel and personas, all or nothing; return its id.

    Raises InputError(campaign_exists) when the key is taken.
    """
    with transaction.atomic():
        if Campaign.objects.filter(key=spec.key).exists():
            raise InputError("campaign_exists", key=spec.key)
        campaign = Campaign.objects.create(
            key=spec.key,
            name=spec.name,
            plan=spec.plan,
            starts=spec.starts,
            ends=spec.ends,
            seed=spec.seed,
            secret=spec.secret,
            settings=spec.options.model_dump(mode="json"),
            grid_version=spec.grid_version,
            norm_set=spec.norm_set,
        )
        StructureRow.objects.bulk_create(
            (structure_row(campaign.id, structure, mandate) for structure, mandate in panel), batch_size=2000
        )
        PersonaRow.objects.bulk_create(
            PersonaRow(campaign=campaign, key=entry.key, mailbox=entry.mailbox, data=entry.model_dump(mode="json"))
            for entry in personas
        )
        log(campaign.id, now, who, "created", plan=spec.plan)
        return campaign.id


def structure_row(campaign_id: int, structure: Structure, mandate: Mandate) -> StructureRow:
    return StructureRow(
        campaign_id=campaign_id,
        key=structure.key,
        sector=structure.sector,
        category=structure.category,
        mail_domain=structure.mail.rpartition("@")[2].lower(),
        data=structure.model_dump(mode="json"),
        mandate=mandate.model_dump(mode="json"),
    )


def structures(campaign_id: int) -> Iterator[Structure]:
    """Yield the campaign's structures by key."""
    rows = StructureRow.objects.filter(campaign_id=campaign_id).order_by(by_code("key"))
    for data in rows.values_list("data", flat=True).iterator(chunk_size=1000):
        yield Structure.model_validate(data)


def mandates(campaign_id: int) -> dict[str, Mandate]:
    """Return structure key → mandate."""
    rows = StructureRow.objects.filter(campaign_id=campaign_id).values_list("key", "mandate")
    return {key: Mandate.model_validate(data) for key, data in rows}


@dataclass(frozen=True)
class ContactLine:
    """A contact as scoring and listings take it."""

    id: int
    structure: str
    channel: str
    scenario: str
    scenario_version: int
    wording: int
    language: str
    persona: str
    planned_at: datetime
    delivered_at: datetime | None
    window_ends: datetime | None
    failure: str
    not_made: str
    outcome: str | None
    closed_at: datetime | None


def contacts(campaign_id: int) -> Iterator[ContactLine]:
    """Yield the campaign's contacts in order."""
    rows = Contact.objects.filter(campaign_id=campaign_id).order_by("id")
    for values in rows.values_list(
        "id",
        "structure__key",
        "channel",
        "scenario",
        "scenario_version",
        "wording",
        "language",
        "persona__key",
        "planned_at",
        "delivered_at",
        "window_ends",
        "failure",
        "not_made",
        "outcome",
        "closed_at",
    ).iterator(chunk_size=2000):
        yield ContactLine(*values)
