"""The vocabulary of forms and of the pages around: roles of fields (`roles.toml`), turns of phrase (`phrases.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from links.pages.words import folded, pattern


@dataclass(frozen=True)
class Words:
    """The phrases of one role."""

    strong: re.Pattern[str]
    weak: re.Pattern[str]
    never: re.Pattern[str]
    autocomplete: frozenset[str]

    def strength(self, text: str) -> float:
        """Return how far a folded text names this role, 0…1; words around the phrase weaken it, a long text most."""
        if not text or self.never.search(text):
            return 0.0
        if match := self.strong.search(text):
            base = 1.0
        elif match := self.weak.search(text):
            base = 0.5
        else:
            return 0.0
        around = len(text.split()) - len(match[0].split())
        # what a label begins with is what it is about: "E-mail (for our reply to your message)"
        late = 0.85 if match.start() > 25 else 1.0
        return base * late * (1.0 if around <= 2 else 0.85 if around <= 6 else 0.6 if around <= 14 else 0.4)


@cache
def roles() -> dict[str, Words]:
    """Return the words of every role, in the file's order."""
    data = tomllib.loads(files(__package__).joinpath("roles.toml").read_text("utf-8"))
    return {
        role: Words(
            pattern(tuple(entry["strong"])),
            pattern(tuple(entry["weak"])),
            pattern(tuple(entry["never"])),
            frozenset(entry["autocomplete"]),
        )
        for role, entry in data.items()
    }


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Return a list of `phrases.toml` as one pattern over folded text. Raises KeyError for a name it does not hold."""
    data = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    section, _, key = name.partition(".")
    return pattern(tuple(data[section][key]))


def says(name: str, text: str) -> bool:
    """Whether a text holds one of the phrases of a list."""
    return phrases(name).search(folded(text)) is not None
