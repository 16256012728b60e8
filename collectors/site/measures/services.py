"""Services: online procedures, booking, help, follow-up of a request, entries by profile."""

from __future__ import annotations

import re

from collectors.site.facts.forms import has_search
from collectors.site.finding.topics import topics_of
from collectors.site.measures.presence import ABSENT, anywhere, clicks_to, linked, linked_or_said, said, says
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases
from domain.vocabulary import Sector

_CONNECT = re.compile(r"franceconnect|france connect|gov\.uk one login|itsme|eidas", re.IGNORECASE)
_NATIONAL = re.compile(
    r"https?://(?:[\w-]+\.)*(?:service-public\.(?:gouv\.)?fr|gov\.uk|belgium\.be|guichet\.lu)(?:/|$)", re.IGNORECASE
)
_TRACKING = phrases("services.tracking")
_PROCESSING = phrases("services.processing")
_HUMAN_HELP = phrases("services.human_help")


@measure("site.online_services", version=1)
def online_services(view: SiteView) -> Found:
    return linked(view, "services")


@measure("site.online_services_clicks", version=1)
def online_services_clicks(view: SiteView) -> Found | None:
    return clicks_to(view, "services")


@measure("site.single_sign_on", version=1)
def single_sign_on(view: SiteView) -> Found | None:
    if view.content.structure.sector is Sector.PRIVATE:
        return None
    for page in view.pages:
        match = _CONNECT.search(page.source)
        if match:
            return Found(True, (Proof(page.address, match.group()),), 0.85)
    return Found(False, (Proof(view.home.address),), 0.65)


@measure("site.national_portal_link", version=1)
def national_portal(view: SiteView) -> Found | None:
    if view.content.structure.sector is Sector.PRIVATE:
        return None
    for page, link in view.atlas.links:
        if _NATIONAL.match(link.address):
            return Found(True, (Proof(page.address, f"{link.text} {link.address}"),), 0.95)
    return Found(False, (Proof(view.home.address),), ABSENT)


@measure("site.booking", version=1)
def booking(view: SiteView) -> Found:
    return linked(view, "booking")


@measure("site.faq", version=1)
def faq(view: SiteView) -> Found:
    marked = next((page for page in view.pages if any("FAQPage" in thing.types for thing in page.things)), None)
    return Found(True, (Proof(marked.address, "FAQPage"),)) if marked else linked(view, "faq")


@measure("site.help", version=1)
def help_offered(view: SiteView) -> Found:
    return linked(view, "help")


@measure("site.human_help_online", version=1)
def human_help(view: SiteView) -> Found:
    """Someone who is at a loss with online services is offered help by a person."""
    return anywhere(view, _HUMAN_HELP, confidence=0.8, absent=0.7)


@measure("site.tracking", version=2)
def tracking(view: SiteView) -> Found:
    return linked_or_said(view, "tracking", _TRACKING)


@measure("site.processing_times", version=2)
def processing_times(view: SiteView) -> Found | None:
    return says(view.pages, _PROCESSING, confidence=0.8)


@measure("site.search", version=1)
def search(view: SiteView) -> Found:
    holder = next((page for page in view.pages if has_search(page) is not None), None)
    return Found(holder is not None, (Proof((holder or view.home).address),), 0.9)


@measure("site.search_on_home", version=1)
def search_on_home(view: SiteView) -> Found | None:
    if not any(has_search(page) is not None for page in view.pages):
        return None
    return Found(has_search(view.home) is not None, (Proof(view.home.address),), 0.9)


@measure("site.site_map_page", version=1)
def site_map_page(view: SiteView) -> Found:
    return linked(view, "map_of_site")


@measure("site.profile_entries", version=1)
def profile_entries(view: SiteView) -> Found:
    """How many entries by profile or life event the home page offers."""
    found = {
        link.text: link for link in view.home.links if topics_of(link.text, link.address).get("profiles", 0.0) >= 3.0
    }
    return Found(len(found), tuple(Proof(view.home.address, text) for text in list(found)[:4]), 0.75)


@measure("site.tariffs", version=1)
def tariffs(view: SiteView) -> Found:
    found = linked(view, "tariffs")
    if found.value:
        return found
    proof = said(
        view.pages, re.compile(r"(?:tarifs?|prix|cout|fees?|charges?)\b[^\n]{0,60}\d+(?:[.,]\d\d)? ?(?:€|eur|£)")
    )
    return Found(True, (proof,), 0.75) if proof else found


@measure("site.easy_read", version=1)
def easy_read(view: SiteView) -> Found:
    """Something for people who read or hear with difficulty: easy-to-read pages, sign language, a relay service."""
    return linked(view, "easy_read")


@measure("site.breadcrumb", version=1)
def breadcrumb(view: SiteView) -> Found | None:
    """Share of the inner pages that show where one is."""
    inner = [page for page in view.pages if page is not view.home]
    if len(inner) < 2:
        return None
    pattern = re.compile(r"breadcrumb|fil[-_ ]?d?[-_ ]?ariane|vous etes ici|you are here", re.IGNORECASE)
    having = [page for page in inner if pattern.search(page.source) or pattern.search(page.folded)]
    return Found(round(len(having) / len(inner), 3), tuple(Proof(page.address) for page in having[:1]), 0.85)
