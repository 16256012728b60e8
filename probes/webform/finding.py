"""Finds a site's contact form from its home page, the way a person would: the most telling link first, few pages."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from playwright.async_api import Error, Page

from domain.failure import Failure
from links.forms.contact_words import CONTACT
from links.forms.judging import FAIR, GOOD, best_form
from links.forms.lexicon import says
from links.forms.looking import Document, look
from links.forms.settling import settle
from links.forms.sight import FormSight
from links.forms.traps import is_login
from links.pages.addresses import bare, same_site, ways_to
from links.pages.words import folded
from probes.webform.banner import put_aside
from probes.webform.leads import Lead, Links, leads_of, links_of
from probes.webform.revealing import is_shown, reveal
from probes.webform.sitemap import sitemap_leads
from probes.webform.visiting import Open, Opened

PAGES = 10
SECONDS = 75.0
MOST_CLICKS = 3
PRESS_MS = 3000
LATE_MS = 1500
"""How long a page that should hold the form may do nothing before it is believed to hold none."""
_LATE_ELEMENTS = 60
_WRITABLE = "textarea, [contenteditable], iframe"


@dataclass(frozen=True)
class Found:
    """The form, on the page as it is now. `clicks` from the home page, -1 when no click leads there."""

    document: Document
    form: FormSight
    score: float
    clicks: int
    by: str
    led_here: bool = False


@dataclass
class Search:
    """What a search gave: a form, or why there is none, and what was seen on the way."""

    found: Found | None = None
    failure: Failure | None = None
    detail: str = ""
    pages: int = 0
    banner: str = ""
    trail: list[str] = field(default_factory=list)


class Finder:
    """One search, in one browser page."""

    def __init__(self, page: Page, opening: Open, home: str) -> None:
        self._page = page
        self._open = opening
        self._home = home
        self._result = Search()
        self._queue: list[Lead] = []
        self._known: set[str] = set()
        self._fallback: tuple[float, Lead] | None = None
        self._login = False
        self._links: dict[int, tuple[Document, Links]] = {}
        self._deadline = time.monotonic() + SECONDS

    async def search(self) -> Search:
        """Walk until a form is found, there is nothing telling left, or the budget is spent."""
        result = self._result
        opened = await self._arrive()
        if opened.failure is not None:
            result.failure, result.detail = opened.failure, opened.detail
            return result
        start = Lead(0.0, 0, self._page.url, "", by="home")
        self._known |= {bare(self._home), bare(self._page.url)}
        self._home = self._page.url
        if await self._read(start):
            return result
        if await self._walk() or await self._from_sitemap() or await self._second_best():
            return result
        result.failure = Failure.LOGIN_REQUIRED if self._login else Failure.NO_FORM
        result.detail = " > ".join(result.trail[-5:])
        return result

    async def _arrive(self) -> Opened:
        first, *others = ways_to(self._home) or [self._home]
        opened = await self._open(first)
        for other in others:
            if opened.failure is not Failure.UNREACHABLE:
                break
            opened = await self._open(other)
        return opened

    async def _walk(self) -> bool:
        while self._queue and self._result.pages < PAGES and time.monotonic() < self._deadline:
            self._queue.sort(key=lambda lead: -lead.score + 0.8 * lead.clicks)
            lead = self._queue.pop(0)
            if await self._follow(lead) and await self._read(lead):
                return True
        return False

    async def _follow(self, lead: Lead) -> bool:
        """Go where a lead points; whether there is a page to read."""
        if lead.url:
            opened = await self._open(lead.url)
            self._login = self._login or (opened.failure is Failure.LOGIN_REQUIRED and lead.speaks_of_contact)
            return opened.failure is None
        if bare(self._page.url) != bare(lead.parent) and (await self._open(lead.parent)).failure is not None:
            return False
        return await self._press(lead)

    async def _press(self, lead: Lead) -> bool:
        links = await links_of(self._page.main_frame)
        wanted = folded(lead.words)
        for link in links.found:
            if not link.hidden and folded(f"{link.text} {link.label}") == wanted:
                if (element := await links.element(link)) is None:
                    continue
                try:
                    await element.click(timeout=PRESS_MS)
                except Error:
                    continue
                await settle(self._page, most=3000)
                return True
        return False

    async def _read(self, lead: Lead) -> bool:
        """Look at the page there is now: take its form, or note where it leads."""
        result, page = self._result, self._page
        self._links.clear()
        if not same_site(page.url, self._home) and lead.by != "home":
            return False
        result.pages += 1
        self._known.add(bare(page.url))
        result.trail.append(page.url)
        result.banner = await put_aside(page) or result.banner
        led_here = lead.speaks_of_contact or lead.by in ("schema",)
        documents = await self._look(led_here)
        found = self._best(documents, lead, led_here)
        if found is None or not found.form.usable:
            opened = await reveal(page, documents, led_here=led_here, links_in=self._links_in)
            if opened is not None:
                documents = opened
                found = self._best(opened, replace(lead, clicks=lead.clicks + 1), led_here)
        if found is not None and found.form.usable:
            if found.score >= (FAIR if led_here or lead.by == "given" else GOOD):
                result.found = found
                return True
            if self._fallback is None or found.score > self._fallback[0]:
                self._fallback = (found.score, lead)
        if any(is_login(document.sight) and (led_here or _for_writing(document)) for document in documents):
            self._login = True
        await self._note_leads(documents, lead)
        return False

    async def _look(self, led_here: bool) -> list[Document]:
        documents = await look(self._page)
        if any(is_shown(document, led_here=led_here) for document in documents):
            return documents
        # built late, or a frame still loading: once more when the page has become quiet
        bare_page = sum(document.sight.elements for document in documents) < _LATE_ELEMENTS
        if not led_here and not bare_page and await self._leads_on(documents):
            return documents
        if led_here or bare_page:
            await settle(self._page, quiet=LATE_MS, most=4 * LATE_MS, until=_WRITABLE)
        else:
            await settle(self._page, quiet=150, most=1500)
        return await look(self._page)

    async def _links_in(self, document: Document) -> Links:
        """Return the links of a document as it was looked at, read once."""
        known = self._links.get(id(document))
        if known is None:
            # the document is kept, so that no other takes its place in memory meanwhile
            known = self._links[id(document)] = (document, await links_of(document.frame))
        return known[1]

    async def _leads_on(self, documents: list[Document]) -> bool:
        """Whether a page that is not for writing leads to one that is: what is built late here is not waited for."""
        home, here = self._home, self._page.url
        for document in documents:
            links = await self._links_in(document)
            leads = leads_of(links.found, home=home, here=here, clicks=1)
            if any(lead.url and lead.score >= CONTACT and bare(lead.url) not in self._known for lead in leads):
                return True
        return False

    def _best(self, documents: list[Document], lead: Lead, led_here: bool) -> Found | None:
        best: Found | None = None
        for document in documents:
            form, score = best_form(document.sight, led_here=led_here)
            if form is not None and (best is None or score > best.score):
                best = Found(document, form, score, lead.clicks, lead.by, led_here)
        return best

    async def _note_leads(self, documents: list[Document], lead: Lead) -> None:
        if lead.clicks >= MOST_CLICKS:
            return
        for document in documents:
            links = await self._links_in(document)
            clicks = lead.clicks + 1
            for new in leads_of(links.found, home=self._home, here=document.sight.url, clicks=clicks):
                key = new.url or f"{bare(new.parent)} {folded(new.words)}"
                if key not in self._known:
                    self._known.add(key)
                    self._queue.append(new)

    async def _from_sitemap(self) -> bool:
        for lead in await sitemap_leads(self._page, self._open, self._home):
            if lead.url in self._known or self._result.pages >= PAGES + 3:
                continue
            self._known.add(lead.url)
            if await self._follow(lead) and await self._read(lead):
                return True
        return False

    async def _second_best(self) -> bool:
        """Go back to the best form that was not good enough to stop for."""
        if self._fallback is None or self._fallback[0] < FAIR:
            return False
        lead = replace(self._fallback[1], by=self._fallback[1].by)
        if lead.by == "home" or lead.url:
            opened = await self._open(lead.url or self._home)
            if opened.failure is not None:
                return False
        elif not await self._follow(lead):
            return False
        documents = await self._look(True)
        found = self._best(documents, lead, True)
        if found is None or not found.form.usable:
            documents = await reveal(self._page, documents, led_here=True, links_in=self._links_in) or documents
            found = self._best(documents, lead, True)
        self._result.found = found if found is not None and found.form.usable else None
        return self._result.found is not None


def _for_writing(document: Document) -> bool:
    """Whether a page says of itself that it is for writing to the people of the site."""
    return says("link.form", " ".join((document.sight.title, *document.sight.headings)))
