"""Signatures: where the author's own words end and name, role, service and coordinates begin."""

from __future__ import annotations

import re
from functools import cache

from collectors.reading import lexicon
from collectors.reading.folding import fold
from collectors.reading.segments.closing import Closing, closing_of, is_postscript, words_of
from collectors.reading.segments.lines import Lines
from collectors.reading.segments.shapes import (
    ADDRESS,
    HOURS,
    PHONE,
    PHONE_LABEL,
    RULE,
    SENTENCE_END,
    TIME,
    URL,
    has_date,
    is_name_like,
    months,
)

MOST_AFTER_DELIMITER = 40
_MOST_AFTER_CLOSING = 30
_MOST_INFERRED = 14
_MOST_DELIMITERS = 12
_DELIMITER = re.compile(r"(?:--|__|\u2014|\u2013\u2013|-- -)$")
_NAME_ENDS = re.compile(r"\s*[|\u2022\u00b7/]\s*|,\s+|\s+[-\u2013\u2014]\s+|\s+\(|\s{3,}|\s+(?:from|at|chez)\s+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_QUOTATION = '"\u201c\u00ab\u201e'
_DASH_NAME = re.compile(r"(?:[-~\u2013\u2014/*]{1,3}|//)\s?(\w[\w.'\s-]{0,30})$")


def delimiter(lines: Lines, first: int, after: int) -> int | None:
    """Return the line of the signature delimiter ("-- ", RFC 3676 4.3) of the run [first, after), None without one.

    A lone "--" that a closing formula or a long text follows is a rule in the body.
    """
    candidates = [n for n in range(first, after) if _DELIMITER.match(lines.shown[n])]
    for number in candidates[-_MOST_DELIMITERS:]:
        tail = [n for n in range(number + 1, after) if lines.shown[n]]
        if len(tail) > MOST_AFTER_DELIMITER or (not tail and number == first):
            continue
        closers = [n for n in tail if closing_of(lines.folded[n]) in (Closing.STRONG, Closing.FORMAL)]
        if closers and closers[0] - number > 3:
            continue
        return number
    return None


def closing_line(lines: Lines, first: int, after: int) -> int | None:
    """Return the line that closes the run [first, after): the last formula under which nothing is said any more."""
    filled = 0
    for number in range(after - 1, first - 1, -1):
        if not lines.shown[number]:
            continue
        kind = closing_of(lines.folded[number])
        if kind is not None and _closes(lines, number, after, kind):
            return _formula_end(lines, number, after) if kind is Closing.FORMAL else number
        filled += 1
        if filled > _MOST_AFTER_CLOSING:
            return None
    return None


def _closes(lines: Lines, number: int, after: int, kind: Closing) -> bool:
    tail = [n for n in range(number + 1, after) if lines.shown[n]]
    if kind is Closing.FORMAL:
        return True
    if not tail:
        return True
    head = lines.shown[tail[0]]
    if kind is Closing.STRONG:
        return not (_is_sentence(head) and len(head) > 60) or is_postscript(lines.folded[tail[0]])
    if len(tail) > 12 or not is_name_like(head):
        return False
    return not any(_is_sentence(lines.shown[n]) and len(lines.shown[n]) > 50 for n in tail[:3])


def _formula_end(lines: Lines, number: int, after: int) -> int:
    """A formal sentence may run over several lines."""
    last = number
    while (
        last + 1 < after and last - number < 3 and lines.shown[last + 1] and not SENTENCE_END.search(lines.shown[last])
    ):
        if is_name_like(lines.shown[last + 1]) or len(lines.shown[last]) < 40:
            break
        last += 1
    return last


def _is_sentence(shown: str) -> bool:
    return SENTENCE_END.search(shown) is not None and len(shown.split()) >= 5


def inferred(lines: Lines, first: int, after: int, sender: frozenset[str]) -> int | None:
    """Return the line where a signature without closing formula begins in the run [first, after), None without one.

    `sender` holds the folded words of the sender's name. Something must remain above the signature.
    """
    filled = [n for n in range(first, after) if lines.shown[n]]
    if len(filled) < 2:
        return None
    start = None
    for number in reversed(filled[1:][-_MOST_INFERRED:]):
        shown, folded = lines.shown[number], lines.folded[number]
        if _begins(lines, number, filled, sender, after):
            start = number
        elif not _could_sign(shown, folded):
            break
    if start is None:
        return None
    above = max(n for n in filled if n < start)
    return None if lines.shown[above].endswith((":", "\uff1a")) else start


def _begins(lines: Lines, number: int, filled: list[int], sender: frozenset[str], after: int) -> bool:
    shown, folded = lines.shown[number], lines.folded[number]
    above = filled[filled.index(number) - 1]
    apart = above < number - 1
    dash = _DASH_NAME.match(shown)
    if (
        dash
        and number == filled[-1]
        and is_name_like(dash[1])
        and not (_DASH_NAME.match(lines.shown[above]) and not apart)
    ):
        return True
    shown = _NAME_ENDS.split(shown, maxsplit=1)[0].strip(" *_")
    folded = fold(shown)
    if apart and number == filled[-1] and _is_service(lines, number, above):
        return True
    if not is_name_like(shown.rstrip(".") if len(shown) <= 3 else shown):
        return False
    tail = [n for n in filled if n > number]
    words = {word for word in re.findall(r"[^\W\d_]+", folded) if len(word) > 1 or len(folded) <= 3}
    own = bool(words) and words <= sender
    ended = SENTENCE_END.search(lines.shown[above]) is not None or closing_of(lines.folded[above]) is not None
    coordinates = sum(1 for n in tail if _is_coordinate(lines.folded[n]))
    timetable = any(HOURS.search(lines.folded[n]) for n in tail)
    if own:
        return apart or ended or coordinates > 0
    if timetable:
        return False
    if coordinates and apart and len(shown.split()) >= 2:
        return ended or coordinates >= 2
    return apart and ended and not tail and len(shown.split()) <= 3 and _plain_name(shown, folded)


def own_name(lines: Lines, first: int, after: int, sender: frozenset[str]) -> int | None:
    """Return the last filled line of the run [first, after) when it is the sender's name alone below a text."""
    filled = [n for n in range(first, after) if lines.shown[n]]
    if len(filled) < 2 or len(lines.shown[filled[-1]].split()) > 3 or not is_name_like(lines.shown[filled[-1]]):
        return None
    words = set(re.findall(r"[^\W\d_]{2,}", lines.folded[filled[-1]]))
    return filled[-1] if words and words <= sender else None


def page_head(lines: Lines, number: int, sender: frozenset[str]) -> int:
    """Return the line after the sender's name and the moment that a helpdesk's page sets above the text, on one line
    or two; `number` itself when they do not stand there."""
    if not _names_sender(lines.folded[number], sender) or _plain_prose(lines.shown[number]):
        return number
    if TIME.search(lines.folded[number]):
        return number + 1
    below = lines.next_filled(number + 1)
    if below >= len(lines) or below > number + 3 or not TIME.search(lines.folded[below]):
        return number
    return below + 1 if has_date(lines.folded[below]) and len(_LETTERS.findall(lines.folded[below])) <= 4 else number


def _names_sender(folded: str, sender: frozenset[str]) -> bool:
    if len(folded) > 80 or not folded[:1].isalpha():
        return False
    words = [word for word in _LETTERS.findall(folded) if word not in months()]
    own = sum(1 for word in words if word in sender)
    return own >= 1 and len(words) - own <= 2 and words[0] in sender


def _plain_prose(shown: str) -> bool:
    if SENTENCE_END.search(shown) or shown.endswith((",", ":")):
        return True
    small = (word for word in _LETTERS.findall(shown) if word[0].islower() and len(word) > 2)
    return any(fold(word) not in months() for word in small)


def _is_service(lines: Lines, number: int, above: int) -> bool:
    """Tell whether a last line apart names the service that writes ("Le service clientèle")."""
    shown = lines.shown[number]
    if len(shown) > 50 or not shown[0].isupper() or len(shown.split()) > 7 or re.search(r"[.!?:;,]", shown):
        return False
    return SENTENCE_END.search(lines.shown[above]) is not None and "service" in words_of().concepts(
        lines.folded[number]
    )


def _plain_name(shown: str, folded: str) -> bool:
    if not _common_words().isdisjoint(folded.split()):
        return False
    return all(word[:1].isupper() and word.strip(".,-").isalpha() for word in shown.split())


@cache
def _common_words() -> frozenset[str]:
    """Words that begin with a capital at the start of a line and name nobody: weekdays, months, common words."""
    found: set[str] = set()
    for language in lexicon.languages():
        for key in ("months", "weekdays", "stopwords"):
            found.update(word for entry in lexicon.words(language, key) for word in entry.split() if len(word) > 1)
    return frozenset(found)


def _could_sign(shown: str, folded: str) -> bool:
    if shown[0] in _QUOTATION:
        return True
    return (len(shown) <= 90 and not _is_sentence(shown)) or (_is_coordinate(folded) and len(shown) <= 120)


def _is_coordinate(folded: str) -> bool:
    return bool(
        ADDRESS.search(folded)
        or PHONE.search(folded)
        or PHONE_LABEL.match(folded)
        or (len(folded) < 80 and URL.search(folded))
        or (len(folded) < 70 and "role" in words_of().concepts(folded))
    )


def sender_words(name: str, address: str) -> frozenset[str]:
    """Return the words by which a sender would sign: those of the display name and of the address's local part."""
    local = address.partition("@")[0]
    found = {word for word in re.findall(r"[^\W\d_]+", fold(f"{name} {local}")) if word}
    return frozenset(found | {word[0] for word in found})


def is_rule_line(shown: str) -> bool:
    """Tell whether a line only draws a rule."""
    return bool(shown) and RULE.match(shown) is not None and not shown[0].isalnum()
