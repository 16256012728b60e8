"""Content words as keys: two words match when they are forms of one word, or one is a slip of the other."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import simplemma
from rapidfuzz.distance import OSA

from collectors.reading.folding import fold
from collectors.reading.text.lexicon import words

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FRENCH_ENDINGS = """
issements issement ations ation itions ition utions ution emment amment ements ement ment ions ion
euses euse eurs eur trices trice ables able ibles ible ites ite ives ive ifs if antes ante ants ant
eraient erait erons eront erez issez issent issons ees ee aient ait ons ont ent ez er ir re es e s x
i u t
"""
_ENGLISH_ENDINGS = """
ations ation itions ition ements ement ments ment ions ion ings ing ers er ors or ables able ibles
ible ies ied ness ives ive ally ly ed es s e y
"""
_SUFFIXES = {"fr": tuple(_FRENCH_ENDINGS.split()), "en": tuple(_ENGLISH_ENDINGS.split())}
_LEAST_STEM = 4
_NUMBER_WORDS = {
    "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8",
    "neuf": "9", "dix": "10", "douze": "12", "quinze": "15", "vingt": "20", "trente": "30", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12",
}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A content word [start, end) of a text, with what it is compared by."""

    start: int
    end: int
    word: str
    lemma: str
    stem: str


@cache
def _synonyms(language: str) -> dict[str, str]:
    """Return, by lemma, the word its idea is compared by (`synonyms.toml`)."""
    with files(__package__).joinpath("synonyms.toml").open("rb") as stream:
        ideas: list[str] = tomllib.load(stream).get(language, [])
    return {word: idea.split()[0] for idea in ideas for word in idea.split()}


@lru_cache(maxsize=100_000)
def keys(word: str, language: str) -> tuple[str, str]:
    """Return the folded lemma and stem of a word given with its accents; those of synonyms are the same."""
    folded = fold(word)
    if folded in _NUMBER_WORDS:
        return _NUMBER_WORDS[folded], _NUMBER_WORDS[folded]
    if not folded.isalpha():
        return folded, folded
    try:
        lemma = fold(simplemma.lemmatize(word.lower(), lang=language))
    except ValueError:  # a language simplemma has no data for
        lemma = folded
    known = _synonyms(language)
    meant = known.get(folded) or known.get(lemma)
    if meant is not None:
        return meant, stem(meant, language)
    return lemma, stem(lemma if len(lemma) >= _LEAST_STEM else folded, language)


def stem(folded: str, language: str) -> str:
    """Return a word without its longest known ending; never fewer than four letters."""
    for suffix in _SUFFIXES.get(language, ("s", "e")):
        if folded.endswith(suffix) and len(folded) - len(suffix) >= _LEAST_STEM:
            return folded[: -len(suffix)]
    return folded


def tokens(text: str, language: str, *, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the content words of text[start:end]; all words when every one is a stop word."""
    stops = words(language, "stop_words")
    every: list[Token] = []
    content: list[Token] = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        if len(word) == 1 and not word.isdigit():
            continue
        lemma, root = keys(word, language)
        token = Token(match.start(), match.end(), fold(word), lemma, root)
        every.append(token)
        if token.word not in stops:
            content.append(token)
    return content or every


@lru_cache(maxsize=400_000)
def same(word: str, lemma: str, root: str, other: str, other_lemma: str, other_root: str) -> bool:
    """Tell whether two words match: same lemma or stem, stems that differ by an ending, or a slip of the keyboard."""
    if lemma == other_lemma or root == other_root or word == other:
        return True
    if not word.isalpha() or not other.isalpha():
        return False
    short, long = sorted((root, other_root), key=len)
    if len(short) >= 5 and long.startswith(short) and len(long) - len(short) <= 2:
        return True
    if min(len(word), len(other)) < 6 or word[0] != other[0]:
        return False
    allowed = 2 if min(len(word), len(other)) >= 10 else 1
    return OSA.distance(word, other, score_cutoff=allowed) <= allowed


def matches(wanted: Token, token: Token) -> bool:
    """Tell whether a token of a text stands for a wanted word."""
    return same(wanted.word, wanted.lemma, wanted.stem, token.word, token.lemma, token.stem)
