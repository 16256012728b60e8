"""Which entries of the lexicon are worth trying in a text, and where, told by the words the text holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from collectors.reading.text.lexicon.literals import LEAST, by_beginning, heads, needed

_WORD = re.compile(r"[^\W_]+")
_TEXTS_REMEMBERED = 256
_WORDS_REMEMBERED = 20_000
_SHORT = 400
_REACH = 200
"""Characters around the needed letters within which a match lies."""

Places = Sequence[int]


def expand(entry: str) -> str:
    """Return the regular expression an entry stands for."""
    free = entry.endswith("~")
    body = re.sub(r" ?<\d+>$", "", entry.rstrip("~ "))
    # a look-behind has a fixed width, so its blanks stay single
    body = re.sub(r"\(\?<[!=][^()]*\)", lambda match: match.group().replace(" ", r"[\s]"), body)
    body = body.replace(" ?", r"\s*")
    body = re.sub(r" ?<(\d+)> ?", r"\\s*(?:[^\\s.!?\\x00]+[ \\n]+){0,\1}?(?:(?:[cdjlmnst]|qu)'\\s?)?", body)
    body = re.sub(r"'(?!\\s\?)", r"'\\s?", body)
    body = re.sub(r"(?<!\\)(?<!\[) (?![^\[]*\])", r"\\s+", body)
    # no blank is due after an elision: "(?:de|d') votre" also matches "d'usager"
    body = re.sub(r"(\([^()]*'\\s\?(?:\|[^()]*)?\))\\s\+", r"\1\\s*", body)
    end = "" if free else r"(?!\w)"
    return f"(?:{body}){end}"


class Entry:
    """One entry of a family; compiled when it is first worth trying.

    `heads` are strings one of which every match begins with, `letters` strings one of which every match holds; either
    is empty when none is sure.
    """

    __slots__ = ("_pattern", "family", "heads", "letters", "source")

    def __init__(self, family: str, source: str) -> None:
        self.family = family
        self.source = source
        self.letters = needed(source.rstrip("~ "))
        self.heads = heads(source.rstrip("~ "))
        self._pattern: re.Pattern[str] | None = None

    def matches(self, folded: str, places: Places, start: int, stop: int) -> Iterator[re.Match[str]]:
        """Find the matches in [start, stop) that begin a word.

        `places` are the words that begin as the entry does or, for one without `heads`, that hold letters it needs.
        The boundary is checked here and not by the pattern, and the engine is led to where a match can be: left to
        itself it would try every position of the text.
        """
        pattern = self._pattern
        if pattern is None:
            pattern = self._pattern = re.compile(expand(self.source))
        position = start
        if self.heads:
            for place in places:
                if place >= stop:
                    break
                if place >= position and (found := pattern.match(folded, place, stop)):
                    yield found
                    position = max(found.end(), place + 1)
            return
        for first, last in self._windows(folded, places, start, stop):
            position = max(position, first)
            while position < last and (match := pattern.search(folded, position, last)):
                begin = match.start()
                if not _begins_word(folded, begin):
                    position = begin + 1
                    continue
                yield match
                position = max(match.end(), begin + 1)

    def _windows(self, folded: str, places: Places, start: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches around the letters the entry needs, ending at blanks."""
        if not self.letters or stop - start <= _SHORT:
            return [(start, stop)]
        windows: list[tuple[int, int]] = []
        for place in places:
            if not start - _REACH <= place < stop:
                continue
            end = folded.find(" ", min(stop, place + _REACH), stop)
            first, last = max(start, place - _REACH), stop if end < 0 else end
            if windows and first <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
            else:
                windows.append((first, last))
        return windows


Worth = dict[str, list[tuple[Entry, Places]]]
"""By family, entries that may match in a text, with the places that tell so."""


def _begins_word(folded: str, place: int) -> bool:
    return not (place and folded[place].isalnum() and folded[place - 1].isalnum())


class _Meaning:
    """What a word tells of entries: which begin as it does, which without `heads` need letters it holds, and all that
    need letters it holds."""

    __slots__ = ("begun", "headless", "held")

    def __init__(self, begun: Sequence[Entry], held: frozenset[Entry]) -> None:
        self.begun = begun
        self.held = held
        self.headless = [entry for entry in held if not entry.heads]


_NOTHING = _Meaning((), frozenset())


class Index:
    """All entries of a language. People write few different words, so each is looked at once and remembered."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.names = frozenset(entry.family for entry in entries)
        self._anywhere = [entry for entry in entries if not entry.letters and not entry.heads]
        self._letters = by_beginning((one, entry) for entry in entries for one in entry.letters)
        self._heads = by_beginning((one, entry) for entry in entries for one in entry.heads)
        self._words: dict[str, _Meaning] = {}
        self._recent: dict[str, Worth] = {}
        self._longest = ""

    def worth_trying(self, folded: str) -> Worth:
        """Return, by family, the entries that may match in a text, each with the places of the words that tell so.

        The last texts asked about are remembered. What is worth trying in a text is enough for any beginning of it:
        places past the end, and entries whose letters come later, only find nothing.
        """
        known = self._recent.get(folded)
        if known is not None:
            return known
        if folded and self._longest.startswith(folded):
            return self._recent[self._longest]
        found: Worth = {}
        for entry, places in self._met(folded).items():
            found.setdefault(entry.family, []).append((entry, sorted(places) if len(places) > 1 else places))
        for entry in self._anywhere:
            found.setdefault(entry.family, []).append((entry, ()))
        if len(self._recent) >= _TEXTS_REMEMBERED:
            self._recent.clear()
            self._longest = ""
        self._recent[folded] = found
        if len(folded) > _SHORT:
            self._longest = folded
        return found

    def _met(self, folded: str) -> dict[Entry, list[int]]:
        words: dict[str, list[int]] = {}
        for match in _WORD.finditer(folded):
            words.setdefault(match.group(), []).append(match.start())
        begun: dict[Entry, list[int]] = {}
        met: dict[Entry, list[int]] = {}
        held: set[Entry] = set()
        known = self._words
        for word, places in words.items():
            meaning = known.get(word) or self._meet(word)
            if meaning is _NOTHING:
                continue
            held |= meaning.held
            for entry in meaning.begun:
                begun.setdefault(entry, []).extend(places)
            for entry in meaning.headless:
                met.setdefault(entry, []).extend(places)
        for entry, places in begun.items():
            if entry in held:
                met[entry] = places
        return met

    def _meet(self, word: str) -> _Meaning:
        held = frozenset(
            entry
            for place in range(len(word) - 2)
            for letters, entry in self._letters.get(word[place : place + LEAST], ())
            if word.startswith(letters, place)
        )
        begun = {entry: None for head, entry in self._heads.get(word[:LEAST], ()) if word.startswith(head)}
        if len(self._words) >= _WORDS_REMEMBERED:
            self._words.clear()
        meaning = self._words[word] = _Meaning(list(begun), held) if begun or held else _NOTHING
        return meaning
