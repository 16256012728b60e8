"""Delays, in days: "sous 48 h", "trois semaines", "within 10 to 15 working days"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.reading.text.tokens import beginning_with, matches_at

_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10,
    "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "seven": 7, "eight": 8, "ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20,
    "thirty": 30,
}  # fmt: skip
_NUMBER = r"(\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_UNIT = (
    r"\s?-?(?:(?:working|business|calendar|clear|full)\s+)?(heures?|h|hours?|hrs?|jours?|jrs?|j|days?|semaines?|weeks?|mois|months?)"
    r"(?![a-z\d])(?:\s+(?:ouvres?|ouvrables?|calendaires?|francs?))?"
)
_DELAY = re.compile(r"(?<![\w.,/:])" + _NUMBER + r"(?:\s?(?:a|ou|-|to|or|et|and)\s?" + _NUMBER + ")?" + _UNIT)
_COUNTS = beginning_with(*_NUMBERS, digits=True)
_IN_DAYS = {"h": 1 / 24, "j": 1.0, "d": 1.0, "s": 7.0, "w": 7.0, "m": 30.0}
_AGE = re.compile(
    r"(?:(?:de|of)\s+(?:moins|plus|less|more)\s+(?:de|than)|moins de|plus de|less than|older than|date de|datant de"
    r"|valable|valid for|validite|dure|gratuit\w* pendant|old|ouverts?|open|il y a|depuis|since|ago|toutes les"
    r"|every|chaque|fois par)\s+(?:\w+\s+)?$"
)
_WAITING = re.compile(
    r"delai|sous|dans|within|takes?|prend|compter|comptez|allow|attente|wait|obtenir|recevoir|traitement|process|avant"
    r"|ahead|advance|before|l'avance|environ|about|maximum|apres|after|plus tard|later|up to|d'ici"
)
_CLOCK = re.compile(r"(?:\ba|\bde|\bjusqu'a|\bfrom|\bat|\bet|-|\bvers)\s+$")


def delays(folded: str, language: str) -> Iterator[tuple[int, int, float | None, float | None]]:
    """Yield (start, end, low days, high days). Ages, validities, frequencies and clock times are none."""
    for match in matches_at(_DELAY, folded, _COUNTS.places(folded)):
        first, second, unit = match.groups()
        days = _IN_DAYS[unit[0]]
        before = folded[max(0, match.start() - 60) : match.start()]
        if (
            unit == "h"
            and (int(first) if first.isdigit() else 99) < 24
            and (_CLOCK.search(before) or not _WAITING.search(before))
        ):
            continue  # "à 9 h" is a time of day
        if first in ("a", "an") and not _WAITING.search(before[-20:]):
            continue
        if re.match(r"\s+(?:ago|old|d'anciennete|d'existence)|\s*-?\s*old", folded[match.end() :]) or (
            _AGE.search(before) and not _waits(before)
        ):
            continue
        low = _count(first) * days
        yield match.start(), match.end(), low, _count(second) * days if second else low


def _waits(before: str) -> bool:
    return bool(re.search(r"(?:delai|sous|within|en moins|in less)\s+(?:\w+\s+){0,3}$", before))


def _count(word: str) -> float:
    return float(word) if word.isdigit() else float(_NUMBERS[word])
