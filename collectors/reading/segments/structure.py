"""Which lines are quoted, attributed or forwarded: everything that another message than this one brought in."""

from __future__ import annotations

import re
from functools import cache

from collectors.reading import lexicon
from collectors.reading.folding import fold
from collectors.reading.segments.answer_below import answer_below
from collectors.reading.segments.attribution import attribution_end
from collectors.reading.segments.headerblock import header_block
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.mending import mend_indented, mend_rules, mend_wrapped_quotes
from collectors.reading.segments.notes import notes_block
from collectors.reading.segments.prefixes import arrow_lines, bar_lines
from collectors.reading.segments.separators import GROUPWISE, Announces, announced, is_end_of_forward, is_rule
from collectors.reading.segments.shapes import RULE, has_date
from domain.reply import Part


@cache
def _forward_prefix() -> re.Pattern[str]:
    prefixes = "|".join(map(re.escape, sorted(lexicon.everywhere("mail", "forward_prefixes"), key=len, reverse=True)))
    return re.compile(rf"\s*(?:\[[^\]]{{0,40}}\]\s*)?(?:{prefixes})\s*:")


def is_forward(subject: str) -> bool:
    """Tell whether a subject begins with a forward mark of some mail program ("Fwd:", "TR :", "WG:")."""
    return _forward_prefix().match(fold(subject[:80])) is not None


def structure(lines: Lines, subject: str) -> list[Part]:
    """Return one part a line: NEW, QUOTE, ATTRIBUTION or FORWARDED, and what the message's own structure marks."""
    parts = [Part.NEW] * len(lines)
    forward = is_forward(subject)
    arrows = arrow_lines(lines)
    bars = bar_lines(lines)
    for number in bars:
        lines.prefixed[number] = True
    number = 0
    while number < len(lines):
        mark = lines.marks[number]
        if mark is not None:
            parts[number] = mark
            number += 1
        elif lines.blank(number):
            number += 1
        elif lines.prefixed[number] and number not in arrows:
            if GROUPWISE.match(lines.shown[number]) and has_date(lines.folded[number]):
                number = _below_headers(lines, number, number + 1, parts, forwarded=False)
                continue
            parts[number] = Part.QUOTE
            number += 1
        else:
            number = _unquoted(lines, number, parts, forward)
    mend_rules(lines, parts)
    mend_wrapped_quotes(lines, parts)
    mend_indented(lines, parts)
    if not forward:
        answer_below(lines, parts)
    return parts


def _unquoted(lines: Lines, number: int, parts: list[Part], forward: bool) -> int:
    """Read the line without quote prefix at `number`; return the next line to look at."""
    announces = announced(lines, number)
    if announces is Announces.REPLY_ABOVE:
        return _reply_above(lines, number, parts)
    if announces is not None:
        return _announced(lines, number, parts, announces)
    start = number
    if is_rule(lines, number):
        start = lines.next_filled(number + 1)
        if start >= len(lines) or start - number > 3:
            return number + 1
    if lines.marks[start] is None and not lines.prefixed[start]:
        block = header_block(lines, start)
        if block is not None:
            written = any(part is Part.NEW and lines.shown[n] for n, part in enumerate(parts[:number]))
            if is_forward(block.subject) and not written:
                forward = True
            return _below_headers(lines, number, block.after, parts, forwarded=forward)
    if start != number:
        return number + 1
    if (below := notes_block(lines, number)) is not None:
        return _below_headers(lines, number, below, parts, forwarded=forward)
    end = attribution_end(lines, number)
    if end == number:
        return number + 1
    parts[number:end] = [Part.ATTRIBUTION] * (end - number)
    if _prefix_follows(lines, end):
        return end
    return _rest(lines, end, parts, Part.QUOTE)


def _announced(lines: Lines, number: int, parts: list[Part], announces: Announces) -> int:
    below = lines.next_filled(number + 1)
    if announces is Announces.FORWARDED:
        block = None if below >= len(lines) else header_block(lines, below, announced=True)
        after = block.after if block else number + 1
        return _below_headers(lines, number, after, parts, forwarded=True)
    block = header_block(lines, below, announced=True) if below < len(lines) else None
    after = block.after if block else number + 1
    if block is None and below < len(lines):
        after = max(after, attribution_end(lines, below))
    return _below_headers(lines, number, after, parts, forwarded=False)


def _below_headers(lines: Lines, first: int, after: int, parts: list[Part], *, forwarded: bool) -> int:
    parts[first:after] = [Part.FORWARDED if forwarded else Part.ATTRIBUTION] * (after - first)
    rest = Part.FORWARDED if forwarded else Part.QUOTE
    if _prefix_follows(lines, after):
        # the quoted message is marked line by line: what is not marked below it was written in answer
        number = lines.next_filled(after)
        while number < len(lines) and (lines.quoted(number) or lines.blank(number)):
            parts[number] = rest
            number += 1
        return number
    return _below_unmarked(lines, first, after, parts, rest)


def _below_unmarked(lines: Lines, first: int, after: int, parts: list[Part], rest: Part) -> int:
    """What follows headers is theirs to the end, unless the original is indented or its end is told."""
    if lines.indented(first) and lines.indented(max(after - 1, first)):
        number = after
        while number < len(lines) and (lines.indented(number) or lines.blank(number)):
            number += 1
        if number > lines.next_filled(after) and number < len(lines):
            parts[after:number] = [rest] * (number - after)
            return number
    if rest is Part.FORWARDED:
        for number in range(after, len(lines)):
            if lines.shown[number].startswith("--") and is_end_of_forward(lines.folded[number]):
                parts[after : number + 1] = [rest] * (number + 1 - after)
                return number + 1
    return _rest(lines, after, parts, rest)


def _reply_above(lines: Lines, number: int, parts: list[Part]) -> int:
    written = any(
        part is Part.NEW and lines.shown[n] and not RULE.match(lines.shown[n]) for n, part in enumerate(parts[:number])
    )
    if written:
        parts[number] = Part.ATTRIBUTION
        return _rest(lines, number + 1, parts, Part.QUOTE)
    parts[: number + 1] = [Part.DISCLAIMER if part is Part.NEW else part for part in parts[: number + 1]]
    return number + 1


def _prefix_follows(lines: Lines, number: int) -> bool:
    return lines.quoted(lines.next_filled(number))


def _rest(lines: Lines, first: int, parts: list[Part], part: Part) -> int:
    parts[first:] = [part] * (len(lines) - first)
    return len(lines)
