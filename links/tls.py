"""Certificates are always verified; a private authority is added to the machine's own, never instead of verifying."""

from __future__ import annotations

import ssl
from functools import cache


@cache
def client_context(ca_file: str = "") -> ssl.SSLContext:
    """Return a verifying client context; `ca_file` names a further authority in PEM form."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context
