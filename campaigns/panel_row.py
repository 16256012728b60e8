"""One row of a panel, as a structure and its mandate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from campaigns import panel_cells as cells
from campaigns.limits import CAP_WITHOUT_CONSENT
from campaigns.panel_cells import CellFault
from domain.structure import WITHOUT_CONSENT, Basis, Mandate, Opening, Permission, Structure
from domain.vocabulary import Channel, Sector

T = TypeVar("T")
_LANGUAGES = {
    "FR": "fr",
    "MC": "fr",
    "LU": "fr",
    "GB": "en",
    "IE": "en",
    "US": "en",
    "AU": "en",
    "NZ": "en",
    "MT": "en",
}
_FREE_MAIL = re.compile(
    r"(gmail|googlemail|outlook|hotmail|live|msn|yahoo|orange|wanadoo|free|sfr|laposte|icloud|gmx|proton|protonmail)"
    r"\.(com|fr|net|me|co\.uk)"
)


@dataclass(frozen=True)
class Fault:
    """Something wrong, or suspicious, in one column."""

    code: str
    column: str
    params: dict[str, Any] = field(default_factory=dict)


class _Reader:
    """Reads cells, gathering the faults instead of stopping at the first."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.row = row
        self.faults: list[Fault] = []

    def get(self, column: str, parse: Callable[[str], T], default: T) -> T:
        value = self.row.get(column, "")
        if not value:
            return default
        return self.attempt(column, lambda: parse(value), default)

    def attempt(self, column: str, make: Callable[[], T], default: T) -> T:
        try:
            return make()
        except CellFault as fault:
            self.add(fault.code, column, **fault.params)
            return default

    def add(self, code: str, column: str, **params: object) -> None:
        self.faults.append(Fault(code, column, params))


def read_row(
    row: Mapping[str, str], categories: Mapping[str, Any], recipe: Callable[[str], dict[str, Any]]
) -> tuple[tuple[Structure, Mandate] | None, list[Fault]]:
    """Return the structure and its mandate, or None and every fault of the row; `recipe` reads a recipe's file."""
    reader = _Reader(row)
    mandate = _mandate(reader)
    no_recipe: dict[str, Any] = {}
    structure = _structure(reader, mandate, categories) | {"form_recipe": reader.get("form_recipe", recipe, no_recipe)}
    if reader.faults:
        return None, reader.faults
    try:
        return (Structure.model_validate(structure), Mandate.model_validate(mandate)), []
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0]) if first["loc"] else ""
        return None, [Fault("panel_cell_refused", column, {"why": first["msg"]})]


def _structure(reader: _Reader, mandate: dict[str, Any], categories: Mapping[str, Any]) -> dict[str, Any]:
    row = reader.row
    sector = reader.get("sector", lambda value: cells.choice(value, cells.SECTORS), Sector.PUBLIC)
    category = row.get("category", "")
    if category not in categories:
        reader.add("panel_category_unknown", "category", value=category, known=", ".join(categories))
    elif categories[category].sector != sector:
        reader.add("panel_category_sector", "category", value=category, sector=str(sector))
    country = reader.get("country", cells.country, "FR")
    region = reader.get("subdivision", lambda value: cells.subdivision(value, country), "")
    zone = row.get("timezone", "")
    consented = mandate["basis"] is Basis.CONSENT
    no_openings: tuple[Opening, ...] = ()
    usual_entry = "volunteer" if consented else "drawn" if sector is Sector.PUBLIC else "benchmark"
    return {
        "key": reader.get("key", cells.key, "?"),
        "name": row.get("name", ""),
        "sector": sector,
        "category": category,
        "size": reader.get("size", cells.whole, None),
        "country": country,
        "subdivision": region,
        "timezone": reader.attempt(
            "timezone",
            lambda: cells.timezone(zone) if zone else cells.default_timezone(country, region),
            "Europe/Paris",
        ),
        "language": reader.get("language", cells.language, _LANGUAGES.get(country, "en")),
        "certified": tuple(filter(None, row.get("certified", "").lower().replace(",", " ").replace(";", " ").split())),
        "entry": reader.get("entry", lambda value: cells.choice(value, cells.ENTRIES), usual_entry),
        "weight": reader.get("weight", cells.weight, 1.0),
        "parent": row.get("parent", ""),
        "place": row.get("place", ""),
        "mail": reader.get("mail", cells.mail, ""),
        "website": reader.get("website", cells.website, ""),
        "phone": reader.get("phone", lambda value: cells.phone(value, country), ""),
        "postal": row.get("postal", ""),
        "openings": reader.get("openings", cells.openings, no_openings),
    }


def _mandate(reader: _Reader) -> dict[str, Any]:
    nowhen = date(2000, 1, 1)
    usual: dict[Channel, Permission] = {Channel.MAIL: "automated"}
    basis = reader.get("basis", lambda value: cells.choice(value, cells.BASES), Basis.RESEARCH)
    channels = reader.get("channels", cells.channels, usual)
    starts = reader.get("starts", cells.day, nowhen)
    ends = reader.get("ends", cells.day, starts)
    recording = reader.get("recording", cells.flag, False)
    if ends < starts:
        reader.add("panel_ends_before_starts", "ends", starts=starts.isoformat(), ends=ends.isoformat())
    if basis is not Basis.CONSENT:
        beyond = [
            str(name) for name, permission in channels.items() if name not in WITHOUT_CONSENT and permission != "none"
        ]
        if beyond:
            allowed = ", ".join(name for name in Channel if name in WITHOUT_CONSENT)
            reader.add("panel_channels_need_consent", "channels", channels=", ".join(beyond), allowed=allowed)
        if recording:
            reader.add("panel_recording_needs_consent", "recording")
    approver = reader.row.get("approved_by", "")
    if len(approver) < 2:
        reader.add("panel_approver_unnamed", "approved_by", value=approver)
    return {
        "basis": basis,
        "approved_by": approver,
        "approved_on": reader.get("approved_on", cells.day, nowhen),
        "starts": starts,
        "ends": ends,
        "channels": channels,
        "staff_informed": reader.get("staff_informed", cells.flag, False),
        "recording": recording,
        "cap": reader.get("cap", cells.whole, None),
        "document": reader.row.get("document", ""),
    }


def suspicions(structure: Structure, mandate: Mandate) -> list[Fault]:
    """Return what is allowed in a row but probably not meant."""
    found: list[Fault] = []
    domain = structure.mail.rpartition("@")[2].lower()
    if _FREE_MAIL.fullmatch(domain):
        found.append(Fault("panel_mail_free", "mail", {"domain": domain}))
    if not structure.place:
        found.append(Fault("panel_place_empty", "place", {"name": structure.name}))
    if not cells.knows_holidays(structure.country):
        found.append(Fault("panel_holidays_unknown", "country", {"country": structure.country}))
    if mandate.approved_on > mandate.starts:
        found.append(Fault("panel_approved_late", "approved_on", {"approved_on": mandate.approved_on.isoformat()}))
    consented = mandate.basis is Basis.CONSENT
    if consented and not mandate.staff_informed:
        found.append(Fault("panel_staff_not_informed", "staff_informed"))
    if not consented and (mandate.cap or 0) > CAP_WITHOUT_CONSENT:
        found.append(Fault("panel_cap_limited", "cap", {"cap": mandate.cap, "limit": CAP_WITHOUT_CONSENT}))
    if Channel.MAIL not in mandate.channels:
        found.append(Fault("panel_no_mail_channel", "channels"))
    return found
