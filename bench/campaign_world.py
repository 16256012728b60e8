"""What the campaign benches share: a planned and approved campaign of any size on either database, a clock, a sink."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from bench.mail_send import settings, sink
from bench.planning import askable, panel, personas
from domain.clock import SystemClock
from domain.vocabulary import Channel

WORKING = datetime(2027, 1, 13, 9, 30, tzinfo=UTC)
"""A Wednesday of the campaign, when every desk of the panel is open."""
PER_STRUCTURE = 13


class ShiftedClock(SystemClock):
    """The machine's time, moved to a working hour of the campaign."""

    def __init__(self) -> None:
        self._shift = WORKING - super().now()

    def now(self) -> datetime:
        return super().now() + self._shift


def open_database(url: str) -> None:
    """Set Django up for this database, once in a process."""
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.django"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def campaign(structures: int, plan: str, channels: list[Channel], *, rate: int = 100_000) -> int:
    """Plan and approve a campaign in the open database; return its id."""
    from campaigns import store
    from campaigns.approval import approve
    from campaigns.models import StructureRow
    from campaigns.options import Options, SendingAccount
    from campaigns.planning import PlanInput, make_plan
    from scenarios.library import load_library
    from scenarios.plans import load_plans

    library, now = load_library(), datetime(2026, 12, 15, 9, tzinfo=UTC)
    spec = store.CampaignSpec(
        key="bench", name="Bench", plan=plan, starts=date(2027, 1, 4), ends=date(2027, 3, 5), seed=1, secret="00" * 32,
        options=Options(accounts=(SendingAccount(name="default", domain="citizens.example"),), rate_per_hour=rate),
    )  # fmt: skip
    made = store.create_campaign(spec, panel(structures, askable(library, channels)), personas(40), "bench", now)
    make_plan(made, PlanInput(library, load_plans()[plan], channels, channels), "bench", now)
    approve(made, library, "Bench Person", now)
    store.resume(made, "bench", now)
    assert StructureRow.objects.count() == structures
    return made


def make_due(campaign_id: int, count: int, channel: Channel = Channel.MAIL) -> list[int]:
    """Let so many first messages be due a minute ago, at desks that are open; return their ids."""
    from campaigns.models import Dispatch

    rows = Dispatch.objects.filter(campaign_id=campaign_id, state="planned", contact__channel=channel)
    rows = rows.exclude(contact__structure__data__timezone="Indian/Reunion")
    # one for each structure: a desk hears from one contact a day
    firsts: dict[int, int] = {}
    for number, structure in rows.order_by("id").values_list("id", "contact__structure_id"):
        firsts.setdefault(structure, number)
        if len(firsts) == count:
            break
    chosen = list(firsts.values())
    Dispatch.objects.filter(id__in=chosen).update(due_at=WORKING - timedelta(minutes=1))
    return chosen


@contextmanager
def relay() -> Iterator[int]:
    """An SMTP server in a process of its own that keeps nothing; yields its port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=sink, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("done")
        process.join()


__all__ = [
    "PER_STRUCTURE",
    "WORKING",
    "ShiftedClock",
    "campaign",
    "make_due",
    "open_database",
    "relay",
    "settings",
]
