"""What each cell of a panel may hold, in French or English."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import holidays
import phonenumbers

from campaigns.addresses import forbidden_word, is_address, normalise
from campaigns.panel_openings import OpeningFault, parse_openings
from campaigns.working_time import holiday_region
from domain.structure import Basis, Opening, Permission
from domain.vocabulary import Channel, Sector

SECTORS = {"public": Sector.PUBLIC, "private": Sector.PRIVATE, "privé": Sector.PRIVATE, "prive": Sector.PRIVATE}
BASES = {
    "consent": Basis.CONSENT,
    "consentement": Basis.CONSENT,
    "public_task": Basis.PUBLIC_TASK,
    "mission_publique": Basis.PUBLIC_TASK,
    "research": Basis.RESEARCH,
    "recherche": Basis.RESEARCH,
}
ENTRIES = {
    "volunteer": "volunteer",
    "volontaire": "volunteer",
    "drawn": "drawn",
    "tirage": "drawn",
    "benchmark": "benchmark",
    "référence": "benchmark",
    "reference": "benchmark",
}
FLAGS = {"yes": True, "oui": True, "true": True, "1": True, "no": False, "non": False, "false": False, "0": False}
PERMISSIONS: dict[str, Permission] = {
    "automated": "automated",
    "automatique": "automated",
    "assisted": "assisted",
    "assisté": "assisted",
    "assiste": "assisted",
    "none": "none",
    "non": "none",
    "aucun": "none",
}
_OVERSEAS_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
}
_FRENCH_DEPARTMENT = re.compile(r"(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8])$")


T = TypeVar("T")


class CellFault(ValueError):
    """One wrong cell: the code of its wording and the parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def choice(value: str, choices: Mapping[str, T]) -> T:
    found = choices.get(value.strip().lower().replace(" ", "_").replace("-", "_"))
    if found is None:
        known = dict.fromkeys(str(entry) for entry in choices.values())
        raise CellFault("panel_not_choice", value=value, choices=", ".join(known))
    return found


def flag(value: str) -> bool:
    found = FLAGS.get(value.lower())
    if found is None:
        raise CellFault("panel_not_flag", value=value)
    return found


def day(value: str) -> date:
    """Return the date of `2027-03-31` or, as spreadsheets in Europe write it, `31/03/2027`."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise CellFault("panel_not_date", value=value)


def whole(value: str) -> int:
    digits = re.sub(r"[\s\u00a0\u202f]", "", value)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
        raise CellFault("panel_not_whole", value=value)
    return int(digits)


def weight(value: str) -> float:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise CellFault("panel_not_weight", value=value)
    return number


def key(value: str) -> str:
    if len(value) > 100 or re.search(r"\s", value):
        raise CellFault("panel_bad_key", value=value)
    return value


def mail(value: str) -> str:
    """Return the address, its domain in ASCII; refuses the ones that must never be written to."""
    if not is_address(value):
        raise CellFault("panel_bad_mail", value=value)
    if word := forbidden_word(value):
        raise CellFault("panel_forbidden_mail", value=value, word=word)
    local, _, domain = value.strip().rpartition("@")
    return f"{local}@{normalise('x@' + domain).rpartition('@')[2]}"


def website(value: str) -> str:
    url = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise CellFault("panel_bad_website", value=value) from None
    if parts.scheme not in ("http", "https") or "." not in host or re.search(r"\s", url):
        raise CellFault("panel_bad_website", value=value)
    return url


def phone(value: str, country: str) -> str:
    """Return the number as +33…; refuses emergency and surcharged ones."""
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        raise CellFault("panel_bad_phone", value=value) from None
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        raise CellFault("panel_forbidden_phone", value=value)
    if phonenumbers.is_emergency_number(value, country) or not phonenumbers.is_possible_number(number):
        raise CellFault("panel_bad_phone", value=value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def openings(value: str) -> tuple[Opening, ...]:
    try:
        return parse_openings(value)
    except OpeningFault as fault:
        raise CellFault("panel_bad_openings", part=fault.part) from None


def channels(value: str) -> dict[Channel, Permission]:
    found: dict[Channel, Permission] = {}
    for word in filter(None, re.split(r"[\s,;|]+", value.lower())):
        name, _, permission = word.partition(":")
        try:
            found[Channel(name)] = PERMISSIONS[permission or "automated"]
        except (ValueError, KeyError):
            raise CellFault(
                "panel_bad_channels", part=word, channels=", ".join(Channel), permissions="automated, assisted, none"
            ) from None
    return found


def country(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise CellFault("panel_bad_country", value=value)
    return value.upper()


def language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise CellFault("panel_bad_language", value=value)
    return value.lower()


@cache
def _regions() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=True)


def knows_holidays(code: str) -> bool:
    """Return whether the public holidays of a country are known."""
    return code in _regions()


def subdivision(value: str, code: str) -> str:
    """Return the subdivision; one that has no holidays of its own is kept all the same in France (departments)."""
    if code == "FR":
        department = value.upper().removeprefix("FR-")
        department = f"0{department}" if re.fullmatch(r"[1-9]", department) else department
        if not (_FRENCH_DEPARTMENT.match(department) or holiday_region(code, department)):
            raise CellFault("panel_bad_department", value=value)
        return department
    known = _regions().get(code)
    if known is not None and value not in known:
        choices = ", ".join(known[:40]) or "-"
        raise CellFault("panel_bad_subdivision", value=value, country=code, choices=choices)
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def timezone(value: str) -> str:
    if value not in _zones():
        raise CellFault("panel_bad_timezone", value=value)
    return value


@cache
def _zones_by_country() -> dict[str, list[str]]:
    zones: dict[str, list[str]] = {}
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            zones.setdefault(code, []).append(zone)
    return zones


def default_timezone(code: str, region: str) -> str:
    """Return the time zone of a country that has only one; a country with several must say which."""
    if code == "FR" and region in _OVERSEAS_ZONES:
        return _OVERSEAS_ZONES[region]
    zones = _zones_by_country().get(code, [])
    if len(zones) != 1:
        raise CellFault("panel_timezone_needed", country=code, choices=", ".join(zones[:10]) or "-")
    return zones[0]
