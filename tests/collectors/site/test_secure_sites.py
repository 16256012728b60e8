"""Sites over HTTPS: the certificate's days, redirects, HSTS, insecure elements, and a certificate that is not good."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from starlette.responses import HTMLResponse, RedirectResponse

from collectors.site.inspector import Limits, SiteInspector
from domain.clock import FrozenClock
from domain.contact import Inspection, SiteContent
from domain.failure import Failure
from domain.structure import Structure
from domain.vocabulary import Sector
from links.browser import BrowserPool
from links.web_fetch import WebFetcher
from tests.collectors.site.served import Site, served, settings_for

pytestmark = pytest.mark.outside("chromium")
GOOD, BAD = "good.example-town.fr", "bad.example-town.fr"
NOW = datetime(2030, 6, 1, tzinfo=UTC)
HOME = """<html lang="fr"><head><title>Bonne-Ville</title></head><body><main><h1>Bonne-Ville</h1>
<p>Bienvenue sur le site.</p><img src="http://www.good.example-town.fr/blason.png" alt="Blason"></main>
<div role="dialog" aria-label="Cookies" style="position:fixed;bottom:0">
Nous utilisons des cookies pour mesurer l'audience du site.
<button>Tout accepter</button> <button>Tout refuser</button></div></body></html>"""


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Inspection]]:
    folder: Path = tmp_path_factory.mktemp("certificates")
    trusted, stranger = trustme.CA(), trustme.CA()
    trusted.cert_pem.write_to_path(folder / "ca.pem")
    for authority, host in ((trusted, GOOD), (stranger, BAD)):
        made = authority.issue_cert(host, not_after=NOW + timedelta(days=20))
        made.private_key_and_cert_chain_pem.write_to_path(folder / f"{host}.pem")
    secure = Site({"/": lambda request: HTMLResponse(HOME, headers={"Strict-Transport-Security": "max-age=31536000"})})
    plain = Site({"/": lambda request: RedirectResponse(f"https://{GOOD}/")})
    bad = Site({"/": HOME})
    with (
        served(secure, folder / f"{GOOD}.pem") as good_port,
        served(bad, folder / f"{BAD}.pem") as bad_port,
        served(plain) as plain_port,
    ):
        settings = settings_for({GOOD: plain_port}, {GOOD: good_port, BAD: bad_port}, ca_file=str(folder / "ca.pem"))
        yield asyncio.run(_inspect(settings))


async def _inspect(settings: object) -> dict[str, Inspection]:
    found = {}
    async with BrowserPool(settings) as pool, WebFetcher(settings, proxy=pool.proxy, pace=pool.pace) as fetcher:  # type: ignore[arg-type]
        inspector = SiteInspector(pool, fetcher, FrozenClock(NOW), Limits(seconds=30))
        for host, website in ((GOOD, GOOD), (BAD, f"https://{BAD}/")):
            structure = Structure(
                key=host, name="Bonne-Ville", sector=Sector.PUBLIC, category="village", website=website
            )
            found[host] = await inspector.look(SiteContent(website, structure, "fr"))
    return found


def values(inspection: Inspection) -> dict[str, object]:
    return {one.measure.removeprefix("site."): one.value for one in inspection.observations}


def test_a_secure_site_is_seen_as_such(inspected: dict[str, Inspection]):
    seen = values(inspected[GOOD])
    assert inspected[GOOD].failure is None and inspected[GOOD].detail == f"https://{GOOD}/"
    assert (seen["https"], seen["hsts"], seen["http_redirects_to_https"], seen["certificate_valid"]) == (True,) * 4
    assert isinstance(seen["certificate_days_left"], float) and 19 < seen["certificate_days_left"] <= 20


def test_an_insecure_element_in_it_is_counted(inspected: dict[str, Inspection]):
    assert values(inspected[GOOD])["mixed_content"] == 1


def test_a_banner_with_two_like_buttons_makes_refusing_easy(inspected: dict[str, Inspection]):
    seen = values(inspected[GOOD])
    assert (seen["cookie_banner"], seen["refuse_as_easy"], seen["banner_explains"]) == (True, True, True)


def test_a_certificate_of_nobody_known_is_a_result(inspected: dict[str, Inspection]):
    assert inspected[BAD].failure is Failure.TLS_ERROR
    assert values(inspected[BAD]) == {"reachable": False, "certificate_valid": False}
