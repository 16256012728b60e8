"""One mail, looked at once: the stretches, lines, sentences and zones all measures share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, TypeVar

from collectors.reading.context import Context
from collectors.reading.folding import fold
from collectors.reading.measures.formulas import Formula, find_closing, find_greeting
from collectors.reading.measures.registry import Found, Span
from collectors.reading.measures.signing import SignatureZone, signature_zone
from collectors.reading.measures.stretches import Stretch
from collectors.reading.relevance.verdict import Assessment, assess
from collectors.reading.text import coordinates, names
from collectors.reading.text.lexicon import LANGUAGES, Family, family, look_at
from collectors.reading.text.sentences import Sentence, split, without_addresses
from collectors.reading.text.sentences import words as words_of
from domain.reply import Part, ReadReply

Pairs = list[tuple[int, int]]
T = TypeVar("T")


def remembered(function: Callable[[Analysis], T]) -> Callable[[Analysis], T]:
    """Let a function of an analysis be computed once for each: several measures build on the same finding."""

    @wraps(function)
    def recall(analysis: Analysis) -> T:
        if function not in analysis.memory:
            analysis.memory[function] = function(analysis)
        found: T = analysis.memory[function]
        return found

    return recall


class Analysis:
    """A reply with its context. `own` is what its author wrote (no signature); `written` adds the signature;
    `said` adds disclaimer and mobile line. Offsets of each are turned into those of the whole text by `.span`."""

    def __init__(self, reply: ReadReply, context: Context) -> None:
        self.memory: dict[Callable[..., Any], Any] = {}
        self.reply = reply
        self.context = context
        self.language = reply.language or context.language
        self.languages = tuple(
            dict.fromkeys(code for code in (self.language, context.language, "fr", "en") if code in LANGUAGES)
        )

    @cached_property
    def own(self) -> Stretch:
        return Stretch(self.reply, Part.NEW)

    @cached_property
    def written(self) -> Stretch:
        return Stretch(self.reply, Part.NEW, Part.SIGNATURE)

    @cached_property
    def said(self) -> Stretch:
        return Stretch(self.reply, Part.NEW, Part.SIGNATURE, Part.DISCLAIMER, Part.MOBILE)

    @cached_property
    def greeting(self) -> Formula | None:
        return find_greeting(self.own, self.languages)

    @cached_property
    def closing(self) -> Formula | None:
        return find_closing(self.written, self.languages)

    @cached_property
    def organisation(self) -> frozenset[str]:
        """Folded words of the structure's name, place and mail domain."""
        structure = self.context.structure
        domain_words = names.organisation_words(
            structure.name if structure else "", structure.place if structure else "", self.reply.headers.from_address
        )
        local = fold(self.reply.headers.from_address.partition("@")[0])
        # a domain made of the agent's own name (a craftsman's, say) does not bar it
        return frozenset(word for word in domain_words if word not in re.split(r"[^a-z]+", local))

    @cached_property
    def zone(self) -> SignatureZone:
        return signature_zone(self.reply, self.written, self.closing, self.greeting, self.organisation)

    @cached_property
    def body_end(self) -> int:
        """Where, in `own`, the body stops and the signature zone begins."""
        if self.zone.start >= len(self.written.raw):
            return len(self.own.raw)
        return self.own.position(self.written.span(self.zone.start, self.zone.start + 1).start)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences of the body, in `own` offsets."""
        return split(self.own.raw[: self.body_end])

    @cached_property
    def words(self) -> list[str]:
        return words_of(without_addresses(self.own.raw[: self.body_end]))

    @cached_property
    def links(self) -> Pairs:
        """Web addresses of the body, in `own` offsets."""
        return coordinates.links(self.own.raw[: self.body_end])

    @cached_property
    def emails(self) -> Pairs:
        """Mail addresses in `written` offsets."""
        return coordinates.emails(self.written.raw)

    @cached_property
    def phones(self) -> Pairs:
        """Telephone numbers in `written` offsets."""
        country = self.context.structure.country if self.context.structure else ""
        return coordinates.phones(self.written.raw, self.language, country)

    @cached_property
    def addresses(self) -> Pairs:
        """Postal addresses in `written` offsets."""
        return coordinates.postal_addresses(self.written.raw, self.written.folded, self.languages)

    @cached_property
    def assessment(self) -> Assessment | None:
        """The reply held against the scenario; None without one, or in a language it has no phrases for."""
        context = self.context
        if context.scenario is None:
            return None
        language = self.language if self.language in context.scenario.keywords else ""
        category = context.structure.category if context.structure else ""
        return assess(
            self.own.raw, context.scenario, language, category=category, request=context.request_text, end=self.body_end
        )

    def prepare(self) -> None:
        """Let the lexicon go once over all that is said: that serves the author's text, with which it begins."""
        look_at(self.language, self.said.folded)

    def family(self, name: str) -> Family | None:
        """Return a family of the reply's own language; None when that language lacks it."""
        return family(self.language, name)

    def matches(self, name: str) -> list[re.Match[str]]:
        """Return every match of a family in the author's text, in order; looked for once."""
        if name not in self._matches:
            entries = self.family(name)
            self._matches[name] = entries.find_all(self.own.folded) if entries else []
        return self._matches[name]

    @cached_property
    def _matches(self) -> dict[str, list[re.Match[str]]]:
        return {}

    def search(self, name: str, *, confidence: float = 0.9, absent: float = 0.85) -> Found | None:
        """Tell whether a family occurs in the author's text; None when the language lacks it."""
        if self.family(name) is None:
            return None
        found = self.matches(name)
        if not found:
            return Found(False, (), absent)
        return Found(True, (self.own.span(*found[0].span()),), confidence)

    def search_sentences(
        self, name: str, accept: Callable[[re.Match[str], Sentence], bool], confidence: float = 0.85
    ) -> Found | None:
        """Like `search`, for matches that `accept` agrees to, given the sentence of the body they begin in."""
        if self.family(name) is None:
            return None
        for match in self.matches(name):
            sentence = self.sentence_at(match.start())
            if sentence is not None and accept(match, sentence):
                return Found(True, (self.own.span(*match.span()),), confidence)
        return Found(False, (), 0.85)

    def has_in(self, name: str, start: int, end: int) -> bool:
        """Tell whether a family occurs within [start, end) of the author's text."""
        return any(start <= match.start() and match.end() <= end for match in self.matches(name))

    def sentence_at(self, position: int) -> Sentence | None:
        number = bisect_right(self._sentence_starts, position) - 1
        return self.sentences[number] if number >= 0 and position < self.sentences[number].end else None

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def near(self, pairs: Pairs, start: int, end: int) -> tuple[int, int] | None:
        """Return the first of `pairs` that begins in [start, end)."""
        return next((pair for pair in pairs if start <= pair[0] < end), None)

    def spans(self, stretch: Stretch, pairs: Pairs, most: int = 3) -> tuple[Span, ...]:
        return tuple(stretch.span(*pair) for pair in pairs[:most])
