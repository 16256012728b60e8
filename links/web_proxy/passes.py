"""One pass per visit: its credentials, its allowance of bytes, and the journal of what it connected to."""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import b64encode
from dataclasses import dataclass, field

from links.web_proxy.gate import Refusal, Refused

MOST_CONNECTIONS = 96
"""Open at once in one visit; a browser opens six per host."""


@dataclass
class Passage:
    """One connection asked for: times in milliseconds, `began` in seconds since the pass was given out."""

    host: str
    port: int
    began: float
    address: str = ""
    resolve_ms: float = 0.0
    connect_ms: float = 0.0
    sent: int = 0
    received: int = 0
    refusal: Refusal | None = None
    detail: str = ""


@dataclass
class Pass:
    """`allowance` is in bytes, both ways together."""

    allowance: int
    user: str = field(default_factory=lambda: secrets.token_hex(8))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    spent: int = 0
    journal: list[Passage] = field(default_factory=list)
    open_connections: int = 0
    _since: float = field(default_factory=time.monotonic)

    @property
    def header(self) -> str:
        """The value of `Proxy-Authorization` (RFC 7617)."""
        return "Basic " + b64encode(f"{self.user}:{self.secret}".encode()).decode()

    def admits(self, header: str) -> bool:
        return hmac.compare_digest(self.header.encode(), header.encode("utf-8", "replace"))

    def enter(self, host: str, port: int) -> Passage:
        """Note a connection asked for; raises Refused when the visit has used up what it may."""
        passage = Passage(host, port, time.monotonic() - self._since)
        self.journal.append(passage)
        if self.spent >= self.allowance:
            self.refuse(passage, Refused(Refusal.TOO_MUCH))
            raise Refused(Refusal.TOO_MUCH)
        return passage

    def refuse(self, passage: Passage, why: Refused) -> None:
        passage.refusal, passage.detail = why.reason, why.detail

    def charge(self, passage: Passage, *, sent: int = 0, received: int = 0) -> None:
        """Count bytes; raises Refused once there are too many."""
        passage.sent += sent
        passage.received += received
        self.spent += sent + received
        if self.spent > self.allowance:
            why = Refused(Refusal.TOO_MUCH, f"{self.allowance} bytes")
            self.refuse(passage, why)
            raise why

    def last_refusal(self, host: str, since: int = 0) -> Passage | None:
        """Return the latest refused connection to a host among the journal's entries from `since` on."""
        return next((p for p in reversed(self.journal[since:]) if p.refusal and p.host == host), None)
