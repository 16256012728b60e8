"""Openness: results of quality, commitments, acts published, networks, newsletter."""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.site.facts.page_dates import dates_in
from collectors.site.measures.presence import anywhere, linked
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases
from links.pages.addresses import domain_of, place_of

_NETWORKS = {
    "facebook.com": "Facebook", "fb.com": "Facebook", "twitter.com": "X", "x.com": "X", "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn", "youtube.com": "YouTube", "mastodon.social": "Mastodon", "bsky.app": "Bluesky",
    "tiktok.com": "TikTok", "threads.net": "Threads", "whatsapp.com": "WhatsApp", "flickr.com": "Flickr",
    "panneaupocket.com": "PanneauPocket", "app-intramuros.fr": "IntraMuros", "social.numerique.gouv.fr": "Mastodon",
    "piaille.fr": "Mastodon", "mamot.fr": "Mastodon", "nextdoor.com": "Nextdoor", "nextdoor.co.uk": "Nextdoor",
}  # fmt: skip
_SHARING = re.compile(r"/(?:sharer?|share-offsite|intent|share)(?:[/.?]|$)|[?&](?:u|url)=http", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)? ?%|\d[.,]\d ?/ ?(?:5|10)|note (?:moyenne|globale)|\b\d{1,2} ?/ ?(?:10|20)\b")
_LABELS = phrases("openness.labels")


@measure("site.quality_results", version=1)
def quality_results(view: SiteView) -> Found:
    """Results of service quality are published: a page about them with figures, or a link to them."""
    for page in view.atlas.topic_pages("quality"):
        match = _FIGURE.search(page.folded)
        if match is not None:
            return Found(True, (Proof(page.address, page.text[max(0, match.start() - 80) : match.end() + 20]),), 0.85)
    outside = [
        (page, link)
        for page, link in view.atlas.topic_links("quality", floor=1.5)
        if re.search(r"publics-?plus|transformation\.gouv|resultats", fold(link.address))
    ]
    if outside:
        return Found(True, (Proof(outside[0][0].address, outside[0][1].text),), 0.75)
    return Found(False, (Proof(view.home.address),), 0.75)


@measure("site.quality_results_days", version=1)
def quality_age(view: SiteView) -> Found | None:
    """Age in days of the newest date on the page of results; a bare year counts from its end."""
    for page in view.atlas.topic_pages("quality"):
        days = [day for _, _, day in dates_in(page.folded) if day <= view.today]
        years = [
            int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", page.main_text) if int(year) <= view.today.year
        ]
        if days:
            return Found((view.today - max(days)).days, (Proof(page.address),), 0.75)
        if years:
            ended = view.today.replace(year=max(years), month=12, day=31)
            return Found(max(0, (view.today - ended).days), (Proof(page.address, str(max(years))),), 0.65)
    return None


@measure("site.commitments", version=1)
def commitments(view: SiteView) -> Found:
    """Service commitments or a charter are published."""
    return linked(view, "charter")


@measure("site.quality_label", version=1)
def quality_label(view: SiteView) -> Found:
    """A quality label or certificate of the service is shown."""
    return anywhere(view, _LABELS, confidence=0.8, absent=0.75)


@measure("site.publications", version=1)
def publications(view: SiteView) -> Found:
    return linked(view, "publications")


@measure("site.news", version=1)
def news_section(view: SiteView) -> Found:
    return linked(view, "news")


@measure("site.newsletter", version=1)
def newsletter(view: SiteView) -> Found:
    return linked(view, "newsletter")


@measure("site.feed", version=1)
def feed(view: SiteView) -> Found:
    """A news feed (RSS, Atom) is announced or linked."""
    for page in view.pages[:8]:
        for element in page.tree.iter("link", "a"):
            kind, address = element.get("type") or "", element.get("href") or ""
            if (
                "rss+xml" in kind
                or "atom+xml" in kind
                or re.search(r"(?:/rss|/feed|\.rss|/atom|rss\.xml|feed\.xml)/?(?:\?|$)", address, re.IGNORECASE)
            ):
                return Found(True, (Proof(page.address, address),), 0.9)
    return Found(False, (Proof(view.home.address),), 0.85)


def networks(view: SiteView) -> dict[str, Proof]:
    """Return the social networks that the site links to, each with where; links for sharing a page do not count."""
    found: dict[str, Proof] = {}
    for page, link in view.atlas.links:
        name = _NETWORKS.get(domain_of(link.address)) or _NETWORKS.get(place_of(link.address))
        path = link.address.split("://", 1)[-1].partition("/")[2]
        if name and path.strip("/") and not _SHARING.search(link.address):
            found.setdefault(name, Proof(page.address, link.address))
    for thing in (thing for page in view.pages for thing in page.things):
        for address in thing.texts("sameAs"):
            name = _NETWORKS.get(domain_of(address))
            if name:
                found.setdefault(name, Proof(view.home.address, address))
    return found


@measure("site.social_networks", version=1)
def social_networks(view: SiteView) -> Found:
    found = networks(view)
    return Found(len(found), tuple(found.values()), 0.9)


@measure("site.social_from_home", version=1)
def social_from_home(view: SiteView) -> Found | None:
    found = networks(view)
    if not found:
        return None
    home = [proof for proof in found.values() if proof.address == view.home.address]
    return Found(bool(home), tuple(home[:1] or list(found.values())[:1]), 0.9)
