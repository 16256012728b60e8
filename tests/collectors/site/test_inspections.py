"""Whole inspections in a real browser, of sites of many makes and of sites in trouble."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from collectors.site.inspector import Limits, SiteInspector
from domain.clock import FrozenClock
from domain.contact import Inspection, SiteContent
from domain.failure import Failure
from domain.observation import Value
from domain.structure import Structure
from domain.vocabulary import Sector
from links.browser import BrowserPool
from links.web_fetch import WebFetcher
from scenarios.library import load_library
from settings.web import WebSettings
from tests.collectors.site.served import Site, served, settings_for
from tests.collectors.site.worlds import WORLDS

pytestmark = [
    pytest.mark.outside("chromium"),
    # a page that is closed while its visit ends
    pytest.mark.filterwarnings("ignore:.*Page.close:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:coroutine 'Page.close':RuntimeWarning"),
]
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
HURRIED = {
    "never.example-town.fr": Limits(seconds=4.0),
    "stuck.example-town.fr": Limits(seconds=4.0),
    "huge.example-town.fr": Limits(seconds=12.0),
}
PATIENT = Limits(seconds=40.0)


@dataclass
class Inspected:
    inspection: Inspection
    seconds: float
    site: Site | None

    def value(self, measure: str) -> Value | None:
        return next((o.value for o in self.inspection.observations if o.measure == f"site.{measure}"), None)

    def quotes(self, measure: str) -> str:
        found = (o for o in self.inspection.observations if o.measure == f"site.{measure}")
        return " ".join(e.quote for o in found for e in o.evidence)


def structure_of(host: str) -> Structure:
    language = "en" if host.endswith(".uk") else "fr"
    return Structure(
        key=host,
        name=host.split(".")[0],
        sector=Sector.PUBLIC,
        category="city_small",
        language=language,
        website=f"http://{host}/",
        phone="04 73 00 00 00",
        mail="autre@valrose.example-town.fr",
    )


async def inspect_all(settings: WebSettings, sites: dict[str, Site]) -> dict[str, Inspected]:
    found: dict[str, Inspected] = {}
    scenario = load_library()["birth-certificate"]
    async with BrowserPool(settings) as pool, WebFetcher(settings, proxy=pool.proxy, pace=pool.pace) as fetcher:

        async def one(host: str) -> None:
            limits = HURRIED.get(host, PATIENT)
            structure = structure_of(host)
            content = SiteContent(structure.website, structure, structure.language, scenario)
            began = time.monotonic()
            inspection = await SiteInspector(pool, fetcher, FrozenClock(NOW), limits).look(content)
            found[host] = Inspected(inspection, time.monotonic() - began, sites.get(host))

        hosts = [*sites, "down.example-town.fr"]
        for start in range(0, len(hosts), 4):
            await asyncio.gather(*(one(host) for host in hosts[start : start + 4]))
    return found


@pytest.fixture(scope="module")
def inspected() -> Iterator[dict[str, Inspected]]:
    with ExitStack() as stack:
        sites = {host: make() for host, make in WORLDS.items()}
        ports = {host: stack.enter_context(served(site)) for host, site in sites.items()}
        yield asyncio.run(inspect_all(settings_for(ports), sites))


@pytest.fixture
def valrose(inspected: dict[str, Inspected]) -> Inspected:
    return inspected["valrose.example-town.fr"]


def test_the_contact_details_of_a_town_hall_are_found_with_their_clicks(valrose: Inspected):
    assert valrose.inspection.failure is None
    assert (valrose.value("phone"), valrose.value("phone_clicks"), valrose.value("phone_clickable")) == (True, 0, True)
    assert (valrose.value("mail"), valrose.value("mail_clicks")) == (True, 1)
    assert (valrose.value("postal"), valrose.value("postal_clicks")) == (True, 0)
    assert "63999 Valrose" in valrose.quotes("postal")
    assert valrose.value("phone_surcharged") is False


def test_its_hours_become_a_schedule_and_not_the_pools(valrose: Inspected):
    assert (valrose.value("hours"), valrose.value("hours_clicks")) == (True, 1)
    assert (valrose.value("hours_days"), valrose.value("hours_per_week")) == (5, 34.0)
    assert valrose.value("hours_beyond_office") is True


def test_the_scenarios_answer_is_found_within_two_clicks_and_by_the_search_engine(valrose: Inspected):
    assert (valrose.value("topic_found"), valrose.value("topic_clicks")) == (True, 2)
    assert valrose.value("topic_coverage") == 1.0
    assert (valrose.value("search_finds_topic"), valrose.value("search_rank")) == (True, 2)
    assert valrose.value("topic_date_days") == (NOW.date() - date(2026, 3, 3)).days


def test_its_accessibility_statement_is_read(valrose: Inspected):
    assert (valrose.value("statement"), valrose.value("conformity_mention")) == (True, True)
    assert (valrose.value("conformity"), valrose.value("conformity_rate")) == ("partly_compliant", 63.0)
    assert valrose.value("statement_days") == (NOW.date() - date(2025, 2, 20)).days
    assert (valrose.value("accessibility_remedy"), valrose.value("accessibility_scheme")) == (True, True)


def test_notices_form_complaints_and_dead_links_are_seen(valrose: Inspected):
    seen = """legal_notice legal_publisher legal_host privacy_notice privacy_officer contact_form form_privacy_mention
    complaint_procedure complaint_delay opinion_programme elected_listed missing_page_status"""
    for measure in seen.split():
        assert valrose.value(measure) is True, measure
    assert valrose.value("form_required_fields") == 3
    assert "/perdu" in valrose.quotes("dead_links")
    assert (valrose.value("phone_as_directory"), valrose.value("mail_as_directory")) == (True, False)


def test_speed_telephone_and_checks_come_from_the_browser(valrose: Inspected):
    lcp = valrose.value("lcp_seconds")
    assert isinstance(lcp, float) and 0 < lcp < 10
    assert (valrose.value("viewport"), valrose.value("sideways_scroll"), valrose.value("skip_link")) == (
        True,
        False,
        True,
    )
    assert valrose.value("checks_critical") == 0
    assert valrose.value("https") is False and valrose.value("form_secure") is False


def test_what_robots_may_not_see_is_not_asked_for_and_nothing_is_sent(valrose: Inspected):
    site = valrose.site
    assert site is not None and "/private" not in site.paths
    assert {method for method, _ in site.asked} <= {"GET", "HEAD"}
    assert all("Barometer/" in agent for agent in site.agents)
    assert len(site.asked) <= 60


def test_nearly_every_measure_is_told_of_an_ordinary_site(valrose: Inspected):
    assert len(valrose.inspection.observations) >= 150
    assert all(o.evidence or o.value in (0, 0.0, False, 1.0) for o in valrose.inspection.observations)


def test_exhibits_are_pictures_and_lists(valrose: Inspected):
    exhibits = {one.name: one for one in valrose.inspection.exhibits}
    assert {"home", "home-text", "home-requests", "home-view", "phone-view", "contact-view", "pages"} <= set(exhibits)
    pages = json.loads(gzip.decompress(exhibits["pages"].blob))
    contact = next(page for page in pages if page["address"].endswith("/contact"))
    assert contact["clicks"] == 1 and contact["title"] == "Nous contacter – Ville de Valrose"


def test_an_english_site_is_found_ones_way_on_by_words_and_structured_facts(inspected: dict[str, Inspected]):
    council = inspected["ashcombe.example-council.uk"]
    assert council.inspection.failure is None
    assert (council.value("topic_found"), council.value("topic_clicks")) == (True, 3)
    assert (council.value("hours_per_week"), council.value("hours_structured")) == (40.0, True)
    assert (council.value("phone"), council.value("structured_contact"), council.value("postal")) == (True, True, True)
    assert (council.value("statement"), council.value("conformity")) == (True, "partly_compliant")
    assert (council.value("complaint_delay"), council.value("privacy_officer")) == (True, True)
    assert council.value("sitemap_xml") is True and council.value("hours_consistent") is True


def test_a_site_made_by_scripts_is_walked_in_the_browser(inspected: dict[str, Inspected]):
    scripted = inspected["bourg-neuf.example-town.fr"]
    assert (scripted.value("works_without_scripts"), scripted.value("topic_found")) == (False, True)
    assert (scripted.value("phone"), scripted.value("phone_clicks"), scripted.value("hours_per_week")) == (
        True,
        1,
        15.0,
    )


def test_a_site_of_frames_is_read_through_them(inspected: dict[str, Inspected]):
    framed = inspected["vieux-pont.example-town.fr"]
    assert (framed.value("phone"), framed.value("phone_clicks"), framed.value("postal")) == (True, 1, True)


def test_a_site_in_another_language_is_inspected_without_the_scenario(inspected: dict[str, Inspected]):
    german = inspected["neudorf.example-town.de"]
    assert german.inspection.failure is None
    assert german.value("reachable") is True and german.value("topic_found") is not True


def test_a_page_of_ten_megabytes_is_read_as_far_as_is_sensible(inspected: dict[str, Inspected]):
    huge = inspected["huge.example-town.fr"]
    assert huge.value("reachable") is True
    assert huge.seconds < 26


@pytest.mark.parametrize(
    ("host", "failure", "reachable"),
    [
        ("parked", Failure.NOT_A_SITE, False),
        ("login", Failure.LOGIN_REQUIRED, False),
        ("challenge", Failure.CAPTCHA, False),
        ("pdf", Failure.NOT_A_SITE, False),
        ("endless", Failure.NOT_A_SITE, False),
        ("broken", Failure.HTTP_5XX, False),
        ("never", Failure.TOO_SLOW, False),
        ("stuck", Failure.TOO_SLOW, False),
        ("empty", Failure.NOT_A_SITE, False),
        ("down", Failure.DNS_ERROR, False),
        ("closed", Failure.DISALLOWED, None),
    ],
)
def test_a_site_in_trouble_is_a_clear_result(
    inspected: dict[str, Inspected], host: str, failure: Failure, reachable: bool | None
):
    found = inspected[f"{host}.example-town.fr"]
    assert (found.inspection.failure, found.value("reachable")) == (failure, reachable)
    assert found.seconds < 25
