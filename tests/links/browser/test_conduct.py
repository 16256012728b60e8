"""What pages try is noted and comes to nothing."""

from __future__ import annotations

import gzip
import json

import pytest
from playwright.async_api import Error as PlaywrightError

from domain.failure import Failure
from links.browser import BrowserPool, Visit, VisitEnded
from tests.links.browser.conftest import HOME
from tests.links.browser.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_dialog_is_dismissed_and_told(visit: Visit):
    assert (await visit.open(HOME + "/alert")).failure is None
    assert visit.dialogs == ["Bienvenue"]
    assert await visit.page.text_content("h1") == "After"


async def test_leaving_is_not_prevented(visit: Visit):
    await visit.open(HOME + "/stay")
    await visit.page.click("h1")
    assert (await visit.open(HOME)).failure is None


async def test_a_download_is_told_and_not_taken(visit: Visit):
    await visit.open(HOME + "/save")
    async with visit.page.expect_download():
        await visit.page.click("#file")
    assert visit.downloads == [HOME + "/zip"]


async def test_at_most_three_popups_stay_open(pool: BrowserPool):
    async with pool.visit("test") as visit:
        await visit.open(HOME + "/popups")
        await visit.page.click("#go")
        await visit.settle()
        assert 1 <= len(visit.popups) <= 3
        assert len(visit.context.pages) <= 4


@pytest.mark.parametrize("link", ["#file", "#data", "#source", "#chrome"])
async def test_links_out_of_the_web_lead_nowhere(visit: Visit, link: str):
    await visit.open(HOME + "/links")
    async with visit.page.expect_event("console"):  # Chromium says that it does not go there
        await visit.page.click(link)
    assert visit.page.url == HOME + "/links"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "chrome://version/"])
async def test_even_our_own_mistake_of_a_navigation_shows_no_file(visit: Visit, url: str):
    await visit.open(HOME + "/framed")
    page = visit.page
    async with page.expect_event("close"):
        with pytest.raises(PlaywrightError):
            await page.goto(url)
            await page.wait_for_selector("never")
    assert visit.happenings.ended[page].failure is Failure.NOT_A_SITE


async def test_service_workers_and_permissions_are_refused(visit: Visit, site: Site):
    await visit.open(HOME + "/worker")
    assert "GET /sw.js HTTP/1.1" not in site.asked
    states = await visit.page.evaluate(
        "Promise.all(['geolocation', 'notifications'].map(name => navigator.permissions.query({name})"
        ".then(found => found.state)))"
    )
    assert states == ["denied", "denied"]


async def test_a_visit_leaves_proofs_of_all_that_was_shown(visit: Visit):
    await visit.open(HOME + "/parts")
    exhibits = {exhibit.name: exhibit for exhibit in await visit.exhibits("home")}
    assert exhibits["home"].media_type == "image/png" and exhibits["home"].blob.startswith(b"\x89PNG")
    assert gzip.decompress(exhibits["home-text"].blob).decode().split() == [
        "Bonjour", "dans", "l’ombre", "dans", "le", "cadre",
    ]  # fmt: skip
    told = json.loads(gzip.decompress(exhibits["home-requests"].blob))
    assert told["url"] == told["opened"][0]["final"] == HOME + "/parts"
    assert {"url": HOME + "/framed", "status": 200, "method": "GET"}.items() <= told["requests"][-1].items()


async def test_a_dead_page_still_leaves_its_requests(visit: Visit):
    await visit.open(HOME)
    await visit.page.close()
    assert [exhibit.name for exhibit in await visit.exhibits("home")] == ["home-requests"]


async def test_a_lost_page_ends_the_visit_with_a_result_and_a_mistake_of_ours_is_not_hidden(pool: BrowserPool):
    with pytest.raises(VisitEnded) as caught:
        async with pool.visit("test") as visit:
            await visit.open(HOME + "/alerts")
            await visit.page.title()
    assert caught.value.detail == "dialogs"
    with pytest.raises(PlaywrightError, match="nothing is not defined"):
        async with pool.visit("test") as visit:
            await visit.page.evaluate("nothing.here")
