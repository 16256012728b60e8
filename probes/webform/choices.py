"""Chooses among the answers a form offers: by meaning for a subject, neutrally where nothing fits."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from links.forms.lexicon import phrases, says
from links.forms.sight import Option
from links.pages.words import folded

_EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "to",
        "in",
        "on",
        "and",
        "or",
        "is",
        "be",
        "your",
        "my",
        "our",
        "with",
        "about",
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "un",
        "une",
        "et",
        "ou",
        "en",
        "sur",
        "pour",
        "par",
        "au",
        "aux",
        "mon",
        "ma",
        "mes",
        "votre",
        "vos",
        "notre",
        "nos",
        "ce",
        "cette",
        "l",
        "d",
        "je",
        "vous",
        "nous",
        "il",
        "elle",
        "demande",
        "demander",
        "question",
        "information",
        "renseignement",
        "request",
        "enquiry",
        "how",
        "do",
        "what",
        "comment",
        "bonjour",
        "merci",
        "madame",
        "monsieur",
        "hello",
        "service",
        "services",
    ]
)
_STEM = 6
NEAR = 0.12
"""Below this an option does not speak of what is asked."""


def is_placeholder(option: Option, position: int) -> bool:
    """Whether an option only asks to choose: empty, a row of dashes, "Choose…"."""
    text = folded(option.text)
    if not text or option.disabled:
        return True
    full = phrases("option.placeholder").fullmatch(text) is not None
    starts = phrases("option.placeholder").match(text) is not None
    if not option.value or option.value in ("-1", "0", "_none", "none", "null"):
        return (position == 0 and (starts or full or not option.value)) or full or (starts and not option.value)
    return position == 0 and (
        full or (starts and text.split()[0].startswith(("choi", "choo", "sele", "veui", "plea", "merc", "pick")))
    )


def real(options: Sequence[Option]) -> list[int]:
    """Return the positions of the options that are answers."""
    return [i for i, option in enumerate(options) if not is_placeholder(option, i)]


def by_phrases(options: Sequence[Option], *lists: str) -> int | None:
    """Return the first option saying a phrase of the first list that any option says, the shortest text first."""
    allowed = real(options)
    for name in lists:
        said = [i for i in allowed if says(name, options[i].text)]
        if said:
            return min(said, key=lambda i: len(options[i].text.split()))
    return None


def by_text(options: Sequence[Option], text: str) -> int | None:
    """Return the option that reads or is worth a text, else one that holds it."""
    wanted = folded(text)
    allowed = real(options)
    for i in allowed:
        if wanted and wanted in (folded(options[i].text), folded(options[i].value)):
            return i
    return next((i for i in allowed if wanted and f" {wanted} " in f" {folded(options[i].text)} "), None)


def by_meaning(options: Sequence[Option], subject: str, topics: Sequence[str], text: str) -> tuple[int | None, float]:
    """Return the option closest to what is asked, and how close; else the neutral one, else the closest of all.

    None only when there is nothing to choose from.
    """
    allowed = real(options)
    if not allowed:
        return None, 0.0
    asked = _vector(
        [(topic, 3.0 / (1 + 0.3 * rank)) for rank, topic in enumerate(topics)] + [(subject, 2.5), (text, 0.4)]
    )
    near = {i: _closeness(asked, _vector([(options[i].text, 1.0), (options[i].group, 0.4)])) for i in allowed}
    best = max(allowed, key=lambda i: near[i])
    if near[best] >= NEAR and not says("option.other_best", options[best].text):
        return best, near[best]
    neutral = by_phrases(options, "option.other_best", "option.general")
    return (neutral if neutral is not None else best), near[best]


@cache
def _themes() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(files("probes.webform").joinpath("themes.toml").read_text("utf-8"))
    return {name: tuple(words) for name, words in data.items()}


def _vector(weighted: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Return the weight of each word stem and of each theme (named "@theme") of some texts."""
    found: dict[str, float] = {}
    for text, weight in weighted:
        bare = folded(text)
        for word in set(bare.split()) - _EMPTY_WORDS:
            if len(word) > 2:
                found[word[:_STEM]] = found.get(word[:_STEM], 0) + weight
        padded = f" {bare}"
        for theme, words in _themes().items():
            said = sum(f" {word}" in padded if len(word) > 3 else f" {word} " in f"{padded} " for word in words)
            if said:
                found[f"@{theme}"] = found.get(f"@{theme}", 0) + weight * min(said, 3) * 1.2
    return found


def _closeness(one: dict[str, float], other: dict[str, float]) -> float:
    shared = sum(one[key] * other[key] for key in one.keys() & other.keys())
    if not shared:
        return 0.0
    return shared / (math.hypot(*one.values()) * math.hypot(*other.values()))
