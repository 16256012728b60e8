"""Shapes that a line of an e-mail can have in any language: a date, a time, an address, a telephone number."""

from __future__ import annotations

import re
from functools import cache

from collectors.reading import lexicon

ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}\.[\w.-]{2,100}|mailto:")
TIME = re.compile(r"(?<!\d)\d{1,2}\s?(?:[:.h]|uhr|\u6642|\u65f6|\uc2dc)\s?\d{2}(?!\d)|(?<!\d)\d{1,2}\s?(?:am|pm|uhr)\b")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2})(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SMALL_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
URL = re.compile(r"https?://|www\.\w|\b[\w-]+\.(?:fr|com|org|net|eu|gov|be|ch|de|uk|es|it|nl|pt|info|edu)\b")
PHONE = re.compile(r"(?:\+|\(0?\)?|\b0)\d(?:[\s./()-]{0,3}\d){6,13}")
PHONE_LABEL = re.compile(
    r"^(?:tel|phone|fax|mob|cell|portable|gsm|direct|ligne directe|t|m|p|f|tf|tlf|puh|telefon\w*|telefoon|telephone)"
    r"\b[\s.:/]*[+(]?\d?"
)
HOURS = re.compile(r"\d{1,2}\s?[h:]\s?\d{0,2}\s?(?:-|a|to|bis|tot|\u00e0|et|/)\s?\d{1,2}\s?[h:]?")
SENTENCE_END = re.compile(r"(?:[.!?\u3002\uff01\uff1f\u2026][\s\"')\u00bb]*|\s[:;]-?[()DPp])$")
RULE = re.compile(r"[-_=*~#\u2014\u2013\u2500\u2501+. ]{3,}$")


def has_date(folded: str) -> bool:
    """Tell whether a folded line holds a calendar date: all numbers, or a year beside a day or month."""
    if _NUMERIC_DATE.search(folded):
        return True
    year = _YEAR.search(folded)
    if year is None:
        return bool(_month_and_day().search(folded))
    return bool(_SMALL_NUMBER.search(folded[: year.start()]) or _SMALL_NUMBER.search(folded[year.end() :]))


def has_time(folded: str) -> bool:
    """Tell whether a folded line holds a time of day."""
    return bool(TIME.search(folded))


@cache
def month_words() -> tuple[str, ...]:
    """Return the names and short names of the months in all languages, folded, without `*`."""
    found = (
        name
        for language in lexicon.languages()
        for month in lexicon.words(language, "months")
        for name in month.split()
    )
    return tuple(dict.fromkeys(found))


@cache
def months() -> frozenset[str]:
    """Return `month_words` as a set."""
    return frozenset(month_words())


@cache
def _month_and_day() -> re.Pattern[str]:
    names = "|".join(
        re.escape(name.rstrip("*")) for name in sorted(month_words(), key=len, reverse=True) if len(name) > 2
    )
    return re.compile(rf"\b\d{{1,2}}\.?(?:st|nd|rd|th|er)?\s(?:de\s)?(?:{names})\b|\b(?:{names})\.?\s\d{{1,2}}\b")


def is_name_like(shown: str) -> bool:
    """Tell whether a line could be a person's or a service's name: up to six capitalised words, no sentence."""
    if len(shown) > 60 or (SENTENCE_END.search(shown) and not shown.endswith((" Jr.", " Sr."))):
        return False
    names = [word.strip("()\"'*_,-\u2013\u2014") for word in shown.split()]
    names = [name for name in names if name]
    if not 1 <= len(names) <= 6 or any(char in shown for char in ":;?!@/<>=|"):
        return False
    capitals = sum(
        1
        for name in names
        if name[0].isupper() or (not name[0].isascii() and name[0].isalpha() and not name[0].islower())
    )
    small = sum(1 for name in names if name.lower() in _PARTICLES)
    return capitals >= 1 and capitals + small >= len(names) and not any(name[0].isdigit() for name in names)


_PARTICLES = frozenset(
    re.findall(r"\w+", "de du des la le les van von der den di da dos das del della el et and und y e i of the en zu")
)
