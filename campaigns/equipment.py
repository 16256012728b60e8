"""What a worker works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.attention import Rhythm
from campaigns.liveness import Pulse
from collectors.reading.second_opinion import SecondOpinion
from domain.clock import Clock
from domain.ports import Collector, EvidenceStore, Probe
from domain.scenario import Scenario
from domain.vocabulary import Channel


@dataclass(frozen=True)
class Equipment:
    """What a worker works with. `collectors` are by account; `library` holds the scenarios of the campaign.

    `live` says that messages really leave: in the sandbox, or because a person said so. `journals` is the folder of
    the campaigns' journals (`campaigns.history`).
    """

    probes: Mapping[Channel, Probe]
    collectors: Mapping[str, Collector]
    evidence: EvidenceStore
    clock: Clock
    library: Mapping[str, Scenario]
    worker: str
    rhythm: Rhythm = field(default_factory=Rhythm)
    concurrency: int = 4
    live: bool = False
    judge: SecondOpinion | None = None
    pulse: Pulse = field(default_factory=Pulse)
    journals: Path | None = None
