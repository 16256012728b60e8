"""Practical details, with or without a scenario: documents, cost, delay, place, hours; and replies that say nothing."""

from __future__ import annotations

from collectors.reading.measures.analysis import Analysis, remembered
from collectors.reading.measures.guidance import substance_sentences
from collectors.reading.measures.registry import Found, measure
from collectors.reading.relevance.facts import Fact, facts_of
from collectors.reading.text.sentences import count_words
from domain.scenario import FactType
from domain.vocabulary import ReplyKind

KINDS = {
    "answer.has_documents": ("document",),
    "answer.has_cost": ("price",),
    "answer.has_delay": ("delay",),
    "answer.has_place": ("address", "place"),
    "answer.has_hours": ("hours",),
}
_PRACTICAL: tuple[FactType, ...] = ("hours", "price", "delay", "document", "place", "address")
"""In the order of `relevance.facts.KINDS`; what else that reads, no measure of the body asks for."""
_LEAST_SUBSTANCE = 8
_NOT_SUBSTANCE = ("thanks", "ack_phrases", "offers_help", "pointer")


@remembered
def body_facts(analysis: Analysis) -> tuple[Fact, ...]:
    """Return the typed facts of the body that help someone in practice, outside questions."""
    return _outside_questions(analysis, _PRACTICAL)


@remembered
def body_phones(analysis: Analysis) -> tuple[Fact, ...]:
    """Return the telephone numbers of the body, outside questions."""
    return _outside_questions(analysis, ("phone",))


def _outside_questions(analysis: Analysis, kinds: tuple[FactType, ...]) -> tuple[Fact, ...]:
    if analysis.language not in ("fr", "en"):
        return ()
    return tuple(
        fact
        for fact in facts_of(analysis.own.raw[: analysis.body_end], analysis.language, kinds)
        if (sentence := analysis.sentence_at(fact.start)) is None or not sentence.question
    )


@remembered
def _details(analysis: Analysis) -> dict[str, Found | None]:
    return {name: _look_for(analysis, name) for name in KINDS}


def _has(analysis: Analysis, name: str) -> Found | None:
    return _details(analysis)[name]


def _look_for(analysis: Analysis, name: str) -> Found | None:
    if analysis.family("restate") is None:
        return None
    found = [fact for fact in body_facts(analysis) if fact.kind in KINDS[name]]
    if name == "answer.has_documents":
        found = [fact for fact in found if len(found) > 1 or _is_asked_for(analysis, fact)]
    if not found:
        return Found(False, (), 0.88)
    return Found(True, tuple(analysis.own.span(fact.start, fact.end) for fact in found[:3]), 0.85)


def _is_asked_for(analysis: Analysis, fact: Fact) -> bool:
    """A document named alone counts when its sentence speaks of bringing or needing it, not when it is the topic."""
    sentence = analysis.sentence_at(fact.start)
    return sentence is not None and analysis.has_in("bring", sentence.start, sentence.end)


@measure("answer.has_documents", version=1)
def has_documents(analysis: Analysis) -> Found | None:
    return _has(analysis, "answer.has_documents")


@measure("answer.has_cost", version=1)
def has_cost(analysis: Analysis) -> Found | None:
    return _has(analysis, "answer.has_cost")


@measure("answer.has_delay", version=1)
def has_delay(analysis: Analysis) -> Found | None:
    return _has(analysis, "answer.has_delay")


@measure("answer.has_place", version=1)
def has_place(analysis: Analysis) -> Found | None:
    return _has(analysis, "answer.has_place")


@measure("answer.has_hours", version=1)
def has_hours(analysis: Analysis) -> Found | None:
    return _has(analysis, "answer.has_hours")


@measure("answer.practical_details", version=1)
def practical_details(analysis: Analysis) -> Found | None:
    found = [_has(analysis, name) for name in KINDS]
    if any(one is None for one in found):
        return None
    present = [one for one in found if one is not None and one.value]
    return Found(len(present), tuple(span for one in present for span in one.spans[:1]), 0.82)


@remembered
def substance_size(analysis: Analysis) -> int:
    """Count the words of the body that are left when formulas, acknowledgements and bare pointers are taken away."""
    total = 0
    for sentence in substance_sentences(analysis):
        counted = count_words(analysis.own.folded[sentence.start : sentence.end])
        pointing = sum(sentence.start <= match.start() < sentence.end for match in analysis.matches("pointer"))
        linked = analysis.has_in("site_pointer", sentence.start, sentence.end) or analysis.near(
            analysis.links, sentence.start, sentence.end
        )
        if (pointing >= 2 or linked) and counted <= 25:
            continue  # "vous pouvez consulter notre site" and the like
        total += 0 if sentence.question else counted
    return total


@remembered
def says_nothing(analysis: Analysis) -> bool:
    """Tell whether the reply gives no substance at all: neither a fact nor a sentence of its own."""
    return substance_size(analysis) < _LEAST_SUBSTANCE and not [
        fact for fact in body_facts(analysis) if fact.kind in ("price", "hours", "document", "delay", "address")
    ]


def is_answer(analysis: Analysis) -> bool:
    return analysis.reply.kind is ReplyKind.ANSWER
