"""Opens what hides a form: an accordion, a tab, a modal window, a button that builds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import ElementHandle, Error, Page

from links.forms.judging import FAIR, best_form
from links.forms.lexicon import says
from links.forms.looking import Document, look, script
from links.forms.settling import settle
from links.forms.sight import FormSight
from probes.webform.leads import Link, Links

MOST_PRESSES = 4
PRESS_MS = 2000


async def openers_of(document: Document, form: FormSight) -> list[ElementHandle]:
    """Return what names a hidden form or something around it as what it opens."""
    try:
        element = await document.element(form.node)
        body = script("dom", "openers")
        handle = await element.evaluate_handle(f"element => ({body})(element)")
        found = [value.as_element() for value in (await handle.get_properties()).values()]
    except Error:
        return []
    return [element for element in found if element is not None]


async def speaking_openers(links: Links) -> list[ElementHandle]:
    """Return buttons that say they open a form and lead to no other page, the clearest first."""
    ranked: list[tuple[int, Link]] = []
    for link in links.found:
        words = f"{link.text} {link.label}"
        stays = not link.href or link.raw.startswith("#") or link.tag in ("button", "summary", "div", "span")
        if link.node < 0 or link.hidden or not stays or link.in_form or len(words.split()) > 10:
            continue
        if says("link.form", words) or says("link.open", words):
            ranked.append((0, link))
        elif link.expands and says("link.contact", words):
            ranked.append((1, link))
    best = sorted(ranked, key=lambda pair: pair[0])[:MOST_PRESSES]
    return [element for _, link in best if (element := await links.element(link)) is not None]


async def reveal(
    page: Page, documents: list[Document], *, led_here: bool, links_in: Callable[[Document], Awaitable[Links]]
) -> list[Document] | None:
    """Press what may open a hidden contact form until one is shown; None when nothing did."""
    pressed = 0
    for document in documents:
        form, score = best_form(document.sight, led_here=led_here)
        openers = await openers_of(document, form) if form is not None and score >= FAIR and not form.usable else []
        openers += await speaking_openers(await links_in(document))
        for element in openers:
            if pressed >= MOST_PRESSES:
                return None
            pressed += 1
            before = page.url.partition("#")[0]
            if not await _press(element):
                continue
            await settle(page, most=2000)
            if page.url.partition("#")[0] != before:
                return None  # it was a link after all; the walk goes on from the page it led to
            shown = await look(page)
            if any(is_shown(shown_document, led_here=True) for shown_document in shown):
                return shown
    return None


def is_shown(document: Document, *, led_here: bool) -> bool:
    """Whether a document shows a form that may be the one."""
    form, score = best_form(document.sight, led_here=led_here)
    return form is not None and bool(form.usable) and score >= FAIR


async def _press(element: ElementHandle) -> bool:
    try:
        await element.scroll_into_view_if_needed(timeout=PRESS_MS)
        await element.click(timeout=PRESS_MS)
    except Error:
        return False
    return True
