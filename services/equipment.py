"""Puts a runner's equipment together from the settings of the channels a campaign uses."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from campaigns.attention import Rhythm
from campaigns.carriers import carriers
from campaigns.channels import CHANNELS, ChannelEntry, imported
from campaigns.equipment import Equipment
from campaigns.inspecting import InspectingProbe
from campaigns.liveness import Pulse
from domain.clock import Clock
from domain.errors import NotConfigured
from domain.ports import Collector, Probe
from domain.scenario import Scenario
from domain.vocabulary import Channel
from links.act_journal import JOURNALS
from links.web_access import WebAccess
from scenarios.library import load_library
from services.evidence_place import shared_evidence
from services.judging import second_opinion
from services.project import ProjectFile
from settings.environment import Environment
from settings.workers import load_worker_settings


@dataclass(frozen=True)
class ChannelOff:
    """A channel that switched itself off, and why."""

    channel: Channel
    why: NotConfigured


def equip(
    folder: Path,
    channels: Iterable[Channel],
    library: Mapping[str, Scenario],
    clock: Clock,
    *,
    environment: Environment | None = None,
    rhythm: Rhythm | None = None,
    live: bool = False,
) -> tuple[Equipment, list[ChannelOff]]:
    """Return the equipment of the automated channels that are configured, and those that are not with their reason.

    A form's answers are e-mails: its channel brings the mailboxes along. The web channels share one browser. Raises
    InputError for an odd setting, or an evidence store that is not this database's.
    """
    links = _Links({}, {}, [])
    own, kept = load_worker_settings(environment), shared_evidence(folder, environment)
    web: WebAccess | None = None
    for channel in carriers(channels):
        entry = CHANNELS[channel]
        if not entry.automated:
            continue
        try:
            settings = imported(entry.settings)(environment)
            if entry.browser:
                settings = web = web or WebAccess(settings)
        except NotConfigured as why:
            links.off.append(ChannelOff(channel, why))
            continue
        links.add(entry, settings, clock)
    return (
        Equipment(
            probes=links.probes,
            collectors=links.collectors,
            evidence=kept,
            clock=clock,
            library=library,
            worker=worker_name(),
            rhythm=rhythm or Rhythm(),
            concurrency=own.concurrency,
            live=live,
            judge=second_opinion(environment),
            pulse=Pulse(own.beat_seconds, own.silence_seconds),
            journals=kept.root / JOURNALS,
        ),
        links.off,
    )


@dataclass(frozen=True)
class _Links:
    """The ways out and in, as they are put together, and the channels that have none."""

    probes: dict[Channel, Probe]
    collectors: dict[str, Collector]
    off: list[ChannelOff]

    def add(self, entry: ChannelEntry, settings: Any, clock: Clock) -> None:
        if entry.probe:
            self.probes[entry.channel] = imported(entry.probe)(settings, clock)
        if entry.inspector:
            self.probes[entry.channel] = InspectingProbe(imported(entry.inspector)(settings, clock))
        if entry.collector:
            collector = imported(entry.collector)(settings)
            self.collectors.update(dict.fromkeys(settings.accounts, collector))


def asked_rhythm() -> Rhythm:
    """Return how often the settings have mailboxes looked into: `BAROMETER_POLL_MINUTES`, 5 by default."""
    poll = timedelta(minutes=Environment().number("BAROMETER_POLL_MINUTES", 5, least=1))
    # a sleeper notices by itself what others changed: it need not wake up more often than it looks into mailboxes
    return Rhythm(poll, max(poll, Rhythm().longest))


def worker_name() -> str:
    """Return a name that no earlier process had, so that what a dead one left is recognised."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def library_of(folder: Path, project: ProjectFile) -> dict[str, Scenario]:
    """Return the scenarios a campaign may use: the library, the folder's own, restricted to those it names."""
    library = load_library(folder / project.library if project.library else None)
    if not project.scenarios:
        return library
    from domain.errors import InputError, Place
    from services.project import CAMPAIGN_FILE

    unknown = [name for name in project.scenarios if name not in library]
    if unknown:
        place = Place(str(folder / CAMPAIGN_FILE), None, "scenarios")
        raise InputError("scenario_unknown", place=place, name=", ".join(unknown), near=", ".join(sorted(library)[:5]))
    return {name: library[name] for name in project.scenarios}
