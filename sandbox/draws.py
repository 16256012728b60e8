"""Chance, seeded per contact: the same seed, structure and sender always draw the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Draws:
    """A generator of its own for one purpose; nothing else's order can disturb it."""

    def __init__(self, *seed: object) -> None:
        self._random = Random("\x1f".join(map(str, seed)))

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        return self._random.uniform(low, high)

    def whole(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def one(self, choices: Sequence[Choice]) -> Choice:
        return self._random.choice(choices)

    def some(self, choices: Sequence[Choice], count: int) -> list[Choice]:
        """Draw `count` of them, kept in their order."""
        kept = set(self._random.sample(range(len(choices)), count))
        return [choice for index, choice in enumerate(choices) if index in kept]

    def weighted(self, weights: Mapping[Choice, float]) -> Choice:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def exclusive(self, shares: Mapping[Choice, float], otherwise: Choice) -> Choice:
        """Draw one of exclusive shares; what is left to 1 is `otherwise`."""
        point = self._random.random()
        for choice, share in shares.items():
            if point < share:
                return choice
            point -= share
        return otherwise

    def each(self, shares: Mapping[Choice, float], known: Iterable[Choice]) -> frozenset[Choice]:
        """Draw independent shares; every known one consumes a draw, so that adding one to a profile moves no other."""
        return frozenset([choice for choice in known if self.happens(shares.get(choice, 0.0))])

    def lognormal(self, median: float, sigma: float) -> float:
        return median * math.exp(sigma * self._random.gauss(0, 1))

    def digits(self, count: int) -> str:
        return "".join(str(self._random.randint(0, 9)) for _ in range(count))

    def hexadecimal(self, count: int) -> str:
        return f"{self._random.getrandbits(4 * count):0{count}x}"
