"""Delivery reports, receipts and challenges: what the mail system itself answers."""

from __future__ import annotations

from collectors.reading.decoded import Decoded, Report


def read_report(decoded: Decoded) -> Report | None:
    """Return what a delivery report, read receipt or challenge says; None when the message is none of these."""
    return None
