"""A message's raw bytes to `Decoded`. Pure, bounded, and without an exception on any bytes."""

from __future__ import annotations

import re

from collectors.reading.canonical import assemble
from collectors.reading.decoded import Decoded
from collectors.reading.entity import Budget, parse
from collectors.reading.gathering import Gathering
from collectors.reading.headers import decode_values, read_headers
from collectors.reading.limits import MAX_MESSAGE_BYTES

_MBOX_LINE = re.compile(rb">?From [^\n]*\n")
_DOT_END = re.compile(rb"\n\.\r?\n?\Z")


def decode(raw: bytes) -> Decoded:
    """Decode a message. Faults of its format become `warnings`; whatever was not understood is left out."""
    budget = Budget()
    if len(raw) > MAX_MESSAGE_BYTES:
        budget.warn("message_truncated")
        raw = raw[:MAX_MESSAGE_BYTES]
    entity = parse(_tidy(raw), budget)
    values = decode_values(entity.fields)
    headers = read_headers(entity.fields, values)
    gathering = Gathering(budget, subject=headers.subject)
    chunks = gathering.walk(entity, top=True)
    text, marks = assemble([run for chunk in chunks for run in chunk.runs])
    if gathering.attachments.overflow:
        budget.warn("too_many_attachments")
    return Decoded(
        headers=headers,
        values=values,
        text=text,
        marks=marks,
        from_html=any(chunk.is_html for chunk in chunks),
        html=gathering.html,
        has_plain=gathering.has_plain,
        links=tuple(gathering.links),
        attachments=tuple(gathering.attachments.found),
        content_type=entity.content_type,
        report_type=gathering.report_type,
        delivery_status=gathering.status,
        embedded_headers=gathering.embedded,
        images=gathering.images,
        images_without_alt=gathering.images_without_alt,
        tracking_images=gathering.tracking_images,
        warnings=tuple(budget.warnings),
    )


def _tidy(raw: bytes) -> bytes:
    """Undo what storage and transport leave around a message: mbox line, dot stuffing, CR line ends."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    if match := _MBOX_LINE.match(raw):
        raw = raw[match.end() :]
    if _DOT_END.search(raw[-4:]):
        raw = _DOT_END.sub(b"\n", raw).replace(b"\n..", b"\n.")
    return raw
