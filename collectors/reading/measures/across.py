"""Across the contacts of one structure: is everybody served alike? Needs every contact of the structure at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from collectors.reading.measures.registry import Found, Span, measure, observe, of_scope
from domain.observation import Document, Observation
from domain.vocabulary import Channel, Outcome, ScenarioKind

_SIGNING = (
    "reply.signed_by_person", "reply.signature_role", "reply.signature_service", "reply.signature_phone",
    "reply.signature_email",
)  # fmt: skip
_CLOCK = (Span(source="clock"),)

PerContact = dict[int, Found]


def read_across(documents: Sequence[Document]) -> dict[int, tuple[Observation, ...]]:
    """Return the `structure` observations of one structure, by the contact they are filed under.

    A comparison needs two contacts at least; with fewer it is absent. Contacts not measured take no part.
    """
    measured = [document for document in documents if document.outcome is not Outcome.NOT_MEASURED]
    found: defaultdict[int, list[Observation]] = defaultdict(list)
    for entry in of_scope("structure"):
        per_contact: PerContact = entry.function(measured)
        for contact, one in per_contact.items():
            found[contact].append(observe(entry, one, "", ""))
    return {contact: tuple(observations) for contact, observations in found.items()}


def _number(document: Document, name: str) -> float | None:
    value = document.value(name)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


@measure("consistency.complaint_gap_hours", version=1, scope="structure")
def complaint_gap_hours(documents: Sequence[Document]) -> PerContact:
    """Mean delay of complaints less that of other requests through the same channel; filed under each complaint."""
    found: PerContact = {}
    for group in _by_channel(documents).values():
        delays = [
            (document, hours) for document in group if (hours := _number(document, "reply.delay_hours")) is not None
        ]
        complaints = [(d, hours) for d, hours in delays if d.scenario_kind is ScenarioKind.COMPLAINT]
        others = [hours for d, hours in delays if d.scenario_kind is not ScenarioKind.COMPLAINT]
        if complaints and others:
            gap = round(_mean(hours for _, hours in complaints) - _mean(others), 4)
            found |= {document.contact_id: Found(gap, _CLOCK, 0.95) for document, _ in complaints}
    return found


@measure("consistency.delay_spread_hours", version=1, scope="structure")
def delay_spread_hours(documents: Sequence[Document]) -> PerContact:
    """Slowest less fastest first reply through one channel; filed under each contact replied to."""
    found: PerContact = {}
    for group in _by_channel(documents).values():
        delays = {d.contact_id: hours for d in group if (hours := _number(d, "reply.delay_hours")) is not None}
        if len(delays) >= 2:
            spread = round(max(delays.values()) - min(delays.values()), 4)
            found |= {contact: Found(spread, _CLOCK, 0.95) for contact in delays}
    return found


@measure("consistency.same_answer", version=1, scope="structure")
def same_answer(documents: Sequence[Document]) -> PerContact:
    """For one question put through several channels, how alike the answers are: half for the same verdict, half for
    the same coverage, averaged over pairs of contacts through different channels."""
    by_scenario: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.value("answer.verdict") is not None:
            by_scenario[document.scenario].append(document)
    found: PerContact = {}
    for group in by_scenario.values():
        alikes: defaultdict[int, list[float]] = defaultdict(list)
        for one, other in combinations(group, 2):
            if one.channel is other.channel:
                continue
            same = one.value("answer.verdict") == other.value("answer.verdict")
            gap = abs((_number(one, "answer.coverage") or 0) - (_number(other, "answer.coverage") or 0))
            alike = 0.5 * same + 0.5 * (1 - gap)
            alikes[one.contact_id].append(alike)
            alikes[other.contact_id].append(alike)
        found |= {contact: Found(round(_mean(values), 4), (), 0.7) for contact, values in alikes.items()}
    return found


@measure("consistency.identification", version=1, scope="structure")
def identification(documents: Sequence[Document]) -> PerContact:
    """How equally complete signatures are: over name, role, service, telephone and e-mail, the share of replies that
    do as most of the structure's replies do."""
    signed = [document for document in documents if document.value(_SIGNING[0]) is not None]
    if len(signed) < 2:
        return {}
    agreement = []
    for name in _SIGNING:
        values = [document.value(name) for document in signed if document.value(name) is not None]
        if values:
            yes = sum(value is True for value in values) / len(values)
            agreement.append(max(yes, 1 - yes))
    return {document.contact_id: Found(round(_mean(agreement), 4), (), 0.85) for document in signed}


def _by_channel(documents: Sequence[Document]) -> dict[Channel, list[Document]]:
    groups: defaultdict[Channel, list[Document]] = defaultdict(list)
    for document in documents:
        groups[document.channel].append(document)
    return groups
