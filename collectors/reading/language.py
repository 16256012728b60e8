"""The language of a text, by its script or by its most common words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from collectors.reading import lexicon
from collectors.reading.folding import fold

ANALYSED = 1000  # characters; more would not change the verdict
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0620-\u06ff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
# Letters that only one of two close languages has break a tie between them.
_TELLING = {
    "ru": re.compile(r"[ыэё]"),
    "uk": re.compile(r"[іїєґ]"),
    "bg": re.compile(r"ъ"),
    "es": re.compile(r"[ñ¿¡]"),
    "pt": re.compile(r"[ãõ]"),
    "sv": re.compile(r"[äö]"),
    "da": re.compile(r"[æø]"),
    "nb": re.compile(r"[æø]"),
    "cs": re.compile(r"[řěů]"),
    "sk": re.compile(r"[ľĺŕô]"),
    "pl": re.compile(r"[łąężź]"),
    "hu": re.compile(r"[őű]"),
    "ro": re.compile(r"[țșţş]"),
    "tr": re.compile(r"[ğış]"),
    "de": re.compile(r"[ßäöü]"),
    "fr": re.compile(r"[èêçœ]"),
}


@cache
def _profiles() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word → languages it is common in, each with a weight: words of many languages tell little."""
    owners: dict[str, list[str]] = {}
    for language in lexicon.languages():
        for word in dict.fromkeys(_words(language)):
            owners.setdefault(word, []).append(language)
    return {word: tuple((name, 1 / len(names)) for name in names) for word, names in owners.items()}


def _words(language: str) -> Iterator[str]:
    yield from lexicon.words(language, "stopwords")
    for key in ("months", "weekdays", "tomorrow"):
        yield from (word for entry in lexicon.words(language, key) for word in entry.split() if len(word) > 3)
    for concept in lexicon.keys(language, "concepts"):
        yield from (
            entry for entry in lexicon.entries(language, "concepts", concept) if entry.isalpha() and len(entry) > 2
        )


def detect(text: str, hints: Sequence[str] = ()) -> str:
    """Return the two-letter language of `text`, "" when too little is said.

    `hints` (Content-Language, the `lang` of a page) decide only when the words do not: mail programs state
    the language of their menus.
    """
    sample = text[:ANALYSED]
    ascii_only = sample.isascii()
    if not ascii_only:
        letters = sum(map(str.isalpha, sample[:400])) or 1
        for language, script in _SCRIPTS:
            if len(script.findall(sample[:400])) > letters * 0.2:
                return language
    counts = Counter(_WORD.findall(fold(sample)))
    profiles = _profiles()
    scores: dict[str, float] = {}
    hits: dict[str, int] = {}
    for word in filter(profiles.__contains__, counts):
        count = counts[word]
        counted = count if count < 4 else 4
        for language, weight in profiles[word]:
            scores[language] = scores.get(language, 0.0) + counted * weight
            hits[language] = hits.get(language, 0) + 1
    # only letters beyond ASCII tell
    lowered = "" if ascii_only else "".join(_BEYOND_ASCII.findall(sample.lower()))
    if lowered:
        for language in scores:
            if (telling := _TELLING.get(language)) is not None:
                scores[language] += min(3, len(telling.findall(lowered))) * 0.4
    best = sorted(scores.items(), key=lambda item: -item[1])[:2]
    known = [hint[:2].lower() for hint in hints if hint[:2].isalpha()]
    if not best or hits[best[0][0]] < 2 or best[0][1] < 1:
        single = best[0][0] if best and hits[best[0][0]] and best[0][1] >= 1 else ""
        return next((hint for hint in known if hint), single)
    if len(best) == 2 and best[0][1] < best[1][1] * 1.15:
        for hint in known:
            if hint in (best[0][0], best[1][0]):
                return hint
    return best[0][0]
