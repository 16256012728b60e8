"""How much a structure may be asked, whatever a campaign's settings say."""

from __future__ import annotations

from datetime import timedelta

CAP_WINDOW = timedelta(days=60)
"""Caps count contacts in any 60 days (field notes 9.8, rule 2)."""
CAP_WITH_CONSENT = 13
CAP_WITHOUT_CONSENT = 5
"""A structure that did not consent lends less of its time (design section 2: smaller caps)."""


def cap_of(consented: bool, mandate_cap: int | None) -> int:
    """Return the most contacts in 60 days; a mandate may state its own cap, which consent alone can raise."""
    usual = CAP_WITH_CONSENT if consented else CAP_WITHOUT_CONSENT
    if mandate_cap is None:
        return usual
    return mandate_cap if consented else min(mandate_cap, usual)


TASK_DAYS = 5
"""Working days a person has to make an assisted contact."""
