"""Words and phrases by language: data (`fr.toml`…), and the matcher that runs them over folded text.

An entry is a regular expression on folded text (lower case, no accents) with three shorthands: a blank stands for any
white space, `<3>` for up to three words of the same sentence, and word boundaries are implied at both ends (a final
`~` frees the end). An entry is tried only where words that it could match occur (`index`), which keeps hundreds of
entries below a millisecond a message.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from collectors.reading.text.lexicon.index import Entry, Index, Worthy
from collectors.reading.text.tokens import look_over

WORD_LISTS = frozenset(
    {"greeting_words", "greeting_civility", "greeting_generic", "known_acronyms", "stop_words", "negations_short"}
)
"""Families that are plain words, not patterns."""
_EVERYWHERE = frozenset({"thanks", "please", "leave_taking", "closing", "street", "role", "service", "privacy_notice"})
"""Families looked for in every language and in single lines: they have an index of their own beside the whole one."""
_SELDOM = frozenset({"negations", "not_negations", "clause_breaks", "cost_words", "self_naming"})
"""Families that the whole index lacks: they are looked for when an answer is held against a scenario."""
__all__ = ["LANGUAGES", "Family", "everywhere", "family", "listed", "look_at", "words"]
_NOTHING: Worthy = []
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")


class Family:
    """The entries of one idea in one language."""

    def __init__(self, index: Index, name: str, whole: Index | None = None) -> None:
        self._index = index
        self._whole = whole or index
        self._name = name

    def _worth_trying(self, folded: str) -> Worthy:
        """Ask the whole index when it has looked at the text already, else the smaller one."""
        worth = self._whole.remembered(folded)
        return (self._index.worth_trying(folded) if worth is None else worth).get(self._name, _NOTHING)

    def may_begin(self, folded: str, start: int, end: int) -> bool:
        """Tell whether a match can begin in [start, end), as far as words tell."""
        return any(
            not entry.is_told or any(start <= place < end for place in places)
            for entry, places in self._worth_trying(folded)
        )

    def find(self, folded: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the earliest match in [start, end)."""
        best: re.Match[str] | None = None
        stop = len(folded) if end is None else end
        for entry, places in self._worth_trying(folded):
            match = entry.first(folded, places, start, stop)
            if match is not None and (best is None or _order(match) < _order(best)):
                best = match
        return best

    def find_all(self, folded: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
        """Return every match, in order; several entries may cover one place."""
        stop = len(folded) if end is None else end
        found: list[re.Match[str]] = []
        for entry, places in self._worth_trying(folded):
            found += entry.matches(folded, places, start, stop)
        return sorted(found, key=_order) if len(found) > 1 else found


def _order(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


@cache
def _data(language: str) -> dict[str, list[str]]:
    with files(__package__).joinpath(f"{language}.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _entries(language: str, name: str) -> tuple[Entry, ...]:
    return tuple(Entry(name, entry) for entry in _data(language)[name])


@cache
def _index(language: str, names: frozenset[str]) -> Index:
    """Return the index of some families of a language, or of all but the seldom ones when `names` is empty."""
    return Index(
        [
            entry
            for name in _data(language)
            if name not in WORD_LISTS and (name in names if names else name not in _SELDOM)
            for entry in _entries(language, name)
        ]
    )


def look_at(language: str, folded: str) -> None:
    """Let all families of a language go over a text at once; none is looked for in another language."""
    look_over(folded)
    if language in LANGUAGES:
        _index(language, frozenset()).worth_trying(folded)


@cache
def family(language: str, name: str) -> Family | None:
    """Return the entries of `name` in `language`; None when the language does not have them."""
    if language not in LANGUAGES or name in WORD_LISTS or name not in _data(language):
        return None
    if name in _SELDOM:
        return Family(_index(language, _SELDOM), name)
    whole = _index(language, frozenset())
    return Family(_index(language, _EVERYWHERE) if name in _EVERYWHERE else whole, name, whole)


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
