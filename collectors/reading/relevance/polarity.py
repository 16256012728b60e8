"""Negation: which stretches of a text are denied, and which sentences are not the author's statements at all."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from collectors.reading.folding import fold
from collectors.reading.text.lexicon import family, words
from collectors.reading.text.sentences import Sentence

_BREAK = re.compile(r"[,;:.!?()\n]+(?=\s|$)|\n\s*\n|\s-\s")
_SHORT_SCOPE_WORDS = 5
_ECHO = 90
_LEAST_ECHO_WORDS = 5


def denied(folded: str, language: str) -> list[tuple[int, int]]:
    """Return the scopes of the negations of a folded text. "Sans X" reaches a few words, "ne … pas" its clause;
    "n'oubliez pas", "pas seulement" and the like deny nothing."""
    cues = family(language, "negations")
    if cues is None:
        return []
    neutral = family(language, "not_negations")
    spared = [match.span() for match in neutral.find_all(folded)] if neutral else []
    edges = sorted(_edges(folded, language))
    scopes: list[tuple[int, int]] = []
    last_end = -1
    short = words(language, "negations_short")
    for match in cues.find_all(folded):
        start, end = match.span()
        if start < last_end or any(begin < end and start < stop for begin, stop in spared):
            continue
        last_end = end
        clause_end = next((edge for edge in edges if edge >= end), len(folded))
        if match.group() in short:
            reach = re.match(rf"(?:\W*\w+){{1,{_SHORT_SCOPE_WORDS}}}", folded[end:clause_end])
            scopes.append((start, end + (reach.end() if reach else 0)))
        else:
            clause_start = max((edge for edge in edges if edge <= start), default=0)
            scopes.append((clause_start, clause_end))
    return scopes


def _edges(folded: str, language: str) -> set[int]:
    edges = {match.start() for match in _BREAK.finditer(folded)}
    breaks = family(language, "clause_breaks")
    if breaks is not None:
        edges |= {match.start() for match in breaks.find_all(folded)}
    return edges


def is_denied(scopes: list[tuple[int, int]], places: list[tuple[int, int]]) -> bool:
    """Tell whether matched words are denied: an odd number of scopes holds one of them."""
    held = sum(any(begin <= start and end <= stop for start, end in places) for begin, stop in scopes)
    return held % 2 == 1


def is_statement(raw: str, sentence: Sentence, language: str, request: str) -> bool:
    """Tell whether a sentence states something of its author's: not a question, and not the request said again."""
    if sentence.question:
        return False
    text = raw[sentence.start : sentence.end]
    return not (
        request and len(text.split()) >= _LEAST_ECHO_WORDS and fuzz.partial_ratio(fold(text), fold(request)) >= _ECHO
    )


def restated_until(folded: str, sentence: Sentence, language: str) -> int:
    """Return where, in a sentence that recalls the request ("Vous souhaitez…", "Suite à votre demande de…,"), the
    recall ends and the answer may begin; the sentence's start when nothing is recalled."""
    entries = family(language, "restate")
    if entries is None:
        return sentence.start
    match = entries.find(folded, sentence.start, sentence.end)
    if match is None or match.start() - sentence.start > 25:
        return sentence.start
    before = folded[sentence.start : match.start()]
    if re.search(r"\b(?:si|if|lorsque|quand|when|should|que)\s+$", before):
        return sentence.start
    comma = re.compile(
        r",\s|\s(?:je vous|nous vous|i can|we can|please|voici|vous (?:devez|pouvez|trouverez))\b"
    ).search(folded, match.end(), sentence.end)
    return comma.end() if comma else sentence.end
