"""Typed facts of a text: hours, prices, delays, addresses, telephones, documents, dates, places… (French, English)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from collectors.reading.folding import fold
from collectors.reading.relevance import amounts, durations, moments, nouns
from collectors.reading.text import coordinates
from domain.scenario import FactType

Spans = Iterator[tuple[int, int, float | None, float | None]]


class Fact(NamedTuple):
    """A fact [start, end) of the text. A number lies in [low, high]: euros for a price, days for a delay."""

    kind: FactType
    start: int
    end: int
    low: float | None = None
    high: float | None = None

    def equals(self, value: float) -> bool:
        """Tell whether the fact says `value` (a range says each value in it)."""
        return self.low is not None and self.high is not None and self.low - 0.005 <= value <= self.high + 0.005


def _plain(pairs: list[tuple[int, int]]) -> Spans:
    for start, end in pairs:
        yield start, end, None, None


_READERS: dict[FactType, Callable[[str, str, str], Spans]] = {
    "hours": lambda raw, folded, language: moments.hours(folded, language),
    "date": lambda raw, folded, language: moments.dates(folded, language),
    "price": lambda raw, folded, language: amounts.prices(folded, language),
    "delay": lambda raw, folded, language: durations.delays(folded, language),
    "document": lambda raw, folded, language: nouns.documents(folded, language),
    "place": lambda raw, folded, language: nouns.places(folded, language),
    "address": lambda raw, folded, language: _plain(coordinates.postal_addresses(raw, folded, (language,))),
    "phone": lambda raw, folded, language: _plain(coordinates.phones(raw, language)),
    "email": lambda raw, folded, language: _plain(coordinates.emails(raw)),
    "url": lambda raw, folded, language: _plain(coordinates.links(raw)),
}
KINDS: tuple[FactType, ...] = tuple(_READERS)
_folded = lru_cache(maxsize=16)(fold)


def facts_of(text: str, language: str, kinds: tuple[FactType, ...] = KINDS) -> tuple[Fact, ...]:
    """Return the facts of `text` that are of `kinds`, in order. Nothing for a language other than French or English.

    Where two facts are the same stretch, the one whose kind comes first in `KINDS` is the first.
    """
    if language not in ("fr", "en"):
        return ()
    found = [fact for kind in kinds for fact in _of_kind(text, language, kind)]
    return tuple(sorted(found, key=itemgetter(1, 2)))


@lru_cache(maxsize=256)
def _of_kind(text: str, language: str, kind: FactType) -> tuple[Fact, ...]:
    spans = _READERS[kind](text, _folded(text), language)
    return tuple(Fact(kind, start, end, low, high) for start, end, low, high in spans)
