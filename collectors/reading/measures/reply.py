"""The `reply`-scope measures of one mail."""

from __future__ import annotations

from collectors.reading.context import Context
from collectors.reading.measures import (
    clarity,
    complaints,
    courtesy,
    guidance,
    identification,
    practical,
    privacy,
    substance,
)
from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.hiding import Mask
from collectors.reading.measures.registry import Found, Registered, observe, of_scope
from domain.observation import Observation
from domain.reply import ReadReply
from domain.vocabulary import ReplyKind

FAMILIES = (courtesy, identification, clarity, guidance, practical, substance, complaints, privacy)
"""Imported so that their measures are registered."""

MACHINE_KINDS = frozenset({ReplyKind.BOUNCE, ReplyKind.DELAY, ReplyKind.RECEIPT, ReplyKind.CHALLENGE})
"""Notices of mail systems: nobody's manners can be read from them, so they have no `reply` measure."""


def read_measures(
    reply: ReadReply, context: Context, *, source: str = "text", masked: bool = False
) -> tuple[Observation, ...]:
    """Return every `reply`-scope measure that one mail tells.

    Those that need a scenario are absent without one; those that need words of a language we lack are absent too.
    `source` names the evidence (the blob's digest). With `masked`, quotes hide agents' names and private numbers, as
    `collectors.reading.masking.mask` does: always for what is stored.
    """
    if reply.kind in MACHINE_KINDS:
        return ()
    analysis = Analysis(reply, context)
    analysis.prepare()
    mask = Mask.of(analysis) if masked else None
    text = mask.hide(reply.text) if mask else reply.text
    observations = []
    for entry in of_scope("reply"):
        found = entry.function(analysis)
        if found is not None:
            observations.append(_observe(entry, found, text, source, mask))
    return tuple(observations)


def _observe(entry: Registered, found: Found, text: str, source: str, mask: Mask | None) -> Observation:
    if not found.spans:
        return observe(entry, found, text, source)
    spans = tuple([span for span in found.spans if span.source or span.start >= 0])
    if mask is not None:
        spans = tuple(span._replace(quote=mask.hide(span.quote)) if span.source else span for span in spans)
    elif len(spans) == len(found.spans):
        return observe(entry, found, text, source)
    return observe(entry, Found(found.value, spans, found.confidence), text, source)
