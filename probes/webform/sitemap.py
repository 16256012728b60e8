"""The last resort of a search: pages of `sitemap.xml` whose address speaks of contact (sitemaps.org protocol)."""

from __future__ import annotations

from urllib.parse import urljoin

from playwright.async_api import Error, Page

from domain.failure import Failure
from links.forms.contact_words import CONTACT, contact_strength
from links.forms.lexicon import says
from links.pages.addresses import path_words, same_site
from links.pages.sitemaps import SiteMap, parse_sitemap
from probes.webform.leads import Lead
from probes.webform.visiting import Open

_MOST = 3
# the viewer that shows XML in a browser keeps the source apart
_SOURCE = """() => {
  const kept = document.getElementById("webkit-xml-viewer-source-xml");
  const root = kept || document.documentElement;
  return new XMLSerializer().serializeToString(root).slice(0, 3000000);
}"""


async def sitemap_leads(page: Page, opening: Open, home: str) -> list[Lead]:
    """Return the pages of the site's map that speak of contact, the most telling first; none when there is no map."""
    listed = await _map_at(page, opening, urljoin(home, "/sitemap.xml"))
    children = [loc for loc in listed.children if same_site(loc, home)]
    pages = [loc for loc, _ in listed.pages]
    for child in [loc for loc in children if "page" in loc][:1] or children[:1]:
        pages += [loc for loc, _ in (await _map_at(page, opening, child)).pages]
    found = []
    for url in dict.fromkeys(urljoin(home, loc) for loc in pages):
        words = path_words(url)
        strength = contact_strength(words)
        if strength >= CONTACT and same_site(url, home) and not says("link.never", words):
            found.append(Lead(strength, -1, url, words, by="sitemap"))
    return sorted(found, key=lambda lead: -lead.score)[:_MOST]


async def _map_at(page: Page, opening: Open, address: str) -> SiteMap:
    try:
        # what is no page may be a map
        if (await opening(address)).failure not in (None, Failure.NOT_A_SITE):
            return SiteMap()
        source: str = await page.evaluate(_SOURCE)
    except Error:
        return SiteMap()
    return parse_sitemap(source.encode())
