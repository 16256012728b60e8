"""The part of a site that was seen: pages, how many clicks they are from the home page, and where topics are."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property

from collectors.site.finding.topics import topics_of
from collectors.site.pages.page import Link, Page
from links.pages.addresses import document_kind, key, maybe_page, same_site

_SURE = 1.0
"""From this score on, a link's words or path tell its topic."""


class Atlas:
    """Pages by what their addresses share. The home page is 0 clicks from itself."""

    def __init__(self, home: Page) -> None:
        self.home = home
        self._pages: dict[str, Page] = {}
        self.add(home)

    def add(self, page: Page) -> None:
        self._pages.setdefault(key(page.address), page)
        self._pages.setdefault(key(page.asked), page)
        self.__dict__.pop("clicks", None)
        self.__dict__.pop("links", None)

    def replace(self, page: Page) -> None:
        """Take a better look at a page for the one before (a browser ran its scripts)."""
        self._pages[key(page.address)] = page
        self._pages[key(page.asked)] = page
        self.__dict__.pop("clicks", None)
        self.__dict__.pop("links", None)

    def get(self, address: str) -> Page | None:
        return self._pages.get(key(address))

    @property
    def pages(self) -> tuple[Page, ...]:
        """Each page once, the home page first, then by clicks."""
        unique = {id(page): page for page in self._pages.values()}
        return tuple(sorted(unique.values(), key=lambda page: (page is not self.home, self.clicks_to(page) or 99)))

    @cached_property
    def clicks(self) -> dict[str, int]:
        """Clicks from the home page by the shortest way over the pages seen, for every address linked from them."""
        found = {key(self.home.address): 0}
        queue = deque([self.home])
        while queue:
            page = queue.popleft()
            depth = found[key(page.address)]
            for link in page.links:
                if not link.address or key(link.address) in found:
                    continue
                found[key(link.address)] = depth + 1
                target = self.get(link.address)
                if target is not None:
                    if key(target.address) not in found:
                        found[key(target.address)] = depth + 1
                    queue.append(target)
        return found

    def clicks_to(self, page: Page) -> int | None:
        """Return the fewest clicks to a page, None when no link seen leads to it (sitemap, search)."""
        return min(
            (found for one in (page.address, page.asked) if (found := self.clicks.get(key(one))) is not None),
            default=None,
        )

    @cached_property
    def links(self) -> tuple[tuple[Page, Link], ...]:
        """Every link of every page, each target once with the same words, the pages nearest the home page first."""
        seen: set[tuple[str, str]] = set()
        found = []
        for page in self.pages:
            for link in page.links:
                mark = (link.address or link.raw, link.text)
                if mark not in seen:
                    seen.add(mark)
                    found.append((page, link))
        return tuple(found)

    def topic_links(self, topic: str, *, floor: float = _SURE) -> list[tuple[Page, Link]]:
        """Return the links about a topic, the surest first, then the nearest."""
        scored = [
            (score, page, link)
            for page, link in self.links
            if (score := topics_of(link.text, link.address).get(topic, 0.0)) >= floor
            and not link.raw.startswith("mailto:")
        ]
        return [(page, link) for _, page, link in sorted(scored, key=lambda entry: -entry[0])]

    def topic_pages(self, topic: str) -> list[Page]:
        """Return the pages about a topic that were got: by the links to them, or by their own title or address."""
        found: list[Page] = []
        for _, link in self.topic_links(topic):
            page = self.get(link.address) if link.address else None
            if page is not None and page is not self.home and page not in found:
                found.append(page)
        for page in self.pages:
            heading = next((text for level, text in page.headings if level == 1), page.title)
            if page is not self.home and page not in found and topics_of(heading, page.address).get(topic, 0.0) >= 2.0:
                found.append(page)
        return found

    def internal(self) -> Iterator[str]:
        """Yield the addresses on the site that are linked and may be pages, each once."""
        seen: set[str] = set()
        for _, link in self.links:
            if (
                link.address
                and same_site(link.address, self.home.address)
                and maybe_page(link.address)
                and key(link.address) not in seen
            ):
                seen.add(key(link.address))
                yield link.address

    def documents(self) -> list[tuple[Page, Link]]:
        """Return the links to office and PDF files."""
        return [(page, link) for page, link in self.links if document_kind(link.address)]
