"""How well contact forms are found and understood: forms written blind (nothing is sent), and the town's websites.

Run: `python -m bench.form_detection [--scenario ID] [--town] [name…]`. Prints a line a form, precision and recall by
meaning, and the share of forms wholly right.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence

from bench.form_cases import SCENARIO, Case, blind_cases, blind_town, citizen_for
from bench.form_verdicts import Verdict, judge, tallies
from links.browser import BrowserPool, VisitEnded
from probes.webform.finding import Search
from probes.webform.probe import opener
from probes.webform.rehearsal import hold_back
from probes.webform.session import Session, write_through
from settings.web import WebSettings


async def rehearse(pool: BrowserPool, case: Case, scenario: str = SCENARIO) -> Verdict:
    """Find and fill one form as the dry run does; every request that could send is refused."""
    citizen = citizen_for(case, scenario)

    async def exhibit(_: str) -> None:
        return

    try:
        async with pool.visit("bench", language=case.language, identify=False) as visit:
            await hold_back(visit.context, (citizen.content.identity.mail, citizen.content.text[:40]))
            session = await write_through(visit.page, opener(visit), citizen, None, exhibit, dialogs=visit.dialogs)
    except VisitEnded as ended:
        session = Session(Search(failure=ended.failure, detail=ended.detail))
    return judge(case, session, citizen)


async def rehearse_all(settings: WebSettings, cases: Sequence[Case], scenario: str = SCENARIO) -> list[Verdict]:
    """Return the verdict on every case, in their order, as many at once as the settings have contexts."""
    async with BrowserPool(settings) as pool:
        return list(await asyncio.gather(*(rehearse(pool, case, scenario) for case in cases)))


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
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    cases = [case for case in blind_cases() if not given.names or case.name in given.names]
    with blind_town() as settings:
        report("Forms written blind", asyncio.run(rehearse_all(settings, cases, given.scenario)))


if __name__ == "__main__":
    main()
