"""Sentences and words: how a text is cut for clarity and for relevance."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from collectors.reading.text.windows import around, marks_of_address

_ABBREVIATED = (
    "m mm mme mmes mlle mr mrs ms dr prof st ste av bd art no n tel ref cf ex etc p pp vol env min max ext dept approx "
    "incl e.g i.e a.m p.m inc ltd co boul rte bat hab jan feb mar apr aug sept oct nov dec janv fevr avr juil"
)
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_WORDS_REMEMBERED = 50_000
_STOP = re.compile(r"[.!?…\n\0;:]")
_MARKS = re.compile(r"[.!?…]+[\"')\]»]*(?=\s|\0|$)")
_BLANK_LINE = re.compile(r"\n\s*\n")
_NEW_ITEM = re.compile(r"\n(?=\s*(?:[-*•·–o►➢✓]\s|\d{1,2}[.)]\s))")
_LINE_END = re.compile(r"[;:]\s*\n")
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_HELD = re.compile(r"[^\W_]")
_URL_OR_MAIL = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


class Sentence(NamedTuple):
    """A sentence [start, end); `question` when it ends with a question mark."""

    start: int
    end: int
    question: bool


def split(text: str) -> tuple[Sentence, ...]:
    """Cut `text` at full stops, question and exclamation marks, blank lines and list items; not after abbreviations,
    single initials or inside addresses."""
    found: list[Sentence] = []
    start = position = 0
    while stop := _STOP.search(text, position):
        end = _end_of(text, stop.start())
        if end < 0:
            position = stop.end()
            continue
        _add(found, text, start, end, "?" in text[stop.start() : end])
        start = position = end
    _add(found, text, start, len(text), False)
    return tuple(found)


def _end_of(text: str, stop: int) -> int:
    """Return where the sentence ends when the character at `stop` ends one, else -1."""
    character = text[stop]
    if character == "\0":
        return stop + 1
    if character == "\n":
        match = _BLANK_LINE.match(text, stop) or _NEW_ITEM.match(text, stop)
    elif character in ";:":
        match = _LINE_END.match(text, stop)
    else:
        match = _MARKS.match(text, stop)
        if match is not None and character == "." and _is_abbreviation(text, stop):
            return -1
    return match.end() if match else -1


def _is_abbreviation(text: str, stop: int) -> bool:
    begin = stop
    while begin > 0 and (text[begin - 1].isalpha() or text[begin - 1] == "."):
        begin -= 1
    word = text[begin:stop].lower()
    return len(word) == 1 or word in _ABBREVIATIONS


def _add(found: list[Sentence], text: str, start: int, end: int, question: bool) -> None:
    while start < end and (text[start].isspace() or text[start] == "\0"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\0"):
        end -= 1
    if _HELD.search(text, start, end):
        found.append(Sentence(start, end, question))


@lru_cache(maxsize=256)
def without_addresses(text: str) -> str:
    """Return `text` with web and mail addresses blanked out, length kept."""
    marks = (marks_of_address(text) or ()) + (("@",) if "@" in text else ())
    if not marks:
        return text
    pieces: list[str] = []
    position = 0
    for start, end in around(text, marks):
        if start >= position:
            pieces += (text[position:start], _URL_OR_MAIL.sub(lambda match: " " * len(match.group()), text[start:end]))
            position = end
    return "".join([*pieces, text[position:]])


def words(text: str) -> list[str]:
    """Return the words of `text`; a word holds letters, inner hyphens and apostrophes."""
    return WORD.findall(text)


@lru_cache(maxsize=512)
def count_words(text: str) -> int:
    """Return how many words `text` has. Several measures count those of the same sentences."""
    return len(WORD.findall(text))


_VOWELS = {
    "fr": re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+", re.IGNORECASE),
    "en": re.compile(r"[aeiouy]+", re.IGNORECASE),
    "": re.compile(r"[aeiouyàâäáãéèêëíìîïóòôöõúùûüœæ]+", re.IGNORECASE),
}


class _Syllables(dict[str, int]):
    """The syllables of the words of a language met so far."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> int:
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        count = self[word] = syllables(word, self._language)
        return count


_counted = cache(_Syllables)


def beats(found: list[str], language: str) -> int:
    """Count the syllables of all the words of a list."""
    return sum(map(_counted(language).__getitem__, found))


def syllables(word: str, language: str) -> int:
    """Count the syllables of a word by vowel groups; a final silent e is not counted in French and English."""
    lowered = word.lower()
    count = len(_VOWELS.get(language, _VOWELS[""]).findall(lowered))
    if language == "fr":
        if count > 1 and re.search(r"[^aeiouyéèê](?:e|es|ent)$", lowered):
            count -= 1
    elif language == "en" and count > 1 and re.search(r"[^aeiouyl](?:e|ed|es)$", lowered):
        count -= 1
    return max(1, count)
