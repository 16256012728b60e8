"""Lines by which mail programs announce what follows: an original message, a forwarded one, "reply above this line"."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from collectors.reading import lexicon
from collectors.reading.segments.lines import Lines

_RULED = re.compile(r"[-_=*#>~\u2500+\u2014]{2,}\s*([^-_=*~\u2500\u2014]{3,60}?)\s*(?:[-_=*#<~\u2500+\u2014]{2,}|:)$")
_TITLED = re.compile(r"[-_=*]{3,}\s?[^\W_].{0,60}?[-_=*]{3,}$")
_OPEN_RULED = re.compile(r"-{4,}\s*([^\W\d_][\w' ]{6,40})$")
# a helpdesk's fence of alternating signs around words that name the line
_FENCED = re.compile(r"[-=#~*+]{0,3}(?:=-|-=|#-|-#|~-|-~|\*-|-\*)[-=#~*+]*\s?[^\W\d_].{14,90}?\s?[-=#~*+]{3,}$")
_END = re.compile(r"-{3,}\s*(?:end|fin|ende|fine|fim|einde|slut)\b")
GROUPWISE = re.compile(r">>> .{4,120} >>>$")
_UNDERSCORES = re.compile(r"[_\u2500-]{10,}$")

# "line" in the languages of the lexicon: worth a closer look
_LINE_WORDS = ("line", "ligne", "dessus", "linie", "zeile", "linea", "riga", "lijn", "regel", "linha", "oberhalb")


class Announces(Enum):
    """What a separator line announces."""

    ORIGINAL = "original"
    FORWARDED = "forwarded"
    REPLY_ABOVE = "reply_above"


@cache
def _original() -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("mail", "original"))


@cache
def _forwarded() -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("mail", "forwarded"))


@cache
def _reply_above() -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("mail", "reply_above"))


def announced(lines: Lines, number: int) -> Announces | None:
    """Return what line `number` announces, None when it is an ordinary line."""
    folded = lines.folded[number]
    if not 6 <= len(folded) <= 120:
        return None
    ruled = _RULED.match(folded) or (_OPEN_RULED.match(folded) if folded.startswith("----") else None)
    if ruled is not None and folded[:2] in ("--", "__", "==", "**", "##", "~~", "\u2500\u2500"):
        if _forwarded().search(ruled[1]):
            return Announces.FORWARDED
        if _original().search(ruled[1]):
            return Announces.ORIGINAL
    if folded.endswith(":") and len(folded) <= 60 and folded[:1].isalpha() and _forwarded().match(folded):
        return Announces.FORWARDED
    if any(word in folded for word in _LINE_WORDS) and (_FENCED.match(folded) or _reply_above().search(folded)):
        return Announces.REPLY_ABOVE
    return None


def is_rule(lines: Lines, number: int) -> bool:
    """Tell whether the line is a rule, with or without words in it, as mail programs draw above a header block."""
    folded = lines.folded[number]
    if len(folded) < 6 or folded[0] not in "_-\u2500=*":
        return False
    return _UNDERSCORES.match(folded) is not None or (len(folded) <= 90 and _TITLED.match(folded) is not None)


def is_end_of_forward(folded: str) -> bool:
    """Tell whether a dashed line says that the forwarded message ends here ("--- End of Forwarded Message")."""
    return _END.match(folded) is not None and (_forwarded().search(folded) or _original().search(folded)) is not None
