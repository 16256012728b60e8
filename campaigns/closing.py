"""The end of a contact: its window is over, its observations are written once more in full from raw evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.equipment import Equipment
from campaigns.exchanges import ContactFacts, exchange_of, facts_of
from campaigns.inspecting import seen
from collectors.reading.exchange import Exchange, principal_of, read_exchange
from collectors.reading.mail import READING_VERSION
from collectors.reading.masking import mask
from collectors.reading.second_opinion import SecondOpinion, merge
from domain.observation import Document, Evidence, Observation, Value
from domain.ports import EvidenceStore
from domain.scenario import Scenario
from domain.vocabulary import Channel, Outcome, ScenarioKind

_BATCH = 100
_OF_AN_ANSWER = ("reply.", "answer.")
_BY_PERSON = Evidence(source="task")


async def close_due(campaign_id: int, until: datetime, kit: Equipment, database: Boundary) -> int:
    """Close every contact whose window was over at `until`, up to when replies are complete; return how many were."""
    closed = 0
    while ids := await database(store.contacts_to_close, campaign_id, until, _BATCH):
        await close_contacts(ids, kit, database)
        closed += len(ids)
    return closed


async def close_contacts(ids: Sequence[int], kit: Equipment, database: Boundary) -> None:
    """Close these contacts; one that is closed already keeps its outcome."""
    for contact_id in ids:
        facts = await database(facts_of, contact_id, kit.library)
        document = await asyncio.to_thread(document_of, facts, kit.evidence, kit.library, kit.judge)
        await database(store.close_contact, contact_id, document.outcome, document, kit.clock.now())


def document_of(
    facts: ContactFacts,
    evidence: EvidenceStore,
    library: Mapping[str, Scenario],
    judge: SecondOpinion | None = None,
) -> Document:
    """Return a contact's observations, recomputed from raw evidence; a judge's take the place of the rules'."""
    contact = facts.contact
    outcome, observations = _observed(facts, evidence, judge)
    noted_facts = _noted(facts, outcome)
    if contact.not_made or (outcome is Outcome.SILENT and facts.unreminded):
        outcome = Outcome.NOT_MEASURED
    elif noted_facts.get("contact.answered") is True:
        outcome = Outcome.ANSWERED
    noted = tuple(
        Observation(measure=measure, value=value, evidence=(_BY_PERSON,), method="person@1")
        for measure, value in noted_facts.items()
    )
    kept = tuple(observation for observation in observations if observation.measure not in noted_facts)
    scenario = library.get(contact.scenario)
    return Document(
        contact_id=contact.id,
        structure=contact.structure.key,
        channel=Channel(contact.channel),
        scenario=contact.scenario,
        scenario_kind=scenario.kind if scenario else ScenarioKind.INFORMATION,
        persona=contact.persona.key,
        outcome=outcome,
        reading_version=READING_VERSION,
        observations=(*kept, *noted),
    )


def _observed(
    facts: ContactFacts, evidence: EvidenceStore, judge: SecondOpinion | None
) -> tuple[Outcome, tuple[Observation, ...]]:
    if facts.contact.channel == Channel.SITE:
        last = facts.sent[-1] if facts.sent else None
        return seen(last.failure if last else None, facts.exhibits, last.facts if last else {}, evidence)
    exchange = exchange_of(facts, evidence)
    outcome, observations = read_exchange(exchange)
    return outcome, observations if judge is None else _judged(exchange, observations, judge)


def _noted(facts: ContactFacts, read: Outcome) -> dict[str, Value]:
    """What a person noted. Who describes an answer saw one; "no answer" gives way to one that came since."""
    noted = dict(facts.noted)
    if any(measure.startswith(_OF_AN_ANSWER) for measure in noted):
        noted.setdefault("contact.answered", True)
    if noted.get("contact.answered") is False and read is Outcome.ANSWERED:
        del noted["contact.answered"]
    return noted


def _judged(exchange: Exchange, observations: tuple[Observation, ...], judge: SecondOpinion) -> tuple[Observation, ...]:
    principal, scenario = principal_of(exchange), exchange.context.scenario
    if principal is None or scenario is None:
        return observations
    return merge(observations, judge(mask(principal.reply, exchange.context), scenario, principal.digest))


def reread(contact_id: int, evidence: EvidenceStore, library: Mapping[str, Scenario]) -> Document:
    """Write a closed contact's observations again: a reply was moved, or the reading has a new version."""
    document = document_of(facts_of(contact_id, library), evidence, library)
    store.save_document(document)
    store.set_outcome(contact_id, document.outcome)
    return document
