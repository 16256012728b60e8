"""One campaign that is killed again and again until it is over; then everything is counted."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.boundaries import BY_NAME
from tests.chaos.nursery import NOT_OVER, OVER, STORED, Death, HarnessFailed, Nursery, nursery
from tests.chaos.received import outside
from tests.chaos.strikes import Schedule
from tests.chaos.verdict import Verdict, judge
from tests.chaos.world import World, running_world

AT_RANDOM = "a random moment"
_MOMENTS = (0.05, 0.9)
"""Seconds after a start between which a kill at a random moment falls."""
_MOST_LIVES = 2000


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

    @property
    def violations(self) -> tuple[str, ...]:
        """What must not be. A kill inside DATA may leave the dialogues it cut uncertain, and nothing else may."""
        found, cut = list(self.verdict.violations), self.kills.dialogues_cut
        if self.verdict.uncertain > cut:
            found.append(f"{self.verdict.uncertain} uncertain, though only {cut} dialogues were cut inside DATA")
        return tuple(found)


Watch = Callable[[Kills], None]


def survive(
    folder: Path,
    structures: int,
    schedule: Schedule,
    *,
    variant: str = "",
    watch: Watch = lambda kills: None,
) -> Result:
    """Run a campaign in an empty folder, one runner at a time, killed as scheduled."""
    with (
        running_world(folder, structures, schedule.seed) as world,
        nursery(world, schedule.strikes, variant) as children,
    ):
        children.do("prepare")
        kills = _one_after_the_other(children, schedule, watch)
        return conclude(world, children, schedule, kills)


def conclude(world: World, children: Nursery, schedule: Schedule, kills: Kills) -> Result:
    """Count once a campaign is over."""
    children.do("tell")
    ours = json.loads((world.folder / STORED).read_text("utf-8"))
    missed = tuple(strike.name for number, strike in enumerate(schedule.strikes) if number not in children.fired)
    return Result(kills, missed, judge(outside(world), ours))


def _one_after_the_other(children: Nursery, schedule: Schedule, watch: Watch) -> Kills:
    rng, kills, moments = random.Random(schedule.seed), Kills(), schedule.at_random
    for _ in range(_MOST_LIVES):
        children.spawn("local")
        hasty = moments > 0 and rng.random() < 0.5
        death = (children.wait(rng.uniform(*_MOMENTS)) or children.kill(0)) if hasty else children.wait()
        if death is None:
            raise HarnessFailed(f"a runner neither ends nor dies: {children.printed()}")
        if death.code == OVER:
            return kills
        if death.code >= 0:
            what = "stopped before the campaign was over" if death.code == NOT_OVER else "crashed"
            raise HarnessFailed(f"the runner {what}: {children.printed()}")
        moments -= not death.fired
        kills.note(death, schedule)
        watch(kills)
    raise HarnessFailed(f"not over after {_MOST_LIVES} lives")
