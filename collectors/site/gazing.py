"""What the browser looks at: the home page on a desk and on a telephone, and automatic checks on three pages."""

from __future__ import annotations

from dataclasses import replace

from collectors.site.expedition import Expedition
from collectors.site.facts.forms import contact_form
from collectors.site.finding.atlas import Atlas
from collectors.site.looking import glance
from collectors.site.looking.axe import audit
from collectors.site.looking.look import Look, Request
from collectors.site.looking.shots import picture_of
from links.browser import BrowserPool, Visit
from links.forms.contact_words import contact_strength
from links.forms.looking import look
from links.forms.settling import settle
from links.pages.addresses import same_site
from links.pages.words import folded

_FORM_PAGES = 3
_CHECKED = 2
"""Pages besides the home page that are checked automatically."""


async def gaze(expedition: Expedition, visit: Visit, errors: list[str]) -> None:
    """Look at the home page that is open; before anything is pressed, so that what is there comes without consent."""
    page, home = visit.page, expedition.home
    speed = await glance.speed_of(page)
    banner = await glance.banner_of(page)
    cookies = await glance.cookies_of(page)
    requests = tuple(Request(one.url, one.status, one.kind, one.blocked) for one in visit.requests)
    look = Look(home.address, home.seconds, speed, None, None, banner, cookies, requests, tuple(errors))
    expedition.desktop = look
    expedition.exhibits += await picture_of(page, "home-view")
    expedition.exhibits += await visit.exhibits("home")
    expedition.desktop = replace(look, keyboard=await glance.keyboard_of(page))
    if (found := await audit(page)) is not None:
        expedition.audits.append(found)


async def gaze_narrow(expedition: Expedition, pool: BrowserPool) -> None:
    """Look at the home page on a telephone, in a visit of its own."""
    language = expedition.content.language
    async with pool.visit("inspection on a telephone", language=language, mobile=True) as visit:
        opened = await visit.open(expedition.home.address, seconds=20.0)
        if not opened.shown:
            return
        speed = await glance.speed_of(visit.page)
        narrow = await glance.narrow_of(visit.page)
        expedition.mobile = Look(opened.final_url, opened.took_ms / 1000, speed, narrow)
        expedition.exhibits += await picture_of(visit.page, "phone-view")


async def check_pages(expedition: Expedition, visit: Visit) -> None:
    """Check the contact page and the page of the scenario's answer; take them as scripts made them."""
    atlas = expedition.atlas
    if atlas is None:
        return
    await _look_for_form(expedition, visit, atlas)
    wanted = [expedition.found.reading.page] if expedition.found else []
    wanted = [*atlas.topic_pages("contact")[:1], *wanted, *atlas.topic_pages("services")[:1]]
    done = 0
    for page in {one.address: one for one in wanted if one is not atlas.home}.values():
        if done >= _CHECKED:
            return
        rendered = await expedition.render(visit, page.address)
        if rendered is None:
            continue
        done += 1
        expedition.sights[rendered.address] = tuple(document.sight for document in await look(visit.page))
        rendered.asked, rendered.seconds = page.asked, page.seconds
        atlas.replace(rendered)
        if (found := await audit(visit.page)) is not None:
            expedition.audits.append(found)
        name = "contact" if page in atlas.topic_pages("contact") or done == 1 else "topic"
        expedition.exhibits += await picture_of(visit.page, f"{name}-view")


async def _look_for_form(expedition: Expedition, visit: Visit, atlas: Atlas) -> None:
    """Where no page's markup shows a contact form, open those that should hold one: scripts and frames may build it."""
    if any(contact_form(page) is not None for page in atlas.pages):
        return
    contact = atlas.topic_pages("contact")
    links = sorted(atlas.topic_links("contact"), key=lambda pair: -contact_strength(folded(pair[1].text)))
    addresses = [link.address for _, link in links if link.address and same_site(link.address, atlas.home.address)]
    for address in list(dict.fromkeys([*addresses, *(page.address for page in contact)]))[:_FORM_PAGES]:
        rendered = await expedition.render(visit, address)
        if rendered is None:
            continue
        await settle(visit.page, quiet=1200, most=5000, until="textarea, [contenteditable], iframe")
        sights = tuple(document.sight for document in await look(visit.page))
        expedition.sights[rendered.address] = sights
        atlas.replace(rendered) if atlas.get(address) else atlas.add(rendered)
        if contact_form(rendered, sights) is not None:
            return
