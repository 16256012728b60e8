"""What many measures ask: is there a link about this, does a page say that."""

from __future__ import annotations

import re
from collections.abc import Iterable

from collectors.reading.folding import fold
from collectors.site.measures.registry import Found, Proof
from collectors.site.measures.view import SiteView
from collectors.site.pages.page import Page
from links.pages.addresses import key

ABSENT = 0.75
"""How sure we are that something is nowhere, having seen the pages where it should be."""


def linked(view: SiteView, topic: str, *, floor: float = 1.3) -> Found:
    """Tell whether a topic has a link."""
    found = view.topic(topic, floor=floor)
    if found is None:
        return Found(False, (Proof(view.home.address),), ABSENT)
    page, link = found
    return Found(True, (Proof(page.address, link.text or link.address),))


def linked_or_said(view: SiteView, topic: str, pattern: re.Pattern[str]) -> Found:
    """Tell whether a topic has a link, or a page that speaks of it without one leading there by that name."""
    found = linked(view, topic)
    if found.value is True:
        return found
    return anywhere(view, pattern, confidence=0.75)


def clicks_to(view: SiteView, topic: str) -> Found | None:
    """Return the clicks to the nearest page about a topic; nothing when there is none."""
    found = [
        (view.atlas.clicks.get(_key(link.address)), page, link)
        for page, link in view.atlas.topic_links(topic, floor=1.3)
    ]
    reached = [(clicks, page, link) for clicks, page, link in found if clicks]
    if not reached:
        return None
    clicks, page, link = min(reached, key=lambda entry: entry[0])
    return Found(clicks, (Proof(page.address, link.text),))


def _key(address: str) -> str:
    return key(address) if address else ""


def said(pages: Iterable[Page], pattern: re.Pattern[str]) -> Proof | None:
    """Return where pages first say something, with the words around it."""
    for page in pages:
        match = pattern.search(page.folded)
        if match is not None:
            return Proof(page.address, quote_around(page.text, match.start(), match.end()))
    return None


def says(pages: Iterable[Page], pattern: re.Pattern[str], *, confidence: float = 0.85) -> Found | None:
    """Tell whether pages say something; nothing without a page."""
    listed = list(pages)
    if not listed:
        return None
    return _told(said(listed, pattern), listed[0], confidence, ABSENT)


def anywhere(view: SiteView, pattern: re.Pattern[str], *, confidence: float, absent: float = ABSENT) -> Found:
    """Tell whether any page seen says something; `absent` is how sure we are when none does."""
    return _told(said(view.pages, pattern), view.home, confidence, absent)


def _told(proof: Proof | None, otherwise: Page, confidence: float, absent: float) -> Found:
    return Found(True, (proof,), confidence) if proof else Found(False, (Proof(otherwise.address),), absent)


def quote_around(text: str, start: int, end: int, width: int = 80) -> str:
    begin = max(text.rfind("\n", 0, start) + 1, start - width)
    stop = text.find("\n", end)
    return " ".join(text[begin : min(end + width, stop if stop >= 0 else len(text))].split())


def folded_words(text: str) -> str:
    return " ".join(fold(text).split())
