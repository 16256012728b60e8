"""Read receipts: message disposition notifications (RFC 8098) and the systems' own forms of them."""

from __future__ import annotations

import re

from collectors.reading.decoded import Decoded, Report
from collectors.reading.headers import message_ids
from collectors.reading.reports.conditions import says, squeeze
from collectors.reading.reports.dsn import parse_groups
from collectors.reading.reports.origin import Origin
from collectors.reading.reports.returned import original_id, prose_of
from domain.vocabulary import ReplyKind

_LONGEST_RECEIPT = 1500
# A receipt says when, or that it is one.
_TELLS_WHEN = re.compile(
    r"\d|receipt|accuse|bestatigung|conferma|confirmaci|confirmac|acuse|bevestiging|recibo|開封|已"
)


def read_disposition(decoded: Decoded) -> Report:
    """Read a disposition notification. Whatever became of the message at its reader's, it had arrived."""
    message, groups = parse_groups(decoded.delivery_status)
    fields = dict(message)
    for group in groups:
        fields.update(group.fields)
    disposition = fields.get("disposition", "").partition(";")[2].strip().lower()
    ids = message_ids(fields.get("original-message-id", ""))
    prose, embedded = prose_of(decoded)
    return Report(
        kind=ReplyKind.RECEIPT,
        confidence=0.98 if disposition else 0.9,
        reason=f"mdn:{disposition.split('/')[0].split(',')[0] or 'unstated'}",
        original_message_id=ids[0] if ids else original_id(decoded, embedded, prose),
    )


def read_plain_receipt(decoded: Decoded, origin: Origin) -> Report | None:
    """Recognise a receipt that is no MDN: a subject that says so, and a short text that says it was read."""
    if not origin.read_subject or len(decoded.text) > _LONGEST_RECEIPT:
        return None
    prose, embedded = prose_of(decoded)
    squeezed = squeeze(prose)
    if not says("read", squeezed) or says("failure", squeezed) or not _TELLS_WHEN.search(squeezed):
        return None
    return Report(ReplyKind.RECEIPT, 0.75, "receipt:prose", (), original_id(decoded, embedded, prose))
