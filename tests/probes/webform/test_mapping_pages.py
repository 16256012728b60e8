"""Forms as varied as the web is: each page says which field is what and what it should hold once it is filled in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Page

from links.forms.judging import GOOD, best_form
from links.forms.looking import Document, look
from links.forms.mapping import map_fields
from links.forms.settling import settle
from links.forms.sight import FormSight
from links.forms.traps import trap_reason
from probes.webform.finding import Found
from probes.webform.journey import Journey
from probes.webform.plan import Entry, Plan
from probes.webform.traffic import Traffic
from tests.probes.webform.conftest import citizen_of
from tests.probes.webform.website import Website

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.outside("chromium")]
PAGES = sorted(path.stem for path in (Path(__file__).parent / "pages").glob("*.html"))
SHORTER = ("Bonjour, comment inscrire ma fille à la cantine ? Merci. Odile Brancourt",)


async def shown(page: Page, website: Website, name: str) -> tuple[Document, FormSight, float]:
    website.routes["/"] = (Path(__file__).parent / "pages" / f"{name}.html").read_text("utf-8")
    await page.goto(website.url)
    await settle(page, quiet=350)
    document = (await look(page))[0]
    form, score = best_form(document.sight, led_here=True)
    assert form is not None
    return document, form, score


async def filled(page: Page, document: Document, form: FormSight) -> Plan:
    async def exhibit(_: str) -> None:
        return

    start = Found(document, form, 9.0, 1, "link")
    citizen = citizen_of(page.url, shorter=SHORTER)
    journey = Journey(page, Traffic(page), start, citizen, None, exhibit)
    outcome = await journey.run()
    assert outcome.obstacles == []
    assert outcome.document is not None and outcome.form is not None
    return outcome.steps[-1]


@pytest.mark.parametrize("name", PAGES)
async def test_a_form_is_read_and_filled_as_a_person_would(name: str, page: Page, website: Website):
    document, form, score = await shown(page, website, name)
    expected = json.loads(await page.locator("#expected").text_content() or "{}")
    wanted = {key: role for key, role in expected.items() if not key.startswith("=")}
    plan = await filled(page, document, form)

    assert score >= GOOD
    seen: dict[str, str] = {}
    for entry in plan.entries:
        control = entry.mapped.control
        for key in (control.name, control.id):
            if key in wanted:
                seen[key] = "trap" if entry.trap else entry.role
    assert {key: seen.get(key) for key in wanted} == wanted
    held = {entry.mapped.control.name or entry.mapped.control.id: entry for entry in plan.entries}
    for key, value in expected.items():
        if key.startswith("="):
            assert held_value(held[key[1:]]) == value, key
    assert plan.send is not None


def held_value(entry: Entry) -> str | bool:
    control = entry.mapped.control
    if len(entry.mapped.controls) > 1:
        return next((c.caption for c in entry.mapped.controls if c.checked), "")
    if control.kind in ("checkbox", "aria-checkbox"):
        return control.checked
    if control.kind == "select":
        return next(option.text for option in control.options if option.selected)
    if control.kind == "combobox":
        return entry.value
    return control.value


async def test_nothing_leaves_while_a_form_is_filled(page: Page, website: Website):
    document, form, _ = await shown(page, website, "plain_fr")
    await filled(page, document, form)
    assert website.posted == []


async def test_the_search_and_the_newsletter_are_no_contact_form(page: Page, website: Website):
    document, form, _ = await shown(page, website, "placeholders_en")
    assert {field.name for field in form.fields} >= {"m", "e"}
    others = [other for other in document.sight.forms if other.index != form.index]
    assert len(others) == 2
    from links.forms.judging import contact_score

    assert [contact_score(document.sight, other, led_here=True) for other in others] == [0.0, 0.0]


async def test_every_trap_is_known_by_why_it_is_one(page: Page, website: Website):
    _, form, _ = await shown(page, website, "traps")
    reasons = {item.control.name: trap_reason(item) for item in map_fields(form.fields)}
    assert reasons["t1"] == "hidden_opacity" and reasons["t7"] == "hidden_offscreen"
    assert reasons["t8"] == "hidden_aria-hidden" and reasons["t10"] == "says_leave_empty"
    assert reasons["nom"] == reasons["courriel"] == reasons["msg"] == ""
