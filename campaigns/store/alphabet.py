"""One order of texts on every database: the same seed draws the same plan wherever it is stored."""

from __future__ import annotations

from django.db import connection
from django.db.models.functions import Collate


def by_code(field: str) -> Collate:
    """Return the field for `order_by`, by code points; a database's own order of letters depends on where it runs."""
    return Collate(field, "C" if connection.vendor == "postgresql" else "BINARY")
