"""Notices that the law asks for: legal notice (LCEN), data protection (GDPR), cookies."""

from __future__ import annotations

import re

from collectors.site.measures.presence import linked, says
from collectors.site.measures.registry import Found, measure
from collectors.site.measures.view import SiteView
from collectors.site.pages.page import Page
from collectors.site.phrases import phrases

_PUBLISHER = phrases("notices.publisher")
_HOST = re.compile(r"heberg(?:e|eur|ement)|hosted by|hosting|web host")
_OFFICER = phrases("notices.officer")
_CONTACTABLE = re.compile(r"@|formulaire|par courrier|a l'adresse|by (?:post|email|e-mail)|contact")
_RIGHTS = phrases("notices.rights")
_AUTHORITY = phrases("notices.authority")
_KEPT = phrases("notices.kept")


def _privacy_pages(view: SiteView) -> list[Page]:
    own = view.atlas.topic_pages("privacy")
    about = [
        page
        for page in view.atlas.topic_pages("legal")
        if re.search(r"donnees (?:personnelles|a caractere)|rgpd|personal data|gdpr", page.folded)
    ]
    return list(dict.fromkeys([*own, *about]))


@measure("site.legal_notice", version=1)
def legal_notice(view: SiteView) -> Found:
    return linked(view, "legal")


@measure("site.legal_publisher", version=1)
def publisher(view: SiteView) -> Found | None:
    return says(view.atlas.topic_pages("legal"), _PUBLISHER)


@measure("site.legal_host", version=1)
def host(view: SiteView) -> Found | None:
    return says(view.atlas.topic_pages("legal"), _HOST)


@measure("site.privacy_notice", version=1)
def privacy_notice(view: SiteView) -> Found:
    pages = _privacy_pages(view)
    found = linked(view, "privacy")
    if found.value or not pages:
        return found
    told = says(pages, re.compile(r"donnees (?:personnelles|a caractere)|rgpd|personal data|gdpr"))
    return told or found


@measure("site.privacy_officer", version=1)
def officer(view: SiteView) -> Found | None:
    """The data-protection contact is named with a way to reach them."""
    pages = _privacy_pages(view)
    told = says(pages, _OFFICER)
    if told is None or not told.value:
        return told
    page = next(page for page in pages if _OFFICER.search(page.folded))
    spot = _OFFICER.search(page.folded)
    near = page.folded[spot.start() : spot.end() + 600] if spot else ""
    return Found(_CONTACTABLE.search(near) is not None, told.proofs, 0.8)


@measure("site.privacy_rights", version=1)
def rights(view: SiteView) -> Found | None:
    return says(_privacy_pages(view), _RIGHTS)


@measure("site.privacy_authority", version=1)
def authority(view: SiteView) -> Found | None:
    return says(_privacy_pages(view), _AUTHORITY)


@measure("site.privacy_retention", version=1)
def retention(view: SiteView) -> Found | None:
    return says(_privacy_pages(view), _KEPT, confidence=0.75)


@measure("site.cookie_notice", version=1)
def cookie_notice(view: SiteView) -> Found:
    found = linked(view, "cookies")
    if found.value:
        return found
    return (
        says([*_privacy_pages(view), *view.atlas.topic_pages("legal")], re.compile(r"\bcookies?\b|traceurs?")) or found
    )
