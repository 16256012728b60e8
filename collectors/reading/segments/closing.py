"""Closing formulas: the line that ends what an author wrote, and what the lines under it look like."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache, lru_cache

from collectors.reading import lexicon
from collectors.reading.lexicon.vocabulary import Vocabulary
from collectors.reading.segments.shapes import SENTENCE_END

_LONGEST = 64
_WORD = re.compile(r"\w+")


class Closing(Enum):
    """How surely a line closes a message: STRONG formulas do, WEAK ones ("thanks") only above a name."""

    STRONG = "strong"
    WEAK = "weak"
    FORMAL = "formal"


@cache
def _formula(kind: str) -> re.Pattern[str]:
    lead = r"\W{0,6}(?:(?:bien|tres|with|avec|et|and|mit|con|com|med|met|z|s|many|our|my|nos|mes)\b\W{0,3}){0,3}"
    return lexicon.compiled(lexicon.everywhere("closings", kind), before=lead if kind != "formal" else "")


@lru_cache(maxsize=256)
def closing_of(folded: str) -> Closing | None:
    """Return how a folded line closes a message, None when it does not."""
    if len(folded) <= _LONGEST:
        if (found := _formula("strong").match(folded)) and _little_after(folded[found.end() :]):
            return Closing.STRONG
        if (found := _formula("weak").match(folded)) and _little_after(folded[found.end() :]):
            return Closing.WEAK
        if SENTENCE_END.search(folded) is None and (cut := folded.rfind(", ")) > 0:
            # "... , cordialement" at the end of a last sentence
            tail = folded[cut + 2 :]
            if (found := _formula("strong").match(tail)) and not tail[found.end() :].strip(" ,.!"):
                return Closing.STRONG
    if len(folded) >= 30 and "formal" in words_of().concepts(folded):
        return Closing.FORMAL
    return None


def _little_after(rest: str) -> bool:
    if "?" in rest or ":" in rest:
        return False
    return len(_WORD.findall(rest)) <= 4 and "." not in rest.rstrip(" .")


def is_postscript(folded: str) -> bool:
    """Tell whether a line begins a postscript, which the author wrote like the rest."""
    return _postscript().match(folded) is not None


@cache
def _postscript() -> re.Pattern[str]:
    words = {word for language in lexicon.languages() for word in lexicon.entries(language, "closings", "postscript")}
    return re.compile(r"(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")\.?\s*[:,.\-]\s*\S")


@cache
def words_of() -> Vocabulary:
    """Return the words of closings and signatures in all languages: `formal`, `service`, `role`, `street`."""
    keys = ("formal", "service", "role", "street")
    return Vocabulary((entry, key) for key in keys for entry in lexicon.everywhere("closings", key))
