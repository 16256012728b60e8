"""One site, one browser and one visit for all tests of this folder that do not break them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from links.browser import BrowserPool, Visit
from links.web_proxy import FilteringProxy, OutsideGate
from settings.web import WebSettings
from tests.links.browser.hostile_pages import PAGES
from tests.links.browser.site import Site
from tests.links.web_proxy.client import PUBLIC, World

HOST = "www.ville.example"
HOME = f"http://{HOST}"
LIMITS = WebSettings(
    host_delay_ms=0, page_seconds=8, visit_seconds=90, visit_megabytes=25, renderer_megabytes=450, contexts=5
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "links/browser" in item.path.as_posix() and {"pool", "world"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.outside("chromium"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with Site(PAGES).serving() as serving:
        yield serving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(site: Site) -> World:
    """Every connection that passes the gate leads to the site."""
    inside = {"inside.example": ["127.0.0.1"], "localhost": ["127.0.0.1"], "cloud.example": ["169.254.169.254"]}
    return World({HOST: [PUBLIC], **inside}, site.port)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool(world: World) -> AsyncIterator[BrowserPool]:
    async with new_pool(world, LIMITS) as running:
        yield running


def new_pool(world: World, settings: WebSettings) -> BrowserPool:
    return BrowserPool(settings, proxy=FilteringProxy(OutsideGate(world.resolve), dial=world.dial))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(pool: BrowserPool) -> AsyncIterator[Visit]:
    async with pool.visit("tests") as visit:
        yield visit


@pytest_asyncio.fixture(loop_scope="session")
async def visit(shared: Visit) -> Visit:
    """The visit of all tests, its notes emptied."""
    for notes in (shared.happenings.dialogs, shared.happenings.downloads, shared.opened, shared.entry.journal):
        notes.clear()
    return shared
