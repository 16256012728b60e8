"""Does to the fields of a page what a plan says, with the means a person has: keys and clicks."""

from __future__ import annotations

import re

from playwright.async_api import ElementHandle, Error

from links.forms.looking import Document
from links.forms.sight import Control
from links.pages.words import folded
from probes.webform.answers import Citizen
from probes.webform.plan import Act, Entry
from probes.webform.widgets import choose_from_list, pick_day

ACT_MS = 2500
_PRESS_LABEL = """element => {
  const root = element.getRootNode();
  const named = element.id && root.querySelector(`label[for="${CSS.escape(element.id)}"]`);
  const label = (element.labels && element.labels[0]) || named;
  (label && label.getClientRects().length ? label : element).click();
}"""
_SELECT = """(element, index) => {
  element.selectedIndex = index;
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}"""


async def carry_out(document: Document, entry: Entry, citizen: Citizen, *, attempt: int) -> bool:
    """Fill one field; whether that could be done. From the second attempt on, keys are pressed one by one, and other
    ways to write the value are tried."""
    try:
        if entry.act in (Act.WRITE, Act.DATE):
            return await _write(document, entry, attempt)
        if entry.act is Act.CHOOSE:
            return await _choose(document, entry, citizen)
        if entry.act in (Act.TICK, Act.UNTICK):
            await _tick(await document.element(entry.mapped.control.node), entry.mapped.control, entry.act is Act.TICK)
    except Error:
        return False
    return True


def is_done(entry: Entry, *, tried: int) -> bool:
    """Whether a field, as it is now, holds what its plan says (the plan was made from what it is now)."""
    control = entry.mapped.control
    if entry.act is Act.LEAVE:
        return True
    if entry.act is Act.TICK:
        return control.checked
    if entry.act is Act.UNTICK:
        return not control.checked
    if entry.act is Act.CHOOSE:
        return _is_chosen(entry, tried)
    if control.problem and tried < 1 + len(entry.others):
        return False
    if entry.act is Act.DATE and tried and control.value:
        return True
    return any(same_text(control.value, text, entry.role) for text in (entry.value, *entry.others))


def same_text(held: str, wanted: str, role: str) -> bool:
    """Whether a field holds a text, whatever the page did to its spaces, its case, or a number's punctuation."""
    if role == "phone":
        digits = re.sub(r"\D", "", held)
        return len(digits) >= 6 and digits[-8:] == re.sub(r"\D", "", wanted)[-8:]
    return (
        " ".join(held.split()).casefold() == " ".join(wanted.split()).casefold()[: 4000 if len(wanted) > 4000 else None]
    )


def _is_chosen(entry: Entry, tried: int) -> bool:
    control = entry.mapped.control
    if len(entry.mapped.controls) > 1 or control.kind in ("radio", "aria-radio"):
        return entry.mapped.controls[entry.choice].checked
    if control.kind in ("combobox", "combobox-text") and tried:
        return True
    if 0 <= entry.choice < len(control.options):
        return control.options[entry.choice].selected
    return tried > 0


async def _write(document: Document, entry: Entry, attempt: int) -> bool:
    control = entry.mapped.control
    element = await document.element(control.node)
    ways = (entry.value, *entry.others)
    text = ways[max(attempt - 1, 0) % len(ways)] if control.problem else entry.value
    if entry.act is Act.DATE and control.readonly:
        return await pick_day(document, element, entry.value)
    if attempt == 0 or control.kind in ("textarea", "date", "datetime-local", "month", "week", "time"):
        await element.fill(text, timeout=ACT_MS)
    else:
        await element.fill("", timeout=ACT_MS)
        await element.type(text, timeout=ACT_MS + 30 * len(text))
    if entry.act is Act.DATE and control.kind not in ("date", "datetime-local", "month", "week", "time"):
        await element.press("Tab", timeout=ACT_MS)  # closes the calendar that lies over the next fields
    if control.kind == "combobox-text" and entry.role in ("city", "street", "address", "postcode"):
        await choose_from_list(document, entry.value)
    return True


async def _choose(document: Document, entry: Entry, citizen: Citizen) -> bool:
    control = entry.mapped.control
    if len(entry.mapped.controls) > 1 or control.kind in ("radio", "aria-radio"):
        chosen = entry.mapped.controls[entry.choice]
        await _tick(await document.element(chosen.node), chosen, True)
        return True
    element = await document.element(control.node)
    if control.kind in ("select", "select-multiple"):
        if control.hidden:
            await element.evaluate(_SELECT, entry.choice)
        else:
            await element.select_option(index=entry.choice, timeout=ACT_MS)
        return True
    await element.click(timeout=ACT_MS)
    return await choose_from_list(document, entry.value, entry=entry, citizen=citizen)


async def _tick(element: ElementHandle, control: Control, wanted: bool) -> None:
    if control.checked == wanted:
        return
    if control.kind in ("checkbox", "radio") and not control.hidden:
        try:
            await element.set_checked(wanted, timeout=ACT_MS)
        except Error:
            await element.evaluate(_PRESS_LABEL)  # something drawn lies over the real box
    elif control.kind in ("checkbox", "radio"):
        await element.evaluate(_PRESS_LABEL)
    else:
        await element.click(timeout=ACT_MS)


def key_of(entry: Entry) -> str:
    """Return what tells a field from the others of its form, whatever else the page changes."""
    control = entry.mapped.control
    return f"{control.kind} {control.name} {control.id} {folded(entry.caption)}"
