"""What a forked process does. Imported by the zygote once, so that a start costs milliseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from campaigns.approval import approve
from campaigns.models import Campaign
from domain.errors import InputError
from scenarios.library import load_library
from services.database import open_database
from services.planning import plan_campaign
from services.running import run_campaign
from services.time_source import now
from services.working import run_worker
from tests.chaos.nursery import NOT_OVER, OVER, STORED
from tests.chaos.stored import stored


def prepare(folder: Path) -> int:
    """Open the database, plan the campaign and approve it."""
    open_database()
    plan_campaign(folder, now(), secret="5a" * 32)
    approve(_campaign().id, load_library(), by="Ada Lovelace", now=now())
    return OVER


def local(folder: Path) -> int:
    """What `barometer run --send` does."""
    return _until_over(lambda: run_campaign(folder, really=True, once=False, progress=lambda progress: None).finished)


def worker(folder: Path) -> int:
    """What `barometer worker --send` does."""
    return _until_over(lambda: run_worker(folder, really=True).finished)


def _until_over(run: Callable[[], bool]) -> int:
    open_database()
    try:
        return OVER if run() else NOT_OVER
    except InputError as error:
        # the one before was killed after its last word
        if error.message.code == "campaign_closed":
            return OVER
        raise


def tell(folder: Path) -> int:
    """Write down what the tables hold."""
    open_database()
    (folder / STORED).write_text(json.dumps(stored(_campaign(), folder), default=str), "utf-8")
    return OVER


def _campaign() -> Campaign:
    return Campaign.objects.get()


JOBS: Mapping[str, Callable[[Path], int]] = {"prepare": prepare, "local": local, "worker": worker, "tell": tell}
