"""The parts of a pattern, and which letters it cannot do without: a cheap test that spares regular expressions."""

from __future__ import annotations

LEAST = 3
"""The fewest letters worth looking for."""


def needed(pattern: str) -> tuple[str, ...]:
    """Return strings one of which every match of `pattern` holds; empty when none of useful length is sure.

    Understands what the lexicon uses: literals, escapes, classes, groups with alternatives, quantifiers.
    """
    return _alternatives(pattern)


def _alternatives(pattern: str) -> tuple[str, ...]:
    found: list[str] = []
    for branch in split_branches(pattern):
        best = _sequence(branch)
        if not best:
            return ()
        found.extend(best)
    return tuple(dict.fromkeys(found))


def split_branches(pattern: str) -> list[str]:
    """Return a pattern cut at the bars of its top level."""
    branches, depth, start, index = [], 0, 0, 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            index += 1
        elif character == "[":
            index = class_end(pattern, index)
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            branches.append(pattern[start:index])
            start = index + 1
        index += 1
    return [*branches, pattern[start:]]


def class_end(pattern: str, index: int) -> int:
    """Return where the class ends whose bracket opens at `index`."""
    first = index + 2 if pattern[index + 1] == "^" else index + 1
    return pattern.index("]", first + (pattern[first] == "]"))


def group_end(pattern: str, index: int) -> int:
    """Return where the group ends whose parenthesis opens at `index`."""
    depth = 0
    while True:
        character = pattern[index]
        if character == "\\":
            index += 1
        elif character == "[":
            index = class_end(pattern, index)
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
            end = group_end(branch, index)
            optional = branch[end + 1 : end + 2] in ("?", "*") or branch[end + 1 : end + 3] == "{0"
            inner = branch[index + 1 : end]
            if not optional and not inner.startswith(("?=", "?!", "?<")):
                needs.append(_alternatives(inner.removeprefix("?:")))
            index = end + 1
        elif character == "\\":
            index += 2
        elif character == "[":
            index = class_end(branch, index) + 1
        elif character == "{":
            index = branch.index("}", index) + 1
        else:
            index += 1
    needs.append((run,))
    useful = [need for need in needs if need and min(map(len, need)) >= LEAST]
    return max(useful, key=lambda need: min(min(map(len, need)), 6) / len(need) ** 0.5, default=())
