"""One inspection under way: what was got so far, and how pages are got. `Expedition.view` is right at any moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from playwright.async_api import Error as PlaywrightError

from collectors.site.finding.atlas import Atlas
from collectors.site.finding.interest import Interest
from collectors.site.finding.searching import Searched
from collectors.site.finding.walk import Found
from collectors.site.getting.encoding import is_page, text_of_answer
from collectors.site.getting.polite import PoliteFetcher
from collectors.site.looking.look import Audit, Look
from collectors.site.looking.scripts import CONTENT
from collectors.site.measures.view import Checked, Delivery, SiteView
from collectors.site.pages.page import Page
from domain.contact import Exhibit, SiteContent
from domain.errors import Unavailable
from domain.failure import Failure
from links.browser import Opened, Visit, VisitEnded
from links.forms.sight import PageSight
from links.packing import JSON_TYPE, packed_json
from links.pages.addresses import key, same_site
from links.web_fetch import Fetched

_LOG = logging.getLogger(__name__)
LANGUAGES = ("fr", "en")


@dataclass
class Expedition:
    """The state of one inspection. `atlas` is None until a home page was reached."""

    content: SiteContent
    today: date
    polite: PoliteFetcher
    tell: Callable[[str], None] = lambda code: None
    atlas: Atlas | None = None
    plain: Page | None = None
    delivery: Delivery = field(default_factory=lambda: Delivery(https=False))
    desktop: Look | None = None
    mobile: Look | None = None
    audits: list[Audit] = field(default_factory=list)
    found: Found | None = None
    searched: Searched | None = None
    checked: tuple[Checked, ...] = ()
    failures: dict[str, int] = field(default_factory=dict)
    sights: dict[str, tuple[PageSight, ...]] = field(default_factory=dict)  # the forms of pages that a browser showed
    exhibits: list[Exhibit] = field(default_factory=list)
    listed: tuple[str, ...] = ()  # addresses of the sitemap
    looked: asyncio.Event = field(default_factory=asyncio.Event)  # the browser is free for other pages
    by_browser: bool = False
    """Whether inner pages need a browser: the home page is made by scripts."""
    _got: dict[str, Page | None] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def home(self) -> Page:
        if self.atlas is None:
            raise RuntimeError("no home page was reached")
        return self.atlas.home

    def interest(self) -> Interest | None:
        """The scenario in the site's language, or in the structure's own when the site's is neither known."""
        scenario = self.content.scenario
        if scenario is None or self.atlas is None:
            return None
        language = next((one for one in (self.home.language, self.content.language, "fr") if one in LANGUAGES), "fr")
        return Interest(scenario, language, self.content.structure.category) if language in scenario.keywords else None

    async def open_page(self, visit: Visit, address: str) -> Page | None:
        """Get a page of the site once, by the browser where the site is made by scripts."""
        mark = key(address)
        if mark not in self._got:
            if self.by_browser:
                self._got[mark] = await self.render(visit, address)
            else:
                fetched = await self.polite.get(address)
                self._got[mark] = self._page_of(fetched) if fetched is not None else None
        return self._got[mark]

    def _page_of(self, fetched: Fetched) -> Page | None:
        if fetched.status >= 400 or (fetched.failure is not None and fetched.failure is not Failure.NOT_A_SITE):
            self.failures[fetched.asked] = fetched.status
        if fetched.failure is not None or not is_page(fetched) or not same_site(fetched.final_url, self.home.address):
            return None
        return plain_page(fetched)

    async def render(self, visit: Visit, address: str) -> Page | None:
        """Open a page in the browser and take its content as scripts made it."""
        if not self.polite.deadline.allows(2.0) or not await self.polite.allows(address):
            return None
        async with self._turn:
            opened = await visit.open(address, seconds=min(12.0, self.polite.deadline.left))
            if opened.status >= 400:
                self.failures[address] = opened.status
            if not opened.status:
                await leave_error_page(visit)
            if opened.failure is not None or not same_site(opened.final_url, self.home.address):
                return None
            return await content_of(visit, opened)

    def view(self) -> SiteView:
        """Return what was seen; raises RuntimeError when no home page was reached."""
        if self.atlas is None:
            raise RuntimeError("no home page was reached")
        return SiteView(
            content=self.content,
            today=self.today,
            atlas=self.atlas,
            delivery=self.delivery,
            plain=self.plain,
            desktop=self.desktop,
            mobile=self.mobile,
            audits=tuple(self.audits),
            interest=self.interest(),
            found=self.found,
            searched=self.searched,
            checked=self.checked,
            sights=self.sights,
            failures=self.failures,
        )

    def papers(self) -> tuple[Exhibit, ...]:
        """Return the proofs, with the list of pages seen and the automatic checks as JSON."""
        atlas = self.atlas
        pages = [
            {"address": page.address, "status": page.status, "title": page.title, "clicks": atlas.clicks_to(page)}
            for page in (atlas.pages if atlas else ())
            if atlas is not None
        ]
        checks = [
            {
                "address": audit.address,
                "passes": audit.passes,
                "violations": [{**vars(one), "tags": list(one.tags)} for one in audit.violations],
            }
            for audit in self.audits
        ]
        own = [("pages", pages), ("accessibility", checks)]
        made = (Exhibit(name, JSON_TYPE, packed_json(data)) for name, data in own if data)
        return (*self.exhibits, *made)


def plain_page(fetched: Fetched) -> Page:
    return Page(
        asked=fetched.asked,
        address=fetched.final_url,
        status=fetched.status,
        source=text_of_answer(fetched),
        headers=dict(fetched.headers),
        seconds=fetched.took_ms / 1000,
    )


async def leave_error_page(visit: Visit) -> None:
    """Close the page: the browser's own error page, still coming, would break into whatever is opened next."""
    try:
        await visit.page.close()
    except PlaywrightError as error:
        _LOG.info("closing a page failed: %s", error)


async def content_of(visit: Visit, opened: Opened) -> Page:
    """Return the open page with the content that scripts gave it; frames of the site and open shadow roots included."""
    try:
        source = str(await visit.page.evaluate(CONTENT))
    except PlaywrightError:
        # too deep to be copied, or a page that resists: as the browser writes it
        source = await visit.page.content()
    return Page(
        asked=opened.asked,
        address=visit.page.url if visit.page.url.startswith("http") else opened.final_url,
        status=opened.status,
        source=source,
        headers={name.lower(): value for name, value in opened.headers.items()},
        seconds=opened.took_ms / 1000,
        rendered=True,
    )


async def attempted(what: str, work: Awaitable[None], seconds: float) -> None:
    """Do a part of the inspection within so many seconds; what fails costs that part alone."""
    try:
        async with asyncio.timeout(max(0.1, seconds)):
            await work
    except TimeoutError:
        _LOG.info("%s was given up after %.0f s", what, seconds)
    except (PlaywrightError, VisitEnded, Unavailable) as error:
        _LOG.info("%s failed: %s", what, error)
