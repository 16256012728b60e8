"""A set of entries looked up in a text at the cost of one dictionary access a word.

A word is matched once and remembered; a phrase is tried only where its first word stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from collectors.reading import lexicon

TOKEN = re.compile(r"[\w']+")
_REMEMBERED = 20_000


@cache
def _compiled(entry: str) -> re.Pattern[str]:
    return re.compile(lexicon.pattern_of(entry))


class _Phrase(NamedTuple):
    """An entry of several words; a text without `stem` cannot hold it."""

    entry: str
    concept: str
    stem: str


def _longest_stem(entry: str) -> str:
    words = [word for word in entry.split()[1:] if not word.startswith("(")] or entry.split()[:1]
    tokens = [token for word in words for token in TOKEN.findall(word)]
    return max(tokens, key=len, default="")


@dataclass(frozen=True)
class _Known:
    """What is known of a token: the concepts it has by itself, and the phrases that may begin with it."""

    concepts: frozenset[str]
    phrases: tuple[_Phrase, ...]


class Vocabulary:
    """Entries and the concept each stands for, ready to be looked up."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._prefixes: dict[str, set[str]] = {}
        self._phrases: dict[str, list[_Phrase]] = {}
        self._open_phrases: dict[str, list[_Phrase]] = {}
        self._unspaced: list[tuple[str, str]] = []
        self._known: dict[str, _Known] = {}
        for entry, concept in entries:
            self._add(entry, concept)

    def _add(self, entry: str, concept: str) -> None:
        if lexicon.is_unspaced(entry):
            self._unspaced.append((entry, concept))
            return
        tokens = TOKEN.findall(entry)
        first = entry.split()[0]
        if len(tokens) == 1 and first == entry and "(" not in entry:
            table = self._prefixes if entry.endswith("*") else self._exact
            table.setdefault(tokens[0], set()).add(concept)
            return
        phrases = self._open_phrases if first.endswith("*") else self._phrases
        phrases.setdefault(tokens[0], []).append(_Phrase(entry, concept, _longest_stem(entry)))

    def concepts(self, folded: str, tokens: list[str] | None = None) -> frozenset[str]:
        """Return the concepts of a folded sentence."""
        found: set[str] = set()
        known = self._known
        phrases: list[_Phrase] = []
        for token in TOKEN.findall(folded) if tokens is None else tokens:
            entry = known.get(token) or self._look_up(token)
            if entry.concepts:
                found |= entry.concepts
            if entry.phrases:
                phrases += entry.phrases
        if phrases:
            for phrase in dict.fromkeys(phrases):
                if phrase.stem in folded and phrase.concept not in found and _compiled(phrase.entry).search(folded):
                    found.add(phrase.concept)
        if self._unspaced and not folded.isascii():
            found |= {concept for entry, concept in self._unspaced if entry in folded}
        return frozenset(found)

    def _look_up(self, token: str) -> _Known:
        # elided articles: "l'absence", "d'adresse"
        bare = token.rpartition("'")[2]
        concepts = self._exact.get(token, set()) | self._exact.get(bare, set())
        phrases = [*self._phrases.get(token, ())]
        if bare != token:
            phrases += self._phrases.get(bare, ())
        for end in range(1, len(bare) + 1):
            concepts |= self._prefixes.get(bare[:end], set())
            phrases += self._open_phrases.get(bare[:end], ())
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        known = _Known(frozenset(concepts), tuple(phrases))
        self._known[token] = known
        return known
