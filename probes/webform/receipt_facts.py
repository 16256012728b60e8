"""Reads a confirmation: the reference number and the delay it announces."""

from __future__ import annotations

import re

_NAMED = (
    r"(?:num[ée]ro|n\s?[°º]|no\.?|r[ée]f[ée]rence|r[ée]f\.?|ticket|dossier|demande|suivi|reference|case|request|enquiry|"
    r"inquiry|tracking|confirmation|number|id|code)"
)
_REFERENCE = re.compile(
    rf"(?<![A-Za-zÀ-ÿ]){_NAMED}(?:\s+(?:{_NAMED}|de|du|d['’]|la|le|votre|your|is|est|number|suivi|enregistrement|message|porte|sous|no)(?![A-Za-z0-9-]))*"
    r"\s*(?:[:#]|n\s?[°º]|est|is|:\s*#|=)?\s*[«\"'(\[]?"
    r"\s*(?P<code>#?(?=[A-Z0-9/_.\-]*\d)[A-Z0-9][A-Z0-9/_.\-]{2,40}[A-Z0-9])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d|\d{1,2}[h:]\d\d")
_WORDS = {
    "un": 1, "une": 1, "one": 1, "a": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
    "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9,
    "dix": 10, "ten": 10, "douze": 12, "twelve": 12, "fourteen": 14, "quinze": 15, "fifteen": 15, "vingt": 20,
    "twenty": 20, "vingt-quatre": 24, "trente": 30, "thirty": 30, "quarante-huit": 48, "forty-eight": 48,
    "soixante-douze": 72,
}  # fmt: skip
_NUMBER = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_DELAY = re.compile(
    r"(?:sous|dans\s+(?:un\s+d[ée]lai\s+(?:maximum\s+|maximal\s+|moyen\s+)?(?:de|d['’])?|les)|d['’]ici"
    r"|en\s+moins\s+de|d[ée]lai\s+(?:de\s+\w+\s+)?(?:est\s+)?(?:de|d['’])|within|in|under|up\s+to|takes?|at\s+most"
    r"|no\s+later\s+than|au\s+plus\s+tard\s+(?:sous|dans)|maximum\s+(?:de\s+)?|sont\s+de|is)\s*"
    r"(?:the\s+next\s+|a\s+maximum\s+of\s+|approximately\s+|about\s+|environ\s+|au\s+plus\s+|at\s+most\s+|prochaines?\s+)?"
    rf"(?:\(?\d{{1,3}}\)?\s*(?:[àa]|to|-|–|ou|or)\s*)?{_NUMBER}\)?\s*(?:\(\d{{1,3}}\)\s*)?"
    r"(?P<unit>heures?|h\b|hours?|jours?|days?|semaines?|weeks?|mois|months?|(?:working|business|calendar)\s+(?:days?|hours?))",
    re.IGNORECASE,
)
_DAYS = {"h": 1 / 24, "j": 1.0, "d": 1.0, "s": 7.0, "w": 7.0, "m": 30.0}


def reference_in(text: str) -> str:
    """Return the reference a confirmation gives ("DEM-2026-0042"), or ""; a telephone number, date or year is none."""
    for match in _REFERENCE.finditer(text):
        code = match["code"].strip(".-/#")
        digits = sum(char.isdigit() for char in code)
        if _DATE.fullmatch(code) or digits < 2 or len(code) < 4 or re.fullmatch(r"0\d(?:[ .-]?\d\d){4}", code):
            continue
        return code
    return ""


def delay_in(text: str) -> float | None:
    """Return the delay announced, in days (hours as a part of a day), the longest of a range; None when none is."""
    match = _DELAY.search(text)
    if match is None:
        return None
    number = match["n"].lower()
    count = int(number) if number.isdigit() else _WORDS[number]
    unit = match["unit"].lower().split()[-1]
    return round(count * _DAYS[unit[0]], 2)
