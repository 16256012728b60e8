"""The accessibility statement (French: "déclaration d'accessibilité", decree 2019-768; field notes 3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectors.reading.folding import fold
from collectors.site.facts.page_dates import dates_in
from collectors.site.pages.page import Page
from collectors.site.phrases import phrases

Status = Literal["compliant", "partly_compliant", "not_compliant"]

_STATUS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    ("partly_compliant", re.compile(r"partiellement (?:conforme|accessible)|conformite partielle|"
        r"partially (?:compliant|accessible|conformant)")),
    ("not_compliant", re.compile(
        r"non[- ](?:conforme|conformite|compliant|accessible)|n'est pas (?:encore )?(?:en )?conform|"
        r"pas conforme|not (?:yet )?(?:compliant|accessible|conformant)")),
    ("compliant", re.compile(
        r"(?:totalement|entierement|pleinement) conforme|conformite totale|fully (?:compliant|accessible|conformant)|"
        r"(?:est|is|:) (?:en )?conform(?:e|ite)\b")),
)  # fmt: skip
MENTION = re.compile(
    r"(?:accessibilite|accessibility)\W{1,6}(?:(?:numerique|du site|rgaa|web)\W{1,4})?(?:non[- ]|partiellement |"
    r"totalement |not |partially |fully )?(?:conforme|compliant)"
)
_REFERENCE = re.compile(r"\brgaa\b|\bwcag\b|en 301 ?549|referentiel general d'amelioration de l'accessibilite")
_RATE = phrases("statement.rate")
_REMEDY = phrases("statement.remedy")
_ASSISTANCE = re.compile(
    r"(?:contact(?:er|ez)?|ecri(?:re|vez)|signal(?:er|ez)|nous joindre|retour d'information|feedback|"
    r"let us know|report|email)"
)
_SCHEME = phrases("statement.scheme")
_DAY = re.compile(
    r"(?:etablie?|realise\w*|mise? a jour|date|redige\w*|publie\w*|audit\w*|effectue\w*|prepared|published|"
    r"reviewed|updated|tested)[^\n]{0,60}$"
)


@dataclass(frozen=True)
class Statement:
    """What an accessibility statement says. `rate` is in percent, `day` when it was made, `quote` its opening words."""

    address: str
    quote: str
    status: Status | None
    rate: float | None
    day: date | None
    assistance: bool
    remedy: bool
    scheme: bool


def statement_of(page: Page, today: date) -> Statement | None:
    """Return the statement a page holds; None for a page that only speaks of accessibility (ramps, works…)."""
    folded = fold(page.main_text)
    reference = _REFERENCE.search(folded)
    status = status_in(folded)
    named = re.search(
        r"declaration (?:d'|de l'|sur l')accessibilite|accessibility statement", f"{fold(page.title)} {folded}"
    )
    if not (named and (reference or status)) and not (reference and status):
        return None
    rate = _rate(folded)
    days = [
        day
        for start, _, day in dates_in(folded)
        if day <= today and _DAY.search(folded[max(0, start - 80) : start].rsplit("\n", 1)[-1])
    ]
    spot = reference.start() if reference else 0
    return Statement(
        address=page.address,
        quote=" ".join(page.main_text[max(0, spot - 100) : spot + 120].split()),
        status=status,
        rate=rate,
        day=max(days, default=None),
        assistance=_ASSISTANCE.search(folded) is not None and ("@" in folded or _has_form_link(page)),
        remedy=_REMEDY.search(folded) is not None,
        scheme=_SCHEME.search(folded) is not None,
    )


def status_in(folded: str) -> Status | None:
    """Return the conformity that a folded text claims."""
    return next((status for status, pattern in _STATUS if pattern.search(folded)), None)


def _rate(folded: str) -> float | None:
    for match in _RATE.finditer(folded):
        value = float((match.group(1) or match.group(2)).replace(",", "."))
        if 0 <= value <= 100:
            return value
    return None


def _has_form_link(page: Page) -> bool:
    return any(re.search(r"contact|formulaire|form\b", fold(f"{link.text} {link.address}")) for link in page.links)
