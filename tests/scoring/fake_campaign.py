"""A made-up e-mail campaign: forty public, forty private and twelve research-basis structures, three contacts each.

Each structure has a hidden quality; every fact is drawn around it, so that scores, rates and delays hang together.
"""

from __future__ import annotations

import numpy as np

from domain.grid import Measure
from domain.observation import Document, Observation, Value
from domain.structure import Basis, Structure
from domain.vocabulary import Channel, Outcome, ScenarioKind, Sector
from scenarios.grid_loader import load_grid
from scoring.tables import Tables, tables_from

PUBLIC = ("city_large", "city_medium", "city_small", "department", "hospital", "library")
PRIVATE = ("retailer", "bank", "insurer", "energy", "telecom")
BAD_WHEN_TRUE = [
    "delayed",
    "challenged",
    "noreply",
    "refused_contact",
    "shouts",
    "curt",
    "blames_user",
    "asks_known",
    "bare_link",
    "bare_redirect",
    "requires_portal",
    "off_topic",
    "non_answer",
    "asks_excessive",
    "tracking",
    "after_reminder",
    "uninformed",
]


def structures(*, public: int = 40, private: int = 40, research: int = 12) -> list[Structure]:
    """Return the panel; keys tell how each got in."""
    made = [
        Structure(
            key=f"pub-{number:02}",
            name=f"Ville de Fontclaire-{number:02}",
            sector=Sector.PUBLIC,
            category=PUBLIC[number % len(PUBLIC)],
            certified=("qualivilles",) if number % 4 == 0 else (),
        )
        for number in range(public)
    ]
    for number in range(private + research):
        made.append(
            Structure(
                key=f"pri-{number:02}" if number < private else f"res-{number - private:02}",
                name=f"Enseigne Vallon {number:02}",
                sector=Sector.PRIVATE,
                category=PRIVATE[number % len(PRIVATE)],
                entry="benchmark",
            )
        )
    return made


def bases(panel: list[Structure]) -> dict[str, Basis]:
    """Return the mandate basis of each structure."""
    return {entry.key: Basis.RESEARCH if entry.key.startswith("res") else Basis.CONSENT for entry in panel}


def documents(panel: list[Structure], *, contacts: int = 3, seed: int = 7) -> list[Document]:
    """Return every contact's observations."""
    rng = np.random.default_rng(seed)
    measures = load_grid().measures
    made: list[Document] = []
    for position, entry in enumerate(panel):
        quality = float(np.clip(rng.normal(0.72 if entry.sector is Sector.PUBLIC else 0.66, 0.13), 0.1, 0.97))
        for number in range(contacts):
            made.append(_document(rng, measures, entry, position * contacts + number + 1, number, quality))
    return made


def tables(*, threads: int | None = None, seed: int = 7) -> Tables:
    """Return the campaign as tables."""
    panel = structures()
    return tables_from(documents(panel, seed=seed), panel, bases=bases(panel), threads=threads)


def _document(
    rng: np.random.Generator, measures: tuple[Measure, ...], entry: Structure, contact: int, number: int, quality: float
) -> Document:
    kind = tuple(ScenarioKind)[number % 3]
    chance = rng.random()
    outcome = Outcome.NOT_MEASURED if chance < 0.03 else Outcome.SILENT if chance < 0.2 else Outcome.ANSWERED
    answered = outcome is Outcome.ANSWERED
    slow = 38.0 if entry.sector is Sector.PUBLIC else 9.0
    delay = float(np.round(rng.lognormal(np.log(slow), 1.1), 2))
    found: list[Observation] = []
    for measure in measures:
        if measure.mode != "auto" or measure.scope in ("structure", "site"):
            continue
        value = _value(rng, measure, quality, kind, delay, answered)
        if value is not None:
            found.append(Observation(measure=measure.id, value=value, method="made-up@1"))
    return Document(
        contact_id=contact,
        structure=entry.key,
        channel=Channel.MAIL,
        scenario=("carte-identite", "inscription-ecole", "bruit-voisinage")[number % 3],
        scenario_kind=kind,
        persona="claire-moreau",
        outcome=outcome,
        reading_version="1",
        observations=() if outcome is Outcome.NOT_MEASURED else tuple(found),
    )


def _value(
    rng: np.random.Generator, measure: Measure, quality: float, kind: ScenarioKind, delay: float, answered: bool
) -> Value | None:
    subject, name = measure.id.split(".")
    if subject == "complaint" and kind is not ScenarioKind.COMPLAINT:
        return None
    if subject in ("absence", "holding") and name != "present":
        return bool(rng.random() < quality)
    if subject == "contact":
        return _contact_value(rng, measure, quality, answered)
    if not answered:
        return None
    if "delay_" in name and measure.type == "number" and subject in ("reply", "answer"):
        return delay if name.endswith("_hours") else float(delay // 24)
    if measure.type == "bool":
        odds = 0.06 if any(word in measure.id for word in BAD_WHEN_TRUE) else min(0.98, quality + _ease(measure.id))
        return bool(rng.random() < odds)
    if measure.type == "category":
        weights = np.array([quality, 0.4, 0.15, 0.1])
        return str(rng.choice(["precise", "acceptable", "wrong", "none"], p=weights / weights.sum()))
    if measure.type == "share":
        return float(np.round(np.clip(rng.normal(quality, 0.2), 0, 1), 3))
    return _amount(rng, measure)


def _contact_value(rng: np.random.Generator, measure: Measure, quality: float, answered: bool) -> Value | None:
    if measure.type == "category":
        return None
    if measure.type == "count":
        return 1 + int(rng.random() > quality)
    if measure.id == "contact.delivered":
        return True
    if measure.id in ("contact.answered", "contact.answered_substance"):
        return answered
    return bool(rng.random() < (0.06 if any(word in measure.id for word in BAD_WHEN_TRUE) else quality))


def _ease(measure: str) -> float:
    """Some things everybody does, some hardly anybody."""
    if any(word in measure for word in ("polite_phrase", "greeting", "closing", "same_language", "readable")):
        return 0.28
    return -0.4 if any(word in measure for word in ("satisfaction", "appointment", "callback", "notice")) else 0.0


def _amount(rng: np.random.Generator, measure: Measure) -> Value:
    typical = {"reply.mean_sentence_words": 19.0, "reply.readability": 52.0, "answer.helpfulness": 3.6}
    if measure.id in typical:
        return float(np.round(rng.normal(typical[measure.id], typical[measure.id] * 0.18), 2))
    return int(rng.poisson(1.2)) if measure.type == "count" else float(np.round(rng.gamma(2.0, 0.6), 2))
