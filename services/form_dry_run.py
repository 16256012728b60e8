"""`barometer form dry-run`: what would be written into a website's contact form; nothing is sent."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from domain.clock import Clock, SystemClock
from domain.contact import Exhibit, FormContent, Identity
from domain.errors import InputError, Place
from domain.failure import Failure
from domain.scenario import Scenario
from domain.structure import Persona
from domain.vocabulary import Channel
from links.browser import BrowserPool, VisitEnded
from probes.webform.answers import Citizen
from probes.webform.plan import Entry, Obstacle, Plan
from probes.webform.probe import opener
from probes.webform.recipe import Recipe
from probes.webform.rehearsal import HeldBack, hold_back
from probes.webform.session import Session, write_through
from scenarios.library import load_library
from scenarios.personas import load_personas
from scenarios.yaml_source import load
from services.reading import scenario_named
from settings.web import WebSettings, load_web_settings

EXAMPLE_DOMAIN = "example.org"
DEFAULT_SCENARIO = "birth-certificate"


@dataclass(frozen=True)
class Row:
    """One field: `act`, `why` and `role` are worded as `webform_act_*`, `webform_why_*`, `webform_role_*`."""

    step: int
    role: str
    caption: str
    act: str
    why: str
    value: str
    required: bool
    trap: str


@dataclass(frozen=True)
class DryRun:
    """What a dry run saw. `button` is what would be pressed last; `held_back` what the page itself tried to send."""

    website: str
    url: str
    rows: tuple[Row, ...]
    button: str
    obstacles: tuple[Obstacle, ...]
    failure: Failure | None
    detail: str
    seen_to_the_end: bool
    held_back: tuple[str, ...]
    facts: dict[str, str | int | float | bool] = field(default_factory=dict)
    pictures: tuple[Path, ...] = ()


def dry_run(
    website: str,
    *,
    language: str,
    scenario: str = "",
    persona: str = "",
    recipe: Path | None = None,
    out: Path | None = None,
    settings: WebSettings | None = None,
    clock: Clock | None = None,
) -> DryRun:
    """Find a website's contact form and fill it in, without sending.

    The picture of the filled form goes to `out`. Raises InputError for an unknown scenario or persona or a faulty
    recipe, NotConfigured without a browser.
    """
    made = load(recipe, Recipe) if recipe is not None else None
    content = _content(website, language, scenario, persona)
    citizen = Citizen(content, (clock or SystemClock()).now().astimezone().date())
    session, exhibits, held = asyncio.run(_rehearsed(citizen, made, settings or load_web_settings()))
    pictures = _written(exhibits, out) if out is not None else ()
    return _told(website, session, held, pictures)


async def _rehearsed(
    citizen: Citizen, recipe: Recipe | None, settings: WebSettings
) -> tuple[Session | VisitEnded, list[Exhibit], HeldBack]:
    exhibits: list[Exhibit] = []
    held = HeldBack()
    async with BrowserPool(settings) as pool:
        try:
            async with pool.visit("form dry-run", language=citizen.content.language, identify=False) as visit:
                held = await hold_back(visit.context, (citizen.content.identity.mail, citizen.content.text[:40]))

                async def exhibit(name: str) -> None:
                    exhibits.extend(await visit.exhibits(name))

                session = await write_through(
                    visit.page, opener(visit), citizen, None, exhibit, recipe=recipe, dialogs=visit.dialogs
                )
                if not exhibits:
                    await exhibit("form")
                return session, exhibits, held
        except VisitEnded as ended:
            return ended, exhibits, held


def _content(website: str, language: str, scenario: str, persona: str) -> FormContent:
    address = website.strip() if "://" in website else f"https://{website.strip()}"
    asked = scenario_named(scenario) if scenario else _usual()
    who = _persona_named(persona) if persona else next(p for p in load_personas() if p.language == language)
    if language not in asked.texts:
        raise InputError("webform_no_text", scenario=asked.id, language=language)
    wording = asked.texts[language][0]
    host = urlsplit(address).hostname or website
    words = {"name": who.name, "civility": who.civility, "place": host, "structure": host}
    return FormContent(
        website=address,
        identity=_identity(who),
        subject=_filled(wording.subject, words),
        text=_filled(wording.body, words),
        language=language,
        topics=(asked.title.get(language, ""), *asked.keywords.get(language, []), asked.theme.replace("_", " ")),
    )


def _filled(text: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(f"{{{name}}} " if not value else f"{{{name}}}", value)
    return text


def _usual() -> Scenario:
    library = load_library()
    fitting = (one for one in library.values() if Channel.WEBFORM in one.channels)
    return library.get(DEFAULT_SCENARIO) or next(fitting)


def _persona_named(key: str) -> Persona:
    from difflib import get_close_matches

    known = {persona.key: persona for persona in load_personas()}
    if key not in known:
        near = get_close_matches(key, known, n=3, cutoff=0.3) or sorted(known)[:3]
        raise InputError("webform_persona_unknown", name=key, near=", ".join(near))
    return known[key]


def _identity(persona: Persona) -> Identity:
    # what campaigns write for a persona is decided there; its models want Django, though no database is opened
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
    django.setup()
    from campaigns.contents import identity_of

    return identity_of(persona, f"{persona.mailbox}@{EXAMPLE_DOMAIN}")


def _written(exhibits: list[Exhibit], out: Path) -> tuple[Path, ...]:
    paths = []
    pictures = [exhibit for exhibit in exhibits if exhibit.media_type == "image/png"]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for number, exhibit in enumerate(pictures, 1):
            suffix = f"-{number}" if len(pictures) > 1 else ""
            path = out / f"{exhibit.name}{suffix}.png"
            path.write_bytes(exhibit.blob)
            paths.append(path)
    except OSError as error:
        raise InputError("webform_out_unwritable", place=Place(str(out)), why=error.strerror or str(error)) from error
    return tuple(paths)


def _told(website: str, session: Session | VisitEnded, held: HeldBack, pictures: tuple[Path, ...]) -> DryRun:
    attempts = tuple(dict.fromkeys(held.attempts))
    if isinstance(session, VisitEnded):
        return DryRun(website, "", (), "", (), session.failure, session.detail, False, attempts, pictures=pictures)
    outcome = session.outcome
    found = session.search.found
    button = next((step.send.text for step in reversed(outcome.steps) if step.send is not None), "")
    return DryRun(
        website=website,
        url=str(session.facts.get("form.url", "")) if found is not None else "",
        rows=tuple(row for number, step in enumerate(outcome.steps, 1) for row in _rows(number, step)),
        button=button,
        obstacles=tuple(outcome.obstacles),
        failure=session.failure,
        detail=session.search.detail or outcome.detail,
        seen_to_the_end=outcome.seen_to_the_end and session.failure is None,
        held_back=attempts,
        facts=session.facts,
        pictures=pictures,
    )


def _rows(number: int, step: Plan) -> list[Row]:
    return [_row(number, entry) for entry in step.entries]


def _row(number: int, entry: Entry) -> Row:
    return Row(
        step=number,
        role=entry.role,
        caption=entry.caption,
        act=entry.act.value,
        why=entry.why.value,
        value=entry.value,
        required=entry.required,
        trap=entry.trap,
    )
