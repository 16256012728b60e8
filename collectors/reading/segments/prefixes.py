"""Quote prefixes that need a second look: ">" that is an arrow or a prompt, "|" and ":" that quote."""

from __future__ import annotations

import re

from collectors.reading.segments.attribution import attribution_end, is_quote_lead, names_first
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.separators import GROUPWISE

_BARS = ("|", "\u2502", "\u00a6", ":")
_BAR = re.compile(r"(?:[|\u2502\u00a6]\s?|:\s)(?!.*[|\u2502])")
_DEPTH = re.compile(r"[^>\uff1e]{0,5}[>\uff1e ]*")
_COMPARED = re.compile(r">\s?=?\s?\d(?!\d?[.)]\s)")  # "> 100 kg", not the first question of a list


def arrow_lines(lines: Lines) -> frozenset[int]:
    """Return lines whose ">" is an arrow or a bullet, not a quote (RFC 3676 says only what mail programs write).

    A few such lines under "…:" or before a number, in a message without attribution or thicker quotes.
    """
    prefixed = [number for number, is_prefixed in enumerate(lines.prefixed) if is_prefixed]
    if not prefixed or len(prefixed) > 12:
        return frozenset()
    depths = {_DEPTH.match(lines.shown[number])[0].count(">") for number in prefixed}  # type: ignore[index]
    prompts = depths == {3} and not any(GROUPWISE.match(lines.shown[number]) for number in prefixed)
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


def bar_lines(lines: Lines) -> frozenset[int]:
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
