"""`barometer run`: the field period, for good or as a dry run."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

from campaigns import guard, store
from campaigns.equipment import Equipment
from campaigns.executors import Executor
from campaigns.models import Campaign, Dispatch
from campaigns.patience import PATIENCE, with_patience
from campaigns.runner import Runner
from domain.clock import Clock
from domain.progress import CampaignProgress
from domain.scenario import Scenario
from domain.vocabulary import DispatchState, Outcome
from services.equipment import asked_rhythm, equip, library_of
from services.project import load_project
from services.time_source import current_clock
from services.working_folder import stored_campaign


@dataclass(frozen=True)
class RunSummary:
    """Where a run left the campaign. `refused` counts the guard's refusals of a dry run, by rule."""

    finished: bool
    counts: Mapping[str, Mapping[str, int]]
    would_send: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)

    def params(self) -> dict[str, object]:
        """Return what the closing sentence says."""
        contacts, dispatches = self.counts["contacts"], self.counts["dispatches"]
        return {
            **{outcome.value: contacts.get(outcome, 0) for outcome in Outcome},
            "sent": dispatches.get(DispatchState.SENT, 0),
            "planned": dispatches.get(DispatchState.PLANNED, 0),
            "awaiting": contacts.get("open", 0),
        }


def run_campaign(folder: Path, *, really: bool, once: bool, progress: Callable[[CampaignProgress], None]) -> RunSummary:
    """Run the folder's campaign until it is over or interrupted.

    Without `really` nothing is sent: every planned dispatch is put before the guard instead. Raises NotApproved,
    NotConfigured when a channel of the campaign lacks its accounts, and InputError for a killed or closed campaign.
    """
    campaign = stored_campaign(folder)
    project = load_project(folder)
    library = library_of(folder, project)
    with current_clock() as clock:
        if not really:
            return dry_run(campaign, library, clock)
        kit, off = equip(folder, project.channels, library, clock, rhythm=asked_rhythm(), live=True)
        if off:
            raise off[0].why
        return run_with(campaign.id, kit, once=once, progress=progress)


def run_with(
    campaign_id: int, kit: Equipment, *, once: bool, progress: Callable[[CampaignProgress], None]
) -> RunSummary:
    """Run a campaign with this equipment in this process; see `carry_out`."""
    return carry_out(campaign_id, Runner(campaign_id, kit, progress), kit, once=once)


def carry_out(campaign_id: int, executor: Executor, kit: Equipment, *, once: bool) -> RunSummary:
    """Have an executor run a campaign. Ctrl-C or SIGTERM finishes what is under way, then stops."""

    async def work() -> bool:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(sign, executor.stop)
        try:
            return await executor.run(once=once)
        finally:
            await close_links(kit)

    finished = asyncio.run(work())
    # this thread's connection lay idle for the whole run: the database may have been restarted since
    return RunSummary(finished, with_patience(partial(store.counts, campaign_id), PATIENCE, Event()))


async def close_links(kit: Equipment) -> None:
    """Take leave of every server."""
    for probe in kit.probes.values():
        await probe.close()
    for collector in set(kit.collectors.values()):
        await asyncio.to_thread(collector.close)


def dry_run(campaign: Campaign, library: Mapping[str, Scenario], clock: Clock) -> RunSummary:
    """Put every planned dispatch before the guard as if its moment had come; nothing leaves and nothing changes."""
    refused: Counter[str] = Counter()
    would_send, now = 0, clock.now()
    planned = Dispatch.objects.filter(campaign=campaign, state=DispatchState.PLANNED).order_by("due_at", "id")
    for dispatch_id, due_at in planned.values_list("id", "due_at").iterator(chunk_size=2000):
        refusal = guard.foresee(dispatch_id, library, max(due_at, now))
        if refusal is None:
            would_send += 1
        else:
            refused[refusal.rule] += 1
    return RunSummary(False, store.counts(campaign.id), would_send, dict(refused))
