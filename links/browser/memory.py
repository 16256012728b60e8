"""Ends a page that takes more memory than it may: the browser's own limit is on scripts alone."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

SECONDS = 1.0
PAGE = os.sysconf("SC_PAGE_SIZE")
RENDERER = b"--type=renderer"

log = logging.getLogger(__name__)


async def watch(group: Callable[[], int], most_bytes: int) -> None:
    """Look every second, for as long as the task lives, and kill the renderers that hold more; a page then crashes."""
    while True:
        for pid in renderers_over(group(), most_bytes):
            log.warning("a page held more than %d bytes", most_bytes)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(SECONDS)  # noqa: TID251 - a heartbeat, in real time


def renderers_over(group: int, most_bytes: int) -> list[int]:
    """Return the renderers of a process group that hold more memory."""
    if not group:
        return []
    return [pid for pid in members(group) if _resident(pid) > most_bytes and _is_renderer(pid)]


def members(group: int) -> Iterator[int]:
    """Yield the processes of a group; none where there is no /proc."""
    proc = Path("/proc")
    for entry in proc.iterdir() if proc.is_dir() else ():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == group:
                    yield int(entry.name)
            except OSError:
                continue


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _is_renderer(pid: int) -> bool:
    try:
        return RENDERER in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
