"""Waits until a page has stopped changing: some build their forms late."""

from __future__ import annotations

from playwright.async_api import Error, Page

from links.forms.looking import script


async def settle(page: Page, *, quiet: int = 150, most: int = 2500, until: str = "") -> bool:
    """Return once nothing changed for `quiet` ms, or after `most` ms; whether it became quiet. Real time.

    An element that `until` selects shortens the wait: what was waited for is there.
    """
    try:
        await page.wait_for_load_state("domcontentloaded", timeout=most)
        return bool(await page.evaluate(script("settle"), {"quiet": quiet, "most": most, "until": until}))
    except Error:
        return False  # the page went away while it was watched: there is another now
