"""Which lines are quoted, attributed or forwarded: everything that another message than this one brought in."""

from __future__ import annotations

import re
from functools import cache

from collectors.reading import lexicon
from collectors.reading.folding import fold
from collectors.reading.segments.answer_below import answer_below
from collectors.reading.segments.attribution import attribution_end, is_quote_lead, names_first
from collectors.reading.segments.headerblock import header_block
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.notes import notes_block
from collectors.reading.segments.separators import Announces, announced, is_end_of_forward, is_rule
from collectors.reading.segments.shapes import RULE, SENTENCE_END, has_date
from domain.reply import Part

_BARS = ("|", "\u2502", "\u00a6", ":")
_BAR = re.compile(r"(?:[|\u2502\u00a6]\s?|:\s)(?!.*[|\u2502])")
_DEPTH = re.compile(r"[^>\uff1e]{0,5}[>\uff1e ]*")
_COMPARED = re.compile(r">\s?=?\s?\d(?!\d?[.)]\s)")  # "> 100 kg", not the first question of a list
_GROUPWISE = re.compile(r">>> .{4,120} >>>$")


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
    arrows = _arrow_lines(lines)
    bars = _bar_lines(lines)
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
            if _GROUPWISE.match(lines.shown[number]) and has_date(lines.folded[number]):
                number = _below_headers(lines, number, number + 1, parts, forwarded=False)
                continue
            parts[number] = Part.QUOTE
            number += 1
        else:
            number = _unquoted(lines, number, parts, forward)
    _mend_rules(lines, parts)
    _mend_wrapped_quotes(lines, parts)
    _mend_indented(lines, parts)
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


def _arrow_lines(lines: Lines) -> frozenset[int]:
    """Return lines whose ">" is an arrow or a bullet, not a quote (RFC 3676 says only what mail programs write).

    A few such lines under "…:" or before a number, in a message without attribution or thicker quotes.
    """
    prefixed = [number for number, is_prefixed in enumerate(lines.prefixed) if is_prefixed]
    if not prefixed or len(prefixed) > 12:
        return frozenset()
    depths = {_DEPTH.match(lines.shown[number])[0].count(">") for number in prefixed}  # type: ignore[index]
    prompts = depths == {3} and not any(_GROUPWISE.match(lines.shown[number]) for number in prefixed)
    if max(depths) > 1 and not prompts:
        return frozenset()
    first = prefixed[0]
    above = first - 1
    while above >= 0 and lines.blank(above):
        above -= 1
    if above < 0:
        return frozenset()
    if any(
        attribution_end(lines, number) > first - 1 - (first - 1 - above)
        for number in range(max(0, above - 3), above + 1)
    ):
        return frozenset()
    listed = lines.shown[above].endswith(":") and above == first - 1 and not names_first(lines.shown[above])
    compared = all(_COMPARED.match(lines.shown[number]) for number in prefixed)
    return frozenset(prefixed) if listed or compared or prompts else frozenset()


def _bar_lines(lines: Lines) -> frozenset[int]:
    """Return lines quoted with "|" or ":": runs below an attribution, and what looks the same further down."""
    barred = [n for n, shown in enumerate(lines.shown) if shown[:1] in _BARS and shown and _BAR.match(shown)]
    candidates = frozenset(barred)
    runs: set[int] = set()
    signs: set[str] = set()
    for number in barred:
        sign = lines.shown[number][0]
        above = number - 1
        while above > 0 and lines.blank(above):
            above -= 1
        if above in runs or sign in signs:
            runs.add(number)
        elif _leads_bar(lines, above) and (is_quote_lead(lines, above) or (sign != ":" and number + 1 in candidates)):
            runs.add(number)
            signs.add(sign)
    return frozenset(runs)


def _leads_bar(lines: Lines, above: int) -> bool:
    shown = lines.shown[above] if above >= 0 else ""
    return shown.endswith((":", "\uff1a")) and shown[0] not in _BARS


def _mend_rules(lines: Lines, parts: list[Part]) -> None:
    """Give the rule drawn right above what another message brought in to that message."""
    above = -1
    for number in range(len(lines)):
        if not lines.shown[number]:
            continue
        brought = parts[number] in (Part.ATTRIBUTION, Part.FORWARDED)
        ruled = above >= 0 and len(lines.shown[above]) >= 5 and RULE.match(lines.shown[above])
        if brought and ruled and parts[above] is Part.NEW:
            parts[above:number] = [parts[number]] * (number - above)
        above = number


def _mend_wrapped_quotes(lines: Lines, parts: list[Part]) -> None:
    """Give back to the quote the short ends of its long lines that a mailer wrapped without a prefix."""
    for number in range(1, len(lines)):
        shown = lines.shown[number]
        if parts[number] is not Part.NEW or not shown or not lines.prefixed[number - 1]:
            continue
        last = number + 1 == len(lines) or not lines.shown[number + 1]
        if not (last or lines.prefixed[number + 1]) or not shown[0].islower() or len(shown) >= 40:
            continue
        above = lines.shown[number - 1]
        if len(above) + 1 + len(shown.split()[0]) < (72 if last else 60):
            continue
        if not last or not SENTENCE_END.search(above):
            parts[number] = Part.QUOTE


def _mend_indented(lines: Lines, parts: list[Part]) -> None:
    """Give back what a page only indented: block quotes inside the text of a message that attributes none of them."""
    if Part.ATTRIBUTION in parts or Part.FORWARDED in parts or any(lines.prefixed):
        return
    filled = [number for number in range(len(lines)) if lines.shown[number]]
    quoted = [number for number in filled if lines.marks[number] is Part.QUOTE]
    if not quoted or parts[filled[0]] is not Part.NEW or quoted[-1] == filled[-1]:
        return
    if parts[next(number for number in filled if number > quoted[-1])] is not Part.NEW:
        return
    if not any(header_block(lines, number) or attribution_end(lines, number) > number for number in quoted):
        for number in quoted:
            parts[number] = Part.NEW
            lines.marks[number] = None
