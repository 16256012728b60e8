"""What matching asks for and what it answers; `Directory` is implemented over the campaigns' tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.errors import Message


class Verdict(StrEnum):
    """What to do with a reply."""

    EXACT = "exact"  # a key that belongs to one contact alone
    GUESS = "guess"  # one confident guess: attach it and log the reasons
    HOLD = "hold"  # for a person: the holding pen
    OWN_COPY = "own_copy"  # our own message come back (evidence mailbox): proof of sending, not a reply


@dataclass(frozen=True)
class Candidate:
    """A contact that was written to, as matching sees it.

    `reply_address` is its unique one; `mailbox` the persona's address without tag (the whole plus-addressing mailbox,
    or `mailbox@domain` of a catch-all); `structure_addresses` are those the structure is known by, `domains` those of
    its addresses and website. `sent_at` is when its first message left, `closes_at` when its window ends.
    """

    contact_id: int
    reply_address: str
    mailbox: str
    structure_addresses: tuple[str, ...]
    domains: tuple[str, ...]
    subjects: tuple[str, ...]
    persona_name: str
    sent_at: datetime
    closes_at: datetime | None = None


class Directory(Protocol):
    """Look-ups over all contacts, closed ones included. Addresses are compared in lower case."""

    def by_address(self, addresses: Sequence[str]) -> Sequence[Candidate]:
        """Return the contacts whose unique reply address is one of these."""
        ...

    def by_message_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        """Return the contacts one of whose dispatches has one of these Message-IDs (angle brackets included)."""
        ...

    def near(self, addresses: Sequence[str], sender: str, arrived_at: datetime) -> Sequence[Candidate]:
        """Return the contacts written to before `arrived_at` and still in play that could be meant.

        At least those whose `mailbox`, or the local part of whose reply address up to its tag, is that of one of
        `addresses`, and those one of whose `domains` has the organisational domain of `sender` (see
        `collectors.matching.addresses.organisation`). More is harmless.
        """
        ...


@dataclass(frozen=True)
class Ranked:
    """A candidate with what speaks for it; `score` in 0…1."""

    contact_id: int
    score: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Match:
    """The answer. `contact_id` is set unless it is held; `candidates` are ranked, best first."""

    verdict: Verdict
    contact_id: int | None
    reason: Message
    confidence: float = 0.0
    candidates: tuple[Ranked, ...] = ()
