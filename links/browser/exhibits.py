"""Proofs of what a page showed: picture, text, and what was asked for, ready for the evidence store."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from domain.contact import Exhibit
from links.packing import JSON_TYPE, TEXT_TYPE, packed, packed_json

if TYPE_CHECKING:
    from links.browser.visit import Visit

MOST_HEIGHT = 8000
"""Pixels of a page's picture; longer pages are cut."""
MOST_TEXT = 2_000_000
MOST_FRAMES = 20
SECONDS = 15.0
_TEXT = """limit => {
  const silent = new Set(['STYLE', 'SCRIPT', 'TEMPLATE', 'LINK']);
  const parts = [document.body ? document.body.innerText : ''];
  const within = root => {
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      if (!shadowRoot) continue;
      for (const child of shadowRoot.children) if (!silent.has(child.tagName)) parts.push(child.innerText || '');
      within(shadowRoot);
    }
  };
  within(document);
  return parts.filter(part => part.trim()).join('\\n').slice(0, limit);
}"""
_HEIGHT = "() => Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)"


async def make_exhibits(visit: Visit, page: Page, name: str) -> tuple[Exhibit, ...]:
    """Return what can be had of the page: `name` (PNG), `name-text` and `name-requests`, texts compressed by gzip.

    The text is that of all frames and open shadow roots. The requests come with the final address, all openings and
    what was refused; they are always there, the rest only when the page lets itself be read. Whoever stores the proofs
    gives them their digests.
    """
    exhibits: list[Exhibit] = []
    if (picture := await _patiently(_picture(page))) is not None:
        exhibits.append(Exhibit(name, "image/png", picture))
    text = await _patiently(_text(page))
    if text is not None:
        exhibits.append(Exhibit(f"{name}-text", TEXT_TYPE, packed(text)))
    await visit.recorder.settle()
    exhibits.append(Exhibit(f"{name}-requests", JSON_TYPE, packed_json(visit.summary(page))))
    return tuple(exhibits)


Read = TypeVar("Read")


async def _patiently(work: Awaitable[Read]) -> Read | None:
    try:
        async with asyncio.timeout(SECONDS):
            return await work
    except (PlaywrightError, TimeoutError):
        return None


async def _picture(page: Page) -> bytes:
    width = (page.viewport_size or {"width": 1366})["width"]
    height = min(int(await page.evaluate(_HEIGHT)) or 768, MOST_HEIGHT)
    # the driver's own way takes twice the processor's time: it lays the page out anew and packs it smaller
    session = await page.context.new_cdp_session(page)
    try:
        taken = await session.send(
            "Page.captureScreenshot",
            {
                "format": "png",
                "optimizeForSpeed": True,
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
            },
        )
    finally:
        await session.detach()
    return base64.b64decode(taken["data"])


async def _text(page: Page) -> str:
    texts: list[str] = []
    for frame in page.frames[:MOST_FRAMES]:
        try:
            texts.append(str(await frame.evaluate(_TEXT, MOST_TEXT)))
        except PlaywrightError:
            if frame is page.main_frame:
                raise
    return "\n\n".join(text for text in texts if text)[:MOST_TEXT]
