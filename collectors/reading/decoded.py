"""A message after MIME decoding and before anything is understood of it: the contract inside this package."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.reply import Attachment, FailedRecipient, Headers, Segment
from domain.vocabulary import ReplyKind


@dataclass(frozen=True)
class Decoded:
    """What the wire format says.

    `text` is the canonical text (LF line ends, NFC, no trailing blanks, "" when nothing is readable): the plain part,
    or the HTML one rendered when there is no usable plain part. `marks` are stretches of `text` whose role the
    *structure* tells (blockquote, a mail program's quote or signature class, an attached message shown inline);
    sorted, not overlapping.
    `values` has every header by lower-case name, decoded and bounded, in order of appearance.
    """

    headers: Headers
    values: dict[str, tuple[str, ...]]
    text: str
    marks: tuple[Segment, ...] = ()
    from_html: bool = False
    html: str = ""
    has_plain: bool = False
    links: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    content_type: str = ""
    report_type: str = ""
    delivery_status: str = ""  # the text of message/delivery-status (or disposition-notification)
    embedded_headers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of a returned or attached message
    images: int = 0
    images_without_alt: int = 0
    tracking_images: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a delivery report, or a message that serves as one, says. `kind` is BOUNCE, DELAY, CHALLENGE or RECEIPT."""

    kind: ReplyKind
    confidence: float
    reason: str
    recipients: tuple[FailedRecipient, ...] = ()
    original_message_id: str = ""
