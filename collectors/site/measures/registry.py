"""The table of site measures: one function per measure of scope `site` in `scenarios/grid/measures.yaml`.

A function takes the view of one site and returns what it found, or None when it cannot tell: the observation is then
absent, which is not the same as false.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from collectors.site.measures.view import SiteView
from domain.observation import Evidence, Observation, Value

_LOG = logging.getLogger(__name__)
_LONGEST_QUOTE = 300
READING_SECONDS = 20.0
"""Pages made to be hard to read cost no more than this."""


class Proof(NamedTuple):
    """The address of a page and what is seen there."""

    address: str
    quote: str = ""


class Found(NamedTuple):
    """The value of a measure, what shows it, and how sure we are (0…1)."""

    value: Value
    proofs: tuple[Proof, ...] = ()
    confidence: float = 0.9


Function = Callable[[SiteView], Found | None]


@dataclass(frozen=True)
class Registered:
    """A measure's function with its version."""

    name: str
    version: int
    function: Function

    @property
    def method(self) -> str:
        return f"{self.name}@{self.version}"


REGISTRY: dict[str, Registered] = {}


def measure(name: str, *, version: int) -> Callable[[Function], Function]:
    """Register the decorated function as the one that tells `name`. A second one is a programming error."""

    def register(function: Function) -> Function:
        if name in REGISTRY:
            raise RuntimeError(f"{name} has two functions")
        REGISTRY[name] = Registered(name, version, function)
        return function

    return register


def observe_all(view: SiteView, seconds: float = READING_SECONDS) -> tuple[Observation, ...]:
    """Return the observation of every measure that could be told within so many seconds.

    One that fails is left out and logged: no page, how odd ever, may cost a site its other results.
    """
    found = []
    began = time.monotonic()
    for entry in REGISTRY.values():
        if time.monotonic() - began > seconds:
            _LOG.warning("the measures from %s on were left out: %s takes too long", entry.name, view.home.address)
            break
        try:
            told = entry.function(view)
        except Exception:
            _LOG.exception("the measure %s failed on %s", entry.name, view.home.address)
            continue
        if told is not None:
            found.append(observation(entry, told))
    return tuple(found)


def observation(entry: Registered, told: Found) -> Observation:
    evidence = tuple(
        Evidence(source=proof.address, quote=" ".join(proof.quote.split())[:_LONGEST_QUOTE])
        for proof in told.proofs[:5]
    )
    return Observation(
        measure=entry.name, value=told.value, evidence=evidence, confidence=told.confidence, method=entry.method
    )
