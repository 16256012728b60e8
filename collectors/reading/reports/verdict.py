"""From codes, wording and a system's own words to one recipient's status and permanence."""

from __future__ import annotations

from collectors.reading.reports.codes import Codes, find_codes, is_generic
from collectors.reading.reports.conditions import condition_of, squeeze
from domain.reply import FailedRecipient

_LONGEST_DIAGNOSTIC = 500


def status_from(text: str, codes: Codes | None = None, family: str = "") -> str:
    """Return the best status for a diagnostic: its own enhanced code, else what its words or its reply code mean.

    `family` is the class digit that the report itself gives, "" when it gives none.
    """
    codes = codes or find_codes(text)
    if codes.status and not is_generic(codes.status):
        return codes.status
    condition = condition_of(squeeze(text))
    digit = codes.family or family
    if condition is not None:
        return f"{digit or condition.usual_class}.{condition.detail}"
    return codes.best_status() or (f"{family}.0.0" if family else "")


def recipient(address: str, status: str, permanent: bool | None, diagnostic: str) -> FailedRecipient:
    """Build one failed recipient, its diagnostic on one line and bounded."""
    return FailedRecipient(address, status, permanent, " ".join(diagnostic.split())[:_LONGEST_DIAGNOSTIC])
