"""The scenario's answer on the site: found, how far away, how complete, right, dated; and the search engine."""

from __future__ import annotations

from collectors.reading.relevance.points import Hit
from collectors.site.facts.contacts import contacts_of
from collectors.site.facts.page_dates import page_date
from collectors.site.finding.topics import topics_of
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases
from links.pages.addresses import document_kind

_NEXT = phrases("answer.next")
_FOUND_FROM = 0.25
"""From this share of the expected points on, a page holds the information."""


def _hits(view: SiteView, hits: list[Hit]) -> tuple[Proof, ...]:
    if view.found is None:
        return ()
    reading = view.found.reading
    return tuple(Proof(reading.page.address, _line(reading.text, hit)) for hit in hits[:4]) or (
        Proof(reading.page.address),
    )


def _line(text: str, hit: Hit) -> str:
    start = max(text.rfind("\n", 0, hit.start) + 1, hit.start - 90)
    return text[start : min(len(text), hit.end + 60)].split("\n")[0]


@measure("site.topic_found", version=1)
def topic_found(view: SiteView) -> Found | None:
    """A page about the scenario gives at least a quarter of what a complete answer holds."""
    if view.interest is None:
        return None
    if view.found is None or view.found.reading.coverage < _FOUND_FROM:
        return Found(False, (Proof(view.home.address, view.interest.query),), 0.7)
    return Found(True, _hits(view, view.found.reading.assessment.hits), 0.85)


@measure("site.topic_clicks", version=1)
def topic_clicks(view: SiteView) -> Found | None:
    """Clicks from the home page to the page that answers best."""
    if view.found is None or view.found.reading.coverage < _FOUND_FROM:
        return None
    page = view.found.reading.page
    clicks = view.atlas.clicks_to(page)
    return None if clicks is None else Found(clicks, (Proof(page.address, page.title),))


@measure("site.topic_seconds", version=1)
def topic_seconds(view: SiteView) -> Found | None:
    """Seconds spent loading the pages opened, those in vain included, until the answer was reached."""
    if view.found is None or view.found.reading.coverage < _FOUND_FROM:
        return None
    return Found(round(view.found.seconds, 2), (Proof(view.found.reading.page.address),), 0.8)


@measure("site.topic_pages_opened", version=1)
def pages_opened(view: SiteView) -> Found | None:
    """Pages opened, those in vain included, until the answer was reached."""
    if view.found is None or view.found.reading.coverage < _FOUND_FROM:
        return None
    return Found(view.found.opened, (Proof(view.found.reading.page.address),), 0.8)


@measure("site.topic_coverage", version=1)
def coverage(view: SiteView) -> Found | None:
    if view.found is None:
        return None
    assessment = view.found.reading.assessment
    return Found(round(assessment.coverage, 4), _hits(view, assessment.hits), 0.8)


@measure("site.topic_essential", version=1)
def essential(view: SiteView) -> Found | None:
    if view.found is None or view.found.reading.assessment.essential_covered is None:
        return None
    assessment = view.found.reading.assessment
    hits = [assessment.covered[point.id] for point in assessment.essential if point.id in assessment.covered]
    return Found(bool(assessment.essential_covered), _hits(view, hits), 0.8)


@measure("site.topic_wrong", version=1)
def wrong(view: SiteView) -> Found | None:
    """Statements on the page that the scenario knows to be false."""
    if view.found is None:
        return None
    hits = list(view.found.reading.assessment.wrong.values())
    return Found(len(hits), _hits(view, hits), 0.7)


@measure("site.topic_date_days", version=1)
def topic_date(view: SiteView) -> Found | None:
    """Age in days of the page's last change, as it states."""
    if view.found is None:
        return None
    dated = page_date(view.found.reading.page, view.today)
    if dated is None:
        return None
    return Found((view.today - dated[0]).days, (Proof(view.found.reading.page.address, dated[1]),), 0.85)


@measure("site.topic_dated", version=1)
def topic_dated(view: SiteView) -> Found | None:
    if view.found is None:
        return None
    page = view.found.reading.page
    dated = page_date(page, view.today)
    return Found(dated is not None, (Proof(page.address, dated[1] if dated else ""),), 0.85)


@measure("site.topic_next_step", version=1)
def next_step(view: SiteView) -> Found | None:
    """The page says or links what to do next: a form, an online procedure, an appointment."""
    if view.found is None:
        return None
    page = view.found.reading.page
    for link in page.links:
        inside = link.region in ("main", "body")
        if inside and (topics_of(link.text, link.address).keys() & {"services", "booking", "contact"}):
            return Found(True, (Proof(page.address, link.text),), 0.8)
    match = _NEXT.search(view.found.reading.text.lower())
    return Found(match is not None, (Proof(page.address, match.group() if match else ""),), 0.7)


@measure("site.topic_contact", version=1)
def topic_contact(view: SiteView) -> Found | None:
    """The page itself says whom to ask: a phone number or address in its main part."""
    if view.found is None:
        return None
    page = view.found.reading.page
    main = page.main_text
    own = [contact for contact in contacts_of(page, view.country) if contact.quote[-12:] in main]
    return Found(bool(own), (Proof(page.address, own[0].quote if own else ""),), 0.75)


@measure("site.topic_only_documents", version=1)
def only_documents(view: SiteView) -> Found | None:
    """The information is given in files (PDF…) only: links to files about the topic, and no page that answers."""
    if view.interest is None:
        return None
    if view.found is not None and view.found.reading.coverage >= _FOUND_FROM:
        return Found(False, (Proof(view.found.reading.page.address),), 0.85)
    about = [
        (page, link) for page, link in view.atlas.documents() if view.interest.score(link.text) >= view.interest.full
    ]
    if not about:
        return None
    page, link = about[0]
    return Found(True, (Proof(page.address, f"{link.text} ({document_kind(link.address)})"),), 0.75)


@measure("site.search_finds_topic", version=1)
def search_finds(view: SiteView) -> Found | None:
    """The site's search engine shows a page about the topic among its first five results."""
    if view.searched is None:
        return None
    words = f"{view.searched.query} → {view.searched.rank or '-'} / {view.searched.results} {view.searched.quote}"
    return Found(view.searched.rank is not None, (Proof(view.searched.address, words),), 0.8)


@measure("site.search_rank", version=1)
def search_rank(view: SiteView) -> Found | None:
    if view.searched is None or view.searched.rank is None:
        return None
    return Found(view.searched.rank, (Proof(view.searched.address, view.searched.quote),), 0.8)
