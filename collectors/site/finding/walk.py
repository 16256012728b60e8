"""The walk over an unknown site: first what the scenario asks for, then where contact details and notices should be.

Links are followed best first. A link's promise is how well its words and its path name a topic that still lacks pages,
or the scenario; it falls with every click from the home page.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from collectors.site.finding.atlas import Atlas
from collectors.site.finding.interest import Interest, Reading
from collectors.site.finding.topics import topics_of
from collectors.site.getting.deadline import Deadline
from collectors.site.pages.page import Link, Page
from links.pages.addresses import harmless, key, maybe_page, same_site

Open = Callable[[str], Awaitable[Page | None]]
"""Gets one page of the site; None when it cannot be had (robots.txt, an error, a file, the budget)."""

WANTED = {
    "contact": 3, "hours": 2, "access": 1, "legal": 1, "privacy": 2, "cookies": 1, "accessibility": 2, "scheme": 1,
    "complaint": 2, "mediator": 1, "feedback": 1, "services": 2, "booking": 1, "faq": 1, "help": 1, "news": 1,
    "quality": 2, "charter": 1, "emergency": 1, "staff": 2, "elected": 1, "tariffs": 1, "map_of_site": 1, "tracking": 1,
    "publications": 1,
}  # fmt: skip
"""How many pages of each topic are worth getting."""
_FIRST = frozenset({"contact", "legal", "privacy", "accessibility", "hours", "complaint", "services"})
DEEPEST = 3
_AT_ONCE = 2
_SECTIONS = 8
_ASIDE = frozenset({"contact", "legal", "privacy", "cookies", "accessibility", "news", "elected", "newsletter"})
"""What a menu also leads to, where no answer is looked for."""


@dataclass(frozen=True)
class Found:
    """The scenario's answer: what the best page says, clicks to it (None when only search or the sitemap led there),
    seconds spent loading pages until it was reached, and pages opened for it."""

    reading: Reading
    clicks: int | None
    seconds: float
    opened: int
    by: str = "links"


async def look_for(interest: Interest, atlas: Atlas, open_page: Open, deadline: Deadline, most: int) -> Found | None:
    """Follow the most promising links until the answer is complete, or nothing promising or allowed is left."""
    queue: list[tuple[float, int, int, str]] = []
    seen = {key(atlas.home.address)}
    best: Found | None = None
    seconds, opened, page, depth = atlas.home.seconds, 0, atlas.home, 0
    while True:
        reading = interest.read(page)
        if reading is not None and (best is None or reading.coverage > best.reading.coverage):
            best = Found(reading, depth, seconds, opened)
        if best is not None and best.reading.assessment.verdict == "precise":
            return best
        if depth < DEEPEST:
            _push(queue, seen, page, depth, interest, atlas)
        while True:
            if not queue or opened >= most or not deadline.allows(1.0):
                return best
            _, _, depth, address = heapq.heappop(queue)
            got = atlas.get(address) or await open_page(address)
            opened += 1
            if got is not None:
                atlas.add(got)
                seconds += got.seconds
                page = got
                break


def _push(
    queue: list[tuple[float, int, int, str]], seen: set[str], page: Page, depth: int, interest: Interest, atlas: Atlas
) -> None:
    for link in page.links:
        if not _followable(link, atlas.home) or key(link.address) in seen:
            continue
        topics = topics_of(link.text, link.address)
        hub = max(topics.get("services", 0.0), topics.get("faq", 0.0), topics.get("tariffs", 0.0) / 2) >= 1.0
        promise = interest.link_score(link.text, link.address, hub)
        # where no link says it, one goes by the menu
        menu = depth == 0 and link.region in ("nav", "header") and topics.keys().isdisjoint(_ASIDE)
        if promise >= 0.5 or (hub and depth == 0) or menu:
            seen.add(key(link.address))
            heapq.heappush(queue, (-(promise - 0.2 * depth), len(seen), depth + 1, link.address))


def _followable(link: Link, home: Page) -> bool:
    return (
        bool(link.address)
        and maybe_page(link.address)
        and same_site(link.address, home.address)
        and harmless(link.address)
    )


async def walk(atlas: Atlas, open_page: Open, deadline: Deadline, most: int, also: tuple[str, ...] = ()) -> None:
    """Get the pages of the topics, nearest first. `also` are addresses of a sitemap, used where no link was found."""
    tried = {key(page.address) for page in atlas.pages} | {key(page.asked) for page in atlas.pages}
    opened = 0
    for round_number in range(DEEPEST + 1):
        wanted = _wanted(atlas, tried, () if round_number == 0 else also)
        if round_number == 1:
            # what the menu leads to may lead on to the rest
            wanted += [address for address in _sections(atlas) if key(address) not in tried and address not in wanted]
        batch = wanted[: most - opened]
        if not deadline.allows(1.0) or (not batch and round_number > 1):
            return
        tried |= {key(address) for address in batch}
        opened += len(batch)
        for start in range(0, len(batch), _AT_ONCE * 4):
            got = await asyncio.gather(*(open_page(address) for address in batch[start : start + _AT_ONCE * 4]))
            for page in got:
                if page is not None:
                    atlas.add(page)
            if not deadline.allows(1.0):
                return


def _sections(atlas: Atlas) -> list[str]:
    """Return where the home page's menu leads, at most as many as are worth a look."""
    home = atlas.home
    menu = [link for link in home.links if link.region in ("nav", "header") and _followable(link, home)]
    return list(dict.fromkeys(link.address for link in menu))[:_SECTIONS]


def _wanted(atlas: Atlas, tried: set[str], also: tuple[str, ...]) -> list[str]:
    """Return the addresses still worth getting, the most needed first."""
    chosen: dict[str, tuple[float, str]] = {}
    for topic, most in WANTED.items():
        have = sum(1 for page in atlas.topic_pages(topic))
        candidates = [link.address for _, link in atlas.topic_links(topic) if _followable(link, atlas.home)]
        if not candidates:
            candidates = [address for address in also if topics_of("", address).get(topic, 0.0) >= 1.0]
        fresh = [address for address in dict.fromkeys(candidates) if key(address) not in tried]
        for position, address in enumerate(fresh[: max(0, most - have)]):
            urgency = position + (0 if topic in _FIRST else 0.5)
            known = chosen.get(key(address))
            if known is None or urgency < known[0]:
                chosen[key(address)] = (urgency, address)
    return [address for _, address in sorted(chosen.values(), key=lambda entry: entry[0])]
