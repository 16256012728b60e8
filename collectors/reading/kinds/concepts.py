"""Sentences and the concepts they are made of: words and phrases of the lexicon, the same ones in every language.

A word is looked up once and remembered, so that a sentence costs one dictionary access a word; a phrase is tried only
where its first word stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from collectors.reading import lexicon
from collectors.reading.folding import fold

ANALYSED = 6000  # characters; what a message is shows in its first pages
UNDERSTOOD = frozenset({"fr", "en", "de", "es", "it", "nl", "pt"})
"""Languages whose lexicon is rich enough for the absence of a concept to mean something."""

_TOKEN = re.compile(r"[\w']+")
_BREAK = re.compile(
    r"(?<=[.!?;\u2026])\s+|(?<=[\u3002\uff01\uff1f])|\n\s*\n|\n(?=\s?[-*\u2022\u00b7o]\s)|:\s*\n"
    # what follows a "but" is another statement
    r"|,?\s+(?=(?:but|mais|aber|pero|ma|maar|mas|cependant|toutefois|however|jedoch)[\s,])"
)
_SHORT_DATE = re.compile(r"\d\.$")
_SHORT_LINE = 52
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, folded, with its number of words and the concepts found in it."""

    shown: str
    folded: str
    words: int
    concepts: frozenset[str]

    def has(self, *concepts: str) -> bool:
        return self.concepts.issuperset(concepts)

    def any(self, *concepts: str) -> bool:
        return not self.concepts.isdisjoint(concepts)


class Vocabulary:
    """The concepts of one language, ready to be looked up."""

    def __init__(self, language: str) -> None:
        self._exact: dict[str, set[str]] = {}
        self._prefixes: dict[str, set[str]] = {}
        self._phrases: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        self._open_phrases: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        self._unspaced: list[tuple[str, str]] = []
        self._known: dict[str, frozenset[str]] = {}
        for concept in lexicon.keys(language, "concepts"):
            for entry in lexicon.entries(language, "concepts", concept):
                self._add(entry, concept)

    def _add(self, entry: str, concept: str) -> None:
        if lexicon.is_unspaced(entry):
            self._unspaced.append((entry, concept))
            return
        tokens = _TOKEN.findall(entry)
        if len(tokens) == 1 and " " not in entry and "(" not in entry:
            table = self._prefixes if entry.endswith("*") else self._exact
            table.setdefault(tokens[0], set()).add(concept)
            return
        table_of = self._open_phrases if entry.split()[0].endswith("*") else self._phrases
        table_of.setdefault(tokens[0], []).append((re.compile(lexicon.pattern_of(entry)), concept))

    def concepts(self, folded: str, tokens: list[str]) -> frozenset[str]:
        """Return the concepts of a folded sentence."""
        found = {concept for entry, concept in self._unspaced if entry in folded}
        for token in tokens:
            known = self._known.get(token)
            if known is None:
                known = self._look_up(token)
            found |= known
            for pattern, concept in self._phrases.get(token, ()):
                if concept not in found and pattern.search(folded):
                    found.add(concept)
        return frozenset(found - {""} if "" not in found else self._opened(found, folded, tokens))

    def _look_up(self, token: str) -> frozenset[str]:
        found = set(self._exact.get(token, ()))
        # elided articles: "l'absence", "d'adresse"
        bare = token.rpartition("'")[2] if "'" in token else token
        found |= self._exact.get(bare, set())
        for end in range(2, len(bare) + 1):
            found |= self._prefixes.get(bare[:end], set())
            if bare[:end] in self._open_phrases:
                found.add("")
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[token] = frozenset(found)
        return self._known[token]

    def _opened(self, found: set[str], folded: str, tokens: list[str]) -> set[str]:
        for start, phrases in self._open_phrases.items():
            if any(token.rpartition("'")[2].startswith(start) for token in tokens):
                found |= {concept for pattern, concept in phrases if pattern.search(folded)}
        return found - {""}


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of a language, built once."""
    return Vocabulary(language)


def sentences_of(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text`; for a language without a lexicon their concepts are empty."""
    known = vocabulary(language) if language else None
    found = []
    for shown in _cut(text[:ANALYSED]):
        folded = fold(shown)
        tokens = _TOKEN.findall(folded)
        if tokens:
            concepts = known.concepts(folded, tokens) if known else frozenset()
            found.append(Sentence(shown, folded, len(tokens), concepts))
    return tuple(found)


def _cut(text: str) -> Iterator[str]:
    for block in _BREAK.split(text):
        sentence = ""
        for line in block.split("\n"):
            stripped = line.strip()
            if not stripped:
                continue
            sentence = f"{sentence} {stripped}" if sentence else stripped
            # a short line is a line of its own (a greeting, an item); a long one was wrapped
            if (len(stripped) < _SHORT_LINE and stripped[-1] in ",:!?.") or len(stripped) < _SHORT_LINE // 2:
                yield sentence
                sentence = ""
        if sentence:
            yield sentence
