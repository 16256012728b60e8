"""What is seen on one of the town's sites, against what is true; `python -m bench.site_detection` asks them all."""

from __future__ import annotations

import asyncio

import pytest

from bench.form_detection import town_verdicts
from bench.site_detection import inspect_all, items
from bench.town_sites import town_sites

pytestmark = [pytest.mark.outside("chromium")]
THEMES = ("council",)
FORMS = ("stepwise", "framed")
RECALL, PRECISION = 0.85, 0.85
"""A little under what all twenty themes give."""


def test_items_and_forms_of_town_sites_are_seen():
    with town_sites() as town:
        hosts = [host for host in town.hosts() if town.themes[host] in THEMES]
        rows = items(town, hosts, asyncio.run(inspect_all(town, hosts, 60.0)))
        forms = town_verdicts(town, [host for host in town.hosts() if town.themes[host] in FORMS])
    has, told, both = (sum(getattr(row, name) for row in rows) for name in ("has", "told_yes", "both"))
    amiss = "\n".join(f"{row.name} {row.amiss}" for row in rows if row.amiss)
    assert has > 40 and both / has >= RECALL, amiss
    assert both / told >= PRECISION, amiss
    assert all(verdict.whole for verdict in forms), [verdict.faults for verdict in forms]
