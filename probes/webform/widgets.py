"""Works the lists and calendars that pages draw themselves instead of the browser's own."""

from __future__ import annotations

import re

from playwright.async_api import ElementHandle, Error

from links.forms.looking import Document, script
from links.forms.settling import settle
from links.forms.sight import Option
from links.pages.words import folded
from probes.webform import choices
from probes.webform.answers import Citizen, choose
from probes.webform.plan import Entry

PRESS_MS = 2000


async def choose_from_list(
    document: Document, text: str, *, entry: Entry | None = None, citizen: Citizen | None = None
) -> bool:
    """Press the option of an open list: the one that reads `text`, else the one a citizen would give."""
    await settle(document.frame.page, quiet=80, most=1200)
    handle = await document.frame.evaluate_handle(script("dom", "list"))
    texts: list[str] = await handle.evaluate("found => found.texts")
    options = [Option(text=shown, value=shown) for shown in texts]
    chosen = choices.by_text(options, text) if text else None
    if chosen is None and entry is not None and citizen is not None:
        chosen, _ = choose(entry.role, citizen, options, required=entry.required)
    if chosen is None:
        return False
    nodes = await handle.get_property("nodes")
    element = (await nodes.get_property(str(chosen))).as_element()
    if element is None:
        return False
    await element.click(timeout=PRESS_MS)
    return True


async def pick_day(document: Document, field: ElementHandle, written: str) -> bool:
    """Open a calendar and press the day of a written date, in the month it shows or the one after."""
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    day = next((number for number in numbers if number <= 31), 1) if len(str(numbers[0])) < 3 else numbers[-1]
    await field.click(timeout=PRESS_MS)
    await settle(document.frame.page, quiet=80, most=1200)
    handle = await document.frame.evaluate_handle(script("dom", "days"))
    texts: list[str] = await handle.evaluate("found => found.texts")
    nodes = await handle.get_property("nodes")
    for position, text in enumerate(texts):
        if folded(text) == str(day) or folded(text) == f"{day:02d}":
            element = (await nodes.get_property(str(position))).as_element()
            try:
                if element is not None:
                    await element.click(timeout=PRESS_MS)
                    return True
            except Error:
                continue
    return False
