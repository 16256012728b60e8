"""The town file: who lives there and how each behaves (`docs/sandbox.md`, section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from sandbox.faults import Fault, TownFileError
from sandbox.located_yaml import Located, load, validate
from sandbox.openings import Openings
from sandbox.profile import Profile, Strict
from sandbox.reply_texts import Texts, load_texts

DEFAULT_TOWN = Path(__file__).parent / "town" / "town.yaml"
_WEEK = "mon-fri 09:00-12:00 14:00-17:00"


class Agent(Strict):
    """Somebody who answers."""

    given: str
    family: str
    civility: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Resident(Strict):
    """A structure of the town."""

    key: str = Field(min_length=1)
    name: str
    sector: Literal["public", "private"]
    category: str
    profile: str
    mail: str
    place: str = ""
    size: int | None = None
    country: str = "FR"
    subdivision: str = ""
    timezone: str = "Europe/Paris"
    language: str = "fr"
    openings: str = _WEEK
    certified: tuple[str, ...] = ()
    entry: Literal["volunteer", "drawn", "benchmark"] = "volunteer"
    weight: float = Field(default=1, gt=0)
    parent: str = ""
    website: str = ""
    site: str = ""
    """Theme of its website (`town/sites/themes/`), "" to have one chosen."""
    phone: str = ""
    postal: str = ""
    services: tuple[str, ...] = ()

    @field_validator("mail")
    @classmethod
    def _harmless(cls, address: str) -> str:
        local, _, domain = address.partition("@")
        if address != address.lower() or not local or not domain or any(character.isspace() for character in address):
            raise ValueError(f"adresse {address!r} : nom@domaine, en minuscules / {address!r}: name@domain, lower case")
        if not domain.endswith((".example", ".test", ".invalid", ".localhost")):
            raise ValueError(
                f"{domain} existe peut-être : un domaine .example, .test ou .invalid est exigé"
                f" / {domain} may exist: a .example, .test or .invalid domain is required"
            )
        return address

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"fuseau inconnu {name!r} / unknown time zone {name!r}") from error
        return name

    @model_validator(mode="after")
    def _week(self) -> Resident:
        _ = self.week
        return self

    @cached_property
    def week(self) -> Openings:
        return Openings(self.openings, self.timezone, self.country, self.subdivision)

    @property
    def domain(self) -> str:
        return self.mail.partition("@")[2]


class TownFile(Strict):
    """The whole file as written."""

    town: Literal[1]
    name: str
    domain: str = "citizens.example"
    evidence: str = "evidence@citizens.example"
    texts: str = "."
    people: dict[str, tuple[Agent, ...]]
    roles: dict[str, tuple[str, ...]]
    services: dict[str, dict[Literal["public", "private"], tuple[str, ...]]]
    given_names: dict[str, dict[str, tuple[str, ...]]] = {}
    profiles: dict[str, Profile]
    structures: tuple[Resident, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Town:
    """A town ready to run: its file and its words."""

    file: TownFile
    texts: Texts

    @cached_property
    def by_mail(self) -> dict[str, Resident]:
        return {resident.mail: resident for resident in self.file.structures}


def load_town(path: Path, groups: frozenset[str] = frozenset({"tune", "held"})) -> Town:
    """Read and check a town with its words; raises `TownFileError` with every fault found."""
    located = load(path)
    content = validate(located, TownFile)
    texts = load_texts((path.parent / content.texts).resolve(), groups)
    faults = _cross_faults(located, content, texts)
    if faults:
        raise TownFileError(faults)
    return Town(content, texts)


def _cross_faults(located: Located, content: TownFile, texts: Texts) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    keys = {resident.key for resident in content.structures}
    for index, resident in enumerate(content.structures):
        place = ("structures", index)
        for name, value in (("key", resident.key), ("mail", resident.mail)):
            if f"{name} {value}" in seen:
                faults.append(located.fault((*place, name), f"{value} est déjà pris", f"{value} is already taken"))
            seen[f"{name} {value}"] = resident.key
        if resident.profile not in content.profiles:
            known = ", ".join(content.profiles)
            faults.append(located.fault((*place, "profile"), f"profil inconnu ({known})", f"unknown profile ({known})"))
        if resident.parent and resident.parent not in keys:
            faults.append(located.fault((*place, "parent"), "structure inconnue", "unknown structure"))
        for table, name in ((content.people, "people"), (content.roles, "roles"), (content.services, "services")):
            if not table.get(resident.language):
                words = f"{name} : rien pour la langue {resident.language}", f"{name}: nothing for {resident.language}"
                faults.append(located.fault((*place, "language"), *words))
        profile = content.profiles.get(resident.profile)
        for kind in _kinds(profile) if profile else ():
            if not texts.of(resident.language, kind):
                words = f"aucune trame {kind} en {resident.language}", f"no {kind} frame in {resident.language}"
                faults.append(located.fault((*place, "profile"), *words))
    return faults


def _kinds(profile: Profile) -> set[str]:
    """The frame kinds a profile may call for."""
    kinds = {"answer", "non_answer"}
    renamed = {"forward": "forwarded"}
    without = {"silent", "refused", "mailbox_full", "content_refused", "bounce", "after_reminder", "late"}
    kinds |= {
        renamed.get(course, course) for course, share in profile.course.items() if share and course not in without
    }
    kinds |= {extra for extra in ("acknowledgement", "out_of_office") if profile.extra.get(extra)}
    return kinds
