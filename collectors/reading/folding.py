"""Folding: text as the lexicon compares it, without case, accents or typographic variants."""

from __future__ import annotations

import unicodedata
from functools import cache

# Letters that carry accents: Latin, Greek, Cyrillic and the Vietnamese block. Kana and Hangul would change meaning.
_FOLDED_BLOCKS = ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000))
_VARIANTS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u00b4": "'",
    "`": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u3000": " ",
    "\t": " ",
    "\uff1a": ":",
    "\uff1e": ">",
    "\u0131": "i",
}


@cache
def _table() -> dict[int, str]:
    table = {ord(variant): plain for variant, plain in _VARIANTS.items()}
    for first, after in _FOLDED_BLOCKS:
        for code in range(first, after):
            letter = chr(code)
            base = unicodedata.normalize("NFD", letter)[0].lower()
            if base != letter and len(base) == 1:
                table.setdefault(code, base)
    return table


@cache
def _latin_table() -> bytes:
    table = _table()
    single = (table.get(code, chr(code)) for code in range(256))
    return b"".join((char.lower() if len(char.lower()) == 1 else char).encode("latin-1", "replace") for char in single)


_OUTSIDE_LATIN = ("\u2019", "\u2018", "\u201c", "\u201d", "\u2013", "\u2014", "\u2026", "\u202f", "\u20ac", "\u0153")


def fold(text: str) -> str:
    """Return `text` in lower case without accents, one character for one, so that offsets stay valid."""
    if text.isascii():
        return text.lower().replace("`", "'").replace("\t", " ")
    for char in _OUTSIDE_LATIN[:6]:
        if char in text:
            text = text.replace(char, _VARIANTS[char])
    try:
        return text.encode("latin-1").translate(_latin_table()).decode("latin-1")
    except UnicodeEncodeError:
        folded = text.translate(_table())
        lowered = folded.lower()
        if len(lowered) == len(text):
            return lowered
        return "".join(low if len(low := char.lower()) == 1 else char for char in folded)
