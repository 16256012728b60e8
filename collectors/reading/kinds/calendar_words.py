"""Dates as people write them: "le 3 mars", "15/04/2024", "Montag, den 4. März", resolved against the message's date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from collectors.reading import lexicon

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})|\.?)(?![\d/-])")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_EAST_ASIAN = re.compile(
    r"(?:(\d{4})\s?[\u5e74\ub144]\s?)?(\d{1,2})\s?[\u6708\uc6d4]\s?(\d{1,2})\s?[\u65e5\uc77c\u53f7]"
)
_PAST_DAYS = 45  # a date without year lies at most so far before the message
_MONTH_FIRST = ("en",)


@dataclass(frozen=True)
class WrittenDate:
    """A date found in a folded text: where, as written, and resolved when it could be."""

    start: int
    written: str
    day: date | None


@cache
def _months(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, names in enumerate(lexicon.words(language, "months"), start=1):
        for name in names.split():
            found.setdefault(name.rstrip("*"), number)
    return found


@cache
def _weekdays(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, names in enumerate(lexicon.words(language, "weekdays")):
        for name in names.split():
            if len(name) > 3:
                found.setdefault(name, number)
    return found


@cache
def _named(language: str) -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    if not months:
        return re.compile(r"(?!)")
    day = r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th|er|o|\.|\u00ba)?"
    year = r"(?:,?\s*(?:de\s+|del\s+|of\s+)?(?P<y{n}>(?:19|20)\d{{2}}))?"
    first = day.format(n=1) + rf"\s*(?:of\s+|de\s+|di\s+)?(?P<m1>{months})\w{{0,3}}\.?" + year.format(n=1)
    second = rf"\b(?P<m2>{months})\.?\s+(?:the\s+)?" + day.format(n=2) + year.format(n=2)
    return re.compile(rf"(?<!\d)(?:{first}|{second})(?!\d)")


def dates_in(folded: str, language: str, sent: date | None) -> list[WrittenDate]:
    """Return the dates of a folded sentence in order; without year the one nearest after `sent` is meant."""
    found = [_iso(match) for match in _ISO.finditer(folded)]
    taken = [(item.start, item.start + len(item.written)) for item in found]
    for match in _named(language).finditer(folded):
        day = match["d1"] or match["d2"]
        month = _months(language)[match["m1"] or match["m2"]]
        year = match["y1"] or match["y2"]
        found.append(WrittenDate(match.start(), match[0].rstrip(" ."), _resolve(int(day), month, year, sent)))
    for match in _EAST_ASIAN.finditer(folded):
        found.append(WrittenDate(match.start(), match[0], _resolve(int(match[3]), int(match[2]), match[1], sent)))
    for match in _NUMERIC.finditer(folded):
        if not any(start <= match.start() < end for start, end in taken):
            found.append(WrittenDate(match.start(), match[0], _numeric(match, language, sent)))
    if not found:
        found = _relative(folded, language, sent)
    return sorted(found, key=lambda item: item.start)


def _iso(match: re.Match[str]) -> WrittenDate:
    return WrittenDate(match.start(), match[0], _day(int(match[1]), int(match[2]), int(match[3])))


def _numeric(match: re.Match[str], language: str, sent: date | None) -> date | None:
    day, month = int(match[1]), int(match[2])
    if month > 12 >= day and language in _MONTH_FIRST:
        day, month = month, day
    return _resolve(day, month, match[3], sent)


def _relative(folded: str, language: str, sent: date | None) -> list[WrittenDate]:
    if sent is None:
        return []
    for word in lexicon.words(language, "tomorrow"):
        if (match := re.search(rf"\b{re.escape(word)}\b", folded)) is not None:
            return [WrittenDate(match.start(), match[0], sent + timedelta(days=1))]
    found = []
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)?", folded):
        number = _weekdays(language).get(match[0])
        if number is not None:
            ahead = (number - sent.weekday() - 1) % 7 + 1
            found.append(WrittenDate(match.start(), match[0], sent + timedelta(days=ahead)))
    return found


def _resolve(day: int, month: int, year: str | None, sent: date | None) -> date | None:
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if sent is None:
        return None
    for candidate in (sent.year, sent.year + 1):
        found = _day(candidate, month, day)
        if found is not None and found >= sent - timedelta(days=_PAST_DAYS):
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
