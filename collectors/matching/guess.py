"""Weighs the signs that a reply without an exact key belongs to a contact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from rapidfuzz import fuzz

from collectors.matching.addresses import distance, folded, normal, organisation, split, untagged
from collectors.matching.contract import Candidate, Ranked
from collectors.matching.keys import Keys
from domain.errors import Message
from domain.reply import ReadReply

CONFIDENT = 0.75
CLEAR = 0.5
"""A guess is made from CONFIDENT on, when it leaves at most CLEAR times the doubt that the next candidate leaves."""

# how strongly each sign alone speaks for a contact, as a chance; signs of different families combine
LOOKALIKE, ONE_SLIP, TWO_SLIPS = 0.95, 0.85, 0.5
UNTAGGED_MAILBOX = 0.45
SAME_SENDER, SAME_DOMAIN = 0.6, 0.55
NAMED = 0.35
SUBJECT_FROM, SUBJECT_MOST = 80, 0.6
_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|tr|rép|rep|réf|ref|aw|wg|sv|rv|res|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.I)


def rank(reply: ReadReply, keys: Keys, candidates: Sequence[Candidate], arrived_at: datetime) -> tuple[Ranked, ...]:
    """Return the candidates that anything speaks for, best first."""
    ranked = [
        _weighed(reply, keys, candidate)
        for candidate in {c.contact_id: c for c in candidates}.values()
        if candidate.sent_at <= arrived_at
    ]
    return tuple(sorted((r for r in ranked if r.score > 0), key=lambda r: (-r.score, r.contact_id)))


def stands_out(best: Ranked, second: Ranked) -> bool:
    """Whether the best candidate is clearly better than the next."""
    return 1 - best.score <= CLEAR * (1 - second.score)


def _weighed(reply: ReadReply, keys: Keys, candidate: Candidate) -> Ranked:
    signs = [
        sign
        for sign in (
            _address_sign(keys.addresses, candidate),
            _sender_sign(reply, candidate),
            _subject_sign(reply, candidate),
            _name_sign(reply, candidate),
        )
        if sign is not None
    ]
    doubt = 1.0
    for weight, _ in signs:
        doubt *= 1 - weight
    return Ranked(candidate.contact_id, round(1 - doubt, 3), tuple(message for _, message in signs))


def _address_sign(addresses: Sequence[str], candidate: Candidate) -> tuple[float, Message] | None:
    expected_local, expected_domain = split(candidate.reply_address)
    best: tuple[float, Message] | None = None
    for address in addresses:
        local, domain = split(address)
        if domain != expected_domain and distance(domain, expected_domain) > 1:
            continue
        sign = _slip(address, local, expected_local, candidate)
        if sign is None and address == normal(candidate.mailbox):
            sign = (UNTAGGED_MAILBOX, Message("match_untagged", {"mailbox": address}))
        if sign is not None and (best is None or sign[0] > best[0]):
            best = sign
    return best


def _slip(address: str, local: str, expected: str, candidate: Candidate) -> tuple[float, Message] | None:
    if untagged(address) == address == normal(candidate.mailbox):
        return None  # no tag at all: not a slip of the hand, however short the tag
    params: dict[str, object] = {"address": address, "expected": candidate.reply_address}
    if folded(local) == folded(expected):
        return LOOKALIKE, Message("match_lookalike", params)
    slips = distance(local, expected)
    if slips > 2:
        slips = min(slips, distance(folded(local), folded(expected)))
    if slips > 2:
        return None
    return (ONE_SLIP if slips <= 1 else TWO_SLIPS), Message("match_typo", params | {"distance": slips})


def _sender_sign(reply: ReadReply, candidate: Candidate) -> tuple[float, Message] | None:
    for sender in (normal(reply.headers.from_address), normal(reply.headers.reply_to)):
        if not sender:
            continue
        if sender in map(normal, candidate.structure_addresses):
            return SAME_SENDER, Message("match_sender", {"sender": sender})
        domain = organisation(split(sender)[1])
        if domain and domain in map(organisation, candidate.domains):
            return SAME_DOMAIN, Message("match_domain", {"domain": domain})
    return None


def _subject_sign(reply: ReadReply, candidate: Candidate) -> tuple[float, Message] | None:
    subject = bare_subject(reply.headers.subject)
    if len(subject) < 4:
        return None
    alike = max((fuzz.ratio(subject, bare_subject(own)) for own in candidate.subjects), default=0.0)
    contained = max((fuzz.partial_ratio(subject, bare_subject(own)) for own in candidate.subjects), default=0.0)
    share = max(alike, contained - 10 if len(subject) >= 12 else 0)
    if share < SUBJECT_FROM:
        return None
    weight = SUBJECT_MOST * (share - SUBJECT_FROM + 10) / (100 - SUBJECT_FROM + 10)
    return weight, Message("match_subject", {"share": round(share)})


def _name_sign(reply: ReadReply, candidate: Candidate) -> tuple[float, Message] | None:
    name = _plain(candidate.persona_name)
    if name and name in _plain(f"{reply.headers.subject} {reply.text[:20_000]}"):
        return NAMED, Message("match_persona", {"name": candidate.persona_name})
    return None


def bare_subject(subject: str) -> str:
    """Return a subject without its "Re:" marks, accents and case."""
    return _plain(_PREFIX.sub("", subject))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())
