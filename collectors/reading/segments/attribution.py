"""Attributions: "On <date>, <someone> wrote:" in any language, on one to four lines, known by their shape.

The shape is a date, an address or a verb of writing, and a colon (or the dashes of webmails) at the end. What follows
decides the weak ones: a name and a verb are enough before a quoted line, and not enough before plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from collectors.reading import lexicon
from collectors.reading.lexicon.vocabulary import Vocabulary
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import ADDRESS, TIME, has_date, has_time, is_name_like

MOST_LINES = 4
LONGEST = 400
_SHORT = 90
_SENTENCE_BREAK = re.compile(r"[^\W\d]{5}[.!?] +[^\W\d]{2}")
_BARE = re.compile(r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(?:,? \d{1,2}:\d{2})?,?\s+([^<>@]{2,60}?)\s*<[^<>\s@]+@[^<>\s]+>$")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-z][^\W\d_]+ [^\W\d_a-z][^\W\d_]+")
_DASHED = re.compile(r"-{2,}\s*(.{6,}?)\s*-{2,}$")


@cache
def _verbs() -> Vocabulary:
    return Vocabulary((entry, "wrote") for entry in lexicon.everywhere("mail", "wrote"))


def _says_wrote(folded: str) -> bool:
    return bool(_verbs().concepts(folded))


@dataclass(frozen=True)
class _Shape:
    """What a stretch of lines holds of an attribution."""

    verb: bool
    address: bool
    date: bool
    time: bool
    prose: bool  # a sentence ends within
    names: bool  # two words with capitals stand together
    named: bool  # after the time and the address stands nothing but a verb of writing or a name
    length: int

    def before_quote(self) -> bool:
        """Enough when a quoted line follows."""
        if self.verb:
            return self.date or self.time or self.address or self.length <= _SHORT
        if self.address and self.length <= _SHORT:
            return True
        return self.date and (self.time or self.address or (self.names and self.length <= _SHORT))

    def before_text(self) -> bool:
        """Enough when what follows is not marked as quoted."""
        if self.prose:
            return False
        if self.verb:
            return self.named and (self.address or (self.date and self.time))
        return self.date and self.address and self.time


def attribution_end(lines: Lines, first: int) -> int:
    """Return the line after the attribution that begins at line `first`, or `first` when none begins there."""
    shown = lines.shown[first]
    if len(shown) < 6 or lines.prefixed[first]:
        return first
    if _bare(lines, first) or _gnus(lines, first):
        return first + 1
    if shown.startswith("--"):
        dashed = _DASHED.match(lines.folded[first])
        if dashed is not None and has_date(dashed[1]) and _says_wrote(dashed[1]):
            return first + 1
    for last in range(first, min(first + MOST_LINES, len(lines))):
        if lines.prefixed[last] or not lines.shown[last] or lines.marks[last] is not None:
            return first
        if _ends(lines.shown[last], lines.folded[last]):
            return last + 1 if _is_attribution(lines, first, last) else first
    return first


def is_quote_lead(lines: Lines, number: int) -> bool:
    """Tell whether a line ends an attribution, if what follows is a quote by a sign that is no usual prefix."""
    return any(
        _enough(_shape(lines, first, number), quoted=True)
        for first in range(max(0, number - MOST_LINES + 1), number + 1)
        if all(lines.shown[first : number + 1])
    )


def _bare(lines: Lines, number: int) -> bool:
    """Tell whether a line is all date, name and address, as old Gmail wrote in some languages ("2013/4/5 X <x@y>")."""
    shown, folded = lines.shown[number], lines.folded[number]
    if shown[-1] != ">" or not shown[0].isdigit() or (number and lines.shown[number - 1]):
        return False
    found = _BARE.match(folded)
    return found is not None and is_name_like(shown[found.start(1) : found.end(1)].strip())


def names_first(shown: str) -> bool:
    """Tell whether a line is a first and a last name, some small words and a colon: "Jean Martin a dit :"."""
    words = shown.rstrip(" :\uff1a").split()
    if not 3 <= len(words) <= 6 or len(shown) > _SHORT:
        return False
    return all(word[0].isupper() and word.replace("-", "").isalpha() for word in words[:2]) and words[2][0].islower()


def _gnus(lines: Lines, number: int) -> bool:
    """Tell whether a line is "* Name:" above a quote."""
    shown = lines.shown[number]
    if not (shown.startswith("* ") and shown.endswith(":") and len(shown) <= _SHORT):
        return False
    return is_name_like(shown[2:-1]) and lines.quoted(lines.next_filled(number + 1))


def _ends_in_name(shown: str, folded: str) -> bool:
    told = max((found.end() for shape in (TIME, ADDRESS) for found in shape.finditer(folded)), default=len(folded))
    rest = shown[told:].rstrip(" :*_\uff1a-")
    return len(rest) < 8 or _says_wrote(folded[told:]) or not _plain_words(rest)


def _plain_words(rest: str) -> bool:
    """Tell whether words go on in small letters, as in a sentence; zones, names and honorifics have capitals."""
    words = [word for word in rest.split() if len(word) > 1 and word[0].isalpha()]
    return len(words) >= 2 and sum(word[0].islower() for word in words) * 2 > len(words)


def _ends(shown: str, folded: str) -> bool:
    return shown.rstrip(" *_>").endswith((":", "\uff1a")) or folded.endswith((" wrote", "\uc791\uc131"))


def _is_attribution(lines: Lines, first: int, last: int) -> bool:
    shape = _shape(lines, first, last)
    quoted = lines.quoted(lines.next_filled(last + 1))
    if quoted and last == first and names_first(lines.shown[first]):
        return True
    if not _enough(shape, quoted):
        return False
    if last == first:
        return True
    # the first line must belong to it: without it, the lines below would lack their date, their name or their sense
    below = _shape(lines, first + 1, last)
    if not _enough(below, quoted):
        return shape.date or shape.time or shape.address
    own = _shape(lines, first, first)
    if own.address and lines.shown[first].endswith(","):
        return True  # "In article <…>," above the name
    if own.date and not below.date:
        return True
    return lines.shown[first + 1].startswith("<") and len(lines.shown[first]) <= _SHORT and not below.date


def _enough(shape: _Shape, quoted: bool) -> bool:
    return shape.length <= LONGEST and (shape.before_quote() if quoted else shape.before_text())


def _shape(lines: Lines, first: int, last: int) -> _Shape:
    folded = " ".join(lines.folded[first : last + 1])
    return _Shape(
        verb=_says_wrote(folded),
        address=ADDRESS.search(folded) is not None,
        date=has_date(folded),
        time=has_time(folded),
        prose=_SENTENCE_BREAK.search(folded) is not None,
        names=_TWO_CAPITALS.search(" ".join(lines.shown[first : last + 1])) is not None,
        named=_ends_in_name(" ".join(lines.shown[first : last + 1]), folded),
        length=len(folded),
    )
