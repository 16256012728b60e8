"""Which structures belong together: the panel, sectors, categories, and within the panel certified or not, main
sites and annexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from domain.vocabulary import Sector
from scoring.publication import allowed
from scoring.sample import Sample

Mask = NDArray[np.bool_]
Dimension = Literal["panel", "sector", "category", "certified", "site"]


@dataclass(frozen=True)
class Group:
    """Structures of the sample that are averaged; `left_out` of them may only appear in larger aggregates."""

    dimension: Dimension
    key: str
    mask: Mask
    left_out: int


def panel(sample: Sample) -> Group:
    """Return all that did not enter as a mere benchmark; everybody when all did."""
    return _group(sample, "panel", "", _audited(sample))


def _audited(sample: Sample) -> Mask:
    audited = sample.column("entry") != "benchmark"
    return audited if audited.any() else np.ones(len(sample.keys), dtype=bool)


def groups(sample: Sample) -> Iterator[Group]:
    """Yield the groups of every dimension that tells structures apart."""
    sectors = sample.column("sector")
    for sector in Sector:
        if (sectors == sector.value).any():
            yield _group(sample, "sector", sector.value, sectors == sector.value)
    categories = sample.column("category")
    for category in sorted(set(categories.tolist())):
        yield _group(sample, "category", category, categories == category)
    audited = _audited(sample)
    split: tuple[tuple[Dimension, str, str, Mask], ...] = (
        ("certified", "yes", "no", sample.column("certified").astype(bool)),
        ("site", "main", "annex", sample.column("site") == "main"),
    )
    for dimension, first, second, own in split:
        # a benchmark that nobody certifies would make this a comparison of sectors
        if (audited & own).any() and (audited & ~own).any():
            yield _group(sample, dimension, first, audited & own)
            yield _group(sample, dimension, second, audited & ~own)


def _group(sample: Sample, dimension: Dimension, key: str, mask: Mask) -> Group:
    kept = allowed(mask, sample.column("basis"))
    return Group(dimension, key, kept, int(mask.sum() - kept.sum()))
