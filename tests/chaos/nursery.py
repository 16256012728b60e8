"""Our side of the zygote: starts it for a campaign, has it fork the doomed, and hears what became of them."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TextIO

from tests.chaos.mother import ERRORS, WAYS
from tests.chaos.strikes import Strike
from tests.chaos.world import World

ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0
OVER, NOT_OVER = 0, 3
"""Exit codes of a runner that was not killed."""
STORED = "stored.json"
"""Where a process writes what the tables hold."""


class HarnessFailed(Exception):
    """A doomed process ended otherwise than by our hand or its work being done: what it printed."""


@dataclass(frozen=True)
class Death:
    """How a process ended: the strikes that killed it, its exit code, and how many dialogues were cut inside DATA."""

    slot: int
    code: int
    fired: tuple[int, ...]
    cut: int


class Nursery:
    """Implements nothing but asking; see `zygote` for what it may be asked."""

    def __init__(self, orders: TextIO, answers: TextIO, errors: Path) -> None:
        self._orders = orders
        self._answers = answers
        self._errors = errors
        self._log = Path()
        self.fired: set[int] = set()

    def begin(self, world: World, strikes: Sequence[Strike], variant: str = "") -> None:
        """Give the zygote its campaign: returns once it can fork."""
        self._log = world.folder / "doomed.log"
        self._hear()
        self._ask(
            folder=str(world.folder),
            environment=world.variables,
            strikes=[astuple(strike) for strike in strikes],
            variant=variant,
        )

    def spawn(self, job: str, slot: int = 0, *, doomed: bool = True) -> None:
        self._ask(do="spawn", job=job, slot=slot, doomed=doomed)

    def kill(self, slot: int) -> Death | None:
        """Kill a process now; None when it was gone already."""
        return self._death(self._ask(do="kill", slot=slot))

    def wait(self, seconds: float = _PATIENCE) -> Death | None:
        """Return the next process that ends, None when none does in that time."""
        return self._death(self._ask(do="wait", seconds=seconds))

    def do(self, job: str) -> None:
        """Have a job done by a process that nobody kills."""
        self.spawn(job, doomed=False)
        death = self.wait()
        if death is None or death.code:
            raise HarnessFailed(f"{job}: {self.printed()}")

    def printed(self) -> str:
        """Return the end of what the zygote and the doomed have printed: tracebacks."""
        texts = (path.read_bytes() if path.is_file() else b"" for path in (self._errors, self._log))
        return b"".join(texts).decode("utf-8", "replace")[-4000:]

    def _death(self, told: dict[str, Any]) -> Death | None:
        if told["slot"] is None:
            return None
        fired = tuple(n for n in told["fired"] if n not in self.fired)
        self.fired.update(fired)
        return Death(told["slot"], told["code"], fired, told["cut"])

    def _ask(self, **order: object) -> dict[str, Any]:
        self._orders.write(json.dumps(order) + "\n")
        self._orders.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise HarnessFailed(f"the zygote is gone: {self.printed()}")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Have a zygote; when the block ends it ends, and whatever it still has with it.

    It is forked from one that has imported already; `begin` gives it the campaign.
    """
    with tempfile.TemporaryDirectory(prefix="nursery-") as name:
        folder = Path(name)
        for way in WAYS:
            os.mkfifo(folder / way)
        _mother().bear(folder)
        with (
            (folder / WAYS[0]).open("w", encoding="utf-8") as orders,
            (folder / WAYS[1]).open(encoding="utf-8") as answers,
        ):
            try:
                yield Nursery(orders, answers, folder / ERRORS)
            finally:
                orders.close()
                answers.read()  # until it has ended


class _Mother:
    """A process that has imported what needs no settings, and forks a zygote for each campaign."""

    def __init__(self) -> None:
        foreign = ("BAROMETER_", "DATABASE_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        # it ends when this process does, however that ends, as its orders end then
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.mother"],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._one_at_a_time = Lock()
        atexit.register(self._end)

    def bear(self, folder: Path) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._one_at_a_time:
            self._process.stdin.write(f"{folder}\n")
            self._process.stdin.flush()
            if not self._process.stdout.readline():
                raise HarnessFailed("what forks the zygotes is gone")

    def _end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


_first = Lock()


def _mother() -> _Mother:
    with _first:
        return _only_mother()


_only_mother = cache(_Mother)
