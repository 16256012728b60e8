"""The wording of delivery failures, by condition and language: `conditions.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LONGEST_PROSE = 8_000
_ACCENT = re.compile("[\u0300-\u036f]")
_INNER_DOT = re.compile(r"(?<=\w)\.(?=\w)")


@dataclass(frozen=True)
class Condition:
    """A reason of failure: `detail` is subject.detail of RFC 3463, `usual_class` its class when nothing else tells."""

    name: str
    detail: str
    usual_class: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Wording:
    conditions: tuple[Condition, ...]
    sentences: dict[str, re.Pattern[str]]
    subjects: dict[str, re.Pattern[str]]


@lru_cache(maxsize=8)
def patterns(name: str) -> dict[str, str]:
    """Return the named alternations of a table of this folder, as sources of regular expressions."""
    table = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
    return {key: "|".join(sources) for key, sources in table["patterns"].items()}


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Load and compile the table."""
    table = tomllib.loads((Path(__file__).parent / "conditions.toml").read_text("utf-8"))
    words = {name: "|".join(f"(?:{word})" for word in found) for name, found in table["words"].items()}

    def compiled(patterns: list[str]) -> re.Pattern[str]:
        source = "|".join(f"(?:{pattern})" for pattern in patterns)
        for name, alternatives in words.items():
            source = source.replace("{" + name + "}", alternatives)
        return re.compile(unaccented(source))

    return Wording(
        conditions=tuple(
            Condition(one["name"], one["detail"], one["class"], compiled(one["patterns"])) for one in table["condition"]
        ),
        sentences={name: compiled(patterns) for name, patterns in table["sentences"].items()},
        subjects={name: compiled(patterns) for name, patterns in table["subjects"].items()},
    )


def unaccented(text: str) -> str:
    """Return text, or the source of a pattern, without the accents that a keyboard may lack."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))


def squeeze(text: str) -> str:
    """Return text as the patterns want it: lower case, plain apostrophes, single blanks, bounded.

    A dot inside an address or a host becomes "·", since the patterns stop at the end of a sentence. Accents go, since
    many systems write without them.
    """
    plain = unaccented(" ".join(text[:_LONGEST_PROSE].lower().replace("’", "'").split()))
    return _INNER_DOT.sub("·", plain)


_SENTENCE = re.compile(r"[^.;!?。]+")
_HYPOTHESIS = re.compile(
    r"\b(?:if|when|eventually|unless|until|should (?:it|this|the)|si|s'il|lorsque|jusqu'a|wenn|falls|sollte|cuando"
    r"|quando|gdy|jesli|pokud|если|когда)\b"
)


def without_hypotheses(squeezed: str) -> str:
    """Leave out the sentences that tell what would be: "if that happens, the message will be returned"."""
    return ".".join(one for one in _SENTENCE.findall(squeezed) if not _HYPOTHESIS.search(one))


def says(sentence: str, squeezed: str) -> bool:
    """Say whether a squeezed text holds a sentence of the kind `failure`, `delay`, `given_up`…"""
    return wording().sentences[sentence].search(squeezed) is not None


def subject_says(sentence: str, squeezed: str) -> bool:
    return wording().subjects[sentence].search(squeezed) is not None


@lru_cache(maxsize=256)
def condition_of(squeezed: str) -> Condition | None:
    """Return the condition named first in a squeezed text; among those starting together, the more specific."""
    best: Condition | None = None
    position = len(squeezed) + 1
    for condition in wording().conditions:
        match = condition.pattern.search(squeezed)
        if match is not None and match.start() < position:
            best, position = condition, match.start()
    return best
