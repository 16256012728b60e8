"""What a subject says by its beginning: an automatic reply, an absence, a receipt; in all languages of the lexicon."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from collectors.reading import lexicon
from collectors.reading.folding import fold

_TAG = r"\s*(?:\[[^\]]{1,40}\]\s*|\([^)]{1,30}\)\s*|\*{1,3}\s*)*"
_REPLY = re.compile(
    r"\s*(?:re|aw|sv|antw|odp|ref|rif|res|ynt|vs|r|sp|回复|回覆|答复|答覆|返信|회신|отв|απ|τα)\s*(?:\[\d+\])?\s*:\s*"
)
_NOT_SUBJECT = re.compile(
    r"absence (?:de|d') ?(?:reponse|suite|retour)|absence of|vacances scolaires|holiday (?:club|lets|cottage|home)"
)


class Topic(Enum):
    """What the beginning of a subject speaks of."""

    AUTOMATIC = "automatic"
    ABSENCE = "absence"
    RECEIVED = "received"


class SubjectSays(NamedTuple):
    """The topic, and whether the words are precise enough to stand without another sign."""

    topic: Topic | None
    precise: bool


@cache
def _beginning(key: str) -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("subjects", key), before=_TAG)


def subject_says(subject: str) -> SubjectSays:
    """Return what a subject's beginning says; a person's reply to an automatic message ("Re: …") says nothing."""
    folded = fold(subject[:300])
    if not folded or _NOT_SUBJECT.search(folded):
        return SubjectSays(None, False)
    for topic in Topic:
        found = _beginning(topic.value).match(folded)
        if found is None:
            continue
        words = found[0].strip()
        rest = folded[found.end() :].lstrip()
        alone = not rest or rest[0] in ":-|]()/>,.!\u300c\u3010"
        precise = len(words.split()) >= 2 or len(words) >= 12 or not words.isascii() or alone
        return SubjectSays(topic, precise)
    return SubjectSays(None, False)


def language_of(subject: str) -> str:
    """Return the language of the words a mail program put at the beginning of a subject, "" when there are none."""
    folded = fold(subject[:300])
    if not any(_beginning(topic.value).match(folded) for topic in Topic):
        return ""
    for language, pattern in _by_language().items():
        if pattern.match(folded):
            return language
    return ""


@cache
def _by_language() -> dict[str, re.Pattern[str]]:
    topics = [topic.value for topic in Topic]
    return {
        language: lexicon.compiled(
            [entry for topic in topics for entry in lexicon.entries(language, "subjects", topic)], before=_TAG
        )
        for language in lexicon.languages()
    }


def is_reply(subject: str) -> bool:
    """Tell whether the subject begins with a mail program's reply mark."""
    return _REPLY.match(fold(subject[:40])) is not None
