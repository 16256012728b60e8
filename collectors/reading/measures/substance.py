"""Substance: whether the reply answers, how completely, and whether what it says is right."""

from __future__ import annotations

from collectors.reading.measures.analysis import Analysis, remembered
from collectors.reading.measures.clarity import request_restated
from collectors.reading.measures.courtesy import greets_by_name
from collectors.reading.measures.guidance import bare_link, bare_redirect, next_steps
from collectors.reading.measures.identification import direct_contact
from collectors.reading.measures.practical import body_facts, is_answer, says_nothing, substance_size
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.relevance.points import Hit
from domain.vocabulary import HUMAN_KINDS

_MUCH_SUBSTANCE = 25


def _spans(analysis: Analysis, hits: list[Hit]) -> tuple[Span, ...]:
    return tuple(analysis.own.span(hit.start, hit.end) for hit in hits)


def _sureness(hits: list[Hit], otherwise: float = 0.75) -> float:
    return round(sum(hit.confidence for hit in hits) / len(hits), 3) if hits else otherwise


@measure("answer.coverage", version=1)
def coverage(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None:
        return None
    return Found(round(assessment.coverage, 4), _spans(analysis, assessment.hits), _sureness(assessment.hits))


@measure("answer.points_covered", version=1)
def points_covered(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None:
        return None
    hits = list(assessment.covered.values())
    return Found(len(hits), _spans(analysis, hits), _sureness(hits))


@measure("answer.essential_covered", version=1)
def essential_covered(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None or assessment.essential_covered is None:
        return None
    hits = [assessment.covered[point.id] for point in assessment.essential if point.id in assessment.covered]
    return Found(assessment.essential_covered, _spans(analysis, hits or assessment.hits[:1]), _sureness(hits))


@measure("answer.wrong_statements", version=1)
def wrong_statements(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None:
        return None
    hits = list(assessment.wrong.values())
    return Found(len(hits), _spans(analysis, hits), _sureness(hits, 0.85))


@measure("answer.verdict", version=1)
def verdict(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None:
        return None
    hits = list(assessment.wrong.values()) or assessment.hits
    return Found(assessment.verdict, _spans(analysis, hits), _sureness(hits, 0.7))


@measure("answer.substantive", version=1)
def substantive(analysis: Analysis) -> Found | None:
    """With a scenario: something expected (or false) is said. Without: a person's answer that says something at all."""
    if not is_answer(analysis):
        return Found(False, (), 0.9)
    assessment = analysis.assessment
    if assessment is not None:
        hits = assessment.hits or list(assessment.wrong.values())
        if hits:
            return Found(True, _spans(analysis, hits[:3]), max(0.7, _sureness(hits)))
        return Found(False, (), 0.75)
    if analysis.family("ack_phrases") is None:
        return None
    return Found(not says_nothing(analysis), (), 0.7)


@measure("answer.off_topic", version=1)
def off_topic(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None or not is_answer(analysis):
        return None
    related = assessment.topic is not None or assessment.hits or assessment.wrong
    # a reply too short to be about anything is a non-answer, not off topic
    return Found(not related and substance_size(analysis) >= 8, (), 0.8)


@measure("answer.non_answer", version=1)
@remembered
def non_answer(analysis: Analysis) -> Found | None:
    if analysis.reply.kind not in HUMAN_KINDS or analysis.family("ack_phrases") is None:
        return None
    if not is_answer(analysis):
        return Found(False, (), 0.7)
    assessment = analysis.assessment
    empty = says_nothing(analysis)
    if assessment is not None:
        if assessment.covered or assessment.redirect or assessment.wrong:
            return Found(False, (), 0.85)
        empty = empty or substance_size(analysis) < _MUCH_SUBSTANCE
    return Found(empty, (), 0.75)


@measure("answer.helpfulness", version=1)
def helpfulness(analysis: Analysis) -> Found | None:
    """From 1 to 5: 1 plus 4 times (0.6 coverage, 0.2 practical details up to three kinds, 0.1 next steps, 0.1 direct
    contact). A wrong statement or a bare redirect caps it at 2; a reply that answers nothing is 1."""
    assessment = analysis.assessment
    if assessment is None:
        return None
    empty = non_answer(analysis)
    if not is_answer(analysis) or (empty is not None and empty.value):
        return Found(1.0, (), 0.75)
    kinds = {fact.kind for fact in body_facts(analysis)} & {"price", "hours", "document", "delay", "address", "place"}
    steps = next_steps(analysis)
    share = (
        0.6 * assessment.coverage
        + 0.2 * min(1.0, len(kinds) / 3)
        + 0.1 * bool(steps and steps.value)
        + 0.1 * bool(direct_contact(analysis).value)
    )
    score = 1 + 4 * share
    redirect, link = bare_redirect(analysis), bare_link(analysis)
    if assessment.wrong or (((redirect and redirect.value) or (link and link.value)) and assessment.coverage < 0.4):
        score = min(score, 2.0)
    return Found(round(score, 2), _spans(analysis, assessment.hits[:3]), 0.7)


@measure("answer.adapted", version=1)
def adapted(analysis: Analysis) -> Found | None:
    """The reply takes up the citizen's own case: it recalls the request or names the person, and is on topic."""
    restated, named = request_restated(analysis), greets_by_name(analysis)
    if restated is None or named is None:
        return None
    assessment = analysis.assessment
    related = assessment is None or bool(assessment.topic or assessment.hits)
    found = next((one for one in (restated, named) if one.value), None)
    if found is None or not related or says_nothing(analysis):
        return Found(False, (), 0.65)
    return Found(True, found.spans, 0.7)


@measure("answer.right_service_named", version=1)
def right_service_named(analysis: Analysis) -> Found | None:
    assessment = analysis.assessment
    if assessment is None or assessment.elsewhere is None:
        return None
    hit = assessment.redirect
    return Found(hit is not None, _spans(analysis, [hit]) if hit else (), hit.confidence if hit else 0.8)
