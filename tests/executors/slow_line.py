"""A slow line to a server on loopback: every answer is held up, so that work under way can be met in the middle."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LARGEST = 65536


class SlowLine:
    """Carries connections to `port`, what comes back `seconds` later; two threads each."""

    def __init__(self, port: int, seconds: float) -> None:
        self._far = port
        self._seconds = seconds
        self._ended = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.05)
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                near, _ = self._listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._far), 5)
                except OSError:
                    near.close()
                    continue
                for one, other, delay in ((near, far, 0.0), (far, near, self._seconds)):
                    one.settimeout(0.05)
                    self._threads.append(threading.Thread(target=self._carry, args=(one, other, delay)))
                    self._threads[-1].start()

    def _carry(self, one: socket.socket, other: socket.socket, delay: float) -> None:
        with suppress(OSError):
            while not self._ended.is_set():
                try:
                    part = one.recv(_LARGEST)
                except TimeoutError:
                    continue
                self._ended.wait(delay)
                if not part:
                    break
                other.sendall(part)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)
        # the other way closes its own
        one.close()

    def end(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()


@contextmanager
def slow_line(port: int, seconds: float) -> Iterator[int]:
    """Yield the port of the slow way to `port`."""
    line = SlowLine(port, seconds)
    try:
        yield line.port
    finally:
        line.end()
