"""School holidays, which a campaign may avoid: desks are short of staff and answers late."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from holidays.constants import SCHOOL

_FRENCH_ZONES = {
    "Zone A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "Zone B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 "
    "72 76 80 83 84 85 88",
    "Zone C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
"""Academies of each zone by department (Code de l'éducation, art. D521-1 and the yearly orders)."""
_ZONE_OF = {department: zone for zone, text in _FRENCH_ZONES.items() for department in text.split()}


@lru_cache(maxsize=1024)
def school_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return the days of a year when schools are closed for holidays; empty where that is not known.

    In France without a known department, the days when all three zones are closed.
    """
    if country == "FR":
        zones = [_ZONE_OF[subdivision]] if subdivision in _ZONE_OF else list(_FRENCH_ZONES)
        return frozenset.intersection(*(_of("FR", zone, year) for zone in zones))
    return _of(country, subdivision, year)


@lru_cache(maxsize=1024)
def _of(country: str, region: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year, categories=(SCHOOL,)))
    except (NotImplementedError, ValueError):
        return frozenset()
