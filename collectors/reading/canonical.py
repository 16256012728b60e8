"""Runs of text with their structural role, assembled into the canonical text and its marks."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from collectors.reading.limits import MAX_TEXT_CHARS
from domain.reply import Part, Segment


class Run(NamedTuple):
    """Whole lines of text with one role; None means that the structure tells nothing of them."""

    text: str
    part: Part | None


_LINE_ENDS = re.compile(r"\r+\n|\r|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\xad\u200b\u2060\ufeff\ufffe\uffff]")
_TRAILING = re.compile(r"[ \t\xa0\u2002-\u200b\u3000]+(?=\n|\Z)")
_MANY_BLANKS = re.compile(r"\n{4,}")


def canonical(text: str) -> str:
    """Return `text` with LF line ends, NFC, without control characters, trailing blanks and outer empty lines."""
    text = text[:MAX_TEXT_CHARS]
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    # printable text, the common case, needs none of the slow substitutions
    if not text.replace("\n", "").replace("\xa0", " ").isprintable():
        text = _TRAILING.sub("", _CONTROL.sub("", _LINE_ENDS.sub("\n", text)))
    elif " \n" in text or "\xa0\n" in text or text.endswith((" ", "\xa0")):
        text = "\n".join([line.rstrip() for line in text.split("\n")])
    if "\n\n\n\n" in text:
        text = _MANY_BLANKS.sub("\n\n\n", text)
    return text.strip("\n")


def assemble(runs: list[Run]) -> tuple[str, tuple[Segment, ...]]:
    """Join runs, separated by line ends; return the text and the marks of the runs that have a role."""
    pieces: list[str] = []
    marks: list[Segment] = []
    length = 0
    for text, part in runs:
        clean = canonical(text)
        if not clean.strip():
            continue
        if pieces:
            pieces.append("\n")
            length += 1
        if length + len(clean) > MAX_TEXT_CHARS:
            clean = clean[: MAX_TEXT_CHARS - length].rstrip()
        start, length = length, length + len(clean)
        pieces.append(clean)
        if part is not None:
            if marks and marks[-1].part is part and marks[-1].end == start - 1:
                marks[-1] = Segment(part, marks[-1].start, length)
            else:
                marks.append(Segment(part, start, length))
        if length >= MAX_TEXT_CHARS:
            break
    return "".join(pieces), tuple(mark for mark in marks if mark.end > mark.start)
