"""Writes `docs/faults.md` from the catalogue: `python -m tests.faults.page`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tests.faults.catalogue import FAULTS, Fault

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
_HEAD = """# Faults of the e-mail channel

What happens when the world breaks. Each line is proven by tests that break a real server, file or disk
(`tests/faults/`); in each of them no message reaches a structure twice, no contact is left without an outcome, and
every reply that was stored can be read again from the evidence store. What broke on our side is never a bad mark: the
contact goes on later, or ends as `not_measured`.

This page is written from `tests/faults/catalogue.py` by `python -m tests.faults.page`; do not edit it.
"""


def page() -> str:
    """Return the page."""
    parts = [_HEAD]
    for where, faults in groupby(FAULTS, key=lambda fault: fault.where):
        parts.append(f"\n## {where}\n\n| fault | broken | outcome | guaranteed | what a person is told |\n")
        parts.append("|---|---|---|---|---|\n")
        parts.extend(_line(fault) for fault in faults)
    return "".join(parts)


def _line(fault: Fault) -> str:
    return f"| `{fault.id}` | {fault.broken} | {fault.outcome} | {fault.guaranteed} | {fault.told} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
