"""One message through one website, in one visit of the browser: find, fill, send once, read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from playwright.async_api import Error, Page

from domain.failure import Failure
from links.forms.looking import look
from links.forms.settling import settle
from probes.webform.answers import Citizen
from probes.webform.banner import put_aside
from probes.webform.facts import Facts, journey_facts, search_facts
from probes.webform.finding import Finder, Found, Search
from probes.webform.given import form_named
from probes.webform.journey import Journey, Outcome
from probes.webform.recipe import Recipe
from probes.webform.traffic import Traffic
from probes.webform.visiting import Open

PRESS_MS = 5000
_LOAD = """() => {
  const [timing] = performance.getEntriesByType("navigation");
  return timing && timing.loadEventEnd > 0 ? Math.round(timing.loadEventEnd) : null;
}"""


@dataclass
class Session:
    """What one visit came to."""

    search: Search
    outcome: Outcome = field(default_factory=Outcome)
    facts: Facts = field(default_factory=dict)

    @property
    def failure(self) -> Failure | None:
        return self.search.failure or self.outcome.failure


async def write_through(
    page: Page,
    opening: Open,
    citizen: Citizen,
    before_data: Callable[[], None] | None,
    exhibit: Callable[[str], Awaitable[None]],
    *,
    recipe: Recipe | None = None,
    dialogs: Sequence[str] = (),
) -> Session:
    """Leave a message on a website; without `before_data` only see how it would be done.

    Raises SubmissionUncertain when the button was pressed and no answer came.
    """
    content = citizen.content
    if recipe is not None and recipe.url:
        search = await _at(page, opening, urljoin(content.website, recipe.url), recipe)
    else:
        search = await Finder(page, opening, content.website).search()
        if recipe is not None and search.found is not None:
            search = await _as_named(page, search, recipe)
    session = Session(search, facts=search_facts(search))
    if search.found is not None and (milliseconds := await _load_ms(search.found)) is not None:
        session.facts["form.load_ms"] = milliseconds
    if search.found is None:
        await exhibit("page")
        return session
    traffic = Traffic(page, marks=(content.identity.mail, content.identity.mail.replace("@", "%40")))
    https = page.url.startswith("https:")
    try:
        journey = Journey(page, traffic, search.found, citizen, before_data, exhibit, recipe, dialogs)
        session.outcome = await journey.run()
    finally:
        traffic.stop()
    session.facts |= journey_facts(session.outcome, https=https)
    return session


async def _at(page: Page, opening: Open, url: str, recipe: Recipe) -> Search:
    opened = await opening(url)
    if opened.failure is not None:
        return Search(failure=opened.failure, detail=opened.detail)
    search = Search(pages=1, banner=await put_aside(page))
    return await _as_named(page, search, recipe)


async def _as_named(page: Page, search: Search, recipe: Recipe) -> Search:
    """Take the form a recipe names, on the page as it is."""
    if recipe.open:
        try:
            await page.locator(recipe.open).first.click(timeout=PRESS_MS)
        except Error:
            search.found = None
            search.failure, search.detail = Failure.NO_FORM, f"recipe: {recipe.open}"
            return search
        await settle(page)
    named = await form_named(page, await look(page), recipe)
    if named is None:
        await settle(page, quiet=400, most=6000)
        named = await form_named(page, await look(page), recipe)
    if named is None:
        search.found, search.failure, search.detail = None, Failure.NO_FORM, "recipe"
        return search
    old = search.found
    clicks = old.clicks if old is not None else -1
    search.found = Found(named[0], named[1], 100.0, clicks, "recipe", led_here=True)
    return search


async def _load_ms(found: Found) -> int | None:
    """Return how long the document that holds the form took to load (Navigation Timing), None when it does not say."""
    try:
        milliseconds: int | None = await found.document.frame.evaluate(_LOAD)
    except Error:
        return None
    return milliseconds
