"""Contact details: are they there, how many clicks away, usable at once, free of surcharge."""

from __future__ import annotations

import re

from collectors.site.facts.surcharges import is_surcharged
from collectors.site.measures.presence import ABSENT, anywhere, clicks_to, linked, linked_or_said, says
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.pages.page import Page
from collectors.site.phrases import phrases

_PURPOSE = re.compile(
    r"(?:service|accueil|standard|etat civil|urbanisme|secretariat|police municipale|ccas|cabinet|department|team|"
    r"reception|enquiries|customer service|support|"
    r"direction)[^\n@]{0,60}(?:\n[^\n]{0,80}){0,2}?(?:\d{2}[ .]\d{2}|@|\+\d{2}|\(0\d|0\d{3,4} \d)"
)
_STEP_FREE = phrases("details.step_free")
_BUSY = phrases("details.busy")
_WAY = phrases("details.way")
_ELECTED = phrases("details.elected")
_EMERGENCY = phrases("details.emergency")
_TRANSIT = phrases("details.transit")
_MAPS = phrases("details.maps", any_case=True)
_PHONE_HOURS = re.compile(
    r"(?:telephon\w*|par telephone|standard|appel\w*|joignable\w*|phone lines?|call us|by phone|"
    r"telephone)[^\n.]{0,90}(?:\d ?h(?:\d\d)?\b|\d ?[ap]m\b|\d{1,2}:\d\d|lundi|monday|mon-)"
)


def _places(view: SiteView) -> list[Page]:
    """Return the pages on which one learns how and when to come."""
    topics = ("access", "hours", "contact")
    pages = [page for topic in topics for page in view.atlas.topic_pages(topic)]
    return [*dict.fromkeys(pages), view.home]


def _there(view: SiteView, kind: str) -> Found:
    found = view.contact(kind)
    if found is None:
        return Found(False, (Proof(view.home.address),), ABSENT)
    page, contact = found
    return Found(True, (Proof(page.address, contact.quote),))


def _clicks(view: SiteView, kind: str) -> Found | None:
    found = view.contact(kind)
    if found is None or view.clicks(found[0]) == 9:
        return None
    return Found(view.clicks(found[0]), (Proof(found[0].address, found[1].quote),))


@measure("site.phone", version=1)
def phone(view: SiteView) -> Found:
    return _there(view, "phone")


@measure("site.phone_clicks", version=1)
def phone_clicks(view: SiteView) -> Found | None:
    return _clicks(view, "phone")


@measure("site.mail", version=1)
def mail(view: SiteView) -> Found:
    return _there(view, "mail")


@measure("site.mail_clicks", version=1)
def mail_clicks(view: SiteView) -> Found | None:
    return _clicks(view, "mail")


@measure("site.postal", version=1)
def postal(view: SiteView) -> Found:
    return _there(view, "postal")


@measure("site.postal_clicks", version=1)
def postal_clicks(view: SiteView) -> Found | None:
    return _clicks(view, "postal")


@measure("site.phone_clickable", version=1)
def phone_clickable(view: SiteView) -> Found | None:
    phones = [(page, contact) for page, contact in view.contacts if contact.kind == "phone"]
    if not phones:
        return None
    page, contact = next(((p, c) for p, c in phones if c.linked), phones[0])
    return Found(contact.linked, (Proof(page.address, contact.quote),), 0.95)


@measure("site.phone_surcharged", version=1)
def phone_surcharged(view: SiteView) -> Found | None:
    """Whether any number that the public is to call costs more than an ordinary call."""
    told = [
        (is_surcharged(contact.value, contact.quote, view.country), page, contact)
        for page, contact in view.contacts
        if contact.kind == "phone"
    ]
    dear = next(((page, contact) for costs, page, contact in told if costs), None)
    if dear is not None:
        return Found(True, (Proof(dear[0].address, dear[1].quote),))
    usual = next(((page, contact) for costs, page, contact in told if costs is False), None)
    return Found(False, (Proof(usual[0].address, usual[1].quote),)) if usual else None


@measure("site.contact_page", version=1)
def contact_page(view: SiteView) -> Found:
    return linked(view, "contact")


@measure("site.contact_page_clicks", version=1)
def contact_page_clicks(view: SiteView) -> Found | None:
    return clicks_to(view, "contact")


@measure("site.contact_on_every_page", version=1)
def contact_everywhere(view: SiteView) -> Found | None:
    """Share of the pages seen that link to the contact page or give a phone number."""
    pages = view.pages
    if len(pages) < 3:
        return None
    from collectors.site.finding.topics import topics_of

    direct = {id(page) for page, contact in view.contacts if contact.kind == "phone"}
    having = [
        page
        for page in pages
        if id(page) in direct or any(topics_of(link.text, link.address).get("contact", 0) >= 1.3 for link in page.links)
    ]
    lacking = next((page for page in pages if page not in having), None)
    proofs = (Proof(lacking.address),) if lacking else ()
    return Found(round(len(having) / len(pages), 3), proofs, 0.85)


@measure("site.contact_purposes", version=1)
def contact_purposes(view: SiteView) -> Found | None:
    """Whether it is said what a number or address is for (which service, reception…)."""
    if view.contact("phone") is None and view.contact("mail") is None:
        return None
    pages = [*view.atlas.topic_pages("contact"), *view.atlas.topic_pages("staff"), view.home]
    return says(pages, _PURPOSE, confidence=0.7)


@measure("site.several_contacts", version=1)
def several_contacts(view: SiteView) -> Found:
    """How many different phone numbers and e-mail addresses are published: direct ways to services."""
    values = {
        contact.value: Proof(page.address, contact.quote)
        for page, contact in view.contacts
        if contact.kind in ("phone", "mail")
    }
    return Found(len(values), tuple(list(values.values())[:4]), 0.9)


@measure("site.structured_contact", version=1)
def structured_contact(view: SiteView) -> Found:
    """Contact details that programs can read (schema.org, microformats)."""
    found = next(((page, contact) for page, contact in view.contacts if contact.stated), None)
    if found is None:
        pages = ((page, thing) for page in view.pages for thing in page.things if thing.values.get("telephone"))
        stated = next(pages, None)
        return Found(stated is not None, (Proof((stated[0] if stated else view.home).address),), 0.9)
    return Found(True, (Proof(found[0].address, found[1].quote),), 0.95)


@measure("site.directions", version=2)
def directions(view: SiteView) -> Found:
    """A map, a plan, or words on how to get there."""
    for page in view.pages:
        for element in page.tree.iter("iframe", "a", "script", "link"):
            address = element.get("src") or element.get("href") or ""
            if _MAPS.search(address):
                return Found(True, (Proof(page.address, address[:120]),), 0.9)
    return linked_or_said(view, "access", _WAY)


@measure("site.transport_stated", version=1)
def transport_stated(view: SiteView) -> Found | None:
    pages = [*view.atlas.topic_pages("access"), *view.atlas.topic_pages("contact"), *view.atlas.topic_pages("hours")]
    return says(pages or [view.home], _TRANSIT, confidence=0.75)


@measure("site.step_free_access", version=2)
def step_free(view: SiteView) -> Found:
    """Said where one learns how to come, not on the page of a procedure about other people's premises."""
    return says(_places(view), _STEP_FREE) or Found(False, (Proof(view.home.address),), ABSENT)


@measure("site.busy_hours", version=1)
def busy_hours(view: SiteView) -> Found:
    return anywhere(view, _BUSY, confidence=0.85)


@measure("site.phone_hours", version=2)
def phone_hours(view: SiteView) -> Found | None:
    pages = [*view.atlas.topic_pages("contact"), *view.atlas.topic_pages("hours"), view.home]
    return says(pages, _PHONE_HOURS, confidence=0.75) if view.contact("phone") else None


@measure("site.services_directory", version=1)
def services_directory(view: SiteView) -> Found:
    return linked(view, "staff")


@measure("site.elected_listed", version=2)
def elected_listed(view: SiteView) -> Found:
    return linked_or_said(view, "elected", _ELECTED)


@measure("site.emergency_contacts", version=2)
def emergency_contacts(view: SiteView) -> Found:
    return linked_or_said(view, "emergency", _EMERGENCY)
