"""A process that has imported everything and forks the doomed: `python -m tests.chaos.zygote`, driven by JSON lines.

A fork must not inherit a connection or a thread of another process: before each fork the zygote makes sure it has none.
Being their parent it can kill and await its children without mistaking a newer process for one that is gone.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import stat
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from tests.chaos.scoreboard import Scoreboard
from tests.chaos.strikes import Strike
from tests.chaos.warming import warm

CRASHED = 70


class Inherited(Exception):
    """The zygote holds what a fork must not share."""


class Zygote:
    """Answers one order a line. `folder` is the campaign's; what its children print goes to a file there."""

    def __init__(self, folder: Path, strikes: tuple[Strike, ...], variant: str) -> None:
        self._folder = folder
        self._strikes = strikes
        self._variant = variant
        self._board = Scoreboard(len(strikes))
        self._pids: dict[int, int] = {}  # slot → pid
        self._pidfds: dict[int, int] = {}

    def load(self) -> None:
        """Import what the doomed need, and make sure that every boundary still exists."""
        import django

        django.setup()
        # the models need settings, hence here
        from tests.chaos.boundaries import BOUNDARIES
        from tests.chaos.broken import VARIANTS
        from tests.chaos.doomed import Doom, resolve
        from tests.chaos.jobs import JOBS

        for boundary in BOUNDARIES:
            resolve(boundary.target)
        broken = [VARIANTS[name] for name in self._variant.split("+") if name]
        self._jobs, self._broken, self._doom = JOBS, broken, Doom
        gc.collect()
        gc.freeze()

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        if order["do"] == "spawn":
            return self._spawn(order["job"], order["slot"], doomed=order["doomed"])
        if order["do"] == "kill":
            return self._kill(order["slot"])
        return self._wait(order["seconds"])

    def end(self) -> None:
        for slot in list(self._pids):
            self._kill(slot)

    def _spawn(self, job: str, slot: int, *, doomed: bool) -> dict[str, Any]:
        check_nothing_is_inherited(set(self._pidfds.values()))
        pid = os.fork()
        if pid == 0:
            self._become(job, slot, doomed=doomed)
        self._pids[slot], self._pidfds[slot] = pid, os.pidfd_open(pid)
        return {"pid": pid}

    def _become(self, job: str, slot: int, *, doomed: bool) -> None:
        code = CRASHED
        try:
            for handle in (*self._pidfds.values(), 0):
                os.close(handle)
            errors = os.open(self._folder / "doomed.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.dup2(errors, 1)
            os.dup2(errors, 2)
            if doomed:
                self._doom(self._strikes, self._board, slot).arm()
                for break_it in self._broken:
                    break_it()
            code = self._jobs[job](self._folder)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _kill(self, slot: int) -> dict[str, Any]:
        """Kill a child, if it has not just died by itself."""
        if slot not in self._pids:
            return {"slot": None}
        os.kill(self._pids[slot], signal.SIGKILL)
        return self._gone(slot)

    def _wait(self, seconds: float) -> dict[str, Any]:
        """Wait until a child ends, for at most so many seconds."""
        slots = {handle: slot for slot, handle in self._pidfds.items()}
        ready, _, _ = select.select(list(slots), [], [], seconds)
        return self._gone(slots[ready[0]]) if ready else {"slot": None}

    def _gone(self, slot: int) -> dict[str, Any]:
        _, status = os.waitpid(self._pids.pop(slot), 0)
        os.close(self._pidfds.pop(slot))
        mine = [n for n in self._board.fired() if self._board.fired_by(n) == slot]
        return {
            "slot": slot,
            "code": os.waitstatus_to_exitcode(status),
            "fired": mine,
            "cut": self._board.take_open_dialogues(slot),
        }


def check_nothing_is_inherited(ours: set[int]) -> None:
    """Raise Inherited when this process has another thread, a database connection or a socket."""
    threads = len(list(Path("/proc/self/task").iterdir()))  # those of libraries too
    if threads != 1 or threading.active_count() != 1:
        raise Inherited(f"{threads} threads: {threading.enumerate()}")
    from django.db import connections

    if any(connection.connection is not None for connection in connections.all(initialized_only=True)):
        raise Inherited("a database connection")
    handles = {int(path.name) for path in Path("/proc/self/fd").iterdir()} - {0, 1, 2} - ours
    if sockets := [handle for handle in handles if _is_socket(handle)]:
        raise Inherited(f"sockets {sockets}")


def _is_socket(handle: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(handle).st_mode)
    except OSError:  # that of the listing itself
        return False


def main() -> None:
    """Import what needs no settings, wait for those of the campaign, import the rest, and serve."""
    warm()
    print(json.dumps({"awake": os.getpid()}), flush=True)
    given = json.loads(sys.stdin.readline() or "{}")
    if not given:
        return
    os.environ.update(given["environment"] | {"DJANGO_SETTINGS_MODULE": "settings.django"})
    zygote = Zygote(Path(given["folder"]), tuple(Strike(*strike) for strike in given["strikes"]), given["variant"])
    zygote.load()
    print(json.dumps({"ready": os.getpid()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(zygote.obey(json.loads(line))), flush=True)
    zygote.end()


if __name__ == "__main__":
    main()
