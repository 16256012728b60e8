"""The real command line in real processes, without importing everything for each: `python -m tests.executors.forking`.

It imports the product once and forks for every command, which then runs `cli.main.main()` with its arguments, in the
folder and with the environment it was started with.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_IMPORTED = (
    "cli.main", "cli.progress", "cli.status_view", "cli.score_view", "services.working", "services.running",
    "services.status", "services.control", "services.desk", "services.planning", "services.approving",
    "services.reporting", "services.database", "campaigns.executors.engine", "probes.mail", "collectors.mailbox",
)  # fmt: skip
_PATIENCE = 120.0


@dataclass
class Said:
    code: int
    out: str
    errors: str


@dataclass
class Child:
    """A command under way."""

    commands: Commands
    pid: int
    base: Path

    def signal(self, sign: signal.Signals) -> None:
        os.kill(self.pid, sign)

    def wait(self, seconds: float = _PATIENCE) -> Said:
        code = self.commands.ask(do="wait", pid=self.pid, seconds=seconds)["code"]
        if code is None:
            raise AssertionError(f"{self.base.name} does not end: {self.printed()}")
        return Said(code, self.base.with_suffix(".out").read_text(), self.base.with_suffix(".err").read_text())

    def ended(self) -> bool:
        return self.commands.ask(do="wait", pid=self.pid, seconds=0)["code"] is not None

    def printed(self) -> str:
        parts = (self.base.with_suffix(name) for name in (".out", ".err"))
        return "".join(part.read_text() for part in parts if part.exists())


class Commands:
    """Starts commands; none of them outlives it."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self._folder = folder
        self._process = process
        self._count = 0

    def ask(self, **order: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def start(self, *arguments: str) -> Child:
        self._count += 1
        base = self._folder / f"said-{self._count:02d}-{arguments[0]}"
        return Child(self, self.ask(do="start", argv=arguments, base=str(base))["pid"], base)

    def do(self, *arguments: str) -> Said:
        return self.start(*arguments).wait()


@contextmanager
def commands(folder: Path, environment: Mapping[str, str]) -> Iterator[Commands]:
    """Commands run in `folder`, with nothing in their environment of what this machine configures."""
    foreign = ("BAROMETER_", "DATABASE_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    settings = {"BAROMETER_LANG": "en", "PYTHONPATH": str(ROOT), "BAROMETER_HOME": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.executors.forking"], cwd=folder, env=inherited | settings | dict(environment),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        try:
            yield Commands(folder, process)
        finally:
            process.stdin.close()
            process.wait()


def _start(argv: list[str], base: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        for number, name in ((1, ".out"), (2, ".err")):
            handle = os.open(base.with_suffix(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(handle, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["barometer", *argv]
        from cli.main import main

        main()
        code = 0
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(pid: int, seconds: float, codes: dict[int, int]) -> int | None:
    if pid not in codes:
        handle = os.pidfd_open(pid)
        ready = select.select([handle], [], [], seconds)[0]
        os.close(handle)
        if not ready:
            return None
        codes[pid] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return codes[pid]


def serve() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.django"
    # what the folder's file says must be known before the settings are read
    from settings.accounts_file import load_accounts

    load_accounts(Path.cwd())
    import django

    django.setup()
    for name in _IMPORTED:
        import_module(name)
    begun, codes = list[int](), dict[int, int]()
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "start":
            begun.append(_start(order["argv"], Path(order["base"])))
            told: dict[str, Any] = {"pid": begun[-1]}
        else:
            told = {"code": _wait(order["pid"], order["seconds"], codes)}
        print(json.dumps(told), flush=True)
    for pid in set(begun) - set(codes):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    serve()
