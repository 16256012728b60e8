"""When a page was published or changed: machine-readable dates first, then what the page says."""

from __future__ import annotations

import re
from datetime import date, datetime

from collectors.reading.folding import fold
from collectors.site.pages.page import Page

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january janv jan", "fevrier february fevr feb", "mars march mar", "avril april avr apr", "mai may",
            "juin june jun", "juillet july juil jul", "aout august aug", "septembre september sept sep",
            "octobre october oct", "novembre november nov", "decembre december dec",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:er|st|nd|rd|th)? (?:of )?(?P<m>{_MONTH}),? (?P<y>(?:19|20)\d\d)(?!\d)"
    rf"|\b(?P<m2>{_MONTH}) (?P<d2>[0-3]?\d)(?:st|nd|rd|th)?,? (?P<y2>20\d\d)(?!\d)"
    r"|(?<!\d)(?P<y3>20\d\d)-(?P<m3>[01]\d)-(?P<d3>[0-3]\d)(?!\d)"
    r"|(?<!\d)(?P<d4>[0-3]?\d)[/.](?P<m4>[01]?\d)[/.](?P<y4>20\d\d)(?!\d)"
    rf"|\b(?P<m5>{_MONTH}) (?P<y5>20\d\d)(?!\d)"
)
UPDATED = re.compile(
    r"(?:mis(?:e)? a jour|derniere (?:mise a jour|modification|actualisation)|actualise(?:e)?|modifie(?:e)?|"
    r"date de mise a jour|"
    r"last (?:updated|modified|reviewed|changed)|updated|page last|reviewed)\W{0,4}(?:\w+\W+){0,4}$"
)  # fmt: skip
PUBLISHED = re.compile(
    r"(?:publie(?:e)?|mis(?:e)? en ligne|cree(?:e)?|poste(?:e)?|redige(?:e)?|etablie?|publication|published|"
    r"posted|first published|prepared|date)"
    r"\W{0,4}(?:\w+\W+){0,4}$"
)  # fmt: skip
_CHANGED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "datemodified",
    "revised",
)
_MADE_METAS = (
    "article:published_time",
    "dcterms.created",
    "dc.date",
    "dcterms.issued",
    "datepublished",
    "date",
    "dcterms.date",
)


def dates_in(folded: str) -> list[tuple[int, int, date]]:
    """Return the full dates of a folded text (a month with its year counts as its first day), in order."""
    found = []
    for match in _WRITTEN.finditer(folded):
        day = _date(match)
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


def _date(match: re.Match[str]) -> date | None:
    for suffix in ("", "2", "3", "4", "5"):
        year = match.group(f"y{suffix}")
        if year:
            month = match.group(f"m{suffix}").rstrip(".")
            day = match.group(f"d{suffix}") if suffix != "5" else "1"
            try:
                return date(int(year), _MONTHS.get(month) or int(month), int(day))
            except ValueError:
                return None
    return None


def iso_date(text: str) -> date | None:
    """Return the day of an ISO 8601 date or moment, None for anything else."""
    try:
        return datetime.fromisoformat(text.strip().replace("Z", "+00:00")).date()
    except ValueError:
        found = dates_in(fold(text))
        return found[0][2] if found else None


def page_date(page: Page, today: date) -> tuple[date, str] | None:
    """Return the latest day on which a page says it was changed, else published, with its words; None when it does
    not say. A day in the future (an event) is none."""
    for names, properties, said in (
        (_CHANGED_METAS, ("dateModified",), UPDATED),
        (_MADE_METAS, ("datePublished", "dateCreated"), PUBLISHED),
    ):
        found = _stated(page, names, properties) + _said(page, said)
        usable = [(day, words) for day, words in found if date(1995, 1, 1) <= day <= today]
        if usable:
            return max(usable)
    return _timed(page, today)


def _stated(page: Page, names: tuple[str, ...], properties: tuple[str, ...]) -> list[tuple[date, str]]:
    texts = [page.metas[name] for name in names if page.metas.get(name)]
    texts += [text for thing in page.things for name in properties for text in thing.texts(name)]
    return [(day, text) for text in texts if (day := iso_date(text)) is not None]


def _said(page: Page, before: re.Pattern[str]) -> list[tuple[date, str]]:
    found = []
    for start, end, day in dates_in(page.folded):
        lead = page.folded[max(0, start - 60) : start].rsplit("\n", 1)[-1]
        if before.search(lead):
            found.append((day, " ".join(page.text[max(0, start - 40) : end].split())))
    return found


def _timed(page: Page, today: date) -> tuple[date, str] | None:
    """`<time>` elements of the main part: news and articles."""
    found = []
    for element in page.main_element.iter("time"):
        day = iso_date(element.get("datetime") or "")
        if day is not None and date(1995, 1, 1) <= day <= today:
            found.append((day, element.get("datetime") or ""))
    return max(found, default=None)
