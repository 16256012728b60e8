"""`barometer diagnose`: inspect one website now, score what was seen, without campaign, account or database."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from collectors.site.inspector import Limits, SiteInspector
from domain.clock import Clock, SystemClock
from domain.contact import Inspection, SiteContent
from domain.errors import InputError, Place
from domain.grid import Grid
from domain.scenario import Scenario
from domain.structure import Structure
from domain.vocabulary import Channel
from links.browser import BrowserPool
from links.web_fetch import WebFetcher
from reports.diagnosis import Diagnosis
from reports.diagnosis_page import render_diagnosis
from scenarios.categories import load_categories
from scenarios.grid_loader import DEFAULT_NORMS, load_grid, load_norms
from scenarios.library import applicable, load_library
from services.diagnosis_scores import faults_of, pages_of, scored, shots_of
from services.reading import scenario_named
from settings.web import WebSettings, load_web_settings

SECONDS = 60.0
DEFAULT_CATEGORY = "city_small"
_USUAL = ("birth-certificate", "id-card-appointment", "bulky-waste")
"""What town halls are asked most: looked for first."""
_KINDS_OF_NAME = re.compile(r"^(?:www\d?|mairie|ville|commune|site|portail)[-.]|^(?:mairiede|villede|communede)")

Tell = Callable[[str], None]


def diagnose(
    website: str,
    *,
    language: str,
    scenario: str = "",
    category: str = DEFAULT_CATEGORY,
    name: str = "",
    tell: Tell = lambda stage: None,
    settings: WebSettings | None = None,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> Diagnosis:
    """Inspect a website within about a minute and score it.

    Raises InputError for what is no web address or an unknown scenario or category, NotConfigured without a browser.
    """
    web = settings or load_web_settings()
    content = content_for(website, language, scenario=scenario, category=category, name=name)
    began = time.monotonic()
    inspection = asyncio.run(_inspected(content, web, clock or SystemClock(), limits or Limits(seconds=SECONDS), tell))
    seconds = time.monotonic() - began
    return diagnosis_of(content, inspection, load_grid(), seconds)


async def _inspected(
    content: SiteContent, settings: WebSettings, clock: Clock, limits: Limits, tell: Tell
) -> Inspection:
    async with BrowserPool(settings) as pool, WebFetcher(settings, proxy=pool.proxy, pace=pool.pace) as fetcher:
        return await SiteInspector(pool, fetcher, clock, limits).look(content, tell)


def content_for(website: str, language: str, *, scenario: str, category: str, name: str) -> SiteContent:
    """Return what is looked for: the scenario named, else the usual one for the category."""
    address = _checked(website)
    categories = load_categories()
    if category not in categories:
        raise InputError("diagnosis_category_unknown", value=category, known=", ".join(categories))
    host = (urlsplit(address if "://" in address else f"//{address}").hostname or "").lower()
    structure = Structure(
        key=host,
        name=name or _name_of(host),
        sector=categories[category].sector,
        category=category,
        website=address,
        language=language,
    )
    return SiteContent(address, structure, language, _scenario(scenario, structure))


def _checked(website: str) -> str:
    """Return a web address without blanks around it; raises InputError for anything else."""
    text = website.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    sound = parts.scheme in ("http", "https") and "." in host.strip(".") and not re.search(r"[\s@<>\"]", text)
    if not sound or len(text) > 2000:
        raise InputError("diagnosis_not_an_address", value=text[:100])
    return text


def _name_of(host: str) -> str:
    """Return the words of a host that may be the structure's name: "valrose" of www.ville-valrose.fr."""
    bare = host.removeprefix("www.")
    label = bare.rsplit(".", 1)[0].split(".")[0]
    return _KINDS_OF_NAME.sub("", label).replace("-", " ").strip() or host


def _scenario(name: str, structure: Structure) -> Scenario | None:
    library = load_library()
    if name:
        return scenario_named(name)
    fitting = applicable(library, structure, Channel.SITE)
    usual = [one for key in _USUAL for one in fitting if one.id == key]
    return next(iter([*usual, *fitting]), None)


def diagnosis_of(content: SiteContent, inspection: Inspection, grid: Grid, seconds: float) -> Diagnosis:
    """Return an inspection as a diagnosis, scored under the default norms."""
    exhibits = {one.name: one for one in inspection.exhibits}
    head = Diagnosis(
        website=content.website,
        address=inspection.detail if inspection.failure is None else content.website,
        made_on=inspection.at.date(),
        seconds=round(seconds, 1),
        scenario=content.scenario.id if content.scenario else "",
        scenario_title=content.scenario.title if content.scenario else None,
        failure=inspection.failure.value if inspection.failure else "",
        detail=inspection.detail if inspection.failure else "",
        grid=grid.version,
        norms=DEFAULT_NORMS,
        shots=shots_of(inspection.exhibits),
        pages=pages_of(exhibits),
        faults=faults_of(exhibits),
    )
    if inspection.failure is not None:
        return head
    return scored(head, content.structure, inspection.observations, grid, load_norms()[DEFAULT_NORMS], content.scenario)


def write_diagnosis(diagnosis: Diagnosis, path: Path, language: str) -> None:
    """Write the page. Raises InputError when it cannot be written there."""
    try:
        path.write_text(render_diagnosis(diagnosis, load_grid(), language), encoding="utf-8")
    except OSError as error:
        raise InputError("file_unwritable", place=Place(str(path)), why=error.strerror or str(error)) from error
