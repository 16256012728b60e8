"""Puts a cookie banner aside: refuse first, close next; never a consent that is not needed."""

from __future__ import annotations

from playwright.async_api import ElementHandle, Error, Frame, Page

from links.forms.lexicon import says
from links.forms.looking import script
from links.forms.settling import settle

PRESS_MS = 2000
_HIDE = "el => { el.style.setProperty('display', 'none', 'important'); document.body.style.overflow = 'auto'; }"


async def put_aside(page: Page) -> str:
    """Return what became of the banner: "refused", "closed", "hidden", or "" when there was none.

    One that knows no way but consent is hidden from our view without a word to the site.
    """
    result = ""
    for frame in page.frames[:6]:
        try:
            result = await _in_frame(frame) or result
        except Error:
            continue
    if result:
        await settle(page, quiet=60, most=600)
    return result


async def _in_frame(frame: Frame) -> str:
    handle = await frame.evaluate_handle(script("dom", "banners"))
    found = await handle.evaluate("found => found.found")
    result = ""
    for banner in found:
        nodes = await handle.get_property("nodes")
        buttons = [(entry["text"], entry["node"]) for entry in banner["buttons"] if not entry["leaves"]]
        for phrases, outcome in (("banner.refuse", "refused"), ("banner.close", "closed")):
            chosen = next((node for text, node in buttons if says(phrases, text) and not _accepts(text)), None)
            if chosen is not None and await _press((await nodes.get_property(str(chosen))).as_element()):
                result = outcome
                break
        else:
            if buttons and says("banner.words", banner["text"]):
                element = (await nodes.get_property(str(banner["node"]))).as_element()
                result = await _open_choices(frame, buttons, nodes_of=nodes) or await _hide(element)
    return result


def _accepts(text: str) -> bool:
    lowered = text.lower()
    refuses = says("banner.refuse", text)
    return not refuses and any(word in lowered for word in ("accept", "autoris", "allow", "agree"))


async def _open_choices(frame: Frame, buttons: list[tuple[str, int]], *, nodes_of: object) -> str:
    from playwright.async_api import JSHandle

    assert isinstance(nodes_of, JSHandle)
    settings = next((node for text, node in buttons if says("banner.settle", text)), None)
    if settings is None or not await _press((await nodes_of.get_property(str(settings))).as_element()):
        return ""
    await settle(frame.page, quiet=60, most=600)
    handle = await frame.evaluate_handle(script("dom", "banners"))
    nodes = await handle.get_property("nodes")
    for banner in await handle.evaluate("found => found.found"):
        for phrases in ("banner.refuse", "banner.save"):
            chosen = next(
                (e["node"] for e in banner["buttons"] if says(phrases, e["text"]) and not _accepts(e["text"])), None
            )
            if chosen is not None and await _press((await nodes.get_property(str(chosen))).as_element()):
                return "refused"
    return ""


async def _press(element: ElementHandle | None) -> bool:
    if element is None:
        return False
    try:
        await element.click(timeout=PRESS_MS)
    except Error:
        return False
    return True


async def _hide(element: ElementHandle | None) -> str:
    if element is None:
        return ""
    try:
        await element.evaluate(_HIDE)
    except Error:
        return ""
    return "hidden"
