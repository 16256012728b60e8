"""Forms written without sight of the code: a part of them is filled in, without sending, and held against the truth.

`python -m bench.form_detection` does it with all of them and prints where it errs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bench.form_cases import blind_cases, blind_town
from bench.form_detection import visit_all
from bench.form_verdicts import Verdict
from probes.webform import finding

pytestmark = [pytest.mark.asyncio, pytest.mark.outside("chromium")]
CONTROLS = 0.97
"""Share of controls that must be right; 1.0 was measured on all 31 forms."""
WHOLE = 0.9


async def test_forms_never_seen_are_understood(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "LATE_MS", 900)
    with blind_town() as settings:
        verdicts = await visit_all(settings, blind_cases()[::3])
    told = "\n".join(f"{verdict.case.name}: {verdict.faults}" for verdict in verdicts if not verdict.whole)
    fields = [judged for verdict in verdicts for judged in verdict.fields]
    assert all(verdict.found for verdict in verdicts if not verdict.case.obstacles), told
    assert share(judged.right for judged in fields) >= CONTROLS, told
    assert share(verdict.whole for verdict in verdicts) >= WHOLE, told
    assert not_written(verdicts), told
    # the measure can fail: with other wishes the same answers are wrong
    one = verdicts[0]
    other = dict(one.case.wants) | {"your-name": "mail", "your-email": "name"}
    swapped = replace(one, case=replace(one.case, wants=other))
    assert one.whole and [judged.name for judged in swapped.fields if not judged.right] == ["your-name", "your-email"]


def share(right: Iterable[bool]) -> float:
    listed = list(right)
    assert listed
    return sum(listed) / len(listed)


def not_written(verdicts: list[Verdict]) -> bool:
    """No trap holds anything, ever: a message with a trap filled is thrown away unread."""
    return all(judged.right for verdict in verdicts for judged in verdict.fields if judged.wanted == "empty")
