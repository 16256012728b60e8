"""The last resort of a search: pages of `sitemap.xml` whose address speaks of contact (sitemaps.org protocol)."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

from playwright.async_api import Error, Page

from domain.failure import Failure
from probes.webform.leads import Lead, path_words, same_site
from probes.webform.lexicon import says
from probes.webform.visiting import Open

_LOC = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>", re.IGNORECASE)
_MOST_CHARS = 3_000_000
_MOST = 3
# the viewer that shows XML in a browser keeps the source apart
_SOURCE = """() => {
  const kept = document.getElementById("webkit-xml-viewer-source-xml");
  const root = kept || document.documentElement;
  return new XMLSerializer().serializeToString(root).slice(0, 3000000);
}"""


async def sitemap_leads(page: Page, opening: Open, home: str) -> list[Lead]:
    """Return the pages of the site's map that speak of contact, the most telling first; none when there is no map."""
    address = urljoin(home, "/sitemap.xml")
    try:
        # what is no page may be a map
        if (await opening(address)).failure not in (None, Failure.NOT_A_SITE):
            return []
        text = await page.evaluate(_SOURCE)
        maps = [urljoin(home, unescape(loc)) for loc in _LOC.findall(text) if loc.endswith(".xml")]
        for child in [loc for loc in maps if "page" in loc][:1] or maps[:1]:
            if same_site(child, home) and (await opening(child)).failure in (None, Failure.NOT_A_SITE):
                text += await page.evaluate(_SOURCE)
    except Error:
        return []
    found = []
    for loc in dict.fromkeys(_LOC.findall(text[:_MOST_CHARS])):
        url = urljoin(home, unescape(loc))
        words = path_words(url)
        strength = 9.0 if says("link.form", words) else 7.0 if says("link.contact", words) else 0.0
        if strength and same_site(url, home) and not url.endswith(".xml") and not says("link.never", words):
            found.append(Lead(strength, -1, url, words, by="sitemap"))
    return sorted(found, key=lambda lead: -lead.score)[:_MOST]
