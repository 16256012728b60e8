"""Memory shared by the zygote and everything it forks: it survives the SIGKILL of whoever writes to it.

Each process writes its own row of counts, so that no lock is needed that a killed process could take with it.
"""

from __future__ import annotations

import mmap
import threading

SLOTS = 8
"""Processes that may be at work at the same time."""


class Scoreboard:
    """Calls seen by each strike, which strikes have fired, and how many dialogues are open inside DATA."""

    def __init__(self, strikes: int) -> None:
        self._strikes = strikes
        self._memory = mmap.mmap(-1, 8 * (SLOTS * (strikes + 1) + strikes + 1))
        self._cells = memoryview(self._memory).cast("q")
        self._lock = threading.Lock()

    def count(self, slot: int, strike: int) -> int:
        """Count one more call for a strike; return how many there were in all processes, dead ones included."""
        with self._lock:
            self._cells[slot * self._strikes + strike] += 1
        return sum(self._cells[row * self._strikes + strike] for row in range(SLOTS))

    def fire(self, slot: int, strike: int) -> None:
        """Note that a strike fired in this process: it never fires again."""
        self._cells[SLOTS * self._strikes + strike] = slot + 1

    def fired_by(self, strike: int) -> int | None:
        """Return the slot of the process that a strike killed, None when it has not fired."""
        slot = self._cells[SLOTS * self._strikes + strike] - 1
        return None if slot < 0 else slot

    def fired(self) -> set[int]:
        return {strike for strike in range(self._strikes) if self.fired_by(strike) is not None}

    def open_dialogues(self, slot: int, number: int) -> None:
        """Say how many dialogues of this process are between the mark and the stored receipt."""
        self._cells[(SLOTS + 1) * self._strikes + slot] = number

    def take_open_dialogues(self, slot: int) -> int:
        """Return what a dead process last said, and forget it."""
        cell = (SLOTS + 1) * self._strikes + slot
        number, self._cells[cell] = self._cells[cell], 0
        return number
