"""Clarity: length, readability, jargon, acronyms, layout, language, subject, thread."""

from __future__ import annotations

import re
from itertools import islice

from collectors.reading.folding import fold
from collectors.reading.measures.analysis import Analysis, remembered
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.text import sentences
from collectors.reading.text.lexicon import everywhere
from domain.reply import Part

# Reading ease: (constant, per word of a mean sentence, per syllable of a mean word). English: Flesch 1948; French:
# Kandel & Moles 1958; German: Amstad 1978; Spanish: Fernández Huerta 1959; Italian: Franchina & Vacca 1972; Dutch:
# Douma 1960.
READING_EASE = {
    "en": (206.835, 1.015, 84.6),
    "fr": (207.0, 1.015, 73.6),
    "de": (180.0, 1.0, 58.5),
    "es": (206.84, 1.02, 60.0),
    "it": (217.0, 1.3, 60.0),
    "nl": (206.84, 0.93, 77.0),
}
_LONG_SENTENCE = 30
_LEAST_WORDS = 10
_SHORT_TEXT = 25
_ACRONYM = re.compile(r"(?<![\w@./\-])(?:[A-ZÀ-Þ]{2,6}|(?:[A-Z]\.){2,6})(?![\w@/\-])")
_LAST_WORD = re.compile(r"([^\W\d_]{2,})[ '’\-]*$")
_NEXT_WORD = re.compile(r"[ '’\-]*(?:[^\W\d_]['’])?([^\W\d_]{2,})")
_ROMAN = re.compile(r"[IVXLCDM]+")
_BULLET = re.compile(r"^\s*(?:[-*•·–—►➢✓▪◦]|\d{1,2}[.)°]|[a-e]\))\s*\S", re.MULTILINE)
_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|tr|ref|rif|aw|wg|sv|vs|antw|enc)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_VAGUE = frozenset(
    [
        "votre",
        "vos",
        "notre",
        "nos",
        "la",
        "le",
        "les",
        "un",
        "une",
        "de",
        "du",
        "des",
        "a",
        "en",
        "reponse",
        "repond",
        "demande",
        "message",
        "mail",
        "email",
        "e-mail",
        "courriel",
        "question",
        "contact",
        "information",
        "informations",
        "renseignement",
        "renseignements",
        "sujet",
        "objet",
        "sans",
        "ref",
        "reference",
        "ticket",
        "case",
        "dossier",
        "n",
        "no",
        "your",
        "our",
        "the",
        "an",
        "of",
        "to",
        "reply",
        "response",
        "request",
        "enquiry",
        "inquiry",
        "query",
        "answer",
        "subject",
        "about",
        "from",
        "re",
        "regarding",
        "hello",
        "bonjour",
        "concernant",
        "confirmation",
        "accuse",
        "reception",
        "form",
        "formulaire",
        "website",
        "site",
        "web",
    ]
)


@measure("reply.word_count", version=1)
def word_count(analysis: Analysis) -> Found:
    raw, end = analysis.own.raw, analysis.body_end
    if end and raw[end - 1].isspace():  # nothing reaches over the end of the body
        below = sentences.words(sentences.without_addresses(raw[end:]))
        return Found(len(analysis.words) + len(below), (), 0.98)
    return Found(len(sentences.words(sentences.without_addresses(raw))), (), 0.98)


@remembered
def _lengths(analysis: Analysis) -> list[int]:
    text = sentences.without_addresses(analysis.own.raw)
    greeting = analysis.greeting
    after = greeting.end if greeting is not None else 0
    found = []
    for sentence in analysis.sentences:
        if sentence.end > after:
            count = sentences.count_words(text[max(after, sentence.start) : sentence.end])
            if count:
                found.append(count)
    return found


@measure("reply.mean_sentence_words", version=1)
def mean_sentence_words(analysis: Analysis) -> Found | None:
    lengths = _lengths(analysis)
    return Found(round(sum(lengths) / len(lengths), 2), (), 0.9) if lengths else None


@measure("reply.long_sentence_share", version=1)
def long_sentence_share(analysis: Analysis) -> Found | None:
    lengths = _lengths(analysis)
    if not lengths:
        return None
    return Found(round(sum(length > _LONG_SENTENCE for length in lengths) / len(lengths), 3), (), 0.9)


@measure("reply.jargon_per_100_words", version=1)
def jargon(analysis: Analysis) -> Found | None:
    count = len(analysis.words)
    if analysis.family("jargon") is None or count < _LEAST_WORDS:
        return None
    places = [match.span() for match in analysis.matches("jargon") if match.end() <= analysis.body_end]
    return Found(round(100 * len(places) / count, 2), analysis.spans(analysis.own, places, 5), 0.75)


@measure("reply.readability", version=1)
def readability(analysis: Analysis) -> Found | None:
    formula = READING_EASE.get(analysis.language)
    lengths = _lengths(analysis)
    if formula is None or len(analysis.words) < _LEAST_WORDS or not lengths:
        return None
    beats = sentences.beats(analysis.words, analysis.language) / len(analysis.words)
    ease = formula[0] - formula[1] * sum(lengths) / len(lengths) - formula[2] * beats
    return Found(round(min(100.0, max(0.0, ease)), 1), (), 0.8)


@measure("reply.unexplained_acronyms", version=1)
def unexplained_acronyms(analysis: Analysis) -> Found | None:
    raw = analysis.own.raw[: analysis.body_end]
    known = everywhere("known_acronyms")
    persona = analysis.context.persona
    names = set(fold(persona.name).split()) if persona else set()
    found: dict[str, tuple[int, int]] = {}
    start = analysis.greeting.end if analysis.greeting else 0
    for match in _ACRONYM.finditer(raw, start):
        word = match.group().replace(".", "")
        lowered = fold(word)
        if lowered in known or lowered in names or _ROMAN.fullmatch(word) or len(word) < 2 or word in found:
            continue
        if _explained(raw, match.start(), match.end()) or _in_capitals(raw, match.start(), match.end()):
            continue
        found[word] = match.span()
    return Found(len(found), analysis.spans(analysis.own, list(found.values()), 5), 0.8)


def _explained(raw: str, start: int, end: int) -> bool:
    """ "Caisse d'allocations familiales (CAF)" and "CAF (Caisse …)" explain."""
    before, after = raw[:start].rstrip(), raw[end:].lstrip()
    if before.endswith("(") and len(before) > 12:
        return True
    return bool(re.match(r"\(\s*[^\W\d_]{3,}\s*[^\W\d_]+|[,:=]?\s*(?:c'est-à-dire|that is|soit|pour|i\.e\.)\s", after))


def _in_capitals(raw: str, start: int, end: int) -> bool:
    """Part of a run of words in capitals (a title, a family name beside a given one)."""
    before, after = _LAST_WORD.search(raw[max(0, start - 40) : start]), _NEXT_WORD.match(raw[end : end + 40])
    return any(found is not None and found.group(1).isupper() for found in (before, after))


@measure("reply.structured", version=1)
def structured(analysis: Analysis) -> Found | None:
    if len(analysis.words) < _SHORT_TEXT:
        return None
    raw = analysis.own.raw[: analysis.body_end]
    blocks = [block for block in re.split(r"\n\s*\n", raw) if re.search(r"\w", block)]
    body = [block for block in blocks if len(block.split()) > 5]
    longest = max((len(block.split()) for block in body), default=0)
    listed = len(_BULLET.findall(raw)) >= 2
    lines = sum(len(line.split()) > 3 for line in raw.split("\n"))
    airy = len(body) >= 2 or (len(blocks) >= 2 and longest <= 70) or (lines >= 3 and longest <= 60)
    return Found(listed or (airy and longest <= 150), (), 0.8)


@measure("reply.same_language", version=1)
def same_language(analysis: Analysis) -> Found | None:
    if not analysis.reply.language or not analysis.context.language or len(analysis.words) < 4:
        return None
    return Found(analysis.reply.language == analysis.context.language, (), 0.93)


@measure("reply.readable_format", version=1)
def readable_format(analysis: Analysis) -> Found:
    return Found(sum(1 for _ in islice(_LETTERS.finditer(analysis.own.raw), 3)) >= 3, (), 0.95)


@measure("reply.thread_kept", version=1)
def thread_kept(analysis: Analysis) -> Found:
    headers = analysis.reply.headers
    linked = (*headers.in_reply_to, *headers.references)
    wanted = analysis.context.request_message_id.strip("<> ")
    if wanted and any(wanted == one.strip("<> ") for one in linked):
        return Found(True, (Span(source="header:in-reply-to", quote=f"<{wanted}>"),), 1.0)
    if linked and not wanted:
        return Found(True, (Span(source="header:in-reply-to", quote=linked[0]),), 0.9)
    quoted = any(segment.part is Part.QUOTE for segment in analysis.reply.segments)
    if quoted and _PREFIX.match(headers.subject):
        return Found(True, (Span(source="header:subject", quote=headers.subject),), 0.6)
    return Found(False, (), 0.9)


@measure("reply.subject_explicit", version=1)
def subject_explicit(analysis: Analysis) -> Found:
    subject = analysis.reply.headers.subject
    asked = _PREFIX.sub("", analysis.context.request_subject).strip()
    span = (Span(source="header:subject", quote=subject),) if subject else ()
    if asked and len(asked) > 3 and fold(asked) in fold(subject):
        return Found(True, span, 0.95)
    bare = re.sub(r"\[[^\]]*\]|#\S+|\b\w*\d\w*\b", " ", _PREFIX.sub("", subject))
    telling = [
        word for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", fold(bare)) if word not in _VAGUE and len(word) > 2
    ]
    return Found(bool(telling), span, 0.8)


@measure("reply.request_restated", version=1)
@remembered
def request_restated(analysis: Analysis) -> Found | None:
    if analysis.family("restate") is None:
        return None
    for match in analysis.matches("restate"):
        sentence = analysis.sentence_at(match.start())
        if sentence is not None and not sentence.question and not _conditional(analysis, match.start()):
            return Found(True, (analysis.own.span(match.start(), min(match.end() + 60, sentence.end)),), 0.8)
    return Found(False, (), 0.8)


def _conditional(analysis: Analysis, position: int) -> bool:
    """ "Si vous souhaitez…", "if you would like…" offers, it does not recall."""
    before = analysis.own.folded[max(0, position - 14) : position]
    return bool(re.search(r"\b(?:si|if|que|lorsque|quand|when|should|ce que|dont|whether|information)\s+$", before))
