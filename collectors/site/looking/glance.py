"""Looks at an open page: speed, narrow layout, keyboard, consent banner, cookies. Each part fails alone."""

from __future__ import annotations

import logging
from typing import Any

from playwright.async_api import Error, Page

from collectors.site.looking import scripts
from collectors.site.looking.look import Banner, Keyboard, Narrow, Speed

_LOG = logging.getLogger(__name__)
_STOPS = 6


async def _evaluated(page: Page, script: str) -> Any:
    try:
        return await page.evaluate(script)
    except Error as error:
        _LOG.info("a look at %s failed: %s", page.url, error)
        return None


async def speed_of(page: Page) -> Speed | None:
    found = await _evaluated(page, scripts.SPEED)
    if not found:
        return None
    return Speed(
        ttfb=found["ttfb"] / 1000,
        lcp=found["lcp"] / 1000,
        load=found["load"] / 1000,
        cls=found["cls"],
        kilobytes=found["bytes"] / 1024,
        requests=int(found["requests"]),
    )


async def narrow_of(page: Page) -> Narrow | None:
    found = await _evaluated(page, scripts.NARROW)
    return Narrow(**found) if found else None


async def banner_of(page: Page) -> Banner | None:
    found = await _evaluated(page, scripts.BANNER)
    if not found:
        return None
    return Banner(found["text"], tuple((button["text"], float(button["area"])) for button in found["buttons"]))


async def cookies_of(page: Page) -> tuple[tuple[str, str], ...]:
    try:
        return tuple((cookie.get("name", ""), cookie.get("domain", "")) for cookie in await page.context.cookies())
    except Error:
        return ()


async def keyboard_of(page: Page) -> Keyboard | None:
    """Press Tab a few times. The focus shows when an outline, a shadow, a border or colours differ from rest."""
    seen: list[dict[str, Any]] = []
    visible = 0
    try:
        for _ in range(_STOPS):
            await page.keyboard.press("Tab")
            stop = await page.evaluate(scripts.KEYBOARD)
            if stop is None:
                break
            seen.append(stop)
            resting = await page.evaluate(scripts.RESTING)
            changed = resting is not None and any(resting[name] != stop[name] for name in resting)
            visible += bool(stop["inside"] and (stop["outline"] or changed))
    except Error as error:
        _LOG.info("the keyboard on %s failed: %s", page.url, error)
    if not seen:
        return None
    return Keyboard(len(seen), visible, str(seen[0]["text"]), str(seen[0]["href"]))
