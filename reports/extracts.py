"""Blanks out of an extract whatever tells which structure wrote it."""

from __future__ import annotations

import re

from domain.structure import Structure

BLANK = "•"
ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
NUMBER = re.compile(r"\+?\(?\d(?:[\s.()\u00a0\u202f-]{0,2}\d){8,}")
"""Nine digits or more with common separators: a phone number written nationally or with its country code."""

SHORTEST = 4
"""Shorter words of a name are articles and the like, which every text has."""


def blank_out(text: str, structure: Structure) -> str:
    """Return the text, letter for letter as long, without the structure's name, place, phone numbers and addresses.

    Words of the name and of the place go too, where they are written with a capital: people shorten names.
    """
    for pattern in (ADDRESS, NUMBER, *_own(structure)):
        text = pattern.sub(_blank, text)
    return text


def passage(original: str, blanked: str, quote: str) -> str:
    """Return a quote of the original as it stands in the blanked text, "" when it is not quoted word for word."""
    at = original.find(quote)
    return blanked[at : at + len(quote)] if quote and at >= 0 else ""


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"\S", BLANK, match[0])


def _own(structure: Structure) -> list[re.Pattern[str]]:
    domain = structure.mail.rpartition("@")[2] or re.sub(r"^https?://(www\.)?|/.*$", "", structure.website)
    whole = [structure.name, structure.place, domain, structure.phone, *re.split(r"[,\n]", structure.postal)]
    patterns = [_loosely(entry) for entry in sorted(map(str.strip, whole), key=len, reverse=True) if len(entry) > 1]
    words = {word for word in re.findall(r"\w+", f"{structure.name} {structure.place}") if len(word) >= SHORTEST}
    for word in sorted(words):
        if word[0].isupper():
            patterns.append(re.compile(rf"\b(?:{re.escape(word)}|{re.escape(word.upper())})\b"))
    return patterns


def _loosely(words: str) -> re.Pattern[str]:
    """Return the words in any case, with any blank or hyphen between them."""
    parts = (re.escape(part) for part in re.split(r"[\s-]+", words) if part)
    return re.compile(r"(?<!\w)" + r"[\s\u00a0-]+".join(parts) + r"(?!\w)", re.IGNORECASE)
