"""Challenges: "prove that you are a person, and your message will be delivered"."""

from __future__ import annotations

import re

from collectors.reading.decoded import Decoded, Report
from collectors.reading.reports.conditions import patterns, says, squeeze, unaccented
from collectors.reading.reports.origin import Origin
from collectors.reading.reports.returned import original_id, prose_of
from domain.vocabulary import ReplyKind

_WORDS = {name: re.compile(unaccented(source)) for name, source in patterns("challenge").items()}
# plain letters, one of which any challenge holds
_STEMS = tuple(unaccented(patterns("challenge")["stem"]).split("|"))
_PARTS = ("your_message", "to_be_delivered", "proof", "action")
_LONGEST = 4_000
_ACCEPT = 5.0
_BY_LINK = 0.5


def read_challenge(decoded: Decoded, origin: Origin) -> Report | None:
    """Recognise a challenge by its three parts: your message waits, prove who you are, do this."""
    marked = any(_WORDS["header"].match(name) for name in decoded.values)
    text = decoded.text
    beside = _told_beside(decoded, origin, marked=marked)
    if beside + len(_PARTS) + _BY_LINK < _ACCEPT:
        return None  # whatever the text says: most messages of people end here
    if not text or (len(text) > 3 * _LONGEST and not marked):
        return None
    if not marked:
        beginning = unaccented(text[:_LONGEST].lower())
        if not any(stem in beginning for stem in _STEMS):
            return None
    prose, embedded = prose_of(decoded)
    squeezed = squeeze(prose[:_LONGEST])
    if not marked and _WORDS["proof"].search(squeezed) is None:
        return None
    if says("moderation", squeezed):
        return None
    parts = [_WORDS[name].search(squeezed) for name in _PARTS]
    hits = sum(part is not None for part in parts)
    score = beside + hits + _BY_LINK * (bool(decoded.links) or "http" in squeezed)
    score -= 1.5 * bool(_WORDS["not_a_challenge"].search(squeezed))
    if parts[2] is None and not marked:
        return None
    if score < _ACCEPT or hits < 3:
        return None
    return Report(
        ReplyKind.CHALLENGE,
        min(0.97, 0.6 + 0.1 * (score - _ACCEPT)),
        "challenge:header" if marked else "challenge:prose",
        (),
        original_id(decoded, embedded, prose),
    )


def _told_beside(decoded: Decoded, origin: Origin, *, marked: bool) -> float:
    """Return what everything but the text counts for."""
    score = 2.0 * marked + 1.0 * bool(_WORDS["subject"].search(squeeze(decoded.headers.subject)))
    score += 0.5 * (origin.automatic or origin.empty_return_path)
    # a person's own reply may say all these words; a program's says them at once and little else
    return score - 1.0 * (origin.reply_like and not origin.automatic and not marked)
