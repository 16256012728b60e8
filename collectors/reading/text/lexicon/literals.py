"""Which letters a pattern cannot do without: a cheap test that spares most regular expressions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

LEAST = 3
"""The fewest letters worth looking for."""

T = TypeVar("T")


def by_beginning(pairs: Iterable[tuple[str, T]]) -> dict[str, list[tuple[str, T]]]:
    """Return pairs of a string and what it stands for by the first letters of the string."""
    found: dict[str, list[tuple[str, T]]] = {}
    for string, value in pairs:
        found.setdefault(string[:LEAST], []).append((string, value))
    return found


def needed(pattern: str) -> tuple[str, ...]:
    """Return strings one of which every match of `pattern` holds; empty when none of useful length is sure.

    Understands what the lexicon uses: literals, escapes, classes, groups with alternatives, quantifiers.
    """
    return _alternatives(pattern)


def heads(pattern: str) -> tuple[str, ...]:
    """Return strings one of which every match begins with; empty when some match may begin otherwise."""
    found: list[str] = []
    for branch in _split(pattern):
        run = _leading_run(branch)
        if not run and branch.startswith("(?:"):
            end = _group_end(branch, 0)
            if branch[end + 1 : end + 2] not in ("?", "*") and branch[end + 1 : end + 3] != "{0":
                inner = heads(branch[3:end])
                if not inner:
                    return ()
                found.extend(inner)
                continue
        if len(run) < LEAST:
            return ()
        found.append(run)
    return tuple(dict.fromkeys(found))


def _leading_run(branch: str) -> str:
    index = 0
    while index < len(branch) and branch[index].isalnum() and branch[index + 1 : index + 2] not in ("?", "*", "{"):
        index += 1
    return branch[:index]


def _alternatives(pattern: str) -> tuple[str, ...]:
    found: list[str] = []
    for branch in _split(pattern):
        best = _sequence(branch)
        if not best:
            return ()
        found.extend(best)
    return tuple(dict.fromkeys(found))


def _split(pattern: str) -> list[str]:
    """Cut at the bars of the top level."""
    branches, depth, start, index = [], 0, 0, 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            index += 1
        elif character == "[":
            index = _class_end(pattern, index)
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            branches.append(pattern[start:index])
            start = index + 1
        index += 1
    return [*branches, pattern[start:]]


def _class_end(pattern: str, index: int) -> int:
    first = index + 2 if pattern[index + 1] == "^" else index + 1
    return pattern.index("]", first + (pattern[first] == "]"))


def _group_end(pattern: str, index: int) -> int:
    depth = 0
    while True:
        character = pattern[index]
        if character == "\\":
            index += 1
        elif character == "[":
            index = _class_end(pattern, index)
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return index
        index += 1


def _sequence(branch: str) -> tuple[str, ...]:
    """Return the best need of a sequence: its longest literal run, or that of a group that must occur."""
    needs: list[tuple[str, ...]] = []
    run, index = "", 0
    while index < len(branch):
        character = branch[index]
        if character.isalnum() and branch[index + 1 : index + 2] not in ("?", "*", "{"):
            run += character
            index += 1
            continue
        needs.append((run,))
        run = ""
        if character == "(":
            end = _group_end(branch, index)
            optional = branch[end + 1 : end + 2] in ("?", "*") or branch[end + 1 : end + 3] == "{0"
            inner = branch[index + 1 : end]
            if not optional and not inner.startswith(("?=", "?!", "?<")):
                needs.append(_alternatives(inner.removeprefix("?:")))
            index = end + 1
        elif character == "\\":
            index += 2
        elif character == "[":
            index = _class_end(branch, index) + 1
        elif character == "{":
            index = branch.index("}", index) + 1
        else:
            index += 1
    needs.append((run,))
    useful = [need for need in needs if need and min(map(len, need)) >= LEAST]
    return max(useful, key=lambda need: min(min(map(len, need)), 6) / len(need) ** 0.5, default=())
