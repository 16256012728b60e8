"""Our side of the zygote: starts it for a campaign, has it fork the doomed, and hears what became of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

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

    def __init__(self, process: subprocess.Popen[str], errors: IO[bytes]) -> None:
        self._process = process
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
        self._errors.seek(0)
        children = self._log.read_bytes() if self._log.is_file() else b""
        return (self._errors.read() + children).decode("utf-8", "replace")[-4000:]

    def _death(self, told: dict[str, Any]) -> Death | None:
        if told["slot"] is None:
            return None
        fired = tuple(n for n in told["fired"] if n not in self.fired)
        self.fired.update(fired)
        return Death(told["slot"], told["code"], fired, told["cut"])

    def _ask(self, **order: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise HarnessFailed(f"the zygote is gone: {self.printed()}")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start a zygote; when the block ends it ends, and whatever it still has with it.

    It wakes up while the town is started; `begin` gives it the campaign.
    """
    foreign = ("BAROMETER_", "DATABASE_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.zygote"],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        try:
            yield Nursery(process, errors)
        finally:
            process.stdin.close()
            process.wait()
