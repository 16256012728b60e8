"""The table of measures: one function per measure of `scenarios/grid/measures.yaml`, each with a version.

A `reply` function takes the analysis of one mail, an `exchange` one the view of all that came back for one contact, a
`structure` one the documents of one structure. Each returns what it found, or None when it cannot tell: the
observation is then absent, which is not the same as false.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Literal, NamedTuple, TypeVar

from domain.observation import Observation, Value, evidence_of, observation_of

Scope = Literal["reply", "exchange", "structure"]
F = TypeVar("F", bound=Callable[..., Any])


class Span(NamedTuple):
    """A stretch [start, end) of `ReadReply.text`, or, with `source` set, a quote from elsewhere ("header:from")."""

    start: int = -1
    end: int = -1
    source: str = ""
    quote: str = ""


class Found(NamedTuple):
    """The value of a measure, what shows it, and how sure we are (0…1)."""

    value: Value
    spans: tuple[Span, ...] = ()
    confidence: float = 0.9


@dataclass(frozen=True)
class Registered:
    """A measure's function with its version and scope."""

    name: str
    version: int
    scope: Scope
    function: Callable[..., Any]

    @cached_property
    def method(self) -> str:
        return f"{self.name}@{self.version}"


REGISTRY: dict[str, Registered] = {}


def measure(name: str, *, version: int, scope: Scope = "reply") -> Callable[[F], F]:
    """Register the decorated function as the one that reads `name`. A second one is a programming error."""

    def register(function: F) -> F:
        if name in REGISTRY:
            raise RuntimeError(f"{name} has two functions")
        REGISTRY[name] = Registered(name, version, scope, function)
        return function

    return register


def of_scope(scope: Scope) -> tuple[Registered, ...]:
    """Return the registered measures of a scope, in order of registration."""
    return _of_scope(scope, len(REGISTRY))


@cache
def _of_scope(scope: Scope, _registered: int) -> tuple[Registered, ...]:
    return tuple(entry for entry in REGISTRY.values() if entry.scope == scope)


@lru_cache(maxsize=2048)
def _without_evidence(name: str, method: str, kind: str, value: Value, confidence: float) -> Observation:
    # `kind` tells True from 1, which are equal keys
    return Observation(measure=name, value=value, confidence=confidence, method=method)


def observe(entry: Registered, found: Found, text: str, source: str) -> Observation:
    """Return the observation of what was found; quotes are taken from `text`, `source` is the reply's blob digest."""
    if not found.spans:
        return _without_evidence(entry.name, entry.method, type(found.value).__name__, found.value, found.confidence)
    evidence = tuple(
        [
            evidence_of(span.source, span.start, span.end, span.quote)
            if span.source
            else evidence_of(source, span.start, span.end, text[span.start : span.end])
            for span in found.spans
        ]
    )
    return observation_of(entry.name, found.value, evidence, found.confidence, entry.method)
