"""Identification: who answers, in what capacity, and how to reach them again."""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.reading.measures.analysis import Analysis, remembered
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.text.coordinates import EMAIL
from collectors.reading.text.lexicon import family
from collectors.reading.text.names import person_in

NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:no|not|non|do-?_?\.?not|ne-?_?\.?pas|pas-?_?de|nepas|sans|donot)[._-]?"
    r"(?:reply|replies|respond|response|repondre|reponse|responder|answer)|^(?:mailer-daemon|automat\w*|bounces?|robot)$"
)


@remembered
def display_person(analysis: Analysis) -> str:
    """Return the sender's display name when it has the shape of a person's, else ""."""
    shown = analysis.reply.headers.from_name.strip(" \"'")
    if not shown or "@" in shown:
        return ""
    # "DUPONT Jean (Ville de …)" and "Dupont, Jean"
    head = re.split(r"[(\[|/]| - | via | from ", shown)[0].strip()
    swapped = re.sub(r"^([^,]+),\s*([^,]+)$", r"\2 \1", head)
    found = person_in(swapped, excluded=analysis.organisation)
    return swapped if found is not None and found.sure >= 0.6 and found.text == swapped else ""


def _in_zone(analysis: Analysis, name: str) -> Span | None:
    lines, folded = analysis.zone.lines, analysis.written.folded
    if not lines:
        return None
    start, end = min(line.start for line in lines), max(line.end for line in lines)
    cut = any(_cuts_word(folded, line.start) for line in lines)
    for language in analysis.languages:
        entries = family(language, name)
        if entries is None or not (cut or entries.may_begin(folded, start, end)):
            continue
        for line in lines:
            match = entries.find(line.folded)
            if match is not None and len(line.text.split()) <= 18:
                return analysis.written.span(line.start, line.end)
    return None


def _cuts_word(folded: str, place: int) -> bool:
    return place > 0 and folded[place - 1].isalnum() and folded[place].isalnum()


def _service(analysis: Analysis) -> Span | None:
    found = _in_zone(analysis, "service")
    structure = analysis.context.structure
    if found is None and structure is not None:
        name = fold(structure.name)
        for line in analysis.zone.lines:
            if name in line.folded:
                at = line.start + line.folded.index(name)
                return analysis.written.span(at, at + len(name))
    return found


def _pairs_in_zone(analysis: Analysis, pairs: list[tuple[int, int]]) -> Span | None:
    zone = analysis.zone
    if not zone.lines:
        return None
    for start, end in pairs:
        if zone.lines[0].start <= start < zone.end:
            return analysis.written.span(start, end)
    return None


@measure("reply.signed", version=1)
def signed(analysis: Analysis) -> Found:
    person = signed_by_person(analysis)
    if person.value:
        return Found(True, person.spans, max(0.8, person.confidence))
    place = _service(analysis) or _in_zone(analysis, "role")
    if place is not None:
        return Found(True, (place,), 0.9)
    zone = analysis.zone
    if zone.lines and zone.after_closing and len(zone.lines[0].text.split()) <= 8:
        return Found(True, (analysis.written.span(zone.lines[0].start, zone.lines[0].end),), 0.6)
    return Found(False, (), 0.85)


@measure("reply.signed_by_person", version=1)
@remembered
def signed_by_person(analysis: Analysis) -> Found:
    person = analysis.zone.person
    shown = fold(display_person(analysis))
    if person is not None:
        known = bool(shown) and fold(person.text).split()[-1] in shown.split()
        return Found(True, (analysis.written.span(person.start, person.end),), 0.97 if known else person.sure)
    if shown:
        # the display name alone does not sign, but a line that repeats part of it does
        for line in analysis.zone.lines[:6]:
            if len(line.text) <= 60 and any(word in line.folded.split() for word in shown.split() if len(word) > 2):
                return Found(True, (analysis.written.span(line.start, line.end),), 0.85)
    return Found(False, (), 0.7 if shown else 0.9)


@measure("reply.signature_role", version=1)
def signature_role(analysis: Analysis) -> Found | None:
    place = _in_zone(analysis, "role")
    if place is not None:
        return Found(True, (place,), 0.88)
    return Found(False, (), 0.88) if analysis.family("role") else None


@measure("reply.signature_service", version=1)
def signature_service(analysis: Analysis) -> Found | None:
    place = _service(analysis)
    if place is not None:
        return Found(True, (place,), 0.88)
    return Found(False, (), 0.85) if analysis.family("service") else None


@measure("reply.signature_phone", version=1)
def signature_phone(analysis: Analysis) -> Found:
    place = _pairs_in_zone(analysis, analysis.phones)
    return Found(True, (place,), 0.95) if place else Found(False, (), 0.92)


@measure("reply.signature_address", version=1)
def signature_address(analysis: Analysis) -> Found:
    place = _pairs_in_zone(analysis, analysis.addresses)
    return Found(True, (place,), 0.9) if place else Found(False, (), 0.88)


@measure("reply.signature_email", version=1)
def signature_email(analysis: Analysis) -> Found:
    place = _pairs_in_zone(analysis, analysis.emails)
    return Found(True, (place,), 0.97) if place else Found(False, (), 0.95)


@measure("reply.sender_identified", version=1)
def sender_identified(analysis: Analysis) -> Found:
    shown = analysis.reply.headers.from_name.strip(" \"'")
    bare = (
        bool(EMAIL.search(shown))
        or bool(NO_REPLY.search(fold(shown).replace(" ", "-")))
        or fold(shown) in ("contact", "info", "mail", "accueil", "webmaster")
    )
    if len(re.sub(r"[\W\d_]", "", shown)) >= 3 and not bare:
        return Found(True, (Span(source="header:from", quote=shown),), 0.95)
    found = signed(analysis)
    return Found(bool(found.value), found.spans, 0.8)


@measure("reply.from_noreply", version=1)
def from_noreply(analysis: Analysis) -> Found | None:
    address = analysis.reply.headers.from_address
    if not address:
        return None
    if NO_REPLY.search(fold(address.partition("@")[0])) is None:
        return Found(False, (), 0.97)
    other = analysis.reply.headers.reply_to
    usable = bool(other) and fold(other) != fold(address) and not NO_REPLY.search(fold(other.partition("@")[0]))
    return Found(not usable, (Span(source="header:from", quote=address),), 0.97)


@measure("reply.direct_contact", version=1)
@remembered
def direct_contact(analysis: Analysis) -> Found:
    if analysis.phones:
        return Found(True, analysis.spans(analysis.written, analysis.phones, 1), 0.95)
    for start, end in analysis.emails:
        if not NO_REPLY.search(analysis.written.folded[start:end].partition("@")[0]):
            return Found(True, (analysis.written.span(start, end),), 0.8)
    return Found(False, (), 0.92)
