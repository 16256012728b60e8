"""What ends a stretch of new text: signature, notices and device lines, from the bottom up."""

from __future__ import annotations

from collectors.reading.segments.boilerplate import (
    advises_caution,
    is_excuse,
    is_mobile,
    is_notice,
    is_warning_banner,
    may_notify,
)
from collectors.reading.segments.closing import closing_of, is_postscript
from collectors.reading.segments.frames import framed
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.signature import closing_line, delimiter, inferred, is_rule_line, own_name, page_head
from domain.reply import Part

Paragraph = tuple[int, int]  # lines [first, after)
_MOST_BANNER_LINES = 4


def end_of_run(
    lines: Lines, parts: list[Part], run: Paragraph, sender: frozenset[str], *, first_run: bool, last: bool
) -> None:
    """Give the lines of the run [first, after) of new text their parts; `first_run` and `last`
    tell whether there is new text above and below it."""
    first, after = run
    first = _banner(lines, parts, first, after, sender)
    after = _last_rule(lines, parts, first, after)
    frame = framed(lines, first, after, text_above=not first_run)
    if frame is not None:
        _paint(parts, frame[0], after, frame[1])
        after = frame[0]
    bottom = delimiter(lines, first, after)
    if bottom is not None:
        _paint(parts, bottom, after, Part.SIGNATURE)
        _notices_within(lines, parts, bottom + 1, after)
        after = bottom
    after = _notices_below(lines, parts, first, after, text_above=not first_run)
    after = _device_lines(lines, parts, first, after)
    closing = closing_line(lines, first, after)
    if closing is not None:
        _sign(lines, parts, closing + 1, after)
        _notices_within(lines, parts, closing + 1, after)
        return
    if not last:
        name = own_name(lines, first, after, sender)
        if name is not None:
            _paint(parts, name, after, Part.SIGNATURE)
    else:
        after = _postscript(lines, first, after)
        start = inferred(lines, first, after, sender)
        if start is not None:
            _paint(parts, start, after, Part.SIGNATURE)
            _rules_above(lines, parts, first, start)


def _banner(lines: Lines, parts: list[Part], first: int, after: int, sender: frozenset[str]) -> int:
    start = lines.next_filled(first)
    if start >= after or first > 8:
        return first
    if (head := page_head(lines, start, sender)) > start and lines.next_filled(head) < after:
        _paint(parts, first, head, Part.ATTRIBUTION)
        return head
    end = start
    while end < after and lines.shown[end] and not is_warning_banner(_joined(lines, start, end + 1)):
        end += 1
    if end == after or not lines.shown[end] or end - start > _MOST_BANNER_LINES:
        return first
    end += 1
    while end < after and lines.shown[end] and advises_caution(lines.folded[end]):
        end += 1
    if lines.next_filled(end) >= after:
        return first
    _paint(parts, first, end, Part.DISCLAIMER)
    return end


def paragraphs(lines: Lines, first: int, after: int) -> list[Paragraph]:
    """Return the stretches of filled lines in [first, after)."""
    found: list[Paragraph] = []
    start = None
    for number in range(first, after + 1):
        filled = number < after and bool(lines.shown[number])
        if filled and start is None:
            start = number
        elif not filled and start is not None:
            found.append((start, number))
            start = None
    return found


def _notices_below(lines: Lines, parts: list[Part], first: int, after: int, *, text_above: bool) -> int:
    """Paint from the first notice after which nothing is signed any more; return where the run now ends."""
    for start, end in paragraphs(lines, first, after):
        cut = _notice_start(lines, start, end, text_above or any(lines.shown[first:start]))
        if cut is None:
            continue
        if any(closing_of(lines.folded[n]) for n in range(end, after) if lines.shown[n]):
            continue
        begin = _rules_start(lines, first, cut)
        _paint(parts, begin, after, Part.DISCLAIMER)
        for number in range(begin, after):
            if is_mobile(lines.folded[number]):
                parts[number] = Part.MOBILE
        return begin
    return after


def _notice_start(lines: Lines, start: int, end: int, has_text_above: bool) -> int | None:
    """A notice is a paragraph of its own, or the last lines of one (a signature set without blank lines)."""
    if end - start > 60:
        return None
    if not may_notify(_joined(lines, start, end)):
        return None
    if has_text_above and is_notice(_joined(lines, start, end)):
        if is_notice(lines.folded[start]):
            return start
        lone = next((n for n in range(start, end) if is_notice(lines.folded[n])), None)
        if (
            lone is not None
            and lone > start
            and not is_notice(_joined(lines, start, lone))
            and _short_above(lines, start, lone)
        ):
            return lone
        longest = max(range(start, end), key=lambda n: len(lines.shown[n]))
        return start if not _short_above(lines, start, longest) or longest == start else _prose_start(lines, start, end)
    for number in range(start, end):
        if len(lines.shown[number]) >= 40 and is_notice(lines.folded[number]) and (number > start or has_text_above):
            return number
    return None


def _prose_start(lines: Lines, start: int, end: int) -> int:
    for number in range(start, end):
        if len(lines.shown[number]) >= 50:
            return number
    return start


def _short_above(lines: Lines, start: int, end: int) -> bool:
    return end > start and all(len(lines.shown[n]) < 50 for n in range(start, end))


def _notices_within(lines: Lines, parts: list[Part], first: int, after: int) -> None:
    """Tell notices and device lines apart within a signature."""
    for start, end in paragraphs(lines, first, after):
        if parts[start] is not Part.SIGNATURE:
            continue
        paragraph = _joined(lines, start, end)
        if not may_notify(paragraph) and not any(map(is_mobile, lines.folded[start:end])):
            continue
        if is_notice(paragraph) and not _short_above(lines, start, end):
            cut = next((n for n in range(start, end) if len(lines.shown[n]) >= 50), start)
            _paint(parts, cut, end, Part.DISCLAIMER)
            continue
        for number in range(start, end):
            if is_mobile(lines.folded[number]):
                parts[number] = Part.MOBILE
            elif len(lines.shown[number]) >= 30 and is_notice(lines.folded[number]):
                parts[number] = Part.DISCLAIMER


def _device_lines(lines: Lines, parts: list[Part], first: int, after: int) -> int:
    """Paint trailing device lines, and the first one when only a name follows; return where the run now ends."""
    number = after - 1
    cut = after
    budget = 4
    while number >= first and budget:
        shown = lines.shown[number]
        if not shown:
            number -= 1
            continue
        if is_mobile(lines.folded[number]) or is_excuse(lines.folded[number]):
            _paint(parts, number, cut, Part.MOBILE)
            cut = number
        elif is_rule_line(shown) and cut < after:
            parts[number] = Part.MOBILE
            cut = number
        else:
            break
        number -= 1
        budget -= 1
    return cut


def _sign(lines: Lines, parts: list[Part], first: int, after: int) -> None:
    """Paint the signature under a closing formula; a postscript in it stays the author's."""
    number = first
    while number < after:
        if lines.shown[number] and is_postscript(lines.folded[number]):
            while number < after and lines.shown[number]:
                number += 1
            continue
        if lines.shown[number] and closing_of(lines.folded[number]) and parts[number] is Part.NEW and number == first:
            number += 1
            continue
        parts[number] = Part.SIGNATURE
        number += 1


def _last_rule(lines: Lines, parts: list[Part], first: int, after: int) -> int:
    """Take off a rule drawn under everything, the only one of the run."""
    rules = [n for n in range(first, after) if len(lines.shown[n]) >= 5 and is_rule_line(lines.shown[n])]
    if len(rules) != 1 or lines.next_filled(rules[0] + 1) < after or not any(lines.shown[first : rules[0]]):
        return after
    _paint(parts, rules[0], after, Part.SIGNATURE)
    return rules[0]


def _postscript(lines: Lines, first: int, after: int) -> int:
    """Return where the text before a postscript ends: the name above it signs as if it stood last."""
    for start, _ in reversed(paragraphs(lines, first, after)[-2:]):
        if start > first and is_postscript(lines.folded[start]):
            return start
    return after


def _rules_start(lines: Lines, first: int, cut: int) -> int:
    """Include the rule drawn directly above a notice."""
    number = cut - 1
    while number > first and (not lines.shown[number] or is_rule_line(lines.shown[number])):
        if lines.shown[number]:
            return number
        number -= 1
    return cut


def _rules_above(lines: Lines, parts: list[Part], first: int, start: int) -> None:
    begin = _rules_start(lines, first, start)
    _paint(parts, begin, start, Part.SIGNATURE)


def _paint(parts: list[Part], first: int, after: int, part: Part) -> None:
    parts[first:after] = [part] * (after - first)


def _joined(lines: Lines, first: int, after: int) -> str:
    return " ".join(lines.folded[first:after])
