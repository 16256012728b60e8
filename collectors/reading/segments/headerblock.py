"""Header blocks: the "From: … Sent: … To: … Subject: …" lines that mail programs put above an unprefixed quote.

Labels are known in many languages; for any other language, three "label: value" lines of which one value is an
address and another a date have the same shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from collectors.reading import lexicon
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import ADDRESS, has_date, has_time

_ROLES = ("from", "date", "to", "cc", "subject", "other")
_LONGEST_LABEL = 32
_MOST_LINES = 24


@cache
def _labels() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for role in _ROLES:
        for label in lexicon.everywhere("labels", role):
            found.setdefault(label, set()).add(role)
    return {label: frozenset(roles) for label, roles in found.items()}


def known_roles(label: str) -> frozenset[str]:
    """Return what a folded label of a header line announces in any language, nothing for an unknown one."""
    return _labels().get(label, frozenset())


@cache
def _inner_label() -> re.Pattern[str]:
    found = {label for role in ("date", "to", "subject") for label in lexicon.everywhere("labels", role)}
    return re.compile(r"\s(" + "|".join(map(re.escape, sorted(found, key=len, reverse=True))) + r")\s?:\s")


def one_line_block(folded: str) -> bool:
    """Tell whether a line holds a whole header block, its line ends lost: "From: … To: … Subject: …"."""
    label = _label(folded)
    if label is None or "from" not in _labels().get(label[0], frozenset()) or folded.count(":") < 3:
        return False
    roles = {role for found in _inner_label().findall(folded) for role in _labels()[found]}
    return len(roles & {"date", "to", "subject"}) >= 2 and (ADDRESS.search(folded) is not None or has_date(folded))


@dataclass(frozen=True)
class HeaderBlock:
    """A header block on lines [first, after)."""

    after: int
    subject: str


def header_block(lines: Lines, first: int, *, announced: bool = False) -> HeaderBlock | None:
    """Return the block that begins at line `first`; `announced` when a separator above already says so."""
    label = _label(lines.folded[first])
    if label is None or (label[0] not in _labels() and not lines.shown[first][:1].isalpha()):
        return None
    if one_line_block(lines.folded[first]):
        return HeaderBlock(first + 1, "")
    roles: set[str] = set()
    filled: list[str] = []
    subject = ""
    unknown = 0
    number, after = first, first
    missed = 0
    while number < len(lines) and number - first < _MOST_LINES:
        if not lines.shown[number]:
            # a page's header lines may each be a paragraph; two blanks end the block
            if number + 1 < len(lines) and _role(lines, number + 1) and lines.shown[number + 1]:
                number += 1
                continue
            break
        found = _label(lines.folded[number])
        known = _labels().get(found[0], frozenset()) if found else frozenset()
        if found and known:
            fresh = known - roles
            if not fresh and "other" not in known:
                break
            roles |= {min(fresh, key=_ROLES.index)} if fresh else set()
            filled.append(found[1])
            if "subject" in known:
                subject = found[1]
            missed = 0
        elif found and " " not in found[0] and _foreign(filled or [found[1]]):
            unknown += 1
            filled.append(found[1])
        elif missed >= 3 or not _continues(lines, number):
            break
        else:
            missed += 1
            filled.append(lines.folded[number])
            number += 1
            continue
        number += 1
        after = number
    if "from" in roles and label[0] not in _labels():
        return None  # a line of the text that happens to have a colon, right above the headers
    if _enough(roles, filled, announced) or (unknown and unknown + len(roles) >= 3 and _both(filled)):
        return HeaderBlock(after, subject)
    return None


def _continues(lines: Lines, number: int) -> bool:
    """A long list of addressees runs over several lines until the next label."""
    ahead = range(number + 1, min(number + 4, len(lines)))
    return bool(ADDRESS.search(lines.folded[number]) or ";" in lines.shown[number]) or any(
        _role(lines, n) for n in ahead
    )


def _role(lines: Lines, number: int) -> frozenset[str]:
    label = _label(lines.folded[number])
    return _labels().get(label[0], frozenset()) if label else frozenset()


def _label(folded: str) -> tuple[str, str] | None:
    at = folded.find(":", 0, _LONGEST_LABEL + 6)
    if at < 1:
        return None
    label = folded[:at].strip(" *_>\"'|")
    if not label or len(label) > _LONGEST_LABEL:
        return None
    return label, folded[at + 1 :].strip(" *_|")


def _foreign(values: list[str]) -> bool:
    """In a language without known labels the sender's address comes first."""
    return ADDRESS.search(values[0]) is not None


def _both(values: list[str]) -> bool:
    return any(ADDRESS.search(value) for value in values) and any(
        has_date(value) and has_time(value) for value in values
    )


def _enough(roles: set[str], values: list[str], announced: bool) -> bool:
    main = roles - {"other"}
    if announced:
        return len(main) >= 1
    if len(main) < 2 or not ("from" in main or {"date", "to", "subject"} <= main):
        return False
    dated = any(has_date(value) for value in values)
    addressed = any(ADDRESS.search(value) for value in values)
    if len(main) >= 3:
        return dated or addressed or len(main) >= 4
    return (addressed and (dated or "subject" in main or "to" in main)) or (dated and any(map(has_time, values)))
