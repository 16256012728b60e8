"""Segments: who wrote which stretch of a message's text, and what its author wrote this time.

Three passes over lines: what other messages brought in (`structure`), then in each stretch of new text what ends it
(`tail`), then blank lines follow the line above them. The result covers the text exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from collectors.reading.decoded import Decoded
from collectors.reading.segments.closing import closing_of
from collectors.reading.segments.lines import Lines, lines_of
from collectors.reading.segments.signature import sender_words
from collectors.reading.segments.structure import structure
from collectors.reading.segments.tail import end_of_run
from domain.reply import Part, Segment

_OWN = frozenset({Part.NEW, Part.SIGNATURE, Part.DISCLAIMER, Part.MOBILE})
_BLANK_RUN = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


def segments_of(decoded: Decoded) -> tuple[Segment, ...]:
    """Return segments that cover `decoded.text` in order, without gap or overlap; () for an empty text."""
    headers = decoded.headers
    return split(
        decoded.text,
        marks=decoded.marks,
        subject=headers.subject,
        sender_name=headers.from_name,
        sender_address=headers.from_address,
    )


def split(
    text: str,
    *,
    marks: Sequence[Segment] = (),
    subject: str = "",
    sender_name: str = "",
    sender_address: str = "",
) -> tuple[Segment, ...]:
    """Return the segments of `text`; the sender's name tells a bare name under the text from its last word."""
    if not text:
        return ()
    lines = lines_of(text, marks)
    parts = structure(lines, subject)
    _closings_in_signature(lines, parts)
    sender = sender_words(sender_name, sender_address)
    runs = list(_runs(lines, parts))
    for number, run in enumerate(runs):
        end_of_run(lines, parts, run, sender, first_run=number == 0, last=number == len(runs) - 1)
    _keep_something(lines, parts, runs)
    if marks and not _says_something(lines, parts) and all(mark.part is not Part.FORWARDED for mark in marks):
        unmarked = split(text, subject=subject, sender_name=sender_name, sender_address=sender_address)
        if {segment.part for segment in unmarked} <= _OWN:
            return unmarked  # nothing but the page's structure made it another's, and a message says something
    return tuple(_segments(lines, parts))


def new_text_of(text: str, segments: Sequence[Segment]) -> str:
    """Return what the author wrote this time: the NEW segments, runs of blank lines made one."""
    pieces = [text[segment.start : segment.end].strip("\n") for segment in segments if segment.part is Part.NEW]
    joined = "\n\n".join(piece for piece in pieces if piece.strip())
    return _BLANK_RUN.sub("\n\n", joined).strip()


def _runs(lines: Lines, parts: list[Part]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of new text that have at least one visible line."""
    start = None
    for number in range(len(lines) + 1):
        new = number < len(lines) and (parts[number] is Part.NEW)
        if new and start is None:
            start = number
        elif not new and start is not None:
            if any(lines.shown[start:number]):
                yield start, number
            start = None


def _closings_in_signature(lines: Lines, parts: list[Part]) -> None:
    """A mail program's signature block, or a page's foot, may hold the closing formula, which belongs to the text."""
    for number, part in enumerate(parts):
        if part not in (Part.SIGNATURE, Part.DISCLAIMER) or (
            number and parts[number - 1] is part and lines.shown[number - 1]
        ):
            continue
        if lines.shown[number] and closing_of(lines.folded[number]):
            parts[number] = Part.NEW


def _says_something(lines: Lines, parts: list[Part]) -> bool:
    return any(part is Part.NEW and shown for part, shown in zip(parts, lines.shown, strict=True))


def _keep_something(lines: Lines, parts: list[Part], runs: list[tuple[int, int]]) -> None:
    """When guesses took all of the new text away, they were wrong: a message says something."""
    if _says_something(lines, parts):
        return
    for first, after in runs:
        for number in range(first, after):
            if parts[number] in (Part.SIGNATURE, Part.DISCLAIMER) and lines.shown[number] not in ("--", "\u2014"):
                parts[number] = Part.NEW


def _segments(lines: Lines, parts: list[Part]) -> Iterator[Segment]:
    current = None
    start = 0
    for number, part in enumerate(parts):
        if not lines.shown[number] and current is not None:
            continue
        if part is not current:
            if current is not None and lines.starts[number] > start:
                yield Segment(current, start, lines.starts[number])
                start = lines.starts[number]
            current = part
    if current is not None:
        yield Segment(current, start, len(lines.text))
