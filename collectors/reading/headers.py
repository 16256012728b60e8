"""Header fields to the facts that matching and measures use."""

from __future__ import annotations

import re
import unicodedata

from collectors.reading.addresses import parse_addresses
from collectors.reading.dates import parse_date
from collectors.reading.encoded_words import decode_words
from collectors.reading.limits import MAX_ADDRESSES, MAX_IDS
from domain.reply import Headers

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
_BARE_ID = re.compile(r"[^\s<>\"(),;]{1,500}@[^\s<>\"(),;]{1,400}")
# Where final delivery writes the envelope's recipient, the most exact first.
_DELIVERED = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-rcpt-to", "x-apparently-to",
    "apparently-to",
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")

_MOST_FIELDS = 20

Values = dict[str, tuple[str, ...]]


def decode_values(fields: list[tuple[str, str]]) -> Values:
    """Return every field by name, encoded words decoded, in order of appearance."""
    values: dict[str, list[str]] = {}
    for name, raw in fields:
        text = decode_words(raw) if "=?" in raw else raw
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        values.setdefault(name, []).append(_CONTROL.sub(" ", text) if not text.isprintable() else text)
    return {name: tuple(texts) for name, texts in values.items()}


def message_ids(value: str) -> tuple[str, ...]:
    """Return the message identifiers of a field, with their angle brackets, whatever prose stands around them."""
    found = [f"<{inner}>" for inner in _MESSAGE_ID.findall(value)]
    if not found:
        found = [f"<{inner}>" for inner in _BARE_ID.findall(value)]
    with_at = [one for one in found if "@" in one]
    return tuple(dict.fromkeys((with_at or found)[:MAX_IDS]))


def read_headers(fields: list[tuple[str, str]], values: Values) -> Headers:
    """Build the header facts; `fields` are the same headers before their encoded words were decoded."""
    raw: dict[str, list[str]] = {}
    for name, text in fields:
        raw.setdefault(name, []).append(text)

    def mailboxes(*names: str) -> list[tuple[str, str]]:
        return [pair for name in names for text in raw.get(name, ())[:_MOST_FIELDS] for pair in parse_addresses(text)]

    def addresses(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(address for _, address in mailboxes(*names)))[:MAX_ADDRESSES]

    def first(name: str) -> str:
        return values.get(name, ("",))[0]

    senders = mailboxes("from") or mailboxes("sender")
    name, address = senders[0] if senders else (" ".join(first("from").replace("<>", "").split())[:300], "")
    ids = message_ids(first("message-id"))
    return Headers(
        message_id=ids[0] if ids else "",
        in_reply_to=tuple(one for value in values.get("in-reply-to", ()) for one in message_ids(value)),
        references=tuple(one for value in values.get("references", ()) for one in message_ids(value)),
        subject=" ".join(first("subject").split()),
        from_name=name,
        from_address=address,
        reply_to=next(iter(addresses("reply-to")), ""),
        to=addresses("to"),
        cc=addresses("cc"),
        delivered_to=addresses(*_DELIVERED),
        date=parse_date(first("date")),
        auto_submitted=re.sub(r"\(.*?\)", "", first("auto-submitted")).strip().lower(),
    )
