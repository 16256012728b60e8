"""What may be shown of whom: rounding, floors for rates and for structures contacted on a research basis."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from domain.structure import Basis
from scoring.results import Estimate

RESEARCH_FLOOR = 10
"""Structures contacted without consent for research appear only in aggregates of at least so many (design 2)."""

RATE_FLOOR = 5
"""No public rate from fewer contacts (field notes 7.2)."""

GROUP_FLOOR = 3
"""A report shows a group's scores from so many structures on: of one it would be that structure's own result, and of
two each could reckon the other's from its own."""

STORED_DECIMALS = 6


def published(value: float) -> Decimal:
    """Return a score as it is printed and ranked: one decimal, halves up."""
    return Decimal(str(stored(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def stored(value: float) -> float:
    """Return the one rounding that a score ever gets; adding zero turns −0 into 0."""
    return round(float(value), STORED_DECIMALS) + 0.0


def estimate(value: float, bounds: tuple[float, float] | None, n: int, *, scale: float = 1.0) -> Estimate:
    """Return an estimate, none for NaN; bounds that are not finite are dropped."""
    if math.isnan(value):
        return Estimate(n=n)
    if bounds is None or not (math.isfinite(bounds[0]) and math.isfinite(bounds[1])):
        return Estimate(value=stored(value * scale), n=n)
    return Estimate(value=stored(value * scale), low=stored(bounds[0] * scale), high=stored(bounds[1] * scale), n=n)


def allowed(group: NDArray[np.bool_], basis: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return the group without its research structures where they are too few to hide among each other."""
    research = group & (basis == Basis.RESEARCH.value)
    return group & ~research if 0 < research.sum() < RESEARCH_FLOOR else group
