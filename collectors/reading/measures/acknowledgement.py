"""Acknowledgements, holding replies and absence messages: whether the citizen is told where things stand."""

from __future__ import annotations

from collectors.reading.measures.acts import Arrived
from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.delays import calendar_hours, working_days
from collectors.reading.measures.guidance import body_links
from collectors.reading.measures.identification import NO_REPLY
from collectors.reading.measures.practical import body_facts, body_phones
from collectors.reading.measures.reaching import proof
from collectors.reading.measures.registry import Found, measure
from collectors.reading.measures.view import View
from domain.vocabulary import ReplyKind

_AT_ONCE_HOURS = 5 / 60
"""Nobody writes an acknowledgement by hand within five minutes, every time."""


def _ack(view: View) -> Arrived | None:
    return next(iter(view.of_kind(ReplyKind.ACKNOWLEDGEMENT)), None)


@measure("ack.present", version=1, scope="exchange")
def present(view: View) -> Found:
    ack = _ack(view)
    return Found(True, (proof(ack),), ack.reply.confidence) if ack else Found(False, (), 0.93)


@measure("ack.automatic", version=1, scope="exchange")
def automatic(view: View) -> Found | None:
    ack = _ack(view)
    if ack is None:
        return None
    told = ack.reply.facts.get("automatic")
    by_header = ack.reply.headers.auto_submitted.lower() not in ("", "no")
    at_once = view.start is not None and view.hours(ack.at) <= _AT_ONCE_HOURS
    return Found(bool(told) or by_header or at_once, (proof(ack),), 0.95 if told or by_header else 0.8)


@measure("ack.delay_hours", version=1, scope="exchange")
def delay_hours(view: View) -> Found | None:
    return calendar_hours(view, _ack(view)) if view.start is not None else None


@measure("ack.delay_working_days", version=1, scope="exchange")
def delay_working_days(view: View) -> Found | None:
    return working_days(view, _ack(view))


@measure("ack.has_reference", version=1, scope="exchange")
def has_reference(view: View) -> Found | None:
    ack = _ack(view)
    return view.found(ack, "reply.has_reference") if ack else None


@measure("ack.announces_delay", version=1, scope="exchange")
def announces_delay(view: View) -> Found | None:
    ack = _ack(view)
    return view.found(ack, "reply.announces_delay") if ack else None


@measure("ack.announced_delay_days", version=1, scope="exchange")
def announced_delay_days(view: View) -> Found | None:
    ack = _ack(view)
    if ack is None or ack.reply.announced_delay_days is None:
        return None
    return Found(ack.reply.announced_delay_days, (proof(ack),), 0.9)


@measure("ack.contact_details", version=1, scope="exchange")
def contact_details(view: View) -> Found | None:
    """Count, out of three, what article R. 112-11-1 CRPA wants: the service, its address (postal or electronic), its
    telephone."""
    ack = _ack(view)
    if ack is None:
        return None
    analysis = view.analysis(ack)
    service = analysis.family("service")
    named = service is not None and (service.find(analysis.written.folded) is not None)
    usable = [
        pair for pair in analysis.emails if not NO_REPLY.search(analysis.written.folded[slice(*pair)].split("@")[0])
    ]
    return Found(named + bool(analysis.addresses or usable) + bool(analysis.phones), (proof(ack),), 0.82)


@measure("ack.personal", version=1, scope="exchange")
def personal(view: View) -> Found | None:
    ack = _ack(view)
    return view.found(ack, "reply.greets_by_name") if ack else None


@measure("ack.polite", version=1, scope="exchange")
def polite(view: View) -> Found | None:
    ack = _ack(view)
    if ack is None:
        return None
    greeting, thanks = view.found(ack, "reply.has_greeting"), view.found(ack, "reply.thanks")
    if greeting is None or thanks is None:
        return None
    return Found(bool(greeting.value and thanks.value), greeting.spans + thanks.spans, 0.9)


@measure("ack.useful_information", version=1, scope="exchange")
def useful_information(view: View) -> Found | None:
    """Whether the acknowledgement already guides: a precise link, hours, a number to call, an emergency line."""
    ack = _ack(view)
    if ack is None:
        return None
    analysis: Analysis = view.analysis(ack)
    if analysis.family("site_pointer") is None:
        return None
    facts = any(fact.kind in ("hours", "price", "document") for fact in body_facts(analysis))
    guides = bool(body_links(analysis)) or facts or bool(body_phones(analysis))
    return Found(guides, (proof(ack),), 0.82)


@measure("absence.present", version=1, scope="exchange")
def absence_present(view: View) -> Found:
    found = view.of_kind(ReplyKind.OUT_OF_OFFICE)
    return Found(bool(found), tuple(proof(one) for one in found[:1]), found[0].reply.confidence if found else 0.95)


@measure("absence.has_substitute", version=1, scope="exchange")
def has_substitute(view: View) -> Found | None:
    found = view.of_kind(ReplyKind.OUT_OF_OFFICE)
    if not found:
        return None
    facts = ("substitute_name", "substitute_phone")
    told = [one for one in found if one.reply.substitute or any(one.reply.facts.get(name) for name in facts)]
    return Found(bool(told), (proof((told or found)[0]),), 0.9)


@measure("absence.has_return_date", version=1, scope="exchange")
def has_return_date(view: View) -> Found | None:
    found = view.of_kind(ReplyKind.OUT_OF_OFFICE)
    if not found:
        return None
    told = [one for one in found if one.reply.return_date]
    return Found(bool(told), (proof((told or found)[0]),), 0.9)


def _holding(view: View) -> Arrived | None:
    return next(iter(view.of_kind(ReplyKind.HOLDING)), None)


@measure("holding.present", version=1, scope="exchange")
def holding_present(view: View) -> Found:
    holding = _holding(view)
    return Found(True, (proof(holding),), holding.reply.confidence) if holding else Found(False, (), 0.93)


@measure("holding.announces_delay", version=1, scope="exchange")
def holding_announces_delay(view: View) -> Found | None:
    holding = _holding(view)
    return view.found(holding, "reply.announces_delay") if holding else None


@measure("holding.explains", version=1, scope="exchange")
def holding_explains(view: View) -> Found | None:
    holding = _holding(view)
    if holding is None:
        return None
    analysis = view.analysis(holding)
    found = analysis.search("explains", confidence=0.8)
    if found is None:
        return None
    return Found(found.value, (proof(holding),) if found.value else (), found.confidence)
