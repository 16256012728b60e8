"""Blocks under a drawn rule at the bottom of a message: adverts of mail services, notices, boxed signatures."""

from __future__ import annotations

import re

from collectors.reading.segments.boilerplate import speaks_of_mail
from collectors.reading.segments.closing import closing_of, is_postscript
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import ADDRESS, PHONE, PHONE_LABEL, RULE, URL, is_name_like
from domain.reply import Part

_MOST_LINES = 14
_MOST_RULES = 4  # more of them cut a text into sections
_LONG = 16
_OF_ITSELF = re.compile(
    r"(?:this|ce|cet|cette|diese|este|esta|questo|questa|dit|det|ten|ta)\w{0,2} "
    r"(?:e-?)?(?:mail|mess|courri|nachr|mens|ber|med|wiad)"
)
_ADVERT = re.compile(r"-{8,}.{0,60}~-*>$")


def framed(lines: Lines, first: int, after: int, *, text_above: bool) -> tuple[int, Part] | None:
    """Return the rule under which the run [first, after) holds no more of the author's text, and what that is.

    A short rule needs a name and a coordinate below it; a long one a coordinate or the words of a notice.
    """
    rules = [n for n in range(first, after) if lines.shown[n] and _is_rule(lines.shown[n])]
    if not 1 <= len(rules) <= _MOST_RULES:
        return None
    for number in rules:
        if not (text_above or any(lines.shown[first:number])):
            continue
        below = [n for n in range(number + 1, after) if lines.shown[n] and n not in rules]
        if not below or len(below) > _MOST_LINES:
            continue
        if any(closing_of(lines.folded[n]) or is_postscript(lines.folded[n]) for n in below):
            continue
        part = _kind(lines, number, below)
        if part is not None:
            return number, part
    return None


def _is_rule(shown: str) -> bool:
    return (len(shown) >= 3 and not shown[0].isalnum() and RULE.match(shown) is not None) or bool(_ADVERT.match(shown))


def _kind(lines: Lines, rule: int, below: list[int]) -> Part | None:
    folded = [lines.folded[n].strip(" |*#") for n in below]
    coordinates = any(
        ADDRESS.search(line) or PHONE.search(line) or PHONE_LABEL.match(line) or URL.search(line) for line in folded
    )
    named = is_name_like(_first_column(lines.shown[below[0]]))
    if len(lines.shown[rule]) < _LONG:
        return Part.SIGNATURE if coordinates and named else None
    if speaks_of_mail(" ".join(folded)) or (len(below) <= 3 and _OF_ITSELF.match(folded[0])):
        return Part.DISCLAIMER
    if not coordinates:
        return None
    return Part.SIGNATURE if named else Part.DISCLAIMER


def _first_column(shown: str) -> str:
    return re.split(r"\s{2,}|,|\s[-|]\s", shown.strip(" |*#"), maxsplit=1)[0]
