"""Words and phrases by language: data (`fr.toml`…), and the matcher that runs them over folded text.

An entry is a regular expression on folded text (lower case, no accents) with three shorthands: a blank stands for any
white space, `<3>` for up to three words of the same sentence, and word boundaries are implied at both ends (a final
`~` frees the end). An entry is tried only where letters it cannot do without occur (`literals.needed`), which keeps
hundreds of entries near a millisecond a message.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from collectors.reading.text.lexicon.literals import LEAST, by_beginning, heads, needed

_WORD = re.compile(r"[^\W_]+")
_REMEMBERED = 256
_WORDS_REMEMBERED = 20_000
_SHORT = 400
_REACH = 200
"""Characters around the needed letters within which a match lies."""
WORD_LISTS = frozenset(
    {"greeting_words", "greeting_civility", "greeting_generic", "known_acronyms", "stop_words", "negations_short"}
)
"""Families that are plain words, not patterns."""
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")


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
    """One entry of a family; compiled when it is first worth trying."""

    __slots__ = ("_pattern", "family", "heads", "letters", "source")

    def __init__(self, family: str, source: str) -> None:
        self.family = family
        self.source = source
        self.letters = needed(source.rstrip("~ "))
        self.heads = heads(source.rstrip("~ "))
        self._pattern: re.Pattern[str] | None = None

    def matches(self, folded: str, start: int, stop: int) -> Iterator[re.Match[str]]:
        """Find matches that begin a word.

        The boundary is checked here and not by the pattern, and the engine is led to where a match can be: left to
        itself it would try every position of the text.
        """
        pattern = self._pattern
        if pattern is None:
            pattern = self._pattern = re.compile(expand(self.source))
        position = start
        if self.heads:
            for place in sorted(_occurrences(self.heads, folded, start, stop)):
                if place >= position and _begins_word(folded, place) and (found := pattern.match(folded, place, stop)):
                    yield found
                    position = max(found.end(), place + 1)
            return
        for first, last in self._windows(folded, start, stop):
            position = max(position, first)
            while position < last and (match := pattern.search(folded, position, last)):
                begin = match.start()
                if not _begins_word(folded, begin):
                    position = begin + 1
                    continue
                yield match
                position = max(match.end(), begin + 1)

    def _windows(self, folded: str, start: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches around the letters the entry needs, ending at blanks."""
        if not self.letters or stop - start <= _SHORT:
            return [(start, stop)]
        windows: list[tuple[int, int]] = []
        for place in sorted(_occurrences(self.letters, folded, start, stop)):
            end = folded.find(" ", min(stop, place + _REACH), stop)
            first, last = max(start, place - _REACH), stop if end < 0 else end
            if windows and first <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
            else:
                windows.append((first, last))
        return windows


def _occurrences(strings: tuple[str, ...], folded: str, start: int, stop: int) -> set[int]:
    found: set[int] = set()
    for string in strings:
        place = folded.find(string, start, stop)
        while place >= 0:
            found.add(place)
            place = folded.find(string, place + 1, stop)
    return found


def _begins_word(folded: str, place: int) -> bool:
    return not (place and folded[place].isalnum() and folded[place - 1].isalnum())


class Index:
    """All entries of a language, so that a text picks those worth trying from the words it holds.

    A word tells which entries it could belong to: those that need letters it holds, and those that begin as it does.
    People write few different words, so each is looked at once and remembered.
    """

    def __init__(self, families: dict[str, list[str]]) -> None:
        self.names = frozenset(families)
        entries = [Entry(name, source) for name, sources in families.items() for source in sources]
        self._without_letters = frozenset(entry for entry in entries if not entry.letters)
        self._without_heads = frozenset(entry for entry in entries if not entry.heads)
        self._letters = by_beginning((one, entry) for entry in entries for one in entry.letters)
        self._heads = by_beginning((one, entry) for entry in entries for one in entry.heads)
        self._words: dict[str, tuple[frozenset[Entry], frozenset[Entry]]] = {}
        self._recent: dict[str, dict[str, list[Entry]]] = {}

    def worth_trying(self, folded: str) -> dict[str, list[Entry]]:
        """Return, by family, the entries that may match in a text. The last texts asked about are remembered."""
        known = self._recent.get(folded)
        if known is not None:
            return known
        held, begun = set(self._without_letters), set(self._without_heads)
        for word in set(_WORD.findall(folded)):
            holding, beginning = self._words.get(word) or self._meet(word)
            held |= holding
            begun |= beginning
        found: dict[str, list[Entry]] = {}
        for entry in held & begun:
            found.setdefault(entry.family, []).append(entry)
        if len(self._recent) >= _REMEMBERED:
            self._recent.clear()
        self._recent[folded] = found
        return found

    def _meet(self, word: str) -> tuple[frozenset[Entry], frozenset[Entry]]:
        """Return the entries that need letters a word holds, and those that begin as it does."""
        holding = frozenset(
            entry
            for place in range(len(word) - 2)
            for letters, entry in self._letters.get(word[place : place + LEAST], ())
            if word.startswith(letters, place)
        )
        beginning = frozenset(entry for head, entry in self._heads.get(word[:LEAST], ()) if word.startswith(head))
        if len(self._words) >= _WORDS_REMEMBERED:
            self._words.clear()
        self._words[word] = holding, beginning
        return holding, beginning


class Family:
    """The entries of one idea in one language."""

    def __init__(self, index: Index, name: str) -> None:
        self._index = index
        self._name = name

    def find(self, folded: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the earliest match in [start, end)."""
        best: re.Match[str] | None = None
        stop = len(folded) if end is None else end
        for entry in self._index.worth_trying(folded).get(self._name, ()):
            match = next(entry.matches(folded, start, stop), None)
            if match is not None and (best is None or _order(match) < _order(best)):
                best = match
        return best

    def find_all(self, folded: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
        """Return every match, in order; several entries may cover one place."""
        stop = len(folded) if end is None else end
        entries = self._index.worth_trying(folded).get(self._name, ())
        found = [match for entry in entries for match in entry.matches(folded, start, stop)]
        return sorted(found, key=_order) if len(found) > 1 else found


def _order(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


@cache
def _data(language: str) -> dict[str, list[str]]:
    with files(__package__).joinpath(f"{language}.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _index(language: str) -> Index:
    return Index({name: entries for name, entries in _data(language).items() if name not in WORD_LISTS})


@cache
def family(language: str, name: str) -> Family | None:
    """Return the entries of `name` in `language`; None when the language does not have them."""
    if language not in LANGUAGES or name not in _index(language).names:
        return None
    return Family(_index(language), name)


@cache
def words(language: str, name: str) -> frozenset[str]:
    """Return a plain list of words (folded) as a set, empty when the language lacks it."""
    if language not in LANGUAGES:
        return frozenset()
    return frozenset(_data(language).get(name, ()))


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of `names.toml`, which belongs to no language (given names, words that are no name)."""
    with files(__package__).joinpath("names.toml").open("rb") as stream:
        return frozenset(str(tomllib.load(stream)[name]).split())


@cache
def everywhere(name: str) -> frozenset[str]:
    """Return the words of `name` in all languages together."""
    return frozenset().union(*(words(language, name) for language in LANGUAGES))
