"""Who this process is, and whether another one of this machine still lives."""

from __future__ import annotations

import hashlib
import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def host() -> str:
    """Return the machine's name, for people."""
    return socket.gethostname()


@cache
def machine() -> str:
    """Return what is the same for processes that can see each other's numbers, and for no others.

    A host name alone does not do: containers may share one, and each counts its processes from 1. A machine that was
    started again counts anew as well.
    """
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append((_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip())
    with suppress(OSError):
        parts.append(str((_PROC / "self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def started(pid: int) -> str | None:
    """Return when a process started, in the kernel's ticks; "" where that is not told, None when there is none.

    One that has ended and waits for its parent to notice does no work any more.
    """
    if not (_PROC / "self/stat").exists():
        return "" if _exists(pid) else None
    try:
        # the command's name stands in brackets and may hold anything; state is the first field after it, start the 20th
        fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
