"""The demonstration: a whole campaign against the sandbox town, over real protocols, in virtual time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from campaigns.approval import approve
from campaigns.attention import Rhythm
from campaigns.models import Campaign, Dispatch, ReplyRow, ReplyState
from domain.errors import InputError, NotConfigured, Place
from domain.progress import CampaignProgress
from domain.vocabulary import Channel, DispatchState, Outcome
from links.virtual_clock import VirtualClock
from links.web_access import WebAccess
from scenarios.library import load_library
from scoring.results import Scores
from services.demo_panel import spare_the_browser
from services.equipment import equip
from services.planning import plan_campaign
from services.project import CAMPAIGN_FILE
from services.reporting import WrittenReport, report_on, report_path, translate
from services.running import RunSummary, run_with
from services.sandbox_town import Town, running_town
from settings.web import load_web_settings

DEMO_KEY = "demo"
TRUTH = "truth.jsonl"
DAYS = 61


@dataclass(frozen=True)
class DemoResult:
    """`counts` are the numbers of the closing sentence, `channels` those that were served."""

    scores: Scores
    report: Path
    written: WrittenReport
    counts: dict[str, object]
    channels: tuple[Channel, ...]


def demo_campaign(folder: Path) -> Campaign:
    """Return the campaign of a demonstration's or practice's folder (its database must be open): the only one there.

    Raises InputError when there is none, or several of which none is the demonstration's.
    """
    campaigns = list(Campaign.objects.order_by("id"))
    found = [row for row in campaigns if row.key == DEMO_KEY] or campaigns
    if len(found) != 1:
        raise InputError("town_campaign_unclear", place=Place(str(folder)), count=len(found))
    return found[0]


def run_demo(
    folder: Path,
    *,
    town: Path | None,
    seed: int,
    language: str,
    progress: Callable[[CampaignProgress], None],
    channels: Sequence[Channel] | None = None,
    everywhere: bool = False,
) -> DemoResult:
    """Run the demonstration in a folder whose database is open and empty (`demo_folder` made it so).

    Without `channels`, by all that this machine can serve: websites need a browser, and it is sent to some of them
    only, unless `everywhere`.
    """
    begun = time.perf_counter()
    with (
        running_town(folder, town=town, seed=seed) as world,
        closing(VirtualClock.connect(world.clock, world.token)) as clock,
    ):
        used = list(channels or usable_channels(world))
        if not everywhere:
            spare_the_browser(world.panel)
        campaign, summary = _campaign(folder, world, clock, seed, progress, used)
        written = report_on(campaign, folder, clock.now(), language=language)
        other = "en" if language == "fr" else "fr"
        translate(written, report_path(campaign, folder, other), other)
    counts = _counts(campaign, summary, time.perf_counter() - begun)
    return DemoResult(written.scores, written.path, written, counts, tuple(used))


def usable_channels(world: Town) -> list[Channel]:
    """Return the channels of the town that this machine can serve."""
    try:
        WebAccess(load_web_settings(world.environment))
    except NotConfigured:
        return [Channel.MAIL]
    return [Channel.MAIL, Channel.WEBFORM, Channel.SITE]


def town_campaign(world: Town, key: str, seed: int, channels: Sequence[Channel] = (Channel.MAIL,)) -> str:
    """Return the `campaign.yaml` of a campaign against a town: two months from the day after its start."""
    starts = world.start.date() + timedelta(days=1)
    return (
        f"key: {key}\nname: Démonstration – Demonstration\nstarts: {starts}\nends: {starts + timedelta(days=DAYS)}\n"
        f"plan: afnor-13\nchannels: [{', '.join(channels)}]\npanel: {world.panel.name}\nseed: {seed}\n"
        "reminder_after_working_days: 5\n"
    )


def _campaign(
    folder: Path,
    world: Town,
    clock: VirtualClock,
    seed: int,
    progress: Callable[[CampaignProgress], None],
    channels: Sequence[Channel],
) -> tuple[Campaign, RunSummary]:
    (folder / CAMPAIGN_FILE).write_text(town_campaign(world, DEMO_KEY, seed, channels), "utf-8")
    secret = hashlib.sha256(f"demonstration {seed}".encode()).hexdigest()
    plan_campaign(folder, clock.now(), environment=world.environment, secret=secret)
    campaign = demo_campaign(folder)
    library = load_library()
    approve(campaign.id, library, by="Demonstration", now=clock.now())
    kit, _ = equip(
        folder,
        channels,
        library,
        clock,
        environment=world.environment,
        rhythm=Rhythm(timedelta(hours=4), timedelta(hours=4), ahead=timedelta(hours=4)),
        live=True,
    )
    summary = run_with(campaign.id, kit, once=False, progress=progress)
    campaign.refresh_from_db()
    return campaign, summary


def _counts(campaign: Campaign, summary: RunSummary, seconds: float) -> dict[str, object]:
    contacts = summary.counts["contacts"]
    return {
        "structures": campaign.structures.count(),
        "sent": Dispatch.objects.filter(campaign=campaign, state=DispatchState.SENT).count(),
        "replies": ReplyRow.objects.exclude(state=ReplyState.IGNORED).count(),
        "held": ReplyRow.objects.filter(state=ReplyState.HELD).count(),
        "seconds": round(seconds),
        **{outcome.value: contacts.get(outcome.value, 0) for outcome in Outcome},
    }
