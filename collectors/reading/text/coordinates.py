"""Phones, postal addresses, e-mail addresses and links inside a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers

from collectors.reading.text.lexicon import family
from collectors.reading.text.tokens import Telling, matches_at
from collectors.reading.text.windows import around, marks_of_address

EMAIL = re.compile(r"[A-Za-z0-9._%+'\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5}")
URL = re.compile(r"(?:https?://|(?<![\w@./])www\.)[^\s<>\"'\0\])}]+", re.IGNORECASE)
BARE_DOMAIN = re.compile(
    r"(?<![\w@./\-])(?:[a-z0-9\-]{2,40}\.){1,3}(?:fr|com|org|net|eu|gouv\.fr|gov\.uk|co\.uk|gov|uk|be|ch|ca|ie|de|es|it)"
    r"(?:/[^\s<>\"'\0\])}]*)?(?![\w@.\-])", re.IGNORECASE
)  # fmt: skip
_PHONE = re.compile(r"(?<![\w/.:=\-])(?:\+|00)?\(?\d[\d\s().\-/\u00a0\u202f]{5,20}\d(?![\w/@])")
_LABELLED = re.compile(
    r"(?:\b(?:t[ée]l(?:[ée]phone)?|phone|mobile|portable|ligne directe|standard|call|appel\w*|fax|t)|☎|📞)\s*"
    r"[.:]*\s*(?:au|on|le|is|:|est)?\s*(?:le|au)?\s*((?:\d[\s.\-]?){4,14}\d?)", re.IGNORECASE,
)  # fmt: skip
# a number holds a stretch of the first kind, one after a label holds one of the second
_LONG_RUN = re.compile(r"\d[\d\s().\-/\u00a0\u202f]{6,}")
_FOUR_DIGITS = re.compile(r"\d(?:[\s.\-]?\d){3,}")
_MOST_WORDS_OF_LABEL = 6
_FRENCH = re.compile(r"(?:\+33|0033|0)\s?(?:\(0\))?\s?[1-9](?:[\s.\-/\u00a0\u202f]{0,3}\d{2}){4}")
_POSTCODE_TOWN = re.compile(r"\d{4,5}\s+[A-ZÀ-Þ][^\W\d_]+")
_CEDEX = re.compile(r"cedex(?!\w)")
_LETTERED_POSTCODE = re.compile(r"(?<!\w)[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}(?!\w)|(?<!\w)[a-z]\d[a-z]\s?\d[a-z]\d(?!\w)")
_STATE_POSTCODE = re.compile(r",\s*[a-z]{2}\s+\d{5}(?:-\d{4})?(?!\d)")
_LETTER_DIGIT = re.compile(r"(?<=[a-z])\d")
_WORD = re.compile(r"[^\W_]+")
_ANY_DIGIT = re.compile(r"\d")
_ENDING = re.compile(r"\.(?:fr|com|org|net|eu|gov|uk|be|ch|ca|ie|de|es|it)(?![\w-])", re.IGNORECASE)
_BOX = re.compile(r"(?<!\w)(?:b\.?p\.?|c\.?s\.?|p\.?o\.? box)\s?(?:n[°o]\s?)?\d{1,6}")
_BOX_BEGINS = Telling(lambda word: word.startswith(("bp", "cs", "po")) or word in ("b", "c", "p"))
_MIXED = Telling(lambda word: _LETTER_DIGIT.search(word) is not None)
_SURE_STREET = re.compile(r"(?:rue|avenue|av\.|boulevard|bd|bld|impasse|allée|chemin|faubourg)\s", re.IGNORECASE)
_NAME_AFTER = re.compile(r"\s*(?:(?:de|du|des|la|le|les|d'|l'|d’|l’)\s*)*([^\W_][\w'’\-]*)")
_NUMBER_BEFORE = {
    "fr": re.compile(r"(?<![\d.,])\d{1,4}\s?(?:bis|ter|quater|[a-d])?,?\s+$"),
    "en": re.compile(r"(?<![\d.,])\d{1,5}[a-z]?,?\s+(?:[a-z'.]+\s+){0,4}$"),
}
_TRUNK_ZERO = frozenset({"FR", "GB", "DE", "NL", "BE", "IE"})
"""Countries whose national numbers are written with a leading 0."""
_REGIONS = {
    "fr": ("FR",),
    "en": ("GB", "US"),
    "de": ("DE",),
    "es": ("ES",),
    "it": ("IT",),
    "nl": ("NL",),
    "pt": ("PT",),
}


def phones(text: str, language: str = "fr", country: str = "") -> list[tuple[int, int]]:
    """Return the stretches of `text` that are telephone numbers, short ones only when labelled as such."""
    found: list[tuple[int, int]] = []
    for match in _unlabelled(text):
        candidate = match.group().split("\n")[0].rstrip(" (.-/")
        french = _FRENCH.match(candidate)
        if french:
            found.append((match.start(), match.start() + french.end()))
        elif is_phone(candidate, language, country):
            found.append((match.start(), match.start() + len(candidate)))
    for match in _labelled(text):
        start, end = match.span(1)
        if not any(begin < end and start < stop for begin, stop in found):
            digits = sum(character.isdigit() for character in match.group(1))
            if digits in (4, 5, 6, 10, 11) or digits >= 8:
                found.append((start, start + len(match.group(1).rstrip(" .-\n"))))
    return sorted(found)


def _unlabelled(text: str) -> Iterator[re.Match[str]]:
    position = 0
    for run in _LONG_RUN.finditer(text):
        # "+(" may stand before; one more character tells what follows
        for match in _PHONE.finditer(text, max(position, run.start() - 2), run.end() + 1):
            yield match
            position = match.end()


def _labelled(text: str) -> Iterator[re.Match[str]]:
    position = 0
    for run in _FOUR_DIGITS.finditer(text):
        first = max(0, run.start() - 300)
        before = text[first : run.start()].rsplit(None, _MOST_WORDS_OF_LABEL)
        far = len(before) > _MOST_WORDS_OF_LABEL
        start = first + len(before[0]) if far else 0
        for match in _LABELLED.finditer(text, max(position, start), run.end() + 1):
            yield match
            position = match.end()


@lru_cache(maxsize=10_000)
def is_phone(candidate: str, language: str, country: str) -> bool:
    """Tell whether a candidate is a valid number, in its own international form or in the regions of a language."""
    digits = sum(character.isdigit() for character in candidate)
    if not 7 <= digits <= 15:
        return False
    if re.fullmatch(r"\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}.*|\d{4}[./\-]\d{1,2}[./\-]\d{1,2}.*", candidate.strip()):
        return False
    international = candidate.lstrip().startswith(("+", "00"))
    if not international and not re.search(r"[\s.()\-/]", candidate.strip()) and not candidate.startswith("0"):
        return False
    text = "+" + candidate.lstrip()[2:] if candidate.lstrip().startswith("00") else candidate
    regions = (country,) if country else ()
    for region in dict.fromkeys((*regions, *_REGIONS.get(language, ()), "FR", "GB")):
        if not international and region in _TRUNK_ZERO and not candidate.lstrip("( ").startswith("0"):
            continue
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(text, region)):
                return True
        except phonenumbers.NumberParseException:
            return False
        if international:
            return False
    return False


def postal_addresses(raw: str, folded: str, languages: tuple[str, ...] = ("fr", "en")) -> list[tuple[int, int]]:
    """Return the stretches that are postal addresses: a numbered street, a box, or a street with a postcode."""
    if not _ANY_DIGIT.search(folded):
        return []
    found = [match.span() for match in matches_at(_BOX, folded, _BOX_BEGINS.places(folded))]
    postcodes = _postcodes(raw, folded)
    for language in dict.fromkeys((*languages, "fr", "en")):
        entries = family(language, "street")
        for match in entries.find_all(folded) if entries else ():
            number = _NUMBER_BEFORE[language].search(folded, max(0, match.start() - 60), match.start())
            near = next((span for span in postcodes if 0 <= span[0] - match.end() <= 90), None)
            start = number.start() if number else match.start()
            if near is not None and (number or near[0] - match.end() <= 40):
                found.append((start, near[1]))
            elif number and _is_street_name(raw, start, match.start(), match.end(), language):
                named = _NAME_AFTER.match(raw, match.end()) if language == "fr" else None
                found.append((start, named.end() if named else match.end()))
    for start, end in postcodes:
        # a postcode and a town, at the end of a line of their own
        line_end = folded.find("\n", end)
        tail = folded[end : line_end if line_end >= 0 else len(folded)]
        if len(tail.strip(" .,-")) <= 30 and not any(begin <= start < stop for begin, stop in found):
            found.append((start, end))
    return sorted(set(found))


def _postcodes(raw: str, folded: str) -> list[tuple[int, int]]:
    """Return postcodes with their town: continental ones, "Cedex", British, American and Canadian ones."""
    found = [
        match.span()
        for match in _POSTCODE_TOWN.finditer(raw)
        if not re.search(r"[\w/.+]-?$|\d $", raw[max(0, match.start() - 2) : match.start()])
    ]
    found += [match.span() for match in _CEDEX.finditer(folded)]
    if "," in folded:
        found += [match.span() for match in _STATE_POSTCODE.finditer(folded)]
    end = 0
    for digit in _digits_after_letters(folded):
        for start in (digit - 2, digit - 1):
            if start >= end and (match := _LETTERED_POSTCODE.match(folded, start)):
                found.append(match.span())
                end = match.end()
    return sorted(found)


def _digits_after_letters(folded: str) -> Iterator[int]:
    for place in _MIXED.places(folded):
        word = _WORD.match(folded, place)
        yield from (digit.start() for digit in _LETTER_DIGIT.finditer(folded, place, word.end() if word else place))


def _is_street_name(raw: str, start: int, noun: int, end: int, language: str) -> bool:
    """Without a postcode, "12 rue haute" is a street, but "2 places de parking" or "27 people in the place" is one
    only when the name is capitalised."""
    if language == "fr":
        named = _NAME_AFTER.match(raw, end)
        return bool(_SURE_STREET.match(raw, noun)) or bool(named and named.group(1)[0].isupper())
    return bool(re.fullmatch(r"\d+[A-Za-z]?,?(?:[ \n]+[A-Z][\w'.]*)+[.,\n]?", raw[start:end]))


def links(text: str) -> list[tuple[int, int]]:
    """Return the stretches that are web addresses, with or without scheme; punctuation after them is left out."""
    found: list[tuple[int, int]] = []
    marks = marks_of_address(text)
    endings = tuple(dict.fromkeys(match.group() for match in _ENDING.finditer(text)))
    for pattern, windows in ((URL, marks), (BARE_DOMAIN, endings)):
        position = 0
        for first, last in around(text, windows) if windows else ():
            for match in pattern.finditer(text, max(first, position), last):
                position = match.end()
                end = match.start() + len(match.group().rstrip(".,;:!?*_"))
                if not any(begin <= match.start() < stop for begin, stop in found):
                    found.append((match.start(), end))
    return sorted(found)


def emails(text: str) -> list[tuple[int, int]]:
    """Return the stretches that are mail addresses."""
    return [match.span() for start, end in around(text, ("@",)) for match in EMAIL.finditer(text, start, end)]


def host_and_path(url: str) -> tuple[str, str]:
    """Return the host without "www." and the path with its query of a web address; empty when it is malformed."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
