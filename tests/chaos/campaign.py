"""One campaign that is killed again and again until it is over; then everything is counted."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.boundaries import BY_NAME
from tests.chaos.nursery import NOT_OVER, OVER, STORED, Death, HarnessFailed, Nursery, nursery
from tests.chaos.received import Outside, outside
from tests.chaos.strikes import Schedule
from tests.chaos.verdict import Stored, Verdict, judge
from tests.chaos.world import running_world

AT_RANDOM = "a random moment"
_MOMENTS = (0.05, 0.9)
"""Seconds after a start between which a kill at a random moment falls."""
WORKERS = 3


@dataclass
class Kills:
    """Every kill by what it was aimed at, those that fell inside DATA, and the dialogues these cut."""

    by_name: Counter[str] = field(default_factory=Counter)
    boundaries: set[str] = field(default_factory=set)
    inside_data: int = 0
    dialogues_cut: int = 0

    @property
    def total(self) -> int:
        return self.by_name.total()

    def note(self, death: Death, schedule: Schedule) -> None:
        names = [schedule.strikes[number] for number in death.fired]
        self.by_name[names[0].name if names else AT_RANDOM] += 1
        self.boundaries |= {strike.boundary for strike in names}
        aimed = any(BY_NAME[strike.boundary].inside_data for strike in names)
        self.inside_data += bool(death.cut or aimed)
        self.dialogues_cut += max(death.cut, aimed)

    def add(self, other: Kills) -> None:
        self.by_name += other.by_name
        self.boundaries |= other.boundaries
        self.inside_data += other.inside_data
        self.dialogues_cut += other.dialogues_cut


@dataclass(frozen=True)
class Result:
    """A campaign that is over: how often it was killed, what never came to pass, and the verdict."""

    kills: Kills
    not_reached: tuple[str, ...]
    verdict: Verdict
    town: Outside
    ours: Stored

    @property
    def violations(self) -> tuple[str, ...]:
        """What must not be. A kill inside DATA may leave the dialogues it cut uncertain, and nothing else may."""
        found, cut = list(self.verdict.violations), self.kills.dialogues_cut
        if self.verdict.uncertain > cut:
            found.append(f"{self.verdict.uncertain} uncertain, though only {cut} dialogues were cut inside DATA")
        return tuple(found)


Watch = Callable[[Kills], None]
Drive = Callable[[Nursery, Schedule, Watch], Kills]


def survive(
    folder: Path,
    structures: int,
    schedule: Schedule,
    drive: Drive,
    *,
    database: str = "",
    variant: str = "",
    watch: Watch = lambda kills: None,
) -> Result:
    """Run a campaign in an empty folder, killed as scheduled, and count once it is over. SQLite without `database`."""
    with nursery() as children, running_world(folder, structures, schedule.seed, database) as world:
        children.begin(world, schedule.strikes, variant)
        children.do("prepare")
        kills = drive(children, schedule, watch)
        children.do("tell")
        ours = json.loads((world.folder / STORED).read_text("utf-8"))
        missed = tuple(strike.name for number, strike in enumerate(schedule.strikes) if number not in children.fired)
        town = outside(world)
        return Result(kills, missed, judge(town, ours), town, ours)


def one_runner(children: Nursery, schedule: Schedule, watch: Watch) -> Kills:
    """The local executor: one process after the other."""
    return _Driver(children, schedule, watch, "local", 1).drive()


def many_workers(children: Nursery, schedule: Schedule, watch: Watch) -> Kills:
    """The procrastinate executor: three workers share the campaign, and whichever dies is replaced."""
    return _Driver(children, schedule, watch, "worker", WORKERS).drive()


class _Driver:
    """Starts processes, kills them at random moments, replaces the dead, until one says that the campaign is over."""

    def __init__(self, children: Nursery, schedule: Schedule, watch: Watch, job: str, count: int) -> None:
        self._children = children
        self._schedule = schedule
        self._watch = watch
        self._job = job
        self._count = count
        self._rng = random.Random(schedule.seed)
        self._kills = Kills()
        self._moments = schedule.at_random

    def drive(self) -> Kills:
        living = set(range(self._count))
        for slot in living:
            self._children.spawn(self._job, slot)
        while living:
            death = self._next(living)
            living.discard(death.slot)
            if death.code < 0:
                self._kills.note(death, self._schedule)
                self._watch(self._kills)
                self._children.spawn(self._job, death.slot)
                living.add(death.slot)
            elif death.code != OVER:
                what = "stopped before the campaign was over" if death.code == NOT_OVER else "crashed"
                raise HarnessFailed(f"a {self._job} {what}: {self._children.printed()}")
        return self._kills

    def _next(self, living: set[int]) -> Death:
        """Wait for the next to die; become impatient at random while there are kills at random moments left."""
        death = None
        if self._moments > 0 and self._rng.random() < 0.5:
            death = self._children.wait(self._rng.uniform(*_MOMENTS))
            if death is None:
                death = self._children.kill(self._rng.choice(sorted(living)))
                self._moments -= 1
        death = death or self._children.wait()
        if death is None:
            raise HarnessFailed(f"a {self._job} neither ends nor dies: {self._children.printed()}")
        return death


EXECUTORS: Mapping[str, Drive] = {"local": one_runner, "procrastinate": many_workers}
