"""Complaints: acknowledged, explained, acted upon, with a way to appeal. Absent where nothing is a complaint."""

from __future__ import annotations

import re

from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.courtesy import has_apology, has_empathy
from collectors.reading.measures.guidance import announces_delay, has_reference
from collectors.reading.measures.registry import Found, measure
from domain.vocabulary import ScenarioKind


def about_complaint(analysis: Analysis) -> bool:
    """Tell whether the request is a complaint: the scenario says it, or else the reply's own words do."""
    scenario = analysis.context.scenario
    if scenario is not None:
        return scenario.kind is ScenarioKind.COMPLAINT
    return bool(analysis.matches("complaint_topic"))


def _search(analysis: Analysis, name: str, confidence: float) -> Found | None:
    return analysis.search(name, confidence=confidence, absent=0.8) if about_complaint(analysis) else None


@measure("complaint.acknowledged", version=1)
def acknowledged(analysis: Analysis) -> Found | None:
    found = _search(analysis, "complaint_acknowledged", 0.8)
    if found is None or found.value:
        return found
    for function in (has_apology, has_empathy):
        other = function(analysis)
        if other is not None and other.value:
            return Found(True, other.spans, 0.75)
    return found


@measure("complaint.explains", version=1)
def explains(analysis: Analysis) -> Found | None:
    return _search(analysis, "explains", 0.78)


@measure("complaint.action", version=1)
def action(analysis: Analysis) -> Found | None:
    return _search(analysis, "action", 0.78)


@measure("complaint.appeal_route", version=1)
def appeal_route(analysis: Analysis) -> Found | None:
    if not about_complaint(analysis):
        return None
    entries = analysis.family("appeal")
    if entries is None:
        return None
    match = entries.find(analysis.said.folded)
    return Found(True, (analysis.said.span(*match.span()),), 0.88) if match else Found(False, (), 0.92)


@measure("complaint.logged", version=1)
def logged(analysis: Analysis) -> Found | None:
    """Count, out of three: a reference, a follow-up announced, a delay."""
    if not about_complaint(analysis):
        return None
    follow_up = analysis.search_sentences("next_steps", lambda match, _: bool(_FUTURE.search(match.group())))
    found = [
        one for one in (has_reference(analysis), follow_up, announces_delay(analysis)) if one is not None and one.value
    ]
    return Found(len(found), tuple(span for one in found for span in one.spans[:1]), 0.75)


_FUTURE = re.compile(r"\b(?:will|'ll|shall)\b|\w+r(?:ai|ons|a|ez)\b|\b(?:sera|seront|serez)\b|reviens|revenons")
