"""Who is audited, by what right, and as whom: structures, mandates, personas."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.vocabulary import Channel, Sector


class Frozen(BaseModel):
    """A value object: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(StrEnum):
    """The documented ground on which a structure is contacted."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    RESEARCH = "research"


Permission = Literal["automated", "assisted", "none"]

WITHOUT_CONSENT = frozenset({Channel.SITE, Channel.MAIL, Channel.WEBFORM, Channel.LETTER})
"""Channels that may be used without the structure's consent (design section 2)."""


class Mandate(Frozen):
    """The recorded right to contact one structure; `cap` is the most contacts in 60 days, None the basis' own."""

    basis: Basis
    approved_by: str = Field(min_length=2)
    approved_on: date
    starts: date
    ends: date
    channels: dict[Channel, Permission]
    staff_informed: bool = False
    recording: bool = False
    cap: int | None = Field(default=None, ge=0)
    document: str = ""


class Opening(Frozen):
    """One opening span of a weekday (Monday is 0), in the structure's local time."""

    weekday: int = Field(ge=0, le=6)
    opens: time
    closes: time


class Structure(Frozen):
    """An audited organisation. `key` is the panel's own stable identifier; coordinates are per channel."""

    key: str = Field(min_length=1)
    name: str = Field(min_length=1)
    sector: Sector
    category: str
    size: int | None = None  # inhabitants or customers, for strata and peers
    country: str = "FR"
    subdivision: str = ""  # `holidays` subdivision code, e.g. "57" for Moselle
    timezone: str = "Europe/Paris"
    language: str = "fr"
    certified: tuple[str, ...] = ()
    entry: Literal["volunteer", "drawn", "benchmark"] = "volunteer"
    weight: float = Field(default=1.0, gt=0)
    parent: str = ""  # key of the main site when this is an annex
    place: str = ""  # the town or area named in the texts
    mail: str = ""
    website: str = ""
    phone: str = ""
    postal: str = ""
    openings: tuple[Opening, ...] = ()
    form_recipe: dict[str, Any] = {}
    """How to fill this structure's contact form in, when finding out by ourselves is not good enough."""


class Persona(Frozen):
    """A fictitious, consistent citizen."""

    key: str
    given_name: str
    family_name: str
    civility: Literal["M.", "Mme", "Mr", "Ms", ""] = ""
    language: str = "fr"
    mailbox: str  # local part of the mailbox, before any tag
    phone: str = ""
    postal: str = ""
    attributes: dict[str, str] = {}

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Period(Frozen):
    """A campaign's field period; both ends are inclusive local dates."""

    starts: date
    ends: date


class Approval(Frozen):
    """A named person's agreement to one plan and its exact texts, by digest."""

    by: str
    at: datetime
    digest: str
