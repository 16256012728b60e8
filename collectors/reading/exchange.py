"""All that happened between one contact and its structure: the outcome, and what can be observed of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from collectors.reading.measures import acknowledgement, delays, form_use, reaching  # noqa: F401  # registered on import
from collectors.reading.measures.acts import Arrived, Exchange, Sent
from collectors.reading.measures.registry import Found, observe, of_scope
from collectors.reading.measures.reply import read_measures
from collectors.reading.measures.view import View
from domain.observation import Observation
from domain.vocabulary import Outcome

__all__ = ["Arrived", "Exchange", "Sent", "principal_of", "read_exchange"]


def read_exchange(exchange: Exchange) -> tuple[Outcome, tuple[Observation, ...]]:
    """Return the outcome of a contact whose window has closed, and its `exchange` and `reply` observations.

    `answered` when a person wrote back within the window, whatever they said; `silent` when nobody did, bounces and
    refusals by the structure's side included; `not_measured`, without observations, when our own side failed.
    `reply` measures are read on the principal reply, with names masked in every quote.
    """
    view = View(exchange)
    outcome = view.outcome
    if outcome is Outcome.NOT_MEASURED:
        return outcome, ()
    observations = []
    for entry in of_scope("exchange"):
        found = cast("Callable[[View], Found | None]", entry.function)(view)
        if found is not None:
            observations.append(observe(entry, _sourced(found), "", ""))
    principal = view.principal
    if principal is not None:
        observations.extend(read_measures(principal.reply, exchange.context, source=principal.digest, masked=True))
    return outcome, tuple(observations)


def principal_of(exchange: Exchange) -> Arrived | None:
    """Return the reply on which `reply` measures are read; None when no person wrote."""
    return View(exchange).principal


def _sourced(found: Found) -> Found:
    """Exchange measures name the source of each piece of evidence themselves; one without is dropped."""
    return Found(found.value, tuple(span for span in found.spans if span.source), found.confidence)
