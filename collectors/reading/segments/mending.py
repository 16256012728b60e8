"""Second thoughts on which lines are whose: rules above a quote, overflow of wrapped quotes, indented pages."""

from __future__ import annotations

from collectors.reading.segments.attribution import attribution_end
from collectors.reading.segments.headerblock import header_block
from collectors.reading.segments.lines import Lines, lines_of
from collectors.reading.segments.shapes import RULE, SENTENCE_END
from domain.reply import Part


def mend_rules(lines: Lines, parts: list[Part]) -> None:
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


def mend_wrapped_quotes(lines: Lines, parts: list[Part]) -> None:
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


def mend_indented(lines: Lines, parts: list[Part]) -> None:
    """Give back what a page only indented: block quotes inside the text of a message that attributes none of them."""
    if Part.ATTRIBUTION in parts or Part.FORWARDED in parts or any(lines.prefixed):
        return
    filled = [number for number in range(len(lines)) if lines.shown[number]]
    quoted = [number for number in filled if lines.marks[number] is Part.QUOTE]
    if not quoted or parts[filled[0]] is not Part.NEW or quoted[-1] == filled[-1]:
        return
    if parts[next(number for number in filled if number > quoted[-1])] is not Part.NEW:
        return
    alone = lines_of("\n".join(lines.shown[number] for number in range(quoted[0], quoted[-1] + 1)), ())
    if not any(header_block(alone, number) or attribution_end(alone, number) > number for number in range(len(alone))):
        for number in quoted:
            parts[number] = Part.NEW
            lines.marks[number] = None
