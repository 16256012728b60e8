"""The Date header: RFC 5322 3.3 and what else is found there. No date rather than a wrong one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_MONTHS |= {"fév": 2, "fev": 2, "avr": 4, "mai": 5, "aoû": 8, "aou": 8, "déc": 12, "mär": 3, "okt": 10, "dez": 12}
_LONG = {"juin": 6, "juil": 7, "juillet": 7}
# Names in common use with a single meaning in mail; the ambiguous ones (IST, CST of China…) give no date.
_ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "MET": 60}
_ZONES |= {"CEST": 120, "MEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "JST": 540}
_ZONES |= {"EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420}
_RFC = re.compile(
    r"(\d{1,2})[\s.-]+([^\W\d_]{3,9})\.?[\s-]+(\d{2,4}),?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?"
    r"\s*(?:\(?([+-]\s?\d{2}:?\d{2}|[A-Z]{1,4})\b)?"
)
_ASCTIME = re.compile(
    r"([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(?:([+-]\d{4}|[A-Z]{1,4})\s+)?(\d{4})(?:\s+([+-]\d{4}))?"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([+-]\d{2}:?\d{2}|Z)")


def parse_date(value: str) -> datetime | None:
    """Return the moment a Date header states, with its zone; None when a piece is missing or impossible."""
    value = value[:200]
    if match := _RFC.search(value):
        day, name, year, hour, minute, second, zone = match.groups()
        month = _LONG.get(name.lower()) or _MONTHS.get(name.lower()[:3], 0)
        return _build(year, month, day, hour, minute, second, zone)
    if match := _ISO.search(value):
        year, iso_month, day, hour, minute, second, zone = match.groups()
        return _build(year, int(iso_month), day, hour, minute, second, zone)
    if match := _ASCTIME.search(value):
        name, day, hour, minute, second, before, year, after = match.groups()
        return _build(year, _MONTHS.get(name.lower(), 0), day, hour, minute, second, before or after)
    return None


def _build(
    year: str, month: int, day: str, hour: str, minute: str, second: str | None, zone: str | None
) -> datetime | None:
    offset = _offset(zone or "")
    number = int(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    if offset is None or not 1990 <= number <= 2100:
        return None
    # a leap second is legal (RFC 5322 3.3) and unknown to datetime
    moment = (number, month, int(day), int(hour), int(minute), min(int(second or 0), 59))
    try:
        return datetime(*moment, tzinfo=UTC if offset == 0 else timezone(timedelta(minutes=offset)))
    except ValueError:
        return None


def _offset(zone: str) -> int | None:
    zone = zone.replace(" ", "").replace(":", "")
    if zone[:1] in {"+", "-"}:
        hours, minutes = int(zone[1:3]), int(zone[3:5])
        if hours > 14 or minutes > 59:
            return None
        return (hours * 60 + minutes) * (1 if zone[0] == "+" else -1)
    return _ZONES.get(zone)
