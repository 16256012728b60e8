"""Where a message is signed, and by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.reading.folding import fold
from collectors.reading.measures.formulas import Formula
from collectors.reading.measures.stretches import Line, Stretch
from collectors.reading.text.lexicon import family
from collectors.reading.text.names import Name, person_anywhere
from domain.reply import Part, ReadReply

_SIGNATURE_LINES = 14
_LOOSE_LINES = 6
_PROSE = re.compile(r"\b(?:vous|nous|je|you|we|i|il|please|merci|votre|your|est|is|are|sont)\b")


@dataclass(frozen=True)
class SignatureZone:
    """The lines that sign a message, in `written` offsets; `person` is the name found there with its place."""

    start: int
    lines: tuple[Line, ...]
    person: Name | None = None
    after_closing: bool = False

    @property
    def end(self) -> int:
        return self.lines[-1].end if self.lines else self.start


def signature_zone(
    reply: ReadReply, written: Stretch, closing: Formula | None, greeting: Formula | None, organisation: frozenset[str]
) -> SignatureZone:
    """Return the signature: the segments marked as one and what follows the closing, or else the short last lines."""
    marked = next((s.start for s in reply.segments if s.part is Part.SIGNATURE), None)
    lines: list[Line] = []
    start = len(written.raw)
    if closing is not None:
        start = closing.start
        lines = [tail] if (tail := _rest_of_line(written, closing.end)) else []
        lines += [
            line for line in written.lines if line.start >= closing.end and (not lines or line.start > lines[0].start)
        ]
    if marked is not None:
        segment_lines = [line for line in written.lines if written.span(line.start, line.end).start >= marked]
        known = {line.start for line in lines}
        lines = sorted(lines + [line for line in segment_lines if line.start not in known], key=lambda line: line.start)
        if segment_lines:
            start = min(start, segment_lines[0].start)
    if closing is None and marked is None:
        lines = _loose_tail(written, greeting)
        start = lines[0].start if lines else start
    lines = [line for line in lines if "\0" not in line.text][:_SIGNATURE_LINES]
    return SignatureZone(start, tuple(lines), _person(lines, organisation, closing is not None), closing is not None)


def _rest_of_line(written: Stretch, position: int) -> Line | None:
    """What follows the closing formula on its own line ("Cordialement, Jean Dupont")."""
    end = written.raw.find("\n", position)
    end = len(written.raw) if end < 0 else end
    raw = written.raw[position:end]
    text = raw.strip(" \t,.!;:-–—*_")
    if len(text) < 2:
        return None
    start = position + raw.index(text)
    return Line(start, start + len(text), text, fold(text), False)


def _loose_tail(written: Stretch, greeting: Formula | None) -> list[Line]:
    """Short last lines that are no sentence, after at least one other line."""
    tail: list[Line] = []
    for line in reversed(written.lines):
        if len(tail) == _LOOSE_LINES or (greeting is not None and line.start <= greeting.start):
            break
        if not tail and (not re.search(r"\w", line.text) or _is_notice(line)):
            continue  # a rule or a disclaimer under the signature
        limit = 16 if "|" in line.text else 7
        count = len(line.text.split())
        if count > limit or line.text[-1] in ".?!:;," or (count > 4 and _PROSE.search(line.folded)):
            break
        tail.insert(0, line)
    return tail if len(tail) < len(written.lines) else []


def _is_notice(line: Line) -> bool:
    entries = (family("fr", "privacy_notice"), family("en", "privacy_notice"))
    return any(one is not None and one.find(line.folded) is not None for one in entries)


def _person(lines: list[Line], organisation: frozenset[str], after_closing: bool) -> Name | None:
    best: Name | None = None
    for number, line in enumerate(lines[:8]):
        alone = number == 0 or (number <= 2 and after_closing)
        name = person_anywhere(line.text, excluded=organisation, alone=alone)
        if name is None or (len(line.text.split()) > 5 and _PROSE.search(line.folded)):
            continue
        sure = name.sure - 0.03 * number - (0 if after_closing else 0.1)
        if sure >= 0.4 and (best is None or sure > best.sure):
            best = Name(line.start + name.start, line.start + name.end, name.text, sure)
    return best
