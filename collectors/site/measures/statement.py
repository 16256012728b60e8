"""The accessibility statement and what must be in it (decree 2019-768, RGAA; field notes 3.7)."""

from __future__ import annotations

from collectors.site.facts.statement import MENTION, status_in
from collectors.site.finding.topics import topics_of
from collectors.site.measures.presence import ABSENT, quote_around
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView


def _proof(view: SiteView) -> tuple[Proof, ...]:
    return (Proof(view.statement.address, view.statement.quote),) if view.statement else (Proof(view.home.address),)


@measure("site.statement", version=1)
def statement(view: SiteView) -> Found:
    return Found(view.statement is not None, _proof(view), 0.9 if view.statement else ABSENT)


@measure("site.conformity_mention", version=1)
def mention(view: SiteView) -> Found:
    """The home page says "Accessibilité : non / partiellement / totalement conforme"."""
    match = MENTION.search(view.home.folded)
    if match is not None:
        return Found(
            True, (Proof(view.home.address, quote_around(view.home.text, match.start(), match.end(), 20)),), 0.95
        )
    for link in view.home.links:
        words = link.text.lower()
        if "accessib" in words and status_in(words):
            return Found(True, (Proof(view.home.address, link.text),), 0.9)
    return Found(False, (Proof(view.home.address),), 0.9)


@measure("site.statement_days", version=1)
def statement_days(view: SiteView) -> Found | None:
    """Age in days of the statement or of its audit."""
    if view.statement is None or view.statement.day is None:
        return None
    return Found(
        (view.today - view.statement.day).days, (Proof(view.statement.address, view.statement.day.isoformat()),), 0.85
    )


@measure("site.conformity", version=1)
def conformity(view: SiteView) -> Found | None:
    status = (
        view.statement.status
        if view.statement
        else status_in(" ".join(m.group() for m in MENTION.finditer(view.home.folded)))
    )
    return Found(status, _proof(view), 0.85) if status else None


@measure("site.conformity_rate", version=1)
def rate(view: SiteView) -> Found | None:
    """Percentage of the RGAA criteria met, as stated."""
    if view.statement is None or view.statement.rate is None:
        return None
    return Found(view.statement.rate, _proof(view), 0.8)


@measure("site.accessibility_contact", version=1)
def assistance(view: SiteView) -> Found | None:
    return Found(view.statement.assistance, _proof(view), 0.8) if view.statement else None


@measure("site.accessibility_remedy", version=1)
def remedy(view: SiteView) -> Found | None:
    return Found(view.statement.remedy, _proof(view), 0.9) if view.statement else None


@measure("site.accessibility_scheme", version=1)
def scheme(view: SiteView) -> Found:
    """The multi-year accessibility scheme is published or linked."""
    found = next(iter(view.atlas.topic_links("scheme", floor=1.2)), None)
    if found is not None:
        return Found(True, (Proof(found[0].address, found[1].text),), 0.9)
    return Found(bool(view.statement and view.statement.scheme), _proof(view), 0.75)


@measure("site.statement_on_every_page", version=1)
def everywhere(view: SiteView) -> Found | None:
    """Share of the pages that link to the statement."""
    if view.topic("accessibility") is None or len(view.pages) < 3:
        return None
    having = [
        page
        for page in view.pages
        if any(topics_of(link.text, link.address).get("accessibility", 0) >= 1.3 for link in page.links)
    ]
    return Found(round(len(having) / len(view.pages), 3), (Proof(view.home.address),), 0.9)
