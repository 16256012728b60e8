"""The probe and the dry run in the real browser layer: through the proxy, in a context of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from domain.clock import FrozenClock
from domain.contact import Order, Receipt
from domain.errors import InputError
from domain.failure import Failure
from domain.vocabulary import Channel, DispatchKind
from links.browser import BrowserPool
from probes.webform.probe import WebformProbe
from probes.webform.recipe import recipe_of
from tests.probes.webform.conftest import HOME, NOW, citizen_of, settings_of
from tests.probes.webform.website import Website

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.outside("chromium")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(town: Website) -> AsyncIterator[BrowserPool]:
    async with BrowserPool(settings_of(town)) as pool:
        yield pool


def order(website: str, **changes: object) -> Order:
    content = citizen_of(website, **changes).content
    return Order(7, 3, Channel.WEBFORM, DispatchKind.FIRST, "k7f3", "main", content)


async def send(pool: BrowserPool, website: str, **changes: object) -> tuple[Receipt, int]:
    marks: list[int] = []
    probe = WebformProbe(pool, FrozenClock(NOW))
    receipt = await probe.send(order(website, **changes), lambda: marks.append(1))
    assert await probe.find(order(website)) is None
    await probe.close()
    return receipt, len(marks)


async def test_a_receipt_holds_facts_and_proofs(pool: BrowserPool, town: Website):
    town.posted.clear()
    receipt, marks = await send(pool, "http://mairie.test/")
    assert receipt.failure is None and receipt.at == NOW and marks == 1
    assert receipt.reference == receipt.facts["confirmation.reference"] == "2026-114"
    assert receipt.facts["confirmation.shown"] is True and receipt.facts["form.clicks_from_home"] == 1
    assert receipt.facts["form.https"] is False and receipt.facts["form.traps"] == 1
    assert [posted.fields["url"] for posted in town.posted if posted.path == "/envoi"] == [""]
    names = [exhibit.name for exhibit in receipt.exhibits]
    assert names == [
        "form", "form-text", "form-requests", "confirmation", "confirmation-text", "confirmation-requests",
    ]  # fmt: skip
    assert receipt.exhibits[0].blob.startswith(b"\x89PNG")


async def test_no_form_and_no_site_are_results(pool: BrowserPool, town: Website):
    town.routes["/"] = "<h1>Bienvenue</h1><p>Rien ici.</p>"
    try:
        receipt, marks = await send(pool, "http://vide.test/")
    finally:
        town.routes["/"] = HOME
    assert (receipt.failure, receipt.permanent, marks) == (Failure.NO_FORM, True, 0)
    receipt, marks = await send(pool, "http://absent.test/")
    assert receipt.failure is not None and receipt.failure is not Failure.NO_FORM and marks == 0


async def test_a_faulty_recipe_names_its_field(pool: BrowserPool):
    recipe = {"steps": [{"fields": {"massage": "#a"}}], "sumbit": "#b"}
    with pytest.raises(InputError) as caught:
        await send(pool, "http://mairie.test/", recipe=recipe)
    faults = [caught.value, *caught.value.others]
    assert [str(fault.place) for fault in faults] == ["form_recipe.steps.0.fields.massage.[key]", "form_recipe.sumbit"]
    assert recipe_of({"steps": [{}]}).submit == ""
