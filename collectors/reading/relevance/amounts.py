"""Prices, in euros or pounds or dollars; what is free costs 0."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.reading.text.lexicon import family
from collectors.reading.text.tokens import matches_at
from collectors.reading.text.windows import places_of

_NUMBER = r"(\d{1,3}(?:[ .,]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_AFTER = re.compile(
    _NUMBER + r"\s?(?:€|euros?\b|eur\b|e\b(?=\s*ttc)|£|pounds?\b|\$|dollars?\b|gbp\b|usd\b|chf\b)\s?(\d{2})?(?!\d)"
)
_BEFORE = re.compile(r"(?:€|£|\$|eur|gbp)\s?" + _NUMBER)
_CURRENCIES = ("€", "eur", "£", "pound", "$", "dollar", "gbp", "usd", "chf")
_CURRENCIES_BEFORE = ("€", "£", "$", "eur", "gbp")
_NEGATED = re.compile(r"(?:n'est|ne sont|n'est donc|pas|plus|non|not|isn't|no longer|aren't)\s+(?:\w+\s+)?$")
_FEEL = re.compile(r"feel\s+$")


def prices(folded: str, language: str) -> Iterator[tuple[int, int, float | None, float | None]]:
    """Yield (start, end, low, high) of each price; a negated "free" is no price of 0."""
    for match in _before_currencies(folded):
        value = _value(match.group(1)) + (int(match.group(2)) / 100 if match.group(2) else 0)
        yield match.start(), match.end(), value, value
    for match in matches_at(_BEFORE, folded, places_of(folded, _CURRENCIES_BEFORE)):
        value = _value(match.group(1))
        yield match.start(), match.end(), value, value
    free = family(language, "free")
    for match in free.find_all(folded) if free else ():
        before = folded[max(0, match.start() - 24) : match.start()]
        negates_itself = match.group().startswith(("sans", "aucun", "pas", "ni", "no", "without", "zero", "n'est"))
        if not _FEEL.search(before) and (negates_itself or not _NEGATED.search(before)):
            yield match.start(), match.end(), 0.0, 0.0


def _before_currencies(folded: str) -> Iterator[re.Match[str]]:
    """Yield the prices whose currency stands after the number, sought where a currency stands."""
    if "ttc" in folded:
        yield from _AFTER.finditer(folded)
        return
    position = 0
    for currency in places_of(folded, _CURRENCIES):
        start = currency
        while start > position and ((before := folded[start - 1]) in " .," or before.isdecimal() or before.isspace()):
            start -= 1
        for place in range(start, currency):
            if folded[place].isdecimal() and (match := _AFTER.match(folded, place)) is not None:
                yield match
                position = match.end()
                break


def _value(text: str) -> float:
    plain = text.replace(" ", "")
    if re.search(r"[.,]\d{1,2}$", plain):
        whole, cents = re.split(r"[.,](?=\d{1,2}$)", plain)
        return float(re.sub(r"[.,]", "", whole) or 0) + float(f"0.{cents}")
    return float(re.sub(r"[.,]", "", plain))
