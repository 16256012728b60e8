"""The database is locked, gone or full, and the evidence store is full, at the worst moments."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Timer

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from campaigns.boundary import Boundary
from domain.errors import Unavailable
from tests.campaigns.builders import paris
from tests.faults.catalogue import proves
from tests.faults.world import World, a_world

MOMENTS = ("waiting", "sent")
"""While the worker waits; between the server's 250 and our commit."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker gives up after a moment instead of two minutes."""
    monkeypatch.setattr("campaigns.runner.Boundary", partial(Boundary, patience=0.3))


def once(world: World, moment: str, act: Callable[[], object]) -> None:
    """Break something, once."""
    if moment == "waiting":
        world.clock.at(paris(6, 8), act)
        return
    kept = world.relay.on_kept

    def on_kept(raw: bytes) -> None:
        kept(raw)
        world.relay.on_kept = kept
        act()

    world.relay.on_kept = on_kept


def goes_on(world: World) -> None:
    assert world.run()
    world.nothing_lost_and_never_twice()
    assert world.outcomes() == {"answered": 2}
    assert world.replies() == {"attached": 2}
    assert len(world.received()) == 2


@proves("database-locked")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_lock_that_is_held_for_a_while(world, database, moment):
    def hold() -> None:
        other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        Timer(0.8, other.close).start()

    once(world, moment, hold)
    goes_on(world)


@proves("database-locked")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_lock_that_is_never_given_back(world, database, impatient, moment):
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    once(world, moment, lambda: other.execute("BEGIN IMMEDIATE"))
    told_that_it_stays_away(world)
    other.close()
    goes_on(world)


def told_that_it_stays_away(world: World) -> None:
    with pytest.raises(Unavailable) as told:
        world.run()
    assert told.value.message.code == "database_unreachable"


@proves("database-gone")
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_file_is_moved_away_and_comes_back(world, database, impatient, moment):
    away = database.with_name("elsewhere")

    def move() -> None:
        for part in database.parent.glob(f"{database.name}*"):
            part.rename(part.with_name(part.name.replace(database.name, away.name)))

    once(world, moment, move)
    told_that_it_stays_away(world)
    assert not database.exists()
    connections[DEFAULT_DB_ALIAS].close()
    for part in away.parent.glob(f"{away.name}*"):
        part.rename(part.with_name(part.name.replace(away.name, database.name)))
    goes_on(world)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of a few megabytes."""
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted as root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))


@proves("database-disk-full")
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_databases_disk_is_full(small_disk, migrated, impatient, django_db_blocker, moment):
    from tests.faults.conftest import on_file

    path = small_disk / "barometer.sqlite3"
    path.write_bytes(migrated.read_bytes())
    with django_db_blocker.unblock(), on_file(path), a_world(small_disk) as world:
        once(world, moment, lambda: fill(small_disk))
        told_that_it_stays_away(world)
        (small_disk / "filler").unlink()
        goes_on(world)


@proves("database-disk-full")
def test_no_page_may_be_added_for_a_while(world):
    """The same on any machine: SQLite is told to grow no more."""
    options = connections.databases[DEFAULT_DB_ALIAS]["OPTIONS"]
    usual = options["init_command"]

    def full() -> None:
        pages = connections[DEFAULT_DB_ALIAS].cursor().execute("PRAGMA page_count").fetchone()[0]
        options["init_command"] = f"{usual} PRAGMA max_page_count={pages};"

    full()
    world.body *= 40
    Timer(1.5, lambda: options.update(init_command=usual)).start()
    goes_on(world)


@proves("database-gone")
def test_another_file_takes_its_place(world, database, impatient):
    """An older copy put back under a running worker: it must not be believed to know what was sent."""
    older = database.with_name("older")
    with sqlite3.connect(database) as own, sqlite3.connect(older) as copy:
        own.backup(copy)
    own.close()
    copy.close()
    once(world, "sent", lambda: older.replace(database))
    told_that_it_stays_away(world)
    assert len(world.received()) == 1


@proves("evidence-disk-full")
def test_the_evidence_stores_disk_is_full(database, small_disk, folder):
    with a_world(folder) as world:
        world.evidence = small_disk / "evidence"
        fill(small_disk)
        checked: list[int] = []

        def make_room() -> None:
            with sqlite3.connect(database) as other:
                checked.append(other.execute("select count(*) from campaigns_replyrow").fetchone()[0])
            other.close()
            (small_disk / "filler").unlink()

        world.clock.at(paris(5, 8, month=3), make_room)
        goes_on(world)
        assert checked == [0]
        assert world.noted()["evidence_unwritable"] >= 1
