"""What must not happen between a guard's look and its claim waits for it, on every worker."""

from __future__ import annotations

from django.db import connection


def one_at_a_time() -> None:
    """Wait until no other transaction is in here, and keep others out until this one ends.

    Claims, pauses, kills and opt-outs come here first: once one of these returns, no claim that did not see it is still
    on its way. On SQLite, where one transaction writes at a time, there is nothing to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('barometer.take'))")
