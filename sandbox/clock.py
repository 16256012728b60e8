"""The virtual clock on loopback: JSON lines over TCP, one lease per connection (`docs/sandbox.md`, section 6)."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import UTC, datetime
from typing import Any

from sandbox.virtual_time import Lease, VirtualTime

LOOPBACK = "127.0.0.1"
_MAX_LINE = 65536


class ClockService:
    """Serves one `VirtualTime` to every process that leases it."""

    def __init__(self, time: VirtualTime, token: str) -> None:
        self._time = time
        self._token = token
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()

    async def start(self) -> str:
        """Listen on a free loopback port and return its address."""
        self._server = await asyncio.start_server(self._serve, LOOPBACK, 0, limit=_MAX_LINE)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self._connections):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        connection = _Connection(self._time, self._token, writer)
        try:
            connection.say({"clock": 1, "token": self._token, "now": self._time.now.isoformat()})
            while line := await reader.readline():
                if not connection.handle(line):
                    break
        except (ConnectionError, ValueError):
            pass  # a holder that dies or babbles only loses its lease
        finally:
            connection.end()
            self._connections.discard(writer)
            writer.close()


class _Connection:
    """One holder's conversation."""

    def __init__(self, time: VirtualTime, token: str, writer: asyncio.StreamWriter) -> None:
        self._time = time
        self._token = token
        self._writer = writer
        self._lease: Lease | None = None
        raw = writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(self, answer: dict[str, object]) -> None:
        if not self._writer.is_closing():
            self._writer.write(json.dumps(answer).encode() + b"\n")

    def end(self) -> None:
        if self._lease is not None:
            self._time.release(self._lease)
            self._lease = None

    def handle(self, line: bytes) -> bool:
        """Carry out one request; False ends the conversation."""
        try:
            request = json.loads(line)
            return self._carry_out(request, request["op"], int(request.get("id", 0)))
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            self.say({"error": f"bad request: {type(fault).__name__} {fault}"})
            return False

    def _carry_out(self, request: dict[str, Any], op: str, number: int) -> bool:
        if op == "hello":
            if request["token"] != self._token:
                self.say({"id": number, "error": "wrong token"})
                return False
            self._lease = self._lease or self._time.lease(str(request.get("name", "")))
        elif self._lease is None:
            self.say({"id": number, "error": "hello first"})
            return False
        elif op == "sleep":
            self._note(self._lease, request)
            self._sleep(self._lease, number, _instant(request["at"]))
            return True
        elif op == "cancel":
            event = self._lease.sleeps.pop(int(request["sleep"]), None)
            if event is not None:
                event.dropped = True
        elif op == "state":
            self._note(self._lease, request)
        elif op != "now":
            raise ValueError(op)
        self.say({"id": number, "now": self._time.now.isoformat()})
        return True

    def _note(self, lease: Lease, request: dict[str, Any]) -> None:
        lease.busy = bool(request["busy"])
        lease.seen = int(request["seen"])
        lease.rests = bool(request.get("rests", False))
        self._time.kick()

    def _sleep(self, lease: Lease, number: int, at: datetime) -> None:
        async def wake() -> None:
            lease.sleeps.pop(number, None)
            lease.woken += 1
            self.say({"id": number, "now": self._time.now.isoformat(), "woken": lease.woken})

        if at <= self._time.now:
            lease.woken += 1
            self.say({"id": number, "now": self._time.now.isoformat(), "woken": lease.woken})
        else:
            lease.sleeps[number] = self._time.schedule(at, wake)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(UTC)
