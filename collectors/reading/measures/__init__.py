"""Measures: from what was read of one mail, of one contact and of one structure to observations."""

from __future__ import annotations

from collectors.reading.measures.across import read_across
from collectors.reading.measures.reply import read_measures

__all__ = ["read_across", "read_measures"]
