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

from collectors.reading.text.lexicon.index import Entry, Index

WORD_LISTS = frozenset(
    {"greeting_words", "greeting_civility", "greeting_generic", "known_acronyms", "stop_words", "negations_short"}
)
"""Families that are plain words, not patterns."""
_GROUPS = (
    frozenset({"thanks", "please", "leave_taking", "closing", "street"}),
    frozenset({"role", "service", "privacy_notice"}),
    frozenset({"negations", "not_negations", "clause_breaks", "cost_words", "self_naming"}),
)
"""Families with an index of their own: those looked for in every language, in single lines, or seldom."""
_GROUPED = frozenset[str]().union(*_GROUPS)
__all__ = ["LANGUAGES", "Family", "everywhere", "family", "listed", "words"]
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")


class Family:
    """The entries of one idea in one language."""

    def __init__(self, index: Index, name: str) -> None:
        self._index = index
        self._name = name

    def find(self, folded: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the earliest match in [start, end)."""
        best: re.Match[str] | None = None
        stop = len(folded) if end is None else end
        for entry, places in self._index.worth_trying(folded).get(self._name, ()):
            match = next(entry.matches(folded, places, start, stop), None)
            if match is not None and (best is None or _order(match) < _order(best)):
                best = match
        return best

    def find_all(self, folded: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
        """Return every match, in order; several entries may cover one place."""
        stop = len(folded) if end is None else end
        worth = self._index.worth_trying(folded).get(self._name)
        if worth is None:
            return []
        found = [match for entry, places in worth for match in entry.matches(folded, places, start, stop)]
        return sorted(found, key=_order) if len(found) > 1 else found


def _order(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


@cache
def _data(language: str) -> dict[str, list[str]]:
    with files(__package__).joinpath(f"{language}.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _index(language: str, names: frozenset[str]) -> Index:
    """Return the index of some families of a language, or of all that no group has when `names` is empty."""
    return Index(
        [
            Entry(name, entry)
            for name, entries in _data(language).items()
            if name not in WORD_LISTS and (name in names if names else name not in _GROUPED)
            for entry in entries
        ]
    )


@cache
def family(language: str, name: str) -> Family | None:
    """Return the entries of `name` in `language`; None when the language does not have them."""
    if language not in LANGUAGES or name in WORD_LISTS or name not in _data(language):
        return None
    group = next((group for group in _GROUPS if name in group), frozenset[str]())
    return Family(_index(language, group), name)


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
