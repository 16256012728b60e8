"""Opening hours and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.reading.text.lexicon import family
from collectors.reading.text.tokens import beginning_with, matches_at

Spans = Iterator[tuple[int, int, float | None, float | None]]

_HALF_DAY = r"(?:am|pm|a\.m\.?|p\.m\.?)"
_TIME = (
    r"(?:[01]?\d|2[0-4])\s?"
    rf"(?:h(?:eures?)?\s?(?:[0-5]\d)?|[:.][0-5]\d(?:\s?{_HALF_DAY})?|\s?{_HALF_DAY})|midi|noon|midday"
)
# every time of day is one of these
_CLOCK = re.compile(r"\d\s{0,2}(?:h|[:.][0-5]|[ap]\.?m)")
_NOONS = ("midi", "noon", "midday")
_LOOSE = r"(?:[01]?\d|2[0-4])"
_HOURS = re.compile(
    rf"(?:(?:de|entre|from|between)\s+)?(?<![\w.,/])(?:{_TIME}|{_LOOSE}(?=\s?(?:-|to|a)\s?(?:{_TIME})))\s?(?:a|-|to|until|till|et|and|jusqu'a|/)\s?(?:{_TIME})"
)
_DAY = {
    "fr": r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun\.|mar\.|mer\.|jeu\.|ven\.|sam\.)s?",
    "en": r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|tues|wed|thu|thur|thurs|fri|sat)",
}
_DAYS = {
    "fr": re.compile(rf"\b(?:du\s+)?{_DAY['fr']}\s+(?:au|a|-|jusqu'au)\s+{_DAY['fr']}"),
    "en": re.compile(rf"\b{_DAY['en']}\s?(?:to|-|through|until)\s?{_DAY['en']}\b"),
}
_SINGLE = {
    "fr": re.compile(rf"\b(?:des|a partir de|jusqu'a|avant|ouvre\w* a|ferme\w* a)\s+(?:{_TIME})"),
    "en": re.compile(rf"\b(?:from|until|till|opens? at|closes? at|before)\s+(?:{_TIME})"),
}
_MONTHS = {
    "fr": r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|janv\.?|fevr\.?|avr\.?|juil\.?|sept\.?|oct\.?|nov\.?|dec\.?)",
    "en": r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)",
}
_DAY_OF_MONTH = r"(?:0?[1-9]|[12]\d|3[01])"
_DATES = {
    "fr": re.compile(
        rf"(?<![\w/.])(?:{_DAY_OF_MONTH}(?:er)?\s+{_MONTHS['fr']}(?:\s+20\d\d)?"
        rf"|{_DAY_OF_MONTH}[/.](?:0?[1-9]|1[0-2])(?:[/.](?:20)?\d\d)?(?![\d/.]\d)|20\d\d-\d\d-\d\d"
        rf"|(?:debut|mi|fin|courant|en|mois de|jusqu'en|a partir de|des|d')[ -]?{_MONTHS['fr']}(?:\s+20\d\d)?"
        rf"|(?:le|chaque|tous les|premiers?|1er|deuxiemes?|derniers?|second|troisiemes?)\s+(?:{_DAY['fr']}))(?!\w)"
    ),
    "en": re.compile(
        rf"(?<![\w/.])(?:{_DAY_OF_MONTH}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS['en']}(?:,?\s+20\d\d)?"
        rf"|{_MONTHS['en']}\s+{_DAY_OF_MONTH}(?:st|nd|rd|th)?(?:,?\s+20\d\d)?"
        rf"|\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d|20\d\d-\d\d-\d\d"
        rf"|(?:early|mid|late|end of|in|from|until|by|since)[ -]{_MONTHS['en']}(?:\s+20\d\d)?"
        rf"|(?:every|each|on|first|second|third|last|next)\s+(?:{_DAY['en']}))(?!\w)"
    ),
}

_LEADS = ("entre", "between", "from", "de")
_LONGEST_LEAD = 80
_TIMES = beginning_with(*_NOONS, digits=True)
_MONTH_LETTERS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_LETTERS = {
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    "en": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
}
_DAY_BEGINS = {"fr": beginning_with("du", *_DAY_LETTERS["fr"]), "en": beginning_with(*_DAY_LETTERS["en"])}
_SINGLE_BEGINS = {
    "fr": beginning_with("des", "a", "jusqu", "avant", "ouvre", "ferme"),
    "en": beginning_with("from", "until", "till", "open", "close", "before"),
}
_DATE_BEGINS = {
    "fr": beginning_with(
        "debut", "mi", "fin", "courant", "en", "mois", "jusqu", "a", "d", "le", "chaque", "tous", "premier", "second",
        "troisieme", digits=True,
    ),
    "en": beginning_with(
        *_MONTH_LETTERS, "early", "mid", "late", "end", "in", "from", "until", "by", "since", "every", "each", "on",
        "first", "second", "third", "last", "next", digits=True,
    ),
}  # fmt: skip


def hours(folded: str, language: str) -> Spans:
    """Yield stretches that state opening hours: a span of times, a span of days, open or closed with a day or time."""
    timed = _CLOCK.search(folded) is not None or any(word in folded for word in _NOONS)
    found = matches_at(_HOURS, folded, _spans_begin(folded)) if timed else []
    found += matches_at(_DAYS[language], folded, _DAY_BEGINS[language].places(folded))
    if timed:
        found += matches_at(_SINGLE[language], folded, _SINGLE_BEGINS[language].places(folded))
    for match in found:
        yield match.start(), match.end(), None, None
    opening = family(language, "opening")
    for match in opening.find_all(folded) if opening else ():
        yield match.start(), match.end(), None, None


def _spans_begin(folded: str) -> list[int]:
    """Return where a span of times can begin: at a time, or at a word of `_LEADS` before it."""
    places: list[int] = []
    for place in _TIMES.places(folded):
        before = folded[max(0, place - _LONGEST_LEAD) : place]
        lead = before.rstrip()
        if lead != before and (word := next((word for word in _LEADS if lead.endswith(word)), "")):
            places.append(place - len(before) + len(lead) - len(word))
        places.append(place)
    return places


def dates(folded: str, language: str) -> Spans:
    """Yield calendar dates, months with a preposition, and recurring weekdays ("le premier lundi")."""
    for match in matches_at(_DATES[language], folded, _DATE_BEGINS[language].places(folded)):
        yield match.start(), match.end(), None, None
