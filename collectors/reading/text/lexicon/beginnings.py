"""How the matches of a lexicon entry may begin: their first word, and the second one where it is sure.

A text without the first word, or with another one after it, spares the regular expression.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from collectors.reading.text.lexicon.literals import class_end, group_end, split_branches

_MOST = 1000
"""An entry that may begin in more ways is looked for by the letters it needs."""
_LONGEST = 24
_FEW = 12
_DIGITS = "0123456789"


class Word(NamedTuple):
    """What a word of a text is, or begins with when not `whole`."""

    text: str
    whole: bool


class Beginning(NamedTuple):
    """The first word of a match, and the second one when it is sure."""

    first: Word
    second: Word | None


class _Unsure(Exception):
    """Some match begins in a way that no word tells."""


class _Grown(NamedTuple):
    """What a match begins with; a blank stands for whatever parts two words. Nothing is known of what follows once it
    is `done`."""

    text: str
    done: bool


_Ways = list[_Grown]


def beginnings(source: str) -> tuple[Beginning, ...]:
    """Return all the ways in which a match of an entry may begin; none when that is not sure or too many are."""
    try:
        ways = _alternatives(source.rstrip("~ "), [_Grown("", False)])
        if not source.endswith("~"):
            ways = _parted(ways)
        return tuple(dict.fromkeys(_beginning(way.text) for way in ways))
    except _Unsure:
        return ()


def _beginning(text: str) -> Beginning:
    first, gap, rest = text.partition(" ")
    if not first:
        raise _Unsure
    if not rest:
        return Beginning(Word(first, bool(gap)), None)
    return Beginning(Word(first, True), Word(rest.rstrip(" "), rest.endswith(" ")))


def _one_each(ways: Iterable[_Grown]) -> _Ways:
    found = list(dict.fromkeys(ways))
    if len(found) > _MOST:
        # their first words tell enough
        found = list(dict.fromkeys(_first_word(way) for way in found))
    if len(found) > _MOST:
        raise _Unsure
    return found


def _first_word(way: _Grown) -> _Grown:
    first, gap, _ = way.text.partition(" ")
    return _Grown(first + gap, bool(first))


def _followed(ways: _Ways, letters: str) -> _Ways:
    return [way if way.done else _grown(way.text + letters) for way in ways]


def _grown(text: str) -> _Grown:
    return _Grown(text, len(text) > _LONGEST or text.count(" ") > 1)


def _parted(ways: _Ways) -> _Ways:
    """Let the word end: what follows is no letter and no digit."""
    if any(not way.text for way in ways):
        raise _Unsure
    return [way if way.done or way.text.endswith(" ") else _followed([way], " ")[0] for way in ways]


def _open(ways: _Ways) -> _Ways:
    """Let anything follow."""
    if any(not way.text for way in ways):
        raise _Unsure
    return [_Grown(way.text, True) for way in ways]


def _alternatives(pattern: str, ways: _Ways) -> _Ways:
    return _one_each(way for branch in split_branches(pattern) for way in _sequence(branch, ways))


def _sequence(branch: str, ways: _Ways) -> _Ways:
    index = 0
    elided = False
    while index < len(branch) and not all(way.done for way in ways):
        atom, index = _atom(branch, index)
        quantifier, index = _quantifier(branch, index)
        after = _after(atom, ways)
        if quantifier == "?" or (quantifier == "*" and atom == r"\s") or (atom == " " and elided):
            # "(?:de|d') votre" needs no blank after the elision
            after = _one_each([*ways, *after])
        elif quantifier == "*" or quantifier.startswith("{0"):
            after = _open(ways)
        elif quantifier and atom not in (r"\s", " "):
            after = _open(after)
        elided = atom.startswith("(") and "'" in atom
        ways = after
    return ways


def _atom(branch: str, index: int) -> tuple[str, int]:
    """Return the smallest whole part of a pattern that begins at `index`, and where it ends."""
    character = branch[index]
    end = index + 1
    if character.isalnum():
        while branch[end : end + 1].isalnum() and branch[end + 1 : end + 2] not in ("?", "*", "+", "{"):
            end += 1
    elif character == "\\":
        end = index + (4 if branch[index + 1] == "x" else 2)
    elif character == "[":
        end = class_end(branch, index) + 1
    elif character == "(":
        end = group_end(branch, index) + 1
    elif character == "<" or branch[index : index + 2] == " <":
        end = branch.index(">", index) + 1  # a gap takes the blank before it in
    return branch[index:end], end


def _quantifier(branch: str, index: int) -> tuple[str, int]:
    end = index
    if branch[index : index + 1] in ("?", "*", "+"):
        end = index + 1
    elif branch[index : index + 1] == "{":
        end = branch.index("}", index) + 1
    return branch[index:end], end + (end > index and branch[end : end + 1] == "?")


def _after(atom: str, ways: _Ways) -> _Ways:
    """Return how a match begins when an atom follows once."""
    if atom.startswith("("):
        if atom.startswith(("(?=", "(?!", "(?<")):
            return ways
        return _alternatives(atom[1:-1].removeprefix("?:"), ways)
    if atom.startswith("["):
        return _of_class(atom, ways)
    if atom in ("^", "$", r"\b"):
        return ways
    if atom == r"\d":
        return _one_each(way for digit in _DIGITS for way in _followed(ways, digit))
    if atom in (".", r"\w", r"\S", r"\W", r"\D") or "<" in atom:
        return _open(ways)
    return _followed(ways, atom) if atom.isalnum() else _parted(ways)


def _of_class(atom: str, ways: _Ways) -> _Ways:
    members = atom[1:-1]
    inner = members.replace(r"\s", " ").replace(r"\n", " ").replace(r"\d", _DIGITS)
    if members.startswith("^") or "\\" in inner or "-" in inner[1:-1] or len(inner) > _FEW:
        return _open(ways) if any(character.isalnum() for character in inner) else _parted(ways)
    return _one_each(
        way for character in inner for way in (_followed(ways, character) if character.isalnum() else _parted(ways))
    )
