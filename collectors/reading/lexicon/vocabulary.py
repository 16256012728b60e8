"""A set of entries looked up in a text at the cost of one dictionary access a word.

A word is matched once and remembered; a phrase is tried only where its first word stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from collectors.reading import lexicon

TOKEN = re.compile(r"[\w']+")
_REMEMBERED = 20_000


class _Phrase:
    """An entry of several words; a text without `stem` cannot hold it. Compiled when it is first looked for."""

    def __init__(self, entry: str, concept: str) -> None:
        self.entry = entry
        self.concept = concept
        self.stem = _longest_stem(entry)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(lexicon.pattern_of(self.entry))


def _longest_stem(entry: str) -> str:
    words = [word for word in entry.split()[1:] if not word.startswith("(")] or entry.split()[:1]
    tokens = [token for word in words for token in TOKEN.findall(word)]
    return max(tokens, key=len, default="")


class _Known(NamedTuple):
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
        self._known = _Remembered(self._look_up)
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
        phrases.setdefault(tokens[0], []).append(_Phrase(entry, concept))

    def concepts(self, folded: str, tokens: list[str] | None = None) -> frozenset[str]:
        """Return the concepts of a folded sentence."""
        found: set[str] = set()
        phrases: list[_Phrase] = []
        for concepts, begun in self._known_of(TOKEN.findall(folded) if tokens is None else tokens):
            if concepts:
                found.update(concepts)
            if begun:
                phrases += begun
        for phrase in dict.fromkeys(phrases):
            if phrase.concept not in found and phrase.stem in folded and phrase.pattern.search(folded):
                found.add(phrase.concept)
        if self._unspaced and not folded.isascii():
            found |= {concept for entry, concept in self._unspaced if entry in folded}
        return frozenset(found)

    def has_any(self, folded: str) -> bool:
        """Tell whether a folded text has any concept at all."""
        known = list(self._known_of(TOKEN.findall(folded)))
        if any(concepts for concepts, _ in known):
            return True
        if any(phrase.stem in folded and phrase.pattern.search(folded) for _, begun in known for phrase in begun):
            return True
        return not folded.isascii() and any(entry in folded for entry, _ in self._unspaced)

    def _known_of(self, tokens: list[str]) -> Iterator[_Known]:
        return filter(None, map(self._known.__getitem__, tokens))

    def _look_up(self, token: str) -> _Known | None:
        # elided articles: "l'absence", "d'adresse"
        bare = token.rpartition("'")[2]
        concepts = self._exact.get(token, set()) | self._exact.get(bare, set())
        phrases = [*self._phrases.get(token, ())]
        if bare != token:
            phrases += self._phrases.get(bare, ())
        for end in range(1, len(bare) + 1):
            concepts |= self._prefixes.get(bare[:end], set())
            phrases += self._open_phrases.get(bare[:end], ())
        return _Known(frozenset(concepts), tuple(dict.fromkeys(phrases))) if concepts or phrases else None


class _Remembered(dict[str, "_Known | None"]):
    """What is known of the tokens met so far; a new one is looked up."""

    def __init__(self, look_up: Callable[[str], _Known | None]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, token: str) -> _Known | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        known = self[token] = self._look_up(token)
        return known
