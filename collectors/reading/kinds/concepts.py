"""Sentences and the concepts they are made of: words and phrases of the lexicon, the same ones in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from collectors.reading import lexicon
from collectors.reading.folding import fold
from collectors.reading.lexicon.vocabulary import TOKEN, Vocabulary

ANALYSED = 4000  # characters; what a message is shows in its first pages
UNDERSTOOD = frozenset({"fr", "en", "de", "es", "it", "nl", "pt"})
"""Languages whose lexicon is rich enough for the absence of a concept to mean something."""

_BREAK = re.compile(
    # no sentence ends after a day's ordinal, "n." or "nr." before a number, an initial or "M." before a name
    r"(?<=[.!?;\u2026])(?<!\s\d\.)(?<!\s\d\d\.)(?<![\s(][nNA-Z]\.)(?<![\s(][nN][ro]\.)(?<!\s[MD]r\.)(?<!\s[TtRr][e\u00e9][lf]\.)\s+"
    r"|(?<=[\u3002\uff01\uff1f])|\n[ \t]*\n"
    r"|\n(?=\s?[-*\u2022\u00b7o]\s)|:\s*\n"
    # what follows a "but" is another statement
    r"|\s(?=(?:but|mais|aber|pero|ma|maar|mas|cependant|toutefois|however|jedoch)[\s,])"
)
_SHORT_DATE = re.compile(r"\d\.$")
_SHORT_LINE = 52


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


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of a language, built once."""
    return Vocabulary(
        (entry, concept)
        for concept in lexicon.keys(language, "concepts")
        for entry in lexicon.entries(language, "concepts", concept)
    )


def sentences_of(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text`; for a language without a lexicon their concepts are empty."""
    known = vocabulary(language) if language else None
    found = []
    for shown in _cut(text[:ANALYSED]):
        folded = fold(shown)
        tokens = TOKEN.findall(folded)
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
