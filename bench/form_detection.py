"""How well contact forms are found and understood: forms written blind, and the town's websites.

Run: `python -m bench.form_detection [--scenario ID] [name…]` for the forms written blind (nothing is sent), with
`--town [EACH]` for the town's sites (messages are sent, which only the town sees), EACH sites a theme. Prints a line a
form, precision and recall by meaning, and the share of forms wholly right.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bench.form_cases import SCENARIO, Case, blind_cases, blind_town, citizen_for
from bench.form_verdicts import Verdict, received, tallies
from bench.town_sites import TownSites, known, town_sites
from domain.failure import Failure
from links.browser import BrowserPool, VisitEnded
from probes.webform.finding import Search
from probes.webform.pressing import SubmissionUncertain
from probes.webform.probe import opener
from probes.webform.rehearsal import hold_back
from probes.webform.session import Session, write_through
from settings.web import WebSettings


async def visit(pool: BrowserPool, case: Case, scenario: str = SCENARIO, *, send: bool = False) -> Verdict:
    """Find and fill one form as the dry run does, every request that could send being refused; or `send` it."""
    citizen = citizen_for(case, scenario)
    identity, text = citizen.content.identity, citizen.content.text

    async def exhibit(_: str) -> None:
        return

    try:
        async with pool.visit("bench", language=case.language, identify=False) as visit:
            if not send:
                await hold_back(visit.context, (identity.mail, text[:40]))
            before = _no_mark if send else None
            session = await write_through(visit.page, opener(visit), citizen, before, exhibit, dialogs=visit.dialogs)
    except VisitEnded as ended:
        session = Session(Search(failure=ended.failure, detail=ended.detail))
    except SubmissionUncertain as uncertain:
        session = Session(Search(failure=Failure.UNKNOWN, detail=str(uncertain)))
    return Verdict.of(case, session, citizen)


def _no_mark() -> None:
    """A bench keeps no durable mark of what it sends."""


async def visit_all(
    settings: WebSettings, cases: Sequence[Case], scenario: str = SCENARIO, *, send: bool = False
) -> list[Verdict]:
    """Return the verdict on every case, in their order, as many at once as the settings have contexts."""
    async with BrowserPool(settings) as pool:
        return list(await asyncio.gather(*(visit(pool, case, scenario, send=send) for case in cases)))


def town_verdicts(town: TownSites, hosts: Sequence[str], scenario: str = SCENARIO) -> list[Verdict]:
    """Send through the forms of these sites and judge what was written, and that the town accepted it once."""
    seen = asyncio.run(visit_all(town.settings, [town.case(host) for host in hosts], scenario, send=True))
    labels, posted = town.labels(), [event for event in town.events("submitted") if event["accepted"]]
    accepted = Counter(event["host"] for event in posted)
    # a page made by scripts may post under other names than its controls have
    arrived = {
        event["host"]: received(event["fields"], citizen_for(town.case(event["host"]), scenario)) for event in posted
    }
    return [
        replace(
            verdict,
            case=known(verdict.case, labels[host]),
            accepted=accepted[host],
            held=arrived.get(host, {}) | dict(verdict.held) if _renamed(verdict, labels[host]) else verdict.held,
        )
        for host, verdict in zip(hosts, seen, strict=True)
    ]


def _renamed(verdict: Verdict, label: Mapping[str, Any]) -> bool:
    names = {field["name"] for field in label["form"]["fields"]}
    return bool(names) and not any(name.lstrip("#") in names for name in verdict.held)


def report(title: str, verdicts: Sequence[Verdict]) -> None:
    """Print one line a form and the table of meanings."""
    print(f"\n{title}")
    for verdict in verdicts:
        print(f"  {'ok ' if verdict.whole else 'NO '} {verdict.case.name:24} {verdict.faults[:400]}")
    fillable = [verdict for verdict in verdicts if not verdict.case.obstacles]
    stopped = [verdict for verdict in verdicts if verdict.case.obstacles]
    print(f"\n  {'meaning':14} {'asked':>6} {'given':>6} {'recall':>7} {'precision':>9}")
    for tally in tallies(fillable):
        print(f"  {tally.meaning:14} {tally.asked:6} {tally.given:6} {tally.recall:7.2f} {tally.precision:9.2f}")
    fields = [one for verdict in fillable for one in verdict.fields]
    print(f"  forms found {sum(v.found for v in fillable)}/{len(fillable)}", end=", ")
    print(f"controls right {sum(one.right for one in fields)}/{len(fields)}", end=", ")
    print(f"wholly right {sum(v.whole for v in fillable)}/{len(fillable)}", end=", ")
    print(f"obstacles told {sum(v.whole for v in stopped)}/{len(stopped)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--town", type=int, nargs="?", const=2, default=0, metavar="EACH")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    if given.town:
        with town_sites() as town:
            hosts = [host for host in town.hosts(given.town) if not given.names or town.themes[host] in given.names]
            report("The town's forms", town_verdicts(town, hosts, given.scenario))
        return
    cases = [case for case in blind_cases() if not given.names or case.name in given.names]
    with blind_town() as settings:
        report("Forms written blind", asyncio.run(visit_all(settings, cases, given.scenario)))


if __name__ == "__main__":
    main()
