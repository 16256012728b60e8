"""Plans and stores a national edition (35,000 structures, 13 contacts each) on SQLite; prints time, memory and balance.

    python bench/planning.py [--structures 35000] [--database /tmp/planning.sqlite3]

The panel is stored first and timed apart. All six AFNOR channels are taken as automated, so that every contact also
has its first dispatch: 455,000 contacts and 455,000 dispatches. `--approve` times the approval of all texts too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def panel(count: int, categories: list[str]):
    from domain.structure import Mandate, Opening, Structure

    spans = [("08:30", "12:00"), ("13:30", "17:00")]
    usual = tuple(Opening(weekday=day, opens=a, closes=b) for day in range(5) for a, b in spans)
    saturday = (*usual, Opening(weekday=5, opens="09:00", closes="12:00"))
    closed_monday = tuple(Opening(weekday=day, opens="10:00", closes="18:00") for day in range(1, 6))
    departments = ["35", "57", "67", "75", "13", "59", "974", "33", "69", ""]
    mandate = Mandate(
        basis="consent",
        approved_by="Bench",
        approved_on=date(2026, 12, 1),
        starts=date(2027, 1, 4),
        ends=date(2027, 3, 5),
        channels=dict.fromkeys(["mail", "phone", "webform", "site", "social", "letter"], "automated"),
    )
    for number in range(count):
        yield (
            Structure(
                key=f"s{number:05d}",
                name=f"Structure {number}",
                sector="public",
                category=categories[number % len(categories)],
                subdivision=departments[number % len(departments)],
                timezone="Indian/Reunion" if number % len(departments) == 6 else "Europe/Paris",
                place=f"Ville {number}",
                mail=f"accueil@ville{number % (count - count // 50)}.example",
                website=f"https://ville{number}.example",
                phone=f"+331{number:08d}",
                postal=f"{number} place de la Mairie",
                openings=(usual, saturday, closed_monday, ())[number % 4],
            ),
            mandate,
        )


def personas(count: int):
    from domain.structure import Persona

    for number in range(count):
        yield Persona(
            key=f"p{number:02d}",
            given_name=f"Prénom{number}",
            family_name=f"Nom{number}",
            mailbox=f"prenom.nom{number}",
        )


def askable(library, channels) -> list[str]:
    """Return the categories that have a scenario for every channel: the others get fewer contacts, with the reason."""
    served: dict[str, set[object]] = {}
    for scenario in library.values():
        for category in scenario.categories:
            served.setdefault(category, set()).update(scenario.channels)
    return sorted(category for category, having in served.items() if having >= set(channels))


def approval(campaign: int, library, now: datetime) -> dict[str, float]:
    from campaigns.approval import approve

    started, used = time.perf_counter(), time.process_time()
    approve(campaign, library, "Bench Person", now)
    return {
        "approve_seconds": round(time.perf_counter() - started, 1),
        "approve_cpu_seconds": round(time.process_time() - used, 1),
        "approve_peak_mb": round(peak_mb()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--structures", type=int, default=35_000)
    parser.add_argument("--database", type=Path, default=Path("/tmp/barometer-bench-planning.sqlite3"))
    parser.add_argument("--approve", action="store_true")
    given = parser.parse_args()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{given.database}{suffix}").unlink(missing_ok=True)
    os.environ["DATABASE_URL"] = f"sqlite:///{given.database}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.django"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from campaigns import store
    from campaigns.options import Options, SendingAccount
    from campaigns.planning import PlanInput, make_plan
    from scenarios.library import load_library
    from scenarios.plans import load_plans

    library = load_library()
    contact_plan = load_plans()["afnor-13"]
    channels = [entry.channel for entry in contact_plan.contacts if not entry.optional]
    categories = askable(library, channels)
    now = datetime(2026, 12, 15, 9, tzinfo=UTC)
    spec = store.CampaignSpec(
        key="bench",
        name="Bench",
        plan="afnor-13",
        starts=date(2027, 1, 4),
        ends=date(2027, 3, 5),
        seed=1,
        secret="00" * 32,
        options=Options(accounts=(SendingAccount(name="main", domain="citizens.example"),)),
    )
    started = time.perf_counter()
    campaign = store.create_campaign(spec, panel(given.structures, categories), personas(40), "bench", now)
    stored = time.perf_counter()
    before, used = peak_mb(), time.process_time()
    plan = PlanInput(library, contact_plan, channels, channels)
    summary = make_plan(campaign, plan, "bench", now)
    planned, used = time.perf_counter(), time.process_time() - used
    peak, approving = peak_mb(), approval(campaign, library, now) if given.approve else {}
    print(
        json.dumps(
            {
                "structures": summary.structures,
                "contacts": summary.contacts,
                "panel_seconds": round(stored - started, 1),
                "plan_seconds": round(planned - stored, 1),
                "plan_cpu_seconds": round(used, 1),
                "contacts_per_second": round(summary.contacts / (planned - stored)),
                "peak_mb_after_panel": round(before),
                "peak_mb": round(peak),
                "database_mb": round(
                    sum(p.stat().st_size for p in given.database.parent.glob(given.database.name + "*")) / 1e6
                ),
                **approving,
                "by_channel": summary.by_channel,
                "by_weekday": dict(sorted(summary.by_weekday.items())),
                "by_hour": dict(sorted(summary.by_hour.items())),
                "busiest_day": max(summary.by_day.values()),
                "scenario_spread": [min(summary.by_scenario.values()), max(summary.by_scenario.values())],
                "persona_spread": [min(summary.by_persona.values()), max(summary.by_persona.values())],
                "late": summary.late,
                "repeated": summary.repeated,
                "left_out": [(line.channel, line.reason, line.count) for line in summary.left_out],
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
