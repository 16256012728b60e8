"""The formulas a message opens and ends with, found by their place and tolerant of slips of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

from collectors.reading.measures.stretches import Line, Stretch
from collectors.reading.text.lexicon import family, words

_WORDS = re.compile(r"[^\W\d_]+(?:[.'\-][^\W\d_]+)*\.?")
_FUZZY_GREETINGS = ("bonjour", "bonsoir", "madame", "monsieur", "messieurs", "mesdames", "hello", "greetings")
_FUZZY_CLOSINGS = (
    "cordialement",
    "salutations",
    "respectueusement",
    "sincerely",
    "regards",
    "faithfully",
    "sincerement",
)
_LINES_BEFORE_GREETING = 25
_LINES_OF_CLOSING = 30


@dataclass(frozen=True)
class Formula:
    """A formula at [start, end) of its stretch; `words` are the folded words of a greeting after the salutation,
    with their offsets."""

    start: int
    end: int
    confidence: float
    salutation: str = ""
    words: tuple[tuple[int, int, str], ...] = field(default=())


def find_greeting(stretch: Stretch, languages: tuple[str, ...]) -> Formula | None:
    """Return the opening salutation: a line that begins with a greeting word, or a civility or name on its own line."""
    greetings, civility = _opening_words(languages)
    for number, line in enumerate(stretch.lines[:_LINES_BEFORE_GREETING]):
        folded = line.folded
        opening = _opening(folded, greetings.get(folded[:1], ()))
        if opening and not _is_prose(opening, folded):
            return _formula(stretch, line, opening, 0.97)
        first = _WORDS.match(folded)
        if first is None:
            continue
        head = first.group().rstrip(".")
        if head in civility and (line.gap or number == 0) and _stands_alone(folded):
            return _formula(stretch, line, head, 0.95)
        if (
            number < 4
            and len(head) >= 5
            and head not in civility
            and _near(head, _FUZZY_GREETINGS)
            and _stands_alone(folded[:40])
        ):
            return _formula(stretch, line, head, 0.8)
    return None


@cache
def _opening_words(languages: tuple[str, ...]) -> tuple[dict[str, list[str]], frozenset[str]]:
    """Return the greetings of some languages by their first letter, longest first, and the civilities."""
    greetings = frozenset[str]().union(*(words(language, "greeting_words") for language in languages))
    by_letter: dict[str, list[str]] = {}
    for word in sorted(greetings, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(word)
    return by_letter, frozenset[str]().union(*(words(language, "greeting_civility") for language in languages))


def _opening(folded: str, greetings: Sequence[str]) -> str:
    return next(
        (one for one in greetings if folded.startswith(one) and not folded[len(one) : len(one) + 1].isalnum()), ""
    )


def _is_prose(opening: str, folded: str) -> bool:
    """ "Dear" or "cher" begin a salutation only on a short line of their own; so do bare "morning" and "liebe"."""
    if opening in ("dear", "morning", "afternoon", "beste", "liebe", "lieber", "caro", "cara", "dag", "viva", "salut"):
        return not _stands_alone(folded)
    return False


def _stands_alone(folded: str) -> bool:
    """A salutation's line: at most six words before a comma, a colon, an exclamation mark or the end."""
    head = re.split(r"[,:!;]", folded, maxsplit=1)[0]
    return len(head.split()) <= 6 and not re.search(r"\b(?:est|sont|is|are|vous|you|a|ont|has|have|le|la)\b", head)


def _formula(stretch: Stretch, line: Line, opening: str, confidence: float) -> Formula:
    stop = re.search(
        r"[,!:;]|\.(?=\s|$)(?<!\bm\.)(?<!mr\.)(?<!mrs\.)(?<!ms\.)(?<!dr\.)| - ", line.folded[len(opening) :]
    )
    # "Bonjour, Madame Dupont," and "Madame, Monsieur," go on after the first comma
    end = len(line.folded)
    if stop is not None:
        end = len(opening) + stop.end()
        rest = line.folded[end:]
        following = re.match(
            r"\s*(?:madame|monsieur|mesdames|messieurs|mme|m\.|mr|cher|chere)\b[^,!:;.]{0,30}[,!:;.]?", rest
        )
        if following:
            end += following.end()
        elif not rest.strip() or (len(line.folded) <= 40 and stop.group() in "!."):
            end = len(line.folded)
    end = min(end, len(opening) + 60)
    found = tuple(
        (line.start + match.start(), line.start + match.end(), match.group().rstrip("."))
        for match in _WORDS.finditer(line.folded[:end], len(opening))
    )
    return Formula(line.start, line.start + end, confidence, opening, found)


def _near(word: str, targets: tuple[str, ...]) -> bool:
    """One slip of the keyboard away from a target, or two when it is a long word."""
    for target in targets:
        allowed = 2 if len(target) >= 10 else 1
        if OSA.distance(word, target, score_cutoff=allowed) <= allowed:
            return True
    return False


def find_closing(stretch: Stretch, languages: tuple[str, ...]) -> Formula | None:
    """Return the polite formula near the end: on a line of its own, or opening the last sentences."""
    folded = stretch.folded
    lines = stretch.lines[-_LINES_OF_CLOSING:]
    floor = lines[0].start if lines else 0
    found: list[tuple[int, int]] = []
    for language in languages:
        entries = family(language, "closing")
        if entries is not None:
            found += [m.span() for m in entries.find_all(folded, floor) if _closes(folded, m.start(), m.end())]
    if not found:
        # a wish ("bonne journée") ends a message when no formula does
        for language in languages:
            entries = family(language, "leave_taking")
            last_lines = lines[-8].start if len(lines) > 8 else floor
            if entries is not None:
                spans = [m.span() for m in entries.find_all(folded, last_lines) if _closes(folded, m.start(), m.end())]
                found += [span for span in spans if lines and span[0] > lines[0].start]
        if found:
            return Formula(*min(found), 0.75)
    if found:
        # a formula in several parts ("Dans l'attente…, veuillez agréer…") counts as one: the earliest of the last block
        found.sort()
        last = found[-1]
        for span in reversed(found):
            if last[0] - span[1] <= 160:
                last = (span[0], max(last[1], found[-1][1]))
        return Formula(last[0], last[1], 0.96)
    for line in reversed(lines):
        head = _WORDS.match(line.folded)
        if head and len(line.folded) <= 40:
            for word in _WORDS.finditer(line.folded):
                if len(word.group()) >= 6 and _near(word.group(), _FUZZY_CLOSINGS):
                    return Formula(line.start, line.end, 0.8)
    return None


def _closes(folded: str, start: int, end: int) -> bool:
    """A formula with several full lines of prose after it did not end the message."""
    prose = sum(len(line.split()) > 10 for line in folded[end:].split("\n")[1:])
    return prose < 3 and _is_placed(folded, start, end)


def _is_placed(folded: str, start: int, end: int) -> bool:
    """A closing begins a line or sentence, or a comma or line end follows: "vous invite cordialement à" is none."""
    before = folded[:start].rstrip(" \t*_-")
    if not before or before[-1] in "\n.,!?;:)\0":
        return True
    after = folded[end:].lstrip(" \t*_")
    return not after or after[0] in "\n,.!\0" or before.endswith(("et", "and", "with", "avec", "mes", "nos"))
