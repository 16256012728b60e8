"""What the outside knows: the town's truth log, and the messages in its mailboxes. Nothing here asks our tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

import imapclient

from tests.chaos.world import World


@dataclass(frozen=True)
class Arrived:
    """A message the town's SMTP server took: what it says it is, who it answers to, and its words."""

    message_id: str
    address: str
    in_reply_to: str
    words: str


@dataclass(frozen=True)
class Delivered:
    """A message the town put into our mailbox, by its bytes and its Message-ID."""

    key: str
    digest: str
    message_id: str


@dataclass(frozen=True)
class Outside:
    """Everything the town received and did."""

    received: tuple[Mapping[str, Any], ...]
    again: tuple[Mapping[str, Any], ...]
    """Messages whose Message-ID that structure had had before."""
    refused: frozenset[str]
    """Addresses of ours of which the town refused a message."""
    acts: tuple[Mapping[str, Any], ...]
    arrived: tuple[Arrived, ...]
    delivered: tuple[Delivered, ...]


def outside(world: World) -> Outside:
    """Read the truth log and both mailboxes of a town."""
    lines = world.truth.read_bytes().splitlines(keepends=True)
    events = [json.loads(line) for line in lines if line.endswith(b"\n")]

    def of(event: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(entry for entry in events if entry["event"] == event)

    return Outside(
        of("received"),
        of("duplicate"),
        frozenset(str(entry["from"]).lower() for entry in of("refused")),
        of("act"),
        tuple(_arrived(raw) for _, raw in _mailbox(world, world.evidence)),
        tuple(_delivered(key, raw) for key, raw in _mailbox(world, world.mailbox)),
    )


def _mailbox(world: World, account: tuple[str, str]) -> list[tuple[str, bytes]]:
    with imapclient.IMAPClient(*world.imap, ssl=False) as client:
        client.login(*account)
        told = client.select_folder("INBOX", readonly=True)
        uids = client.search()
        found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
    return [(f"{told[b'UIDVALIDITY']}:{uid}", found[uid][b"BODY[]"]) for uid in sorted(found)]


def _arrived(raw: bytes) -> Arrived:
    message = message_from_bytes(raw, policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    return Arrived(
        str(message["Message-ID"]).strip(),
        message["From"].addresses[0].addr_spec.lower(),
        str(message["In-Reply-To"] or "").strip(),
        " ".join(body.get_content().split()),
    )


def _delivered(key: str, raw: bytes) -> Delivered:
    message = message_from_bytes(raw, policy=default)
    return Delivered(key, hashlib.sha256(raw).hexdigest(), str(message["Message-ID"]).strip())
