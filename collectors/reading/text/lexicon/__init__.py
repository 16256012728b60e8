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

from collectors.reading.text.lexicon.literals import needed

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


def _at_word_starts(pattern: re.Pattern[str], folded: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Find matches that begin a word. The boundary is checked here and not by the pattern: with a look-behind in front,
    the engine cannot skip to the letters a match may begin with, and is ten times slower."""
    position = start
    while match := pattern.search(folded, position, stop):
        begin = match.start()
        if begin and folded[begin].isalnum() and folded[begin - 1].isalnum():
            position = begin + 1
            continue
        yield match
        position = max(match.end(), begin + 1)


class Family:
    """The entries of one idea in one language."""

    def __init__(self, entries: list[str]) -> None:
        self._entries = [(needed(entry.rstrip("~ ")), re.compile(expand(entry))) for entry in entries]

    def patterns(self) -> list[re.Pattern[str]]:
        return [pattern for _, pattern in self._entries]

    def _possible(self, folded: str) -> Iterator[re.Pattern[str]]:
        for letters, pattern in self._entries:
            if not letters:
                yield pattern
                continue
            for one in letters:
                if one in folded:
                    yield pattern
                    break

    def find(self, folded: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the earliest match in [start, end)."""
        best: re.Match[str] | None = None
        stop = len(folded) if end is None else end
        for pattern in self._possible(folded):
            match = next(_at_word_starts(pattern, folded, start, stop), None)
            if match is not None and (best is None or match.start() < best.start()):
                best = match
        return best

    def find_all(self, folded: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
        """Return every match, in order; several entries may cover one place."""
        stop = len(folded) if end is None else end
        found = [match for pattern in self._possible(folded) for match in _at_word_starts(pattern, folded, start, stop)]
        return sorted(found, key=lambda match: match.span()) if len(found) > 1 else found


@cache
def _data(language: str) -> dict[str, list[str]]:
    with files(__package__).joinpath(f"{language}.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def family(language: str, name: str) -> Family | None:
    """Return the entries of `name` in `language`; None when the language does not have them."""
    if language not in LANGUAGES or name not in _data(language):
        return None
    return Family(_data(language)[name])


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
