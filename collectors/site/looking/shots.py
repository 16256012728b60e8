"""Pictures of what is on the screen, light enough to be laid into a report."""

from __future__ import annotations

from playwright.async_api import Error, Page

from domain.contact import Exhibit

_QUALITY = 60
_SECONDS = 8.0


async def picture_of(page: Page, name: str) -> tuple[Exhibit, ...]:
    """Return a JPEG of the visible part of a page; nothing when the page does not let itself be pictured."""
    try:
        blob = await page.screenshot(
            type="jpeg", quality=_QUALITY, scale="css", timeout=_SECONDS * 1000, animations="disabled"
        )
    except Error:
        return ()
    return (Exhibit(name, "image/jpeg", blob),)
