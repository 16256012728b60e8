"""What every channel of the town shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sandbox.correspondence import Correspondence
from sandbox.town_file import Town
from sandbox.truth import TruthLog
from sandbox.virtual_time import VirtualTime


@dataclass
class Reception:
    """Where any channel hands a message to the people of the town; the e-mail channel, which answers, sets it."""

    correspondence: Correspondence | None = None


@dataclass(frozen=True)
class World:
    """A running town: its people, its time, its log, and what proves that an endpoint belongs to it."""

    town: Town
    seed: int
    time: VirtualTime
    truth: TruthLog
    token: str
    user: str
    password: str
    folder: Path
    latency: float = 0.0
    """Real seconds that every answer of a website is held back."""
    reception: Reception = field(default_factory=Reception)


class Channel(Protocol):
    """One way to reach the town; each lives in a module of its own and is listed in `serving.CHANNELS`."""

    async def start(self) -> dict[str, object]:
        """Open the endpoints on free loopback ports and return what the ready line says of them."""
        ...

    async def stop(self) -> None: ...
