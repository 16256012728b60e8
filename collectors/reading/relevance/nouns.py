"""Documents one is asked for and places one is sent to, by their nouns."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.reading.text.lexicon import family

Spans = Iterator[tuple[int, int, float | None, float | None]]


def documents(folded: str, language: str) -> Spans:
    """Yield the documents named."""
    return _named(folded, language, "documents")


def places(folded: str, language: str) -> Spans:
    """Yield the places one is sent to ("à la mairie", "at the town hall")."""
    return _named(folded, language, "places")


def _named(folded: str, language: str, name: str) -> Spans:
    entries = family(language, name)
    for match in entries.find_all(folded) if entries else ():
        yield match.start(), match.end(), None, None
