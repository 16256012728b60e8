"""The site's own search engine: does it find the scenario's topic among its first five results?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from collectors.site.facts.forms import has_search, search_form
from collectors.site.finding.atlas import Atlas
from collectors.site.finding.interest import Interest
from collectors.site.finding.walk import Open
from collectors.site.pages.page import Link, Page
from links.pages.addresses import absolute, document_kind, key, same_site

RESULTS = 5
_OPENED = 3
"""Results opened to see what they are about, when their words do not tell."""


@dataclass(frozen=True)
class Searched:
    """What a search gave. `rank` counts from 1, None when none of the first results is about the topic."""

    query: str
    address: str
    results: int
    rank: int | None
    page: Page | None = None
    quote: str = ""


async def search_site(interest: Interest, atlas: Atlas, open_page: Open) -> Searched | None:
    """Search for the scenario's topic; None when there is no search engine, or none that a plain request can use."""
    holder = next((page for page in atlas.pages if has_search(page) is not None), None)
    form = search_form(holder) if holder is not None else None
    if form is None:
        return None
    query = [*((name, value) for name, value in form.fixed if name != form.field), (form.field, interest.query)]
    separator = "&" if "?" in form.action else "?"
    page = await open_page(absolute(f"{form.action}{separator}{urlencode(query)}"))
    if page is None:
        return None
    results = _results(page, atlas)
    opened = 0
    for rank, link in enumerate(results, 1):
        if interest.score(link.text) >= interest.full:
            return Searched(interest.query, page.address, len(results), rank, atlas.get(link.address), link.text)
        target = atlas.get(link.address)
        if target is None and opened < _OPENED and not document_kind(link.address):
            opened += 1
            target = await open_page(link.address)
            if target is not None:
                atlas.add(target)
        if target is not None and interest.read(target) is not None:
            return Searched(interest.query, page.address, len(results), rank, target, link.text)
    return Searched(interest.query, page.address, len(results), None)


def _results(page: Page, atlas: Atlas) -> list[Link]:
    """Return the first results: links of the main part that are no part of the site's frame."""
    frame = {key(link.address) for link in atlas.home.links if link.address}
    own = key(page.address).split("?")[0]
    found: dict[str, Link] = {}
    for link in page.links:
        if not link.address or link.region in ("nav", "header", "footer", "aside") or len(link.text) < 3:
            continue
        mark = key(link.address)
        if same_site(link.address, page.address) and mark not in found and mark.split("?")[0] != own:
            found[mark] = link
    # results may well be linked from the home page; only when others stand beside them is the frame told apart
    outside = [link for mark, link in found.items() if mark not in frame]
    return (outside or list(found.values()))[:RESULTS] if len(found) > RESULTS else list(found.values())
