"""Fair draws: every item comes up equally often, in an order nobody can foresee without the seed."""

from __future__ import annotations

from collections.abc import Container, Hashable, Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Deck(Generic[T]):
    """Cards drawn without return; an empty deck is shuffled anew, so counts of two items never differ by much."""

    def __init__(self, items: Sequence[T], rng: Random) -> None:
        if not items:
            raise ValueError("a deck needs a card")
        self._items = tuple(items)
        self._rng = rng
        self._cards: list[T] = []

    def draw(self, without: Container[T] = ()) -> T | None:
        """Return the next card that is not in `without`, leaving those passed over on top; None when all are in it."""
        for _ in range(2):
            for place in range(len(self._cards) - 1, -1, -1):
                if self._cards[place] not in without:
                    return self._cards.pop(place)
            fresh = list(self._items)
            self._rng.shuffle(fresh)
            # below what is left: cards passed over now are still the first of the next draw
            self._cards = fresh + self._cards
            if len(self._cards) > 3 * len(self._items):
                self._cards = self._cards[: len(self._items)]
        return None
