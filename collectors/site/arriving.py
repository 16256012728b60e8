"""The first stage: to the home page, by whatever address the directory gives, and whether it is a site at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from collectors.site.expedition import Expedition, content_of, leave_error_page, plain_page
from collectors.site.finding.arrival import failure_of
from collectors.site.finding.atlas import Atlas
from collectors.site.getting.encoding import is_page
from collectors.site.measures.view import Delivery
from domain.failure import Failure
from links.browser import Opened, Visit
from links.pages.addresses import ways_to

_ARRIVAL_SECONDS = 25.0
_BRIEF_SECONDS = 8.0
_NOBODY_THERE = (Failure.UNREACHABLE, Failure.TLS_ERROR, Failure.DNS_ERROR, Failure.TOO_SLOW)
"""After these, the address without security is worth a try."""
ROBOTS = "robots.txt"
"""Detail of a result: the site does not want robots, so nothing was looked at."""


@dataclass(frozen=True)
class Miss:
    """Why there is nothing to inspect."""

    failure: Failure
    detail: str = ""


async def arrive(expedition: Expedition, visit: Visit) -> Miss | None:
    """Open the home page and put it into the atlas; return why when there is none."""
    opened: Opened | None = None
    # where HTTPS was asked for, what is wrong with it is what there is to tell, unless nobody answers there at all
    worth = (Failure.UNREACHABLE,) if "://" in expedition.content.website else _NOBODY_THERE
    for address in ways_to(expedition.content.website):
        if not await expedition.polite.allows(address):
            return Miss(Failure.DISALLOWED, ROBOTS)
        opened = await visit.open(address, seconds=min(_ARRIVAL_SECONDS, expedition.polite.deadline.left))
        if opened.shown or opened.status or opened.failure not in worth:
            break
        await leave_error_page(visit)
    if opened is None:
        return Miss(Failure.ADDRESS_INVALID, expedition.content.website)
    # a page that goes on loading for ever shows something all the same
    if not opened.shown and not (opened.failure is Failure.TOO_SLOW and opened.status and opened.detail == "loading"):
        return Miss(opened.failure or Failure.UNKNOWN, opened.detail)
    if not await expedition.polite.allows(opened.final_url):
        return Miss(Failure.DISALLOWED, ROBOTS)
    async with asyncio.timeout(_BRIEF_SECONDS):
        home = await content_of(visit, opened)
    missed = failure_of(home)
    if missed is not None:
        return Miss(*missed)
    expedition.atlas = Atlas(home)
    https = home.address.startswith("https://")
    expedition.delivery = Delivery(https=https, hops=len(opened.redirects))
    return None


async def see_without_scripts(expedition: Expedition) -> None:
    """Get the home page as it comes over the wire, and tell from it whether inner pages need a browser."""
    fetched = await expedition.polite.get(expedition.home.address)
    if fetched is None or fetched.failure is not None or not is_page(fetched):
        # refused to a plain request, shown to a browser
        expedition.by_browser = fetched is not None
        return
    plain = plain_page(fetched)
    expedition.plain = plain
    home = expedition.home
    home.headers = {**plain.headers, **home.headers}
    own = {link.address for link in plain.links if link.address}
    shown = {link.address for link in home.links if link.address}
    few_words = len(plain.text.split()) * 3 < len(home.text.split())
    expedition.by_browser = few_words and len(own) * 3 <= len(shown)
