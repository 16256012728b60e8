"""Cookies and trackers before any choice, and whether refusing is as easy as accepting (CNIL guidelines of 2020)."""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases
from links.pages.addresses import domain_of, place_of, same_site

_TRACKERS = frozenset({
    "google-analytics.com", "googletagmanager.com", "doubleclick.net", "googlesyndication.com",
    "googleadservices.com", "facebook.net", "facebook.com", "hotjar.com", "clarity.ms", "bing.com", "linkedin.com",
    "licdn.com", "twitter.com", "t.co", "ads-twitter.com", "tiktok.com", "criteo.com", "criteo.net", "taboola.com",
    "outbrain.com", "xiti.com", "scorecardresearch.com", "quantserve.com", "adnxs.com", "segment.io", "segment.com",
    "mixpanel.com", "amplitude.com", "hubspot.com", "hs-scripts.com", "hs-analytics.net", "fullstory.com",
    "mouseflow.com", "smartlook.com", "yandex.ru", "snapchat.com", "sc-static.net", "pinterest.com", "pinimg.com",
    "nr-data.net", "contentsquare.net", "abtasty.com", "kameleoon.eu", "addthis.com", "sharethis.com",
    "matomo.cloud", "piano.io", "plausible.io",
})  # fmt: skip
_EXEMPT_TRACKERS = frozenset({"matomo.cloud", "plausible.io"})
"""Audience measurement that can be exempt from consent: not counted."""
_NEEDED = re.compile(
    r"^(?:phpsessid|jsessionid|asp\.net_sessionid|sess\w*|.*session.*|.*csrf.*|xsrf-token|.*consent.*|tarteaucitron|axeptio.*|didomi.*|cookie.*|lang\w*|"
    r"locale|pll_language|wp-wpml.*|__cf_bm|cf_clearance|incap_.*|visid_incap.*|awsalb.*|serverid|route|hasjs|has_js|fe_typo_user|django_language|_?pk_(?:id|ses).*|mtm_.*)$",
    re.IGNORECASE,
)
"""Cookies that the law exempts: sessions, security, language, the choice itself, audience measurement so set up."""
_MEASURING_HOST = re.compile(
    r"(?:^|[.-])(?:stats?|statistiques?|analytics?|track(?:er|ing)?|pixels?|metrics|telemetry|beacons?|adserver|ads)\d*[.-]"
)
"""Names that other organisations' servers bear when all they do is count visitors, or follow them."""
_ACCEPT = phrases("consent.accept")
_REFUSE = phrases("consent.refuse")


@measure("site.cookies_before_consent", version=1)
def cookies(view: SiteView) -> Found | None:
    """Cookies set before any choice that the law does not exempt."""
    if view.desktop is None:
        return None
    counted = [(name, domain) for name, domain in view.desktop.cookies if not _NEEDED.match(name)]
    return Found(
        len(counted), tuple(Proof(view.home.address, f"{name} ({domain})") for name, domain in counted[:5]), 0.8
    )


def _trackers(view: SiteView) -> list[str]:
    if view.desktop is None:
        return []
    addresses = [request.address for request in view.desktop.requests]
    known = {domain for address in addresses if (domain := domain_of(address)) in _TRACKERS}
    named = {
        domain_of(address)
        for address in addresses
        if not same_site(address, view.home.address) and _MEASURING_HOST.search(place_of(address))
    }
    return sorted((known | named) - _EXEMPT_TRACKERS)


@measure("site.trackers_before_consent", version=2)
def trackers(view: SiteView) -> Found | None:
    if view.desktop is None:
        return None
    found = _trackers(view)
    return Found(len(found), tuple(Proof(view.home.address, domain) for domain in found[:5]), 0.9)


@measure("site.third_parties", version=1)
def third_parties(view: SiteView) -> Found | None:
    """Other organisations' servers that the home page calls."""
    if view.desktop is None:
        return None
    others = {
        domain_of(request.address)
        for request in view.desktop.requests
        if request.address.startswith("http") and not same_site(request.address, view.home.address)
    }
    return Found(len(others), tuple(Proof(view.home.address, domain) for domain in sorted(others)[:5]), 0.9)


@measure("site.cookie_banner", version=1)
def banner(view: SiteView) -> Found | None:
    if view.desktop is None:
        return None
    found = view.desktop.banner
    return Found(found is not None, (Proof(view.home.address, found.text if found else ""),), 0.85)


@measure("site.refuse_as_easy", version=1)
def refuse_as_easy(view: SiteView) -> Found | None:
    """A button to refuse stands beside the one to accept, at least half its size."""
    found = view.desktop.banner if view.desktop else None
    if found is None:
        return None
    accept = [area for text, area in found.buttons if _ACCEPT.search(fold(text)) and not _REFUSE.search(fold(text))]
    refuse = [(text, area) for text, area in found.buttons if _REFUSE.search(fold(text))]
    if not accept:
        return None
    easy = bool(refuse) and max(area for _, area in refuse) * 2 >= max(accept)
    words = " · ".join(text for text, _ in found.buttons)
    return Found(easy, (Proof(view.home.address, words),), 0.8)


@measure("site.banner_explains", version=1)
def explains(view: SiteView) -> Found | None:
    """The banner says what the cookies are for."""
    found = view.desktop.banner if view.desktop else None
    if found is None:
        return None
    purposes = re.search(
        r"audience|statisti|mesur|publicit|personnalis|reseaux sociaux|fonctionnement|video|analytic|measure|"
        r"advert|traffic|improve|ameliorer|social media|experience",
        fold(found.text),
    )
    return Found(purposes is not None, (Proof(view.home.address, found.text),), 0.8)
