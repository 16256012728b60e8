"""What comes back, and what was read of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.vocabulary import Channel, ReplyKind


@dataclass(frozen=True)
class RawReply:
    """Bytes as received. `key` is unique within (account): "uidvalidity:uid" for IMAP; `arrived_at` is the server's."""

    account: str
    channel: Channel
    key: str
    arrived_at: datetime
    raw: bytes


class Part(StrEnum):
    """What a stretch of a message's text is."""

    NEW = "new"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"  # "Le 3 mars, X a écrit :"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    MOBILE = "mobile"  # "Envoyé de mon iPhone"
    FORWARDED = "forwarded"


@dataclass(frozen=True)
class Segment:
    """A stretch [start, end) of `ReadReply.text`."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True)
class FailedRecipient:
    """One recipient of a delivery report. `status` is "5.1.1" or "" when the report gives none;
    `permanent` is None when nothing tells."""

    address: str
    status: str = ""
    permanent: bool | None = None
    diagnostic: str = ""


@dataclass(frozen=True)
class Attachment:
    """An attached file, never opened: `size` in bytes after transfer decoding; `refused` says why it was not kept."""

    name: str
    content_type: str
    size: int
    sha256: str
    refused: str = ""


@dataclass(frozen=True)
class Headers:
    """The header facts that matching and measures use; decoded, unfolded, bounded."""

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    date: datetime | None = None
    auto_submitted: str = ""


@dataclass(frozen=True)
class ReadReply:
    """Everything read of one message, without its contact.

    `text` is the whole decoded text (LF line ends); `segments` cover it in order; `new_text` is what its author wrote
    this time, without quotes, signature, disclaimer and mobile line. `reason` says which rule gave `kind`.
    """

    kind: ReplyKind
    confidence: float
    reason: str
    headers: Headers
    text: str
    new_text: str
    segments: tuple[Segment, ...]
    language: str  # two letters, "" when unknown
    recipients: tuple[FailedRecipient, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    original_message_id: str = ""  # of the message a report or auto-reply answers
    substitute: str = ""  # out of office: whom to write to instead
    return_date: str = ""  # ISO date when it could be resolved, else as written
    ticket: str = ""
    announced_delay_days: float | None = None
    version: str = ""
    warnings: tuple[str, ...] = ()
    facts: dict[str, str | int | float | bool] = field(default_factory=dict)

    def part(self, *parts: Part) -> str:
        """Return the text of the segments of these parts, joined by line ends."""
        return "\n".join(self.text[s.start : s.end].strip("\n") for s in self.segments if s.part in parts)
