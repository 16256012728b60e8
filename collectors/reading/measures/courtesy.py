"""Courtesy: how the citizen is addressed, thanked and taken leave of."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from collectors.reading.folding import fold
from collectors.reading.measures.analysis import Analysis, remembered
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.text.lexicon import Family, everywhere, family
from collectors.reading.text.tokens import matches_at

_FEMALE = frozenset({"madame", "mme", "mlle", "mademoiselle", "mrs", "ms", "miss", "madam", "mesdames", "ma'am"})
_MALE = frozenset({"monsieur", "m", "mr", "sir", "messieurs"})
_OTHER_TITLE_WORDS = """
dr docteur prof maitre mx frau herr herrn senor senora sr sra signor signora signore sig heer
mevrouw senhor senhora
"""
_OTHER_TITLES = frozenset(_OTHER_TITLE_WORDS.split())
_REPEATED = re.compile(r"[!?]{2,}|[!?] [!?]")
_TWO_CAPITALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ'’]")
_CAPITALS = re.compile(r"(?:\b[A-ZÀ-Þ][A-ZÀ-Þ'’]+\b[\s,;:!?.\d]*){4,}")
_CURT_WORDS = 12


def first_of(analysis: Analysis, name: str, *, tail: bool = True) -> Span | None:
    """Return the first place of a family in the reply's language or the request's, in what was written."""
    stretch = analysis.written if tail else analysis.own
    own = analysis.matches(name)
    if own:
        return analysis.own.span(*own[0].span())
    for language in analysis.languages:
        entries: Family | None = family(language, name)
        match = entries.find(stretch.folded) if entries else None
        if match is not None:
            return stretch.span(*match.span())
    return None


def _known(analysis: Analysis, name: str) -> bool:
    return family(analysis.language, name) is not None


@measure("reply.has_greeting", version=1)
@remembered
def has_greeting(analysis: Analysis) -> Found | None:
    greeting = analysis.greeting
    if greeting is not None:
        return Found(True, (analysis.own.span(greeting.start, greeting.end),), greeting.confidence)
    named = _name_line(analysis)
    if named is not None:
        return Found(True, (named,), 0.85)
    return Found(False, (), 0.9) if _known(analysis, "thanks") else None


def _name_line(analysis: Analysis) -> Span | None:
    """A first line that is the citizen's name alone ("Jane,", "Mme Durand,") greets too."""
    line = next(iter(analysis.own.lines), None)
    if line is None or len(line.folded.split()) > 4 or not re.search(r"[,:!-]$", line.folded):
        return None
    persona = analysis.context.persona
    if persona is not None:
        wanted = _name_words(analysis)
        held = any(word in wanted for word in re.findall(r"[a-z'-]+", line.folded))
        return analysis.own.span(line.start, line.end) if held else None
    titled = re.match(r"(?:mme|mr|mrs|ms|m)\.? [a-z]", line.folded)
    bare = re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?,", line.text)
    generic = everywhere("greeting_generic") | everywhere("closing_words")
    if titled or (bare and fold(line.text[:-1]) not in generic and len(analysis.own.lines) > 1):
        return analysis.own.span(line.start, line.end)
    return None


def _name_words(analysis: Analysis) -> set[str]:
    persona = analysis.context.persona
    if persona is None:
        return set()
    return {part for part in re.split(r"[\s'-]+", fold(persona.name)) if len(part) > 1} | {
        fold(persona.given_name), fold(persona.family_name)}  # fmt: skip


@remembered
def greeted_words(analysis: Analysis) -> list[tuple[int, int, str]]:
    """Return the words of the salutation that could be a name."""
    greeting = analysis.greeting
    if greeting is None:
        return []
    generic = (everywhere("greeting_generic"), everywhere("greeting_words"), analysis.organisation)
    return [
        (start, end, word)
        for start, end, word in greeting.words
        if len(word) > 1 and not any(word in words for words in generic)
    ]


def _best_match(analysis: Analysis, words: list[tuple[int, int, str]]) -> tuple[float, tuple[int, int] | None]:
    best: tuple[float, tuple[int, int] | None] = (0.0, None)
    for wanted in _name_words(analysis):
        for start, end, word in words:
            score = fuzz.ratio(wanted, word)
            if len(wanted) >= 3 and score > best[0]:
                best = (score, (start, end))
    return best


@measure("reply.greets_by_name", version=1)
@remembered
def greets_by_name(analysis: Analysis) -> Found | None:
    if analysis.greeting is None:
        named = _name_line(analysis)
        if named is not None:
            return Found(True, (named,), 0.8)
        return Found(False, (), 0.9) if _known(analysis, "thanks") else None
    words = greeted_words(analysis)
    if analysis.context.persona is not None:
        score, place = _best_match(analysis, words)
        if place is not None and score >= 75:
            return Found(True, (analysis.own.span(*place),), 0.97 if score == 100 else 0.85)
        return Found(False, (), 0.6 if words else 0.95)
    shaped = [word for word in words if analysis.own.raw[word[0]].isupper()]
    if shaped and len(words) <= 4:
        return Found(True, (analysis.own.span(shaped[0][0], shaped[-1][1]),), 0.85)
    ended = analysis.own.raw[analysis.greeting.end : analysis.greeting.end + 1] in ("", "\n", "\r")
    if words and len(words) <= 2 and (ended or analysis.own.raw[analysis.greeting.end - 1] in ",!"):
        return Found(True, (analysis.own.span(words[0][0], words[-1][1]),), 0.8 if _civilities(analysis) else 0.6)
    return Found(False, (), 0.9)


@measure("reply.name_correct", version=1)
def name_correct(analysis: Analysis) -> Found | None:
    if analysis.context.persona is None:
        return None
    words = greeted_words(analysis)
    score, place = _best_match(analysis, words)
    if place is None or score < 60:
        shaped = [word for word in words if analysis.own.raw[word[0]].isupper()]
        return Found(False, (analysis.own.span(shaped[0][0], shaped[-1][1]),), 0.7) if shaped else None
    return Found(score == 100, (analysis.own.span(*place),), 0.95)


@remembered
def _civilities(analysis: Analysis) -> list[tuple[int, int, str]]:
    greeting = analysis.greeting
    found: list[tuple[int, int, str]] = []
    known = _FEMALE | _MALE | _OTHER_TITLES
    if greeting is not None:
        if greeting.salutation in known:
            found.append((greeting.start, greeting.start + len(greeting.salutation), greeting.salutation))
        found += [word for word in greeting.words if word[2] in known]
    closing = analysis.closing
    if not found and closing is not None:
        pattern = re.compile(r"(?<!\w)(madame|monsieur|mademoiselle|mme)(?!\w)")
        found += [
            (match.start(), match.end(), match.group())
            for match in pattern.finditer(
                analysis.written.folded, closing.start, min(closing.end + 80, closing.start + 200)
            )
        ]
    return found


@measure("reply.uses_civility", version=1)
def uses_civility(analysis: Analysis) -> Found | None:
    found = _civilities(analysis)
    if found:
        return Found(True, (analysis.written.span(found[0][0], found[-1][1]),), 0.95)
    return Found(False, (), 0.9) if _known(analysis, "thanks") else None


@measure("reply.civility_correct", version=1)
def civility_correct(analysis: Analysis) -> Found | None:
    persona = analysis.context.persona
    found = _civilities(analysis)
    if persona is None or not persona.civility or not found:
        return None
    female = [word for word in found if word[2] in _FEMALE]
    male = [word for word in found if word[2] in _MALE]
    if bool(female) == bool(male):
        return None  # "Madame, Monsieur" is neither right nor wrong
    place = (female or male)[0]
    right = bool(female) == (persona.civility in ("Mme", "Ms"))
    return Found(right, (analysis.written.span(place[0], place[1]),), 0.95)


@measure("reply.thanks", version=1)
@remembered
def thanks(analysis: Analysis) -> Found | None:
    place = first_of(analysis, "thanks")
    if place is not None:
        return Found(True, (place,), 0.92)
    return Found(False, (), 0.88) if _known(analysis, "thanks") else None


@measure("reply.has_empathy", version=1)
def has_empathy(analysis: Analysis) -> Found | None:
    return analysis.search("empathy", confidence=0.8, absent=0.8)


@measure("reply.has_apology", version=1)
def has_apology(analysis: Analysis) -> Found | None:
    return analysis.search("apology", confidence=0.9)


@measure("reply.has_closing", version=1)
@remembered
def has_closing(analysis: Analysis) -> Found | None:
    closing = analysis.closing
    if closing is not None:
        return Found(True, (analysis.written.span(closing.start, closing.end),), closing.confidence)
    wish = has_leave_taking(analysis)
    if wish is not None and wish.value:
        return Found(True, wish.spans, 0.7)
    return Found(False, (), 0.9) if _known(analysis, "closing") else None


@measure("reply.has_leave_taking", version=1)
@remembered
def has_leave_taking(analysis: Analysis) -> Found | None:
    lines = analysis.written.lines[-25:]
    floor = lines[max(0, len(lines) - max(6, len(lines) * 2 // 3))].start if lines else 0
    for language in analysis.languages:
        entries = family(language, "leave_taking")
        for match in entries.find_all(analysis.written.folded, floor) if entries else ():
            if analysis.greeting is None or match.start() >= analysis.greeting.end:
                return Found(True, (analysis.written.span(*match.span()),), 0.9)
    return Found(False, (), 0.9) if _known(analysis, "leave_taking") else None


@remembered
def politeness(analysis: Analysis) -> Span | None:
    """Return the first mark of politeness: greeting, closing, leave-taking, thanks or please."""
    for function in (has_greeting, has_closing, has_leave_taking, thanks):
        found = function(analysis)
        if found is not None and found.value:
            return found.spans[0]
    return first_of(analysis, "please")


@measure("reply.polite_phrase", version=1)
def polite_phrase(analysis: Analysis) -> Found | None:
    place = politeness(analysis)
    if place is not None:
        return Found(True, (place,), 0.95)
    return Found(False, (), 0.9) if _known(analysis, "thanks") else None


@measure("reply.shouts", version=1)
def shouts(analysis: Analysis) -> Found:
    raw = analysis.own.raw[: analysis.body_end]
    match = _REPEATED.search(raw) if "!" in raw or "?" in raw else None
    if match is not None:
        return Found(True, (analysis.own.span(*match.span()),), 0.9)
    for match in matches_at(_CAPITALS, raw, [capitals.start() for capitals in _TWO_CAPITALS.finditer(raw)]):
        line_start, line_end = raw.rfind("\n", 0, match.start()) + 1, raw.find("\n", match.end())
        words = [word for word in re.findall(r"[^\W\d_]+", match.group()) if len(word) > 1]
        alone = not raw[line_start : match.start()].strip() and not (
            line_end >= 0 and raw[match.end() : line_end].strip()
        )
        # a heading in capitals is not shouting; a sentence is
        if len(words) >= 4 and (not alone or len(words) >= 9 or "!" in match.group()):
            return Found(True, (analysis.own.span(*match.span()),), 0.75)
    return Found(False, (), 0.9)


@measure("reply.curt", version=1)
def curt(analysis: Analysis) -> Found | None:
    if not _known(analysis, "thanks"):
        return None
    return Found(0 < len(analysis.words) < _CURT_WORDS and politeness(analysis) is None, (), 0.9)


@measure("reply.blames_user", version=1)
def blames_user(analysis: Analysis) -> Found | None:
    return analysis.search("blame", confidence=0.75)
