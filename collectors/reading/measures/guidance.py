"""Guidance and transfer: where the reply leads, what it offers and what it asks."""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.reading.measures.analysis import Analysis, remembered
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.text import coordinates
from collectors.reading.text.sentences import Sentence, count_words, without_addresses

_OF_NO_USE = re.compile(
    r"facebook|twitter|//x\.com|instagram|linkedin|youtube|tiktok|whatsapp|unsubscribe|desabonn|desinscri|privacy|"
    r"confidentialit|cookies|mentions-legales|survey|satisfaction|enquete|sondage|trustpilot|avis-verifies|googlemaps|"
    r"maps\.|aka\.ms/learnaboutsenderidentification"
)
_FORMULA = re.compile(r"\b(?:excus|agre(?:er|ez)|croire|l'expression|l'assurance|trouver ci-joint)")
_ASKED = {
    "name": re.compile(r"(?:vos? (?:nom|prenom|identite)s?|votre nom|your (?:full |last |first )?names?)\b"),
    "phone": re.compile(
        r"(?:votre|vos) (?:numeros? de )?(?:telephone|portable)|(?:your|a) (?:contact )?(?:tele)?phone number"
    ),
    "email": re.compile(r"(?:votre|vos) (?:adresses? )?(?:e-?mail|mail|courriel|electronique)|your e-?mail address"),
    "address": re.compile(
        r"(?:votre|vos) adresses?(?: postale| complete| de domicile)?(?! e-?mail| mail| elec)"
        r"|your (?:full |home |postal )?address(?! e)"
    ),
}


@remembered
def body_links(analysis: Analysis) -> list[tuple[int, int]]:
    """Return the web addresses of the body that lead somewhere (no social network, survey or legal page)."""
    return [pair for pair in analysis.links if not _OF_NO_USE.search(analysis.own.folded[slice(*pair)])]


@remembered
def hidden_links(analysis: Analysis) -> list[str]:
    """Return links that HTML hides behind words: those of the message that its text nowhere spells out."""
    if not analysis.reply.links:
        return []
    text = fold(analysis.reply.text)
    return [
        link
        for link in analysis.reply.links
        if link.startswith(("http://", "https://"))
        and re.sub(r"^https?://(?:www\.)?", "", fold(link)).rstrip("/") not in text
        and not _OF_NO_USE.search(fold(link))
    ]


@measure("reply.link_count", version=1)
def link_count(analysis: Analysis) -> Found:
    raw = analysis.own.raw
    spelled = {raw[start:end].rstrip("/").lower() for start, end in analysis.links}
    hidden = {link.rstrip("/").lower() for link in hidden_links(analysis)}
    return Found(len(spelled | hidden), analysis.spans(analysis.own, analysis.links, 5), 0.9)


def _is_deep(url: str) -> bool:
    host, path = coordinates.host_and_path(url)
    return (
        bool(host)
        and len(path.strip("/")) >= 2
        and path.strip("/").lower() not in ("fr", "en", "index.html", "index.php", "accueil", "home", "contact")
    )


@measure("reply.has_useful_link", version=1)
def has_useful_link(analysis: Analysis) -> Found:
    for start, end in body_links(analysis):
        if _is_deep(analysis.own.raw[start:end]):
            return Found(True, (analysis.own.span(start, end),), 0.9)
    for link in hidden_links(analysis):
        if _is_deep(link):
            return Found(True, (Span(source="link", quote=link),), 0.65)
    return Found(False, (), 0.9)


_FORMAL = ("thanks", "ack_phrases", "offers_help", "leave_taking", "closing", "empathy", "apology", "please")


@remembered
def substance_sentences(analysis: Analysis) -> list[Sentence]:
    """Return the body's sentences that are more than greeting, thanks, acknowledgement, offers of help or closing."""
    folded = analysis.own.folded
    greeting_end = analysis.greeting.end if analysis.greeting else 0
    formal = _merge([match.span() for name in _FORMAL for match in analysis.matches(name)])
    found = []
    for sentence in analysis.sentences:
        start = max(sentence.start, greeting_end)
        if start >= sentence.end:
            continue
        inside = [
            (max(begin, start), min(stop, sentence.end))
            for begin, stop in formal
            if begin < sentence.end and start < stop
        ]
        covered = sum([count_words(folded[begin:stop]) for begin, stop in inside if begin < stop])
        total = count_words(folded[start : sentence.end])
        if total and (covered == 0 or total - covered > max(6, 2 * covered)):
            found.append(Sentence(start, sentence.end, sentence.question))
    return found


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@measure("reply.bare_link", version=1)
@remembered
def bare_link(analysis: Analysis) -> Found | None:
    if analysis.family("site_pointer") is None:
        return None
    rest = substance_sentences(analysis)
    pairs = body_links(analysis)
    points = [
        s for s in rest
        if analysis.near(pairs, s.start, s.end) or analysis.has_in("site_pointer", s.start, s.end)
    ]  # fmt: skip
    size = sum(count_words(without_addresses(analysis.own.raw[s.start : s.end])) for s in rest)
    reachable = analysis.near(analysis.phones, 0, analysis.body_end) or analysis.near(
        analysis.emails, 0, analysis.body_end
    )
    if points and len(points) == len(rest) and size <= 35 and not reachable and _redirect(analysis) is None:
        return Found(True, (analysis.own.span(points[0].start, points[0].end),), 0.8)
    return Found(False, (), 0.85)


@measure("reply.forwarded", version=1)
def forwarded(analysis: Analysis) -> Found | None:
    return analysis.search("forwarded", confidence=0.88)


@remembered
def _redirect(analysis: Analysis) -> tuple[re.Match[str], Sentence] | None:
    for match in analysis.matches("redirected"):
        sentence = analysis.sentence_at(match.start())
        if sentence is None or re.search(r"(?:\bus|\bme|\bnous|\bmoi)$", match.group()):
            continue
        if analysis.has_in("appeal", sentence.start, sentence.end):
            continue  # an ombudsman is a way to appeal, not another desk
        following = analysis.own.folded[match.end() : match.end() + 12]
        # "appelez le 01…" gives a number, it does not send to someone else
        if not re.match(r"[\s-]*(?:(?:nous|moi|us|me)\b|(?:(?:le|au|on)\s+)?[\d(+])", following):
            return match, sentence
    return None


@measure("reply.redirected", version=1)
def redirected(analysis: Analysis) -> Found | None:
    if analysis.family("redirected") is None:
        return None
    found = _redirect(analysis)
    if found is None:
        return Found(False, (), 0.85)
    return Found(True, (analysis.own.span(*found[0].span()),), 0.82)


def _redirect_contact(analysis: Analysis) -> tuple[bool, tuple[Span, ...]] | None:
    """Tell whether a redirect comes with coordinates in its own or the two neighbouring sentences."""
    found = _redirect(analysis)
    if found is None:
        return None
    index = analysis.sentences.index(found[1])
    start = analysis.sentences[max(0, index - 1)].start
    end = analysis.sentences[min(len(analysis.sentences) - 1, index + 3)].end
    for pairs in (analysis.links, analysis.emails, analysis.phones, analysis.addresses):
        near = analysis.near(pairs, start, min(end, analysis.body_end))
        if near is not None:
            return True, (analysis.written.span(*near),)
    return False, (analysis.own.span(found[1].start, found[1].end),)


@measure("reply.redirect_has_contact", version=1)
def redirect_has_contact(analysis: Analysis) -> Found | None:
    found = _redirect_contact(analysis)
    return None if found is None else Found(found[0], found[1], 0.82)


@measure("reply.bare_redirect", version=1)
def bare_redirect(analysis: Analysis) -> Found | None:
    if analysis.family("redirected") is None:
        return None
    found = _redirect_contact(analysis)
    if found is None or found[0]:
        return Found(False, (), 0.85)
    return Found(True, found[1], 0.75)


@measure("reply.requires_portal", version=1)
def requires_portal(analysis: Analysis) -> Found | None:
    def accept(match: re.Match[str], _: Sentence) -> bool:
        before = analysis.own.folded[max(0, match.start() - 30) : match.start()]
        return not re.search(r"\b(?:sans|without|not|pas|inutile|no need to|ou)\s+(?:\S+\s+){0,2}$", before)

    return analysis.search_sentences("portal_must", accept, 0.8)


@measure("reply.next_steps", version=1)
@remembered
def next_steps(analysis: Analysis) -> Found | None:
    def accept(match: re.Match[str], sentence: Sentence) -> bool:
        following = analysis.own.folded[match.start() : match.end() + 35]
        return not (sentence.question or _FORMULA.search(following) or _is_help(analysis, sentence))

    return analysis.search_sentences("next_steps", accept, 0.75)


def _is_help(analysis: Analysis, sentence: Sentence) -> bool:
    text = analysis.own.folded[sentence.start : sentence.end]
    return len(text.split()) <= 28 and analysis.has_in("offers_help", sentence.start, sentence.end)


@measure("reply.offers_help", version=1)
def offers_help(analysis: Analysis) -> Found | None:
    return analysis.search("offers_help", confidence=0.88)


@measure("reply.offers_appointment", version=1)
def offers_appointment(analysis: Analysis) -> Found | None:
    refused = analysis.family("no_appointment")

    def accept(match: re.Match[str], sentence: Sentence) -> bool:
        near = analysis.own.folded[max(sentence.start, match.start() - 30) : match.end()]
        return refused is None or refused.find(near) is None

    return analysis.search_sentences("appointment", accept, 0.85)


@measure("reply.offers_other_channel", version=1)
def offers_other_channel(analysis: Analysis) -> Found | None:
    if analysis.family("other_channel") is None:
        return None
    number = analysis.near(analysis.phones, 0, analysis.body_end)
    if number is not None:
        return Found(True, (analysis.written.span(*number),), 0.88)
    return analysis.search_sentences("other_channel", lambda match, sentence: not sentence.question, 0.78)


@measure("reply.offers_callback", version=1)
def offers_callback(analysis: Analysis) -> Found | None:
    def accept(match: re.Match[str], sentence: Sentence) -> bool:
        # "nous vous rappelons que…" reminds, it does not ring
        return not re.match(
            r"\s*(?:que|qu'|les|la|le|l'|egalement|ainsi|par ailleurs)\b",
            analysis.own.folded[match.end() : match.end() + 14],
        )

    return analysis.search_sentences("callback", accept, 0.82)


@remembered
def questions(analysis: Analysis) -> list[tuple[int, int]]:
    """Return the places where the citizen is asked something about the situation."""
    found = []
    for match in analysis.matches("asks"):
        sentence = analysis.sentence_at(match.start())
        if sentence is None or " ne pas " in match.group():
            continue
        if sentence.question and analysis.has_in("closing_questions", sentence.start, sentence.end):
            continue
        found.append(match.span())
    return found


@measure("reply.asks_question", version=1)
def asks_question(analysis: Analysis) -> Found | None:
    if analysis.family("asks") is None:
        return None
    found = questions(analysis)
    return Found(True, analysis.spans(analysis.own, found, 2), 0.82) if found else Found(False, (), 0.88)


@measure("reply.asks_known", version=1)
def asks_known(analysis: Analysis) -> Found | None:
    context = analysis.context
    if not context.request_text or analysis.family("asks") is None:
        return None
    sent = fold(context.request_text)
    persona = context.persona
    given = {
        "name": persona is not None and fold(persona.family_name) in sent,
        "phone": bool(coordinates.phones(context.request_text, context.language)),
        "email": True,  # they have just written to it
        "address": bool(coordinates.postal_addresses(context.request_text, sent)),
    }
    for start, end in questions(analysis):
        sentence = analysis.sentence_at(start)
        stop = sentence.end if sentence else end
        for kind, pattern in _ASKED.items():
            match = pattern.search(analysis.own.folded, start, stop)
            if match is not None and given[kind]:
                return Found(True, (analysis.own.span(start, match.end()),), 0.75)
    return Found(False, (), 0.85)


@measure("reply.asks_satisfaction", version=1)
def asks_satisfaction(analysis: Analysis) -> Found | None:
    entries = analysis.family("satisfaction")
    if entries is None:
        return None
    match = entries.find(analysis.said.folded)
    return Found(True, (analysis.said.span(*match.span()),), 0.9) if match else Found(False, (), 0.92)


@measure("reply.announces_delay", version=1)
@remembered
def announces_delay(analysis: Analysis) -> Found | None:
    if analysis.family("delay_promise") is None and analysis.reply.announced_delay_days is None:
        return None
    match = next((one for one in analysis.matches("delay_promise") if one.end() <= analysis.body_end), None)
    spans = (analysis.own.span(*match.span()),) if match else ()
    if analysis.reply.announced_delay_days is not None:
        return Found(True, spans, 0.92)
    return Found(match is not None, spans, 0.75 if match else 0.9)


@measure("reply.has_reference", version=1)
@remembered
def has_reference(analysis: Analysis) -> Found | None:
    ticket = analysis.reply.ticket
    if ticket:
        at = analysis.reply.text.find(ticket)
        if at >= 0:
            return Found(True, (Span(at, at + len(ticket)),), 0.95)
        return Found(True, (Span(source="header:subject", quote=analysis.reply.headers.subject),), 0.9)
    if analysis.family("reference") is None:
        return None
    found = analysis.search("reference", confidence=0.75)
    return found
