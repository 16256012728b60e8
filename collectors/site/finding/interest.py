"""What a citizen with a scenario looks for: the words of its topic, and how far a text is about it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

from collectors.reading.relevance.lemmas import Token, matches, tokens
from collectors.reading.relevance.verdict import Assessment, assess
from collectors.site.pages.page import Page
from collectors.site.pages.sections import sections
from domain.scenario import Scenario

_HUB = 0.3


@dataclass(frozen=True)
class Reading:
    """What a page says of a scenario; `text` is the part of the page that is about it."""

    page: Page
    text: str
    assessment: Assessment

    @property
    def coverage(self) -> float:
        return self.assessment.coverage


class Interest:
    """A scenario in one language."""

    def __init__(self, scenario: Scenario, language: str, category: str = "") -> None:
        self.scenario = scenario
        self.language = language
        self.category = category
        self._title = scenario.title.get(language, "")
        words = tokens(self._title, language)
        self._keywords = _distinct(tokens(" ; ".join(scenario.keywords.get(language, [])), language))
        core = [word for word in words if any(matches(key, word) for key in self._keywords)]
        self._core = _distinct(core or words)

    @cached_property
    def query(self) -> str:
        """What one types into a search field: the title's words about the topic, from the first to the last."""
        return self._title[self._core[0].start : self._core[-1].end] if self._core else self._title

    def score(self, text: str) -> float:
        """Return how much a short text (a link, a heading) is about the topic: a point a word of the title, half a
        point a keyword."""
        there = tokens(text[:300], self.language)
        core = sum(1.0 for word in self._core if any(matches(word, token) for token in there))
        others = (key for key in self._keywords if not any(matches(key, word) for word in self._core))
        return core + 0.5 * sum(1 for key in others if any(matches(key, token) for token in there))

    @property
    def full(self) -> float:
        """The score from which a heading alone says that a text is about the topic."""
        return min(2.0, float(len(self._core)))

    def is_about(self, heading: str, text: str) -> bool:
        score = self.score(heading)
        if score >= max(2.0, self.full):
            return True
        if score < 0.5:
            return False
        there = tokens(text[:6000], self.language)
        said = sum(1 for word in self._core if any(matches(word, token) for token in there))
        return said >= math.ceil(len(self._core) * 2 / 3)

    def read(self, page: Page) -> Reading | None:
        """Return what a page says of the scenario, None when it is not about it or in another language."""
        if page.language not in (self.language, "") or self.language not in self.scenario.keywords:
            return None
        main = page.main_text
        headings = " ; ".join([page.title, *(text for level, text in page.headings if level == 1)])
        parts = [main] if self.is_about(headings, main) else []
        parts += [section.text for section in sections(page) if self.is_about(section.heading, section.text)]
        readings = [reading for text in parts if (reading := self._assessed(page, text)) is not None]
        return max(readings, key=lambda reading: reading.coverage, default=None)

    def _assessed(self, page: Page, text: str) -> Reading | None:
        found = assess(text[:40_000], self.scenario, self.language, category=self.category)
        return Reading(page, text, found) if found is not None else None

    def link_score(self, text: str, address: str, hub: bool) -> float:
        """Return how promising a link is; `hub` says that it leads to services or procedures in general."""
        path = re.sub(r"[\W_]+", " ", address.split("://", 1)[-1].partition("/")[2])
        return max(self.score(text), 0.8 * self.score(path)) + (_HUB if hub else 0.0)


def _distinct(words: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for word in words:
        if not any(matches(word, other) for other in kept):
            kept.append(word)
    return kept
