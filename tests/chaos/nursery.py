"""Our side of the zygote: starts it for a campaign, has it fork the doomed, and hears what became of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

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

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.fired: set[int] = set()

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
        """Return the end of what the doomed have printed: tracebacks."""
        log = self._folder / "doomed.log"
        return log.read_text("utf-8")[-4000:] if log.exists() else ""

    def _death(self, told: dict[str, Any]) -> Death | None:
        if told["slot"] is None:
            return None
        fired = tuple(n for n in told["fired"] if n not in self.fired)
        self.fired.update(fired)
        return Death(told["slot"], told["code"], fired, told["cut"])

    def _ask(self, **order: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise HarnessFailed(f"the zygote is gone: {self.printed()}")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def nursery(world: World, strikes: Sequence[Strike], variant: str = "") -> Iterator[Nursery]:
    """Start a zygote in a campaign's environment; when the block ends it ends, and whatever it still has with it."""
    foreign = ("BAROMETER_", "DATABASE_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    log = (world.folder / "doomed.log").open("ab")
    with log, subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.zygote"],
        cwd=ROOT, env=environment | world.variables | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        given = {"folder": str(world.folder), "strikes": [astuple(strike) for strike in strikes], "variant": variant}
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        made = Nursery(process, world.folder)
        try:
            if not process.stdout.readline():
                raise HarnessFailed(f"the zygote did not start: {made.printed()}")
            yield made
        finally:
            process.stdin.close()
            process.wait()
