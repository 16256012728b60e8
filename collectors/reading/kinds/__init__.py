"""Kinds: what a reply is. `kind_of` decides; the other modules each read one thing that the decision rests on."""

from __future__ import annotations

from collectors.reading.kinds.decide import kind_of

__all__ = ["kind_of"]
