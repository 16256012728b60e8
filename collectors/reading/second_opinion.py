"""How a judge's observations and the rules' come together; apart from the judge, whose client is heavy to import."""

from __future__ import annotations

from collections.abc import Callable

from domain.observation import Observation
from domain.reply import ReadReply
from domain.scenario import Scenario

SecondOpinion = Callable[[ReadReply, Scenario, str], tuple[Observation, ...]]
"""Asks a judge of a masked reply and its scenario; the text names the source of the evidence. () when it is silent."""


def merge(observations: tuple[Observation, ...], judged: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return the observations with the judge's in place of the rules' for the measures it speaks of."""
    spoken = {one.measure for one in judged}
    return tuple(one for one in observations if one.measure not in spoken) + judged
