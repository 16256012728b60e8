"""The keys a message carries: every address it was sent to, every message it answers, what a report returns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesHeaderParser

from collectors.matching.addresses import ADDRESS, normal
from domain.reply import RawReply, ReadReply
from domain.vocabulary import ReplyKind

MOST_KEYS = 100
MOST_SCANNED = 512 * 1024
MOST_HEADER = 64 * 1024
_TO_HEADERS = (
    "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to",
    "resent-to", "original-recipient", "x-original-recipient", "x-rcpt-to", "apparently-to",
)  # fmt: skip
_FOR = re.compile(rf"\bfor\s+<?({ADDRESS.pattern})>?", re.I)
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_REPORTS = frozenset({ReplyKind.BOUNCE, ReplyKind.DELAY, ReplyKind.RECEIPT})
_BULK = ("list-unsubscribe", "list-id")


@dataclass(frozen=True)
class Keys:
    """`addresses` it was sent to; `answered` message ids, the nearest first; `returned_*` from within a report."""

    addresses: tuple[str, ...]
    answered: tuple[str, ...]
    returned_addresses: tuple[str, ...] = ()
    returned_ids: tuple[str, ...] = ()
    bulk: bool = False


def keys_of(reply: ReadReply, raw: RawReply) -> Keys:
    """Gather the keys; never fails, whatever the bytes."""
    head = re.split(rb"\r?\n\r?\n", raw.raw[:MOST_HEADER], maxsplit=1)[0]
    values = _header_values(head)
    headers = reply.headers
    sent_to = [*headers.to, *headers.cc, *headers.delivered_to]
    for name in _TO_HEADERS:
        for value in values.get(name, ()):
            sent_to += ADDRESS.findall(value)
    for value in values.get("received", ()):
        sent_to += _FOR.findall(value)
    answered = [
        *([reply.original_message_id] if reply.original_message_id else []),
        *headers.in_reply_to,
        *reversed(headers.references),
    ]
    for name in ("in-reply-to", "references"):
        for value in values.get(name, ()):
            answered += reversed(_MESSAGE_ID.findall(value))
    returned_addresses: list[str] = []
    returned_ids: list[str] = []
    if reply.kind in _REPORTS:
        body = raw.raw[len(head) : MOST_SCANNED].decode("latin-1")
        returned_addresses = ADDRESS.findall(body)
        returned_ids = _MESSAGE_ID.findall(body)
    return Keys(
        addresses=_unique(map(normal, sent_to)),
        answered=_unique(_bracketed(value) for value in answered),
        returned_addresses=_unique(map(normal, returned_addresses)),
        returned_ids=_unique(returned_ids),
        bulk=_is_bulk(values),
    )


def _header_values(head: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        message = BytesHeaderParser().parsebytes(head + b"\r\n\r\n")
        for name, value in message.raw_items():
            found.setdefault(name.lower(), []).append(" ".join(str(value).split())[:4000])
    except (ValueError, LookupError, UnicodeError):
        return found
    return found


def _bracketed(value: str) -> str:
    inner = value.strip().strip("<>")
    return f"<{inner}>" if inner else ""


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:MOST_KEYS]


def _is_bulk(values: dict[str, list[str]]) -> bool:
    if any(name in values for name in _BULK):
        return True
    spam = " ".join(values.get("x-spam-flag", []) + values.get("x-spam", [])).lower()
    precedence = " ".join(values.get("precedence", [])).lower()
    return "yes" in spam.split() or precedence in {"bulk", "list"}
