"""The words of pages made comparable: no accents, no case, whole words between single spaces; phrases found in them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_INITIALS = re.compile(r"\b[A-Za-z](?:\.[A-Za-z])+\b\.?")
_APART = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a text as bare words between single spaces: "Prénom*" → "prenom", "yourName" → "your name", "C.P." →
    "cp"."""
    joined = _INITIALS.sub(lambda found: found[0].replace(".", "").lower(), text.translate(_LIGATURES))
    spaced = _CAMEL.sub(" ", joined)
    return _APART.sub(" ", unaccented(spaced).lower()).strip()


def pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of any of some phrases, the longest first; nothing matches no phrase."""
    if not phrases:
        return re.compile(r"(?!)")
    ordered = sorted(phrases, key=len, reverse=True)
    made = "|".join(re.escape(phrase).replace(r"\*", "[a-z0-9]*").replace(r"\ ", " ") for phrase in ordered)
    return re.compile(rf"(?<![a-z0-9])(?:{made})(?![a-z0-9])")


def unaccented(text: str) -> str:
    """Return a text without accents and what else ASCII lacks, its case and punctuation kept."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
