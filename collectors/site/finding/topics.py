"""What links lead to, by their words and their path (`topics.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from collectors.reading.folding import fold

_LONGEST_LABEL = 90
_DECORATION = re.compile(r"^[\W_]+|[\W_]+$")
_OPENING_WORDS = re.compile(
    r"^(?:acceder|aller|rendez-vous|voir|consulter|decouvrir|lire|go|see|view|read)(?: (?:a|au|aux|la|le|les|l'|"
    r"sur|to|the|our|about)){0,3} "
)


@dataclass(frozen=True)
class _Topic:
    words: re.Pattern[str]
    path: re.Pattern[str]
    excluded: re.Pattern[str] | None


@cache
def _topics() -> dict[str, _Topic]:
    with files(__package__).joinpath("topics.toml").open("rb") as stream:
        data = tomllib.load(stream)
    return {
        name: _Topic(
            re.compile("(?:" + "|".join(entry["words"]) + ")"),
            re.compile("(?:" + "|".join(entry["path"]) + ")"),
            re.compile(r"\b(?:" + "|".join(entry["not"]) + r")\b") if entry["not"] else None,
        )
        for name, entry in data.items()
    }


def topic_names() -> tuple[str, ...]:
    return tuple(_topics())


@lru_cache(maxsize=20_000)
def topics_of(text: str, address: str) -> dict[str, float]:
    """Return how well a link's words and path fit each topic that they fit at all: 3 for words that say just that,
    down to 1 for a path alone."""
    label = _DECORATION.sub("", fold(" ".join(text.split())))[:_LONGEST_LABEL]
    bare = _OPENING_WORDS.sub("", label)
    path = _path_words(address)
    last = path.rsplit(" / ", 1)[-1]
    found: dict[str, float] = {}
    for name, topic in _topics().items():
        if topic.excluded and topic.excluded.search(label):
            continue
        score = _said(topic.words, label, bare)
        if topic.path.fullmatch(last):
            score += 1.0
        elif not score and any(topic.path.fullmatch(part) for part in path.split(" / ")[:-1]):
            score = 0.4
        if score:
            found[name] = score
    return found


def _said(words: re.Pattern[str], label: str, bare: str) -> float:
    if not label:
        return 0.0
    if words.fullmatch(label) or words.fullmatch(bare):
        return 3.0
    match = re.search(rf"(?<!\w){words.pattern}(?!\w)", label)
    if match is None:
        return 0.0
    # the more of the label it takes, the surer
    return 0.8 + 1.4 * len(match.group()) / len(label)


def _path_words(address: str) -> str:
    path = unquote(urlsplit(address).path)
    parts = [re.sub(r"\.(?:html?|php|aspx?|jsp)$", "", part) for part in path.split("/") if part]
    words = (" ".join(re.split(r"[-_+., ]+", re.sub(r"^\d+-|-\d+$", "", fold(part)))) for part in parts)
    return " / ".join(word.strip() for word in words)
