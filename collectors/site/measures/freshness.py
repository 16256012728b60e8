"""Is the site alive: dates, news, dead links."""

from __future__ import annotations

from datetime import date

from collectors.reading.folding import fold
from collectors.site.facts.page_dates import dates_in, page_date
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases

_COPYRIGHT = phrases("freshness.copyright")


def _dated(view: SiteView) -> list[tuple[date, str, str]]:
    return [
        (found[0], page.address, found[1]) for page in view.pages if (found := page_date(page, view.today)) is not None
    ]


@measure("site.latest_date_days", version=1)
def latest(view: SiteView) -> Found | None:
    """Age in days of the newest date of publication or change on the pages seen."""
    dated = _dated(view)
    if not dated:
        return None
    day, address, words = max(dated)
    return Found((view.today - day).days, (Proof(address, words),), 0.85)


@measure("site.dated_pages", version=1)
def dated_pages(view: SiteView) -> Found | None:
    """Share of the inner pages that say when they were published or changed."""
    inner = [page for page in view.pages if page is not view.home]
    if len(inner) < 3:
        return None
    having = [page for page in inner if page_date(page, view.today) is not None]
    return Found(round(len(having) / len(inner), 3), tuple(Proof(page.address) for page in having[:2]), 0.85)


@measure("site.old_pages", version=1)
def old_pages(view: SiteView) -> Found | None:
    """Share of the dated pages whose last change is more than two years ago."""
    dated = _dated(view)
    if len(dated) < 3:
        return None
    old = [entry for entry in dated if (view.today - entry[0]).days > 730]
    return Found(round(len(old) / len(dated), 3), tuple(Proof(address, words) for _, address, words in old[:3]), 0.8)


@measure("site.news_days", version=1)
def news(view: SiteView) -> Found | None:
    """Age in days of the newest dated news."""
    days: list[tuple[date, str]] = []
    for page in [*view.atlas.topic_pages("news"), view.home]:
        for start, end, day in dates_in(fold(page.main_text)):
            if day <= view.today:
                days.append((day, f"{page.address} {page.main_text[max(0, start - 40) : end]}"))
    if not days:
        return None
    day, words = max(days)
    address, _, quote = words.partition(" ")
    return Found((view.today - day).days, (Proof(address, quote),), 0.7)


@measure("site.copyright_age_years", version=1)
def copyright_age(view: SiteView) -> Found | None:
    match = _COPYRIGHT.search(view.home.folded)
    if match is None:
        return None
    year = int(match.group(1) or match.group(2))
    return Found(max(0, view.today.year - year), (Proof(view.home.address, match.group()),), 0.85)


@measure("site.dead_links", version=1)
def dead_links(view: SiteView) -> Found | None:
    """Share of the sampled links of the site that lead nowhere (4xx but for refusals, 5xx, no answer)."""
    if len(view.checked) < 5:
        return None
    dead = [checked for checked in view.checked if checked.dead]
    proofs = tuple(
        Proof(checked.page, f"{checked.status or '-'} {checked.text} {checked.address}") for checked in dead[:4]
    )
    return Found(round(len(dead) / len(view.checked), 4), proofs, 0.9)


@measure("site.broken_pages", version=1)
def broken_pages(view: SiteView) -> Found | None:
    """Pages that the walk met and that answered with an error."""
    if not view.pages:
        return None
    broken = [
        (address, status)
        for address, status in view.failures.items()
        if status >= 400 and status not in (401, 403, 429)
    ]
    return Found(len(broken), tuple(Proof(address, f"HTTP {status}") for address, status in broken[:4]), 0.9)
