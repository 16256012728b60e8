"""The table of those at work. Not product rows: heartbeats run on each machine's own time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from campaigns.models import WorkerRow


@dataclass(frozen=True)
class WorkerView:
    """A worker as its row has it; `beats` only ever rises while it lives."""

    name: str
    campaign_id: int
    host: str
    machine: str
    pid: int
    pid_started: str
    channels: tuple[str, ...]
    schedules: bool
    engine: int | None
    beats: int
    doing: dict[str, int]
    started_at: datetime
    beat_at: datetime


def register(view: WorkerView) -> None:
    """Enter a worker, or enter it again after somebody took it for dead."""
    values = {name: getattr(view, name) for name in view.__dataclass_fields__ if name != "name"}
    WorkerRow.objects.update_or_create(name=view.name, defaults=values | {"channels": list(view.channels)})


def beat(name: str, doing: dict[str, int], engine: int | None, at: datetime | None) -> bool:
    """Say that a worker lives and what it does; False when its row is gone."""
    moment = {} if at is None else {"beat_at": at}
    changed = WorkerRow.objects.filter(name=name).update(beats=F("beats") + 1, doing=doing, engine=engine, **moment)
    return changed == 1


def forget(names: Collection[str]) -> None:
    """Take workers out of the table."""
    WorkerRow.objects.filter(name__in=list(names)).delete()


def workers(campaign_id: int | None = None) -> Sequence[WorkerView]:
    """Return who is in the table, of one campaign or of all."""
    rows = WorkerRow.objects.all() if campaign_id is None else WorkerRow.objects.filter(campaign_id=campaign_id)
    return [
        WorkerView(
            row.name,
            row.campaign_id,
            row.host,
            row.machine,
            row.pid,
            row.pid_started,
            tuple(row.channels),
            row.schedules,
            row.engine,
            row.beats,
            row.doing,
            row.started_at,
            row.beat_at,
        )
        for row in rows.order_by("started_at", "id")
    ]
