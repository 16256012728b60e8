"""Reaching the site: HTTPS, certificate, redirects, speed, weight, errors."""

from __future__ import annotations

from collectors.site.facts.forms import has_search
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from links.pages.addresses import place_of

_LOADED = ("img", "script", "iframe", "frame", "source", "video", "audio", "object", "embed", "form")
"""Elements that load something or send; a link to another page is neither."""


def _here(view: SiteView, quote: str = "") -> tuple[Proof, ...]:
    return (Proof(view.home.address, quote),)


@measure("site.reachable", version=1)
def reachable(view: SiteView) -> Found:
    return Found(True, _here(view, f"HTTP {view.home.status}"), 1.0)


@measure("site.https", version=1)
def https(view: SiteView) -> Found:
    return Found(view.delivery.https, _here(view), 1.0)


@measure("site.certificate_valid", version=1)
def certificate_valid(view: SiteView) -> Found | None:
    if view.delivery.certificate_fault:
        return Found(False, _here(view, view.delivery.certificate_fault), 0.95)
    if not view.delivery.https or view.delivery.certificate_days is None:
        return None
    return Found(view.delivery.certificate_days > 0, _here(view, f"{view.delivery.certificate_days:.0f} d"), 1.0)


@measure("site.certificate_days_left", version=1)
def certificate_days_left(view: SiteView) -> Found | None:
    days = view.delivery.certificate_days
    return None if days is None else Found(round(days, 1), _here(view), 1.0)


@measure("site.http_redirects_to_https", version=1)
def http_redirects(view: SiteView) -> Found | None:
    told = view.delivery.http_redirects
    return None if told is None else Found(told, _here(view), 0.95)


@measure("site.hsts", version=1)
def hsts(view: SiteView) -> Found | None:
    """Strict-Transport-Security (RFC 6797) on the home page."""
    if not view.delivery.https:
        return None
    header = view.home.headers.get("strict-transport-security", "")
    return Found(
        "max-age=" in header.lower() and "max-age=0" not in header.lower().replace(" ", ""), _here(view, header), 1.0
    )


@measure("site.mixed_content", version=1)
def mixed_content(view: SiteView) -> Found | None:
    """Elements of a secure home page that are asked for without security, and forms that send so. Browsers upgrade or
    block them: what the page itself says counts."""
    if not view.delivery.https:
        return None
    written = {
        address
        for element in view.home.tree.iter(*_LOADED)
        for name in ("src", "href", "action", "data")
        if (address := (element.get(name) or "").strip()).lower().startswith("http://")
    }
    asked = {r.address for r in view.desktop.requests if r.address.startswith("http://")} if view.desktop else set()
    plain = sorted(written | asked)
    return Found(len(plain), tuple(Proof(view.home.address, address) for address in plain[:3]), 0.9)


@measure("site.redirects", version=1)
def redirects(view: SiteView) -> Found:
    return Found(view.delivery.hops, _here(view), 1.0)


@measure("site.other_name_answers", version=1)
def other_name(view: SiteView) -> Found | None:
    told = view.delivery.other_name
    return None if told is None else Found(told, _here(view), 0.9)


@measure("site.ttfb_seconds", version=1)
def ttfb(view: SiteView) -> Found | None:
    speed = view.desktop.speed if view.desktop else None
    return Found(round(speed.ttfb, 3), _here(view)) if speed and speed.ttfb > 0 else None


@measure("site.lcp_seconds", version=1)
def lcp(view: SiteView) -> Found | None:
    speed = view.desktop.speed if view.desktop else None
    return Found(round(speed.lcp, 3), _here(view)) if speed and speed.lcp > 0 else None


@measure("site.layout_shift", version=1)
def layout_shift(view: SiteView) -> Found | None:
    speed = view.desktop.speed if view.desktop else None
    return Found(round(speed.cls, 4), _here(view)) if speed else None


@measure("site.load_seconds", version=1)
def load(view: SiteView) -> Found | None:
    speed = view.desktop.speed if view.desktop else None
    return Found(round(speed.load, 3), _here(view)) if speed and speed.load > 0 else None


@measure("site.transfer_kilobytes", version=1)
def transfer(view: SiteView) -> Found | None:
    speed = view.desktop.speed if view.desktop else None
    return Found(round(speed.kilobytes, 1), _here(view)) if speed and speed.kilobytes > 0 else None


@measure("site.requests", version=1)
def requests(view: SiteView) -> Found | None:
    speed = view.desktop.speed if view.desktop else None
    return Found(speed.requests, _here(view)) if speed else None


@measure("site.mobile_lcp_seconds", version=1)
def mobile_lcp(view: SiteView) -> Found | None:
    speed = view.mobile.speed if view.mobile else None
    return Found(round(speed.lcp, 3), _here(view)) if speed and speed.lcp > 0 else None


@measure("site.compressed", version=1)
def compressed(view: SiteView) -> Found | None:
    if not view.home.headers or len(view.home.source) < 2000:
        return None
    encoding = view.home.headers.get("content-encoding", "")
    return Found(encoding in ("gzip", "br", "zstd", "deflate"), _here(view, encoding), 0.95)


@measure("site.script_errors", version=1)
def script_errors(view: SiteView) -> Found | None:
    if view.desktop is None:
        return None
    errors = view.desktop.script_errors
    return Found(len(errors), tuple(Proof(view.home.address, error) for error in errors[:3]), 0.9)


@measure("site.failed_resources", version=1)
def failed_resources(view: SiteView) -> Found | None:
    """Images, styles and scripts of the site itself that the home page asks for in vain."""
    if view.desktop is None:
        return None
    own = place_of(view.home.address)
    failed = [r for r in view.desktop.requests if place_of(r.address) == own and (r.status >= 400)]
    return Found(len(failed), tuple(Proof(view.home.address, f"{r.status} {r.address}") for r in failed[:3]), 0.9)


@measure("site.works_without_scripts", version=1)
def without_scripts(view: SiteView) -> Found | None:
    """The home page as it comes holds at least half of the words that a browser shows, and a third of the links."""
    if view.plain is None or not view.home.rendered:
        return None
    words, shown = len(view.plain.text.split()), len(view.home.text.split())
    links = len(view.plain.links) >= len(view.home.links) / 3
    return Found(words * 2 >= shown and links, (Proof(view.home.address, f"{words} / {shown}"),), 0.85)


@measure("site.missing_page_status", version=1)
def missing_page_status(view: SiteView) -> Found | None:
    """A page that does not exist is answered with 404 or 410, not with a page that seems to exist."""
    page = view.delivery.missing
    if page is None:
        return None
    return Found(page.status in (404, 410), (Proof(page.asked, f"HTTP {page.status}"),), 0.95)


@measure("site.missing_page_helps", version=1)
def missing_page_helps(view: SiteView) -> Found | None:
    """The page shown for a missing one leads back: at least three links, or a search field."""
    page = view.delivery.missing
    if page is None:
        return None
    helps = len([link for link in page.links if link.address]) >= 3 or has_search(page) is not None
    return Found(helps, (Proof(page.asked, page.main_text[:120]),), 0.85)


@measure("site.page_seconds", version=1)
def page_seconds(view: SiteView) -> Found | None:
    """Median time of the plain answers of inner pages."""
    times = sorted(page.seconds for page in view.pages if page is not view.home and page.seconds > 0)
    return Found(round(times[len(times) // 2], 3), _here(view), 0.85) if len(times) >= 3 else None


@measure("site.sitemap_xml", version=1)
def sitemap_xml(view: SiteView) -> Found:
    return Found(view.delivery.sitemap, _here(view), 0.9)
