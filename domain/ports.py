"""Contracts between the send side, the receive side and those who join them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from domain.contact import Inspection, Order, Receipt
from domain.reply import RawReply


class Probe(Protocol):
    """The send side of one channel."""

    async def send(self, order: Order, before_data: Callable[[], None]) -> Receipt:
        """Do the one irrepeatable thing.

        `before_data` must be called, and return, before the first byte that could make the act happen (for mail: after
        RCPT, before DATA); it makes the `data_started` mark durable. A structure that refuses is a receipt with a
        failure, not an exception. Raises `Unavailable` only if our side could not run and nothing left; any other
        exception after `before_data` leaves the dispatch `uncertain` unless `find` settles it.
        """
        ...

    async def find(self, order: Order) -> Receipt | None:
        """Ask the outside whether that order went out; None means no proof, not proof of absence."""
        ...

    async def close(self) -> None: ...


class Inspector(Protocol):
    """The receive side of a channel without a send side: looks at what is public."""

    async def inspect(self, order: Order) -> Inspection:
        """Look, within an overall deadline; a site that is down, slow or hostile is a result, not an exception.

        May be done again after a crash: it changes nothing outside. Raises `Unavailable` if our side could not run.
        """
        ...

    async def close(self) -> None: ...


class Collector(Protocol):
    """The receive side of one channel. Synchronous: called in a thread."""

    def fetch(self, account: str, cursor: str) -> tuple[list[RawReply], str]:
        """Return replies newer than `cursor` ("" at first) and the next cursor, in bounded batches.

        Raises `Unavailable` when the account cannot be read now. Replies may be returned again after a UIDVALIDITY
        change; storing one twice is harmless.
        """
        ...

    def close(self) -> None: ...


class EvidenceStore(Protocol):
    """Content-addressed blobs outside the database."""

    def put(self, blob: bytes) -> str:
        """Store durably and return the SHA-256 digest (hex); the same bytes twice are stored once."""
        ...

    def put_many(self, blobs: Sequence[bytes]) -> list[str]:
        """Store several durably and return their digests in order; faster than one by one."""
        ...

    def get(self, digest: str) -> bytes | None:
        """Return the blob, or None when it was erased."""
        ...

    def erase(self, digest: str, reason: str) -> None:
        """Remove the bytes, leaving a tombstone."""
        ...
