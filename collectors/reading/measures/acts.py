"""What was sent and what arrived for one contact: the material of `read_exchange`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from collectors.reading.context import Context
from domain.failure import Failure
from domain.observation import Value, WorkingTime
from domain.reply import ReadReply
from domain.vocabulary import Channel, DispatchKind


@dataclass(frozen=True)
class Arrived:
    """A reply with the server's time of arrival, its blob digest and the channel it came through."""

    reply: ReadReply
    at: datetime
    digest: str
    channel: Channel


@dataclass(frozen=True)
class Sent:
    """An act of ours and when it ended. `attempts` counts its deliveries tried (4xx retries included); `facts` are what
    the act itself showed (see `Receipt.facts`)."""

    kind: DispatchKind
    at: datetime
    failure: Failure | None = None
    attempts: int = 1
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """One contact with everything that came back, in any order. Times are aware. Without `working`, measures in
    working days and hours are absent."""

    context: Context
    channel: Channel
    sent: tuple[Sent, ...]
    arrived: tuple[Arrived, ...]
    window_ends: datetime
    working: WorkingTime | None = None
