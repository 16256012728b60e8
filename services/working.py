"""`barometer worker`: one of many workers on one PostgreSQL; who they are, and whether this machine's are well."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from campaigns import store, this_process
from campaigns.carriers import carriers
from campaigns.channels import CHANNELS
from campaigns.equipment import Equipment
from campaigns.executors.engine import Engine
from campaigns.liveness import gone
from campaigns.models import Campaign, CampaignState
from campaigns.store import WorkerView
from domain.clock import Clock, SystemClock
from domain.errors import InputError, NotConfigured
from domain.progress import CampaignProgress
from domain.vocabulary import Channel
from links.virtual_clock import VirtualClock
from services.equipment import asked_rhythm, equip, library_of
from services.project import load_project
from services.running import RunSummary, carry_out, dry_run
from services.time_source import current_clock
from services.working_folder import stored_campaign
from settings.workers import load_worker_settings


@dataclass(frozen=True)
class WorkerStart:
    """What a worker says of itself when it begins."""

    name: str
    channels: tuple[Channel, ...]
    schedules: bool


def run_worker(
    folder: Path,
    *,
    channels: Iterable[str] = (),
    schedules: bool = True,
    really: bool,
    once: bool = False,
    begun: Callable[[WorkerStart], None] = lambda start: None,
    progress: Callable[[CampaignProgress], None] = lambda progress: None,
) -> RunSummary:
    """Work for the folder's campaign, beside others, until it is over or interrupted.

    Without `channels`, all that the campaign has. Without `really` nothing is sent: every planned dispatch is put
    before the guard instead. Raises InputError on SQLite, for channels that the campaign does not have, a campaign that
    is not approved or is closed, or an evidence store that is not the others'; NotConfigured when a channel lacks its
    accounts.
    """
    campaign, project = stored_campaign(folder), load_project(folder)
    if connection.vendor != "postgresql":
        raise InputError("worker_needs_postgresql")
    served = _served(channels, project.channels)
    library = library_of(folder, project)
    with current_clock() as clock:
        if not really:
            return dry_run(campaign, library, clock)
        _may_begin(campaign)
        kit, off = equip(folder, served, library, clock, rhythm=asked_rhythm(), live=True)
        if off:
            raise off[0].why
        _has_accounts(campaign, kit, served)
        engine = Engine(
            campaign.id, kit, engine_parameters(), channels=served, schedules=schedules,
            own_clock=_clock_of_the_rounds(clock), tend_seconds=load_worker_settings().tend_seconds, report=progress,
        )  # fmt: skip
        begun(WorkerStart(kit.worker, served, schedules))
        connection.close()
        _silence_the_engine()
        return carry_out(campaign.id, engine, kit, once=once)


def _served(asked: Iterable[str], of_campaign: Iterable[Channel]) -> tuple[Channel, ...]:
    # a form's answers and our second turns to them are e-mails: somebody must serve those too
    automated = tuple(channel for channel in carriers(of_campaign) if CHANNELS[channel].automated)
    wanted = list(dict.fromkeys(name.strip().lower() for name in asked if name.strip()))
    if unknown := [name for name in wanted if name not in automated]:
        raise InputError("worker_channel_unknown", name=", ".join(unknown), names=", ".join(automated) or "–")
    return tuple(Channel(name) for name in wanted) or automated


def _may_begin(campaign: Campaign) -> None:
    if campaign.state == CampaignState.CLOSED:
        raise InputError("campaign_closed", key=campaign.key)
    if campaign.state == CampaignState.DRAFT or not campaign.approvals.filter(voided_at=None).exists():
        raise InputError("campaign_not_approved", key=campaign.key)


def _has_accounts(campaign: Campaign, kit: Equipment, served: Iterable[Channel]) -> None:
    """Every worker of a channel may be given any of its accounts."""
    missing = [account.name for account in campaign.options.accounts if account.name not in kit.collectors]
    if missing and Channel.MAIL in served:
        raise NotConfigured("worker_account_missing", names=", ".join(missing))


def engine_parameters() -> dict[str, Any]:
    """Return libpq's parameters of the database that Django uses."""
    told = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: told[key] for name, key in named.items() if told[key]} | dict(told["OPTIONS"])


def _clock_of_the_rounds(clock: Clock) -> Callable[[], AbstractContextManager[Clock]]:
    if not isinstance(clock, VirtualClock):
        return lambda: nullcontext(clock)
    # this one holds time for jobs only; whoever goes the rounds has one of its own to sleep on
    clock.rest()
    return current_clock


def _silence_the_engine() -> None:
    # what goes wrong is in the audit log, and said in the user's language
    for name in ("procrastinate", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class WorkerState:
    """A worker of the campaign; `silent_seconds` by this machine's time, so only roughly for another machine's."""

    view: WorkerView
    silent_seconds: float
    alive: bool


def workers_of(folder: Path) -> list[WorkerState]:
    """Return who works for the folder's campaign; only for this machine's own is it known at once that one is gone."""
    rows, now = store.workers(stored_campaign(folder).id), SystemClock().now()
    return [_state(row, now) for row in rows]


def healthy_here(folder: Path) -> list[WorkerState]:
    """Return this machine's workers of the campaign that are well; empty when something is wrong."""
    here = this_process.machine()
    return [state for state in workers_of(folder) if state.alive and state.view.machine == here]


def _state(row: WorkerView, now: datetime) -> WorkerState:
    silent = (now - row.beat_at).total_seconds()
    return WorkerState(row, silent, not gone(row) and silent < load_worker_settings().silence_seconds)
