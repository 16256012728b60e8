"""One browser for all tests of the form probe; each test has a page of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page, async_playwright

from domain.contact import FormContent, Identity
from domain.failure import Failure
from probes.webform import finding, pressing
from probes.webform.answers import Citizen
from probes.webform.visiting import Open, Opened
from settings.web import WebSettings
from tests.probes.webform.website import Website

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TOKEN = "t0k3n-of-these-tests"
HOME = '<!doctype html><html lang="fr"><title>Mairie</title><a href="/contact">Contact</a><h1>Mairie</h1></html>'
FORM = """<!doctype html><html lang="fr"><title>Contact</title><h1>Contact</h1><form method="post" action="/envoi">
<label>Nom <input name="nom"></label><label>Courriel <input name="mail" type="email" required></label>
<label>Téléphone <input name="tel"></label><label>Message <textarea name="msg"></textarea></label>
<p style="display:none"><input name="url"></p><button>Envoyer</button></form>
<script>document.querySelector("textarea").oninput=e=>fetch("/draft",{method:"POST",body:e.target.value})</script></html>"""
TODAY = date(2026, 11, 25)
MESSAGE = (
    "Bonjour,\n\nMa fille entrera à l'école en septembre. Comment l'inscrire à la cantine, et quel est le tarif ?\n\n"
    "Merci d'avance,\nOdile Brancourt"
)
IDENTITY = Identity(
    civility="Mme", given_name="Odile", family_name="Brancourt", mail="odile.b+k7f3@mel.example.org",
    phone="+33 1 99 00 12 34", postal="4 rue du Four", postcode="99100", city="Valmorins",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites of these tests are on this machine: what they do not say soon they never say."""
    monkeypatch.setattr(pressing, "QUIET_SECONDS", 0.5)
    monkeypatch.setattr(pressing, "UNMOVED_SECONDS", 1.0)
    monkeypatch.setattr(finding, "LATE_MS", 1100)
    monkeypatch.setattr(finding, "PAGES", 4)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="fr-FR", viewport={"width": 1366, "height": 768})
    yield await context.new_page()
    await context.close()


@pytest.fixture
def website() -> Iterator[Website]:
    with Website() as site:
        yield site


def citizen_of(website: str = "", **changes: object) -> Citizen:
    """Someone who asks about the school canteen; `changes` are fields of the content or of the identity."""
    who = {name: changes.pop(name) for name in list(changes) if name in Identity.__dataclass_fields__}
    identity = Identity(**{**vars(IDENTITY), **who})
    content = {
        "website": website, "identity": identity, "subject": "Inscription à la cantine",
        "text": MESSAGE, "language": "fr",
        "topics": ("Inscrire un enfant à la cantine", "cantine", "restauration scolaire", "école"),
    }  # fmt: skip
    return Citizen(FormContent(**{**content, **changes}), TODAY)  # type: ignore[arg-type]


def opener_of(page: Page) -> Open:
    async def opening(url: str) -> Opened:
        try:
            response = await page.goto(url, timeout=8000)
        except Error as error:
            return Opened(Failure.UNREACHABLE, detail=str(error)[:80])
        status = response.status if response is not None else 200
        failure = Failure.HTTP_5XX if status >= 500 else Failure.HTTP_4XX if status >= 400 else None
        return Opened(failure, status)

    return opening


@pytest.fixture(scope="module")
def town() -> Iterator[Website]:
    with Website() as site:
        site.routes |= {"/.well-known/barometer-town": TOKEN, "/": HOME, "/contact": FORM}
        site.actions |= {
            "/envoi": lambda posted: "<h1>Merci</h1><p>Votre message a été transmis. Dossier n° 2026-114.</p>",
            "/draft": lambda posted: "",
        }
        yield site


def settings_of(site: Website) -> WebSettings:
    port = int(site.url.rstrip("/").rsplit(":", 1)[1])
    hosts = {(name, 80): ("127.0.0.1", port) for name in ("mairie.test", "vide.test")}
    return WebSettings(sandbox_hosts=hosts, sandbox_token=TOKEN, host_delay_ms=0)
