"""The words of a text with their places: cut once, for all who look for something that begins with a word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, compress

_WORD = re.compile(r"([^\W_]+)")
_TEXTS_REMEMBERED = 32
_WORDS_REMEMBERED = 20_000

_looked_over = [""]


def look_over(folded: str) -> None:
    """Let every beginning of a text be served by one look at the whole of it."""
    _looked_over[0] = folded


def whole_of(folded: str) -> str:
    """Return the text looked over last when `folded` is a beginning of it, else `folded` itself."""
    whole = _looked_over[0]
    return whole if folded and len(whole) > len(folded) and whole.startswith(folded) else folded


class Words:
    """The words of a text, in order, and where each begins. A word is letters and digits."""

    __slots__ = ("_told", "starts", "texts")

    def __init__(self, texts: list[str], starts: list[int]) -> None:
        self.texts = texts
        self.starts = starts
        self._told: Words | None = None

    def told(self) -> Words:
        """Return those words with which anything that is looked for by a `Telling` may begin."""
        if self._told is None:
            worth = list(map(_ANYTHING.__getitem__, self.texts))
            self._told = Words(list(compress(self.texts, worth)), list(compress(self.starts, worth)))
        return self._told


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def words_of(folded: str) -> Words:
    """Return the words of a text."""
    whole = whole_of(folded)
    if whole is not folded:
        return _beginning(words_of(whole), folded)
    pieces = _WORD.split(folded)
    return Words(pieces[1::2], list(accumulate(map(len, pieces)))[0:-1:2])


def _beginning(words: Words, folded: str) -> Words:
    """Return the words of the beginning of a text; its end may cut the last one."""
    count = bisect_left(words.starts, len(folded))
    texts, starts = words.texts[:count], words.starts[:count]
    if starts:
        texts[-1] = folded[starts[-1] : starts[-1] + len(texts[-1])]
    return Words(texts, starts)


class Telling(dict[str, bool]):
    """The words with which something may begin, told by a test that each word is put to once."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        super().__init__()
        self._test = test
        _TELLING.append(self)
        _ANYTHING.clear()
        words_of.cache_clear()

    def __missing__(self, word: str) -> bool:
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        told = self[word] = self._test(word)
        return told

    def places(self, folded: str) -> list[int]:
        """Return where such words begin in a text."""
        words = words_of(folded).told()
        return list(compress(words.starts, map(self.__getitem__, words.texts)))


class _Anything(dict[str, bool]):
    """The words that tell something to any `Telling`: most words of a text tell nothing to any."""

    def __missing__(self, word: str) -> bool:
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        told = self[word] = any(telling[word] for telling in _TELLING)
        return told


_TELLING: list[Telling] = []
_ANYTHING = _Anything()


def beginning_with(*beginnings: str, digits: bool = False) -> Telling:
    """Return the words that begin so, or with a digit."""
    return Telling(lambda word: word.startswith(beginnings) or (digits and word[0].isdecimal()))


def matches_at(pattern: re.Pattern[str], folded: str, places: list[int]) -> list[re.Match[str]]:
    """Return the matches that `finditer` would find, given all the places where one can begin."""
    found: list[re.Match[str]] = []
    position = 0
    for place in places:
        if place >= position and (match := pattern.match(folded, place)) is not None:
            found.append(match)
            position = match.end()
    return found
