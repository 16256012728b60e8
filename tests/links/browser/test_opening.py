"""Whatever a site does, opening it gives a result in time, and the next page opens."""

from __future__ import annotations

import asyncio
import time

import pytest

from domain.failure import Failure
from links.browser import BrowserPool, Hop, Opened, Visit
from tests.links.browser.conftest import HOME
from tests.links.browser.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATIENCE = 20.0
"""Seconds that no opening may exceed, on a busy machine too."""

BAD = {
    "/loop": (Failure.NOT_A_SITE, "redirect_loop"),
    "/gone": (Failure.HTTP_4XX, ""),
    "/gone-empty": (Failure.HTTP_4XX, "empty"),
    "/broken": (Failure.HTTP_5XX, ""),
    "/login": (Failure.LOGIN_REQUIRED, "INVALID_AUTH_CREDENTIALS"),
    "/too-many": (Failure.RATE_LIMITED, ""),
    "/pdf": (Failure.NOT_A_SITE, "application/pdf"),
    "/zip": (Failure.NOT_A_SITE, "download"),
    "/attached": (Failure.NOT_A_SITE, "download"),
    "/no-content": (Failure.NOT_A_SITE, "ABORTED"),
    "/not-http": (Failure.NOT_A_SITE, "not_http"),
    "/script-to-404": (Failure.HTTP_4XX, ""),
    "/script-out": (Failure.DNS_ERROR, "no_such_name"),
    "/to-inside": (Failure.UNREACHABLE, "address"),
    "/alerts": (Failure.TOO_SLOW, "dialogs"),
}


def said(opened: Opened) -> tuple[Failure | None, str]:
    return opened.failure, opened.detail.partition(":")[0]


@pytest.mark.parametrize("path", BAD)
async def test_a_bad_page_is_a_result_and_the_next_address_opens_at_once(visit: Visit, path: str):
    assert said(await visit.open(HOME + path)) == BAD[path]
    again = await visit.open(HOME + "/framed")
    assert (again.failure, again.status, again.final_url) == (None, 200, HOME + "/framed")


async def test_pages_that_never_end_end_in_time_and_hold_nobody_up(pool: BrowserPool):
    async def tried(path: str) -> tuple[Failure | None, str]:
        async with pool.visit("test") as visit:
            began = time.monotonic()
            opened = await visit.open(HOME + path, seconds=1.5)
            assert time.monotonic() - began < PATIENCE
            assert (await visit.open(HOME)).failure is None
            assert visit.entry.spent < 26_000_000
        return said(opened)

    paths = ("/silent", "/dribbling", "/busy", "/endless", "/script-loop")
    silent, dribbling, busy, endless, loop = await asyncio.gather(*(tried(path) for path in paths))
    assert silent == (Failure.TOO_SLOW, "deadline")
    assert dribbling == (Failure.TOO_SLOW, "loading")
    assert busy == (Failure.TOO_SLOW, "unresponsive")
    assert endless[0] is Failure.TOO_SLOW
    assert loop[0] in (Failure.TOO_SLOW, Failure.NOT_A_SITE)


async def test_ten_megabytes_are_shown(visit: Visit):
    opened = await visit.open(HOME + "/big", seconds=15)
    assert opened.failure is None
    assert await visit.page.text_content("h1") == "Big"


async def test_redirects_are_told_hop_by_hop(visit: Visit):
    opened = await visit.open(HOME + "/old")
    assert (opened.final_url, opened.redirects) == (HOME + "/", (Hop(HOME + "/old", 301),))
    moved = await visit.open(HOME + "/meta")
    assert (moved.final_url, moved.redirects) == (HOME + "/", (Hop(HOME + "/meta", 0),))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "data:text/html,x", "chrome://version", "view-source:http://x/", "", "http://"]
)
async def test_only_web_addresses_are_opened(visit: Visit, url: str):
    assert said(await visit.open(url)) == (Failure.NOT_A_SITE, "scheme")


async def test_requests_are_told_with_status_and_size(pool: BrowserPool):
    async with pool.visit("test") as visit:
        await visit.open(HOME)
        await visit.recorder.settle()
        found = {request.url.removeprefix(HOME): request for request in visit.requests}
        assert found["/"].status == 200 and found["/"].kind == "document" and found["/"].size > 150
        assert found["/"].address and found["/"].ttfb_ms > 0 and found["/"].page == ""
        assert found["/a.png"].status == 404 and found["/x?q=1"].page == HOME + "/"
        assert not visit.sent_something
        await visit.page.evaluate("fetch('/x', {method: 'POST', body: 'a'})")
        assert visit.sent_something


async def test_we_say_who_we_are_unless_we_come_as_a_citizen_and_bring_nothing_along(pool: BrowserPool, site: Site):
    heads = []
    for citizen in (False, True):
        async with pool.visit("test", identify=not citizen, mobile=citizen, language="en") as visit:
            await visit.open(HOME + "/gone")
            assert await visit.page.evaluate("document.cookie + (localStorage.a || '')") == ""
            await visit.page.evaluate("document.cookie = 'a=1'; localStorage.a = '1'")
        heads.append(next(head for head in reversed(site.heads) if head.startswith(b"GET /gone")).decode())
    robot, person = heads
    assert "Barometer/0.1" in robot and "Mobile" not in robot
    assert "Barometer" not in person and "Mobile" in person
    for head in heads:
        assert "Headless" not in head and "Accept-Language: en-GB" in head and "ookie:" not in head
