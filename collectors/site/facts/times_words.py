"""Days and times of day as they are written in French and English, as tokens of a line of opening hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Literal

Kind = Literal["days", "span", "closed", "except", "half", "also"]

_DAY_WORDS = {
    "fr": ("lundis?", "mardis?", "mercredis?", "jeudis?", "vendredis?", "samedis?", "dimanches?"),
    "en": ("mondays?", "tuesdays?", "wednesdays?", "thursdays?", "fridays?", "saturdays?", "sundays?"),
}
_SHORT = {
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    "en": ("mon", "tues?", "weds?", "thu(?:rs?)?", "fri", "sat", "sun"),
}
WEEKDAYS = tuple(range(5))
EVERY_DAY = tuple(range(7))
_GROUPS = (
    (
        r"(?:tous les jours(?! ouvr)|7 ?j ?/ ?7|7 ?jours sur 7|every ?day|daily|7 days a week|seven days a week)",
        EVERY_DAY,
    ),
    (r"(?:tous les jours ouvres|jours ouvres|en semaine|weekdays|working days)", WEEKDAYS),
    (r"(?:week-?ends?|fins? de semaine)", (5, 6)),
)
_TIME = (
    r"(?:(?P<{0}h>[01]?\d|2[0-4]) ?(?:h(?:eures?|rs?)? ?(?P<{0}m>[0-5]\d)?(?!\w)|[:.](?P<{0}n>[0-5]\d)(?![\d.])"
    r"(?: ?(?P<{0}x>[ap])\.?m\b\.?)?|(?P<{0}y> ?[ap])\.?m\b\.?)|(?P<{0}noon>midi|noon|midday|minuit|midnight))"
)
_LOOSE = r"(?P<a{0}>[01]?\d|2[0-4])"
_TO = r" ?(?:a|-|to|until|till|jusqu'a|>|/) ?"
_SPAN = re.compile(
    rf"(?<![\w.,/:])(?:(?:{_TIME.format('a')})(?:{_TO}|(?<=[\w.]) (?:et|and) )|"
    rf"{_LOOSE.format('l')}{_TO}){_TIME.format('b')}"
)
_OTHER = re.compile(
    r"\b(?P<closed>ferme(?:e|s|es|ture)?|closed|closes all day)\b|\b(?P<except>sauf|excepte|hors|except(?:ing)?|"
    r"apart from)\b"
    r"|\b(?P<half>apres-midi|matin(?:ee)?s?|afternoons?|mornings?)\b"
)


@dataclass(frozen=True)
class Token:
    """A stretch [start, end) of a line: days, a span of opening, "closed", "except", a half of the day."""

    kind: Kind
    start: int
    end: int
    days: tuple[int, ...] = ()
    opens: time | None = None
    closes: time | None = None
    word: str = ""


def _day_pattern(language: str, short: bool) -> re.Pattern[str]:
    languages = (language,) if language in _DAY_WORDS else ("fr", "en")
    parts = []
    for number in range(7):
        words = [_DAY_WORDS[one][number] for one in languages]
        if short:
            words += [_SHORT[one][number] + r"\.?" for one in languages]
        parts.append(f"(?P<d{number}>(?:{'|'.join(words)}))(?!\\w)")
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + ")")


_DAYS = {(one, short): _day_pattern(one, short) for one in ("fr", "en", "") for short in (False, True)}
_THROUGH = re.compile(r"\s?(?:au|a|-|to|through|thru|until|jusqu'au)\s?(?:le )?$")
_GROUPED = tuple((re.compile(rf"(?<!\w){pattern}(?!\w)"), days) for pattern, days in _GROUPS)


def tokens(folded: str, language: str) -> list[Token]:
    """Return the tokens of a folded line, in order. Short names of days count only beside a time or "closed"."""
    found = list(_spans(folded))
    others = [_other(match) for match in _OTHER.finditer(folded)]
    timed = bool(found) or any(token.kind == "closed" for token in others)
    found += others
    found += _days(folded, language if language in ("fr", "en") else "", timed)
    for pattern, days in _GROUPED:
        found += [Token("days", match.start(), match.end(), days) for match in pattern.finditer(folded)]
    return sorted(found, key=lambda token: token.start)


def _days(folded: str, language: str, short: bool) -> Iterator[Token]:
    last: tuple[int, int, int] | None = None
    for match in _DAYS[language, short].finditer(folded):
        number = int((match.lastgroup or "d0")[1:])
        if last is not None and _THROUGH.fullmatch(folded[last[2] : match.start()]):
            first = last[0]
            length = (number - first) % 7
            yield Token("days", last[1], match.end(), tuple((first + step) % 7 for step in range(length + 1)))
            last = None
            continue
        if last is not None:
            yield Token("days", last[1], last[2], (last[0],))
        last = number, match.start(), match.end()
    if last is not None:
        yield Token("days", last[1], last[2], (last[0],))


def _other(match: re.Match[str]) -> Token:
    kinds: tuple[Kind, ...] = ("closed", "except", "half")
    kind = next(one for one in kinds if match.group(one))
    return Token(kind, match.start(), match.end(), word=match.group())


def _spans(folded: str) -> Iterator[Token]:
    for match in _SPAN.finditer(folded):
        closes = _clock(match, "b")
        opens = _clock(match, "a") if match.group("al") is None else _loose(match, closes)
        if opens is not None and closes is not None and opens < closes:
            yield Token("span", match.start(), match.end(), opens=opens, closes=closes)


def _clock(match: re.Match[str], side: str) -> time | None:
    noon = match.group(f"{side}noon")
    if noon:
        return time(12) if noon in ("midi", "noon", "midday") else time(23, 59)
    hour = int(match.group(f"{side}h"))
    minute = int(match.group(f"{side}m") or match.group(f"{side}n") or 0)
    half = (match.group(f"{side}x") or match.group(f"{side}y") or "").strip()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return time(23, 59) if hour == 24 else time(hour, minute)


def _loose(match: re.Match[str], closes: time | None) -> time | None:
    """The first number of "9-12h" or "9-5pm"."""
    hour = int(match.group("al"))
    if closes is None or hour == 24:
        return None
    half = (match.group("bx") or match.group("by") or "").strip()
    if half == "p" and hour < 12 and hour + 12 < closes.hour:
        hour += 12
    return time(hour)
