"""The inspector: looks at a website within an overall deadline and tells what it saw. Nothing is sent.

Order of events: the home page in a browser; then, side by side, the home page is looked at (speed, layout, checks)
while plain requests walk the site; at last two more pages are checked. Whatever is cut short leaves its measures out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError

import collectors.site.measures  # noqa: F401  # registers them
from collectors.site import arriving, gazing, surveying
from collectors.site.arriving import Miss
from collectors.site.expedition import Expedition, attempted
from collectors.site.finding.searching import search_site
from collectors.site.finding.walk import look_for, walk
from collectors.site.getting.deadline import Deadline
from collectors.site.getting.polite import PoliteFetcher
from collectors.site.measures.registry import REGISTRY, Found, Proof, observation, observe_all
from collectors.site.pages.page import Page
from domain.clock import Clock
from domain.contact import Inspection, Order, SiteContent
from domain.failure import UNTOLD_OF_A_SITE, Failure
from domain.observation import Observation
from links.browser import BrowserPool, Visit, VisitEnded
from links.web_fetch import WebFetcher

_LOG = logging.getLogger(__name__)
_LAST_SECONDS = 10.0
"""What is kept back for the last stages."""

Tell = Callable[[str], None]
"""Takes the code of the stage that begins: arriving, looking, searching, walking, checking, reading."""


@dataclass(frozen=True)
class Limits:
    """How much an inspection may take: seconds in all, plain requests, pages opened for the scenario and for topics."""

    seconds: float = 90.0
    requests: int = 90
    topic_pages: int = 12
    pages: int = 30
    pages_by_browser: int = 10


class SiteInspector:
    """The `Inspector` of websites (see `domain.ports`). The pool and the fetcher are open and remain their owner's."""

    def __init__(self, pool: BrowserPool, fetcher: WebFetcher, clock: Clock, limits: Limits | None = None) -> None:
        self._pool = pool
        self._fetcher = fetcher
        self._clock = clock
        self._limits = limits or Limits()

    async def inspect(self, order: Order) -> Inspection:
        return await self.look(order.site)

    async def close(self) -> None:
        """Nothing is held between two inspections."""

    async def look(self, content: SiteContent, tell: Tell = lambda stage: None) -> Inspection:
        """Inspect a site; see `inspect`. `tell` hears of the stages."""
        deadline = Deadline(self._limits.seconds)
        polite = PoliteFetcher(self._fetcher, deadline, budget=self._limits.requests)
        expedition = Expedition(content, self._clock.now().date(), polite, tell)
        missed: Miss | None = None
        try:
            # the stages keep to the deadline by themselves; this is for a page that takes the driver hostage
            async with asyncio.timeout(self._limits.seconds + 10):
                missed = await self._visited(expedition)
        except TimeoutError:
            missed = Miss(Failure.TOO_SLOW, "deadline")
        except VisitEnded as ended:
            missed = Miss(ended.failure, ended.detail)
        except PlaywrightError as error:
            _LOG.warning("the inspection of %s broke off: %s", content.website, error)
            missed = Miss(Failure.UNKNOWN, str(error).split("\n")[0][:200])
        return await self._told(expedition, missed)

    async def _told(self, expedition: Expedition, missed: Miss | None) -> Inspection:
        now = self._clock.now()
        if expedition.atlas is None:
            missed = missed or Miss(Failure.UNKNOWN)
            return Inspection(now, _of_a_miss(expedition, missed), failure=missed.failure, detail=missed.detail)
        expedition.tell("reading")
        observations = await asyncio.to_thread(observe_all, expedition.view())
        return Inspection(now, observations, expedition.papers(), detail=expedition.home.address)

    async def _visited(self, expedition: Expedition) -> Miss | None:
        left = expedition.polite.deadline
        missed = await self._on_a_desk(expedition)
        if missed is None:
            # after the other visit, not beside it: inspections that each hold one place and wait for a second would
            # wait for one another
            await attempted("looking on a telephone", gazing.gaze_narrow(expedition, self._pool), left.left)
        return missed

    async def _on_a_desk(self, expedition: Expedition) -> Miss | None:
        left = expedition.polite.deadline
        expedition.tell("arriving")
        async with self._pool.visit("inspection", language=expedition.content.language) as visit:
            errors: list[str] = []
            visit.context.on("weberror", lambda raised: errors.append(str(raised.error)[:200]))
            missed = await arriving.arrive(expedition, visit)
            if missed is not None:
                return missed
            expedition.tell("looking")
            exploring = asyncio.create_task(self._explored(expedition, visit))
            try:
                await attempted("looking at the home page", gazing.gaze(expedition, visit, errors), left.left * 0.5)
                expedition.looked.set()
                await attempted("the walk", exploring, left.left - _LAST_SECONDS)
            finally:
                exploring.cancel()
            expedition.tell("checking")
            await attempted("checking pages", gazing.check_pages(expedition, visit), left.left * 0.7)
        return None

    async def _explored(self, expedition: Expedition, visit: Visit) -> None:
        await arriving.see_without_scripts(expedition)
        if expedition.by_browser:
            # one page at a time: the home page is looked at first
            await expedition.looked.wait()
        await self._searched(expedition, visit)
        await surveying.read_certificate(expedition, self._fetcher, self._clock.now())
        await surveying.try_names(expedition)
        await surveying.ask_for_nothing(expedition)
        await surveying.check_links(expedition)

    async def _searched(self, expedition: Expedition, visit: Visit) -> None:
        atlas, limits, left = expedition.atlas, self._limits, expedition.polite.deadline
        if atlas is None:
            return

        async def open_page(address: str) -> Page | None:
            return await expedition.open_page(visit, address)

        interest = expedition.interest()
        if interest is not None:
            expedition.tell("searching")
            most = min(limits.topic_pages, limits.pages_by_browser) if expedition.by_browser else limits.topic_pages
            expedition.found = await look_for(interest, atlas, open_page, left.share(0.5), most)
        await surveying.read_sitemap(expedition)
        expedition.tell("walking")
        most = limits.pages_by_browser if expedition.by_browser else limits.pages
        await walk(atlas, open_page, left.share(0.8), most, expedition.listed)
        if interest is not None:
            expedition.searched = await search_site(interest, atlas, open_page)


def _of_a_miss(expedition: Expedition, missed: Miss) -> tuple[Observation, ...]:
    """What can be said of a site that could not be inspected: that it could not be reached, if that is its doing."""
    if missed.failure in UNTOLD_OF_A_SITE:
        return ()
    proof = (Proof(expedition.content.website, f"{missed.failure} {missed.detail}".strip()),)
    told = [observation(REGISTRY["site.reachable"], Found(False, proof, 0.9))]
    if missed.failure is Failure.TLS_ERROR:
        told.append(observation(REGISTRY["site.certificate_valid"], Found(False, proof, 0.9)))
    return tuple(told)
