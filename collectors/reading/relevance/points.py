"""Phrases and typed facts of a scenario found in a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from collectors.reading.folding import fold
from collectors.reading.relevance.facts import Fact, facts_of
from collectors.reading.relevance.lemmas import Token, matches, tokens
from collectors.reading.relevance.polarity import denied, is_denied, is_statement, restated_until
from collectors.reading.text.lexicon import family
from collectors.reading.text.sentences import split
from domain.scenario import AnswerPoint

_SPREAD = 7
"""Words that may stand between two words of a phrase."""
_FREE_TYPES = frozenset({"price", "hours", "delay", "date", "phone", "email", "url", "address"})
"""Types any fact of which meets a point without a value; a document or a place must be the one asked for."""
_PROMISE = re.compile(
    r"repond|revien|traite\w* votre (?:demande|message)|get back|repl|respond|be in touch|contact you|recontact"
)


@dataclass(frozen=True)
class Phrase:
    """The content words of an accepted phrase, and whether it denies ("sans rendez-vous")."""

    words: tuple[Token, ...]
    denies: bool


@dataclass(frozen=True)
class Hit:
    """Where a phrase or fact was found [start, end), and how sure it is."""

    start: int
    end: int
    confidence: float


@lru_cache(maxsize=20_000)
def phrases(text: str, language: str) -> tuple[Phrase, ...]:
    """Return the alternatives of an accepted phrase: "a | b", or "(a | b) c" for a group within it."""
    groups = re.split(r"\(([^()]*\|[^()]*)\)", text)
    if len(groups) > 1:
        options = [part.split("|") if index % 2 else [part] for index, part in enumerate(groups)]
        texts = ["".join(choice) for choice in product(*options)]
    else:
        texts = text.split("|")
    found = []
    for one in filter(None, (part.strip() for part in texts)):
        found.append(Phrase(tuple(tokens(one, language)), len(denied(fold(one), language)) % 2 == 1))
    return tuple(found)


class Passage:
    """An author's text prepared for matching: content words and negations of each sentence that states something."""

    def __init__(self, raw: str, language: str, request: str = "") -> None:
        self.raw = raw
        self.language = language
        self.folded = fold(raw)
        self.scopes = denied(self.folded, language)
        self.sentences: list[tuple[int, int]] = []
        self._tokens: list[list[Token]] = []
        for sentence in split(raw):
            start = restated_until(self.folded, sentence, language)
            if start < sentence.end and is_statement(raw, sentence, language, request):
                self.sentences.append((start, sentence.end))
                self._tokens.append(tokens(raw, language, start=start, end=sentence.end))

    def find(self, phrase: Phrase) -> Hit | None:
        """Return the best place where a phrase is said with its own polarity: in a sentence, or over two neighbours."""
        if not phrase.words:
            return None
        for index, line in enumerate(self._tokens):
            hit = self._match(phrase, line)
            if hit is not None:
                return hit
            if len(phrase.words) > 1 and index + 1 < len(self._tokens):
                hit = self._match(phrase, line + self._tokens[index + 1])
                if hit is not None:
                    return Hit(hit.start, hit.end, hit.confidence - 0.1)
        return None

    def _match(self, phrase: Phrase, line: list[Token]) -> Hit | None:
        needed = len(phrase.words) if len(phrase.words) <= 4 else len(phrase.words) - 1
        places = [[i for i, token in enumerate(line) if matches(word, token)] for word in phrase.words]
        present = [where for where in places if where]
        if len(present) < needed:
            return None
        anchor = min(present, key=len)
        for first in anchor:
            chosen = [min(where, key=lambda i: abs(i - first)) for where in present]
            if max(chosen) - min(chosen) > _SPREAD * (len(chosen) - 1):
                continue
            spots = [(line[i].start, line[i].end) for i in set(chosen)]
            if is_denied(self.scopes, spots) == phrase.denies:
                exact = all(line[i].lemma == word.lemma for i, word in zip(chosen, phrase.words, strict=False))
                return Hit(min(s for s, _ in spots), max(e for _, e in spots), 0.92 if exact else 0.82)
        return None

    def find_any(self, accepted: list[str]) -> Hit | None:
        """Return the surest place of any of the accepted phrases."""
        hits = (self.find(phrase) for text in accepted for phrase in phrases(text, self.language))
        return max((hit for hit in hits if hit is not None), key=lambda hit: hit.confidence, default=None)

    def mentions(self, keywords: list[str]) -> Hit | None:
        """Return where a keyword stands, whatever is said of it."""
        for line in self._tokens:
            for word in (word for text in keywords for phrase in phrases(text, self.language) for word in phrase.words):
                token = next((token for token in line if matches(word, token)), None)
                if token is not None:
                    return Hit(token.start, token.end, 0.9)
        return None

    def facts(self, end: int) -> list[Fact]:
        """Return the facts stated before `end` (where the signature begins)."""
        return [
            fact
            for fact in facts_of(self.raw[:end], self.language)
            if any(start <= fact.start < stop for start, stop in self.sentences)
        ]

    def sentence_around(self, position: int) -> str:
        span = next(((start, stop) for start, stop in self.sentences if start <= position < stop), None)
        return self.folded[slice(*span)] if span else ""


def find_point(point: AnswerPoint, passage: Passage, facts: list[Fact]) -> Hit | None:
    """Return where a reply gives an answer point: an accepted phrase, or a fact of the point's type and value."""
    accepted = point.accepts.get(passage.language, [])
    hit = passage.find_any(accepted)
    if hit is not None and not (point.value is not None and contradiction(point, passage, facts)):
        return hit
    for fact in facts:
        if fact.kind != point.type or (fact.kind == "delay" and _PROMISE.search(passage.sentence_around(fact.start))):
            continue
        if point.value is not None:
            if fact.equals(point.value):
                return Hit(fact.start, fact.end, 0.9)
        elif fact.kind in _FREE_TYPES or not accepted:
            return Hit(fact.start, fact.end, 0.7)
    return None


def contradiction(point: AnswerPoint, passage: Passage, facts: list[Fact]) -> Hit | None:
    """Return a price that differs from the expected one where cost is spoken of, when the right one is nowhere said.

    Only prices: a delay may differ for many honest reasons (another step, another season)."""
    if point.type != "price" or point.value is None:
        return None
    prices = [fact for fact in facts if fact.kind == "price"]
    if not prices or any(fact.equals(point.value) for fact in prices):
        return None
    cost = family(passage.language, "cost_words")
    for fact in prices:
        around = passage.sentence_around(fact.start)
        if cost is None or cost.find(around) is not None:
            return Hit(fact.start, fact.end, 0.6)
    return None
