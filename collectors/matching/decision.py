"""Attaches a reply to a contact: exact key → one confident guess → the holding pen. Nothing is ever dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collectors.matching.addresses import normal
from collectors.matching.contract import Candidate, Directory, Match, Ranked, Verdict
from collectors.matching.guess import CONFIDENT, rank, stands_out
from collectors.matching.keys import Keys, keys_of
from domain.errors import Message
from domain.reply import RawReply, ReadReply

MOST_CANDIDATES = 5


def match(reply: ReadReply, raw: RawReply, directory: Directory) -> Match:
    """Return the verdict for one reply; pure apart from the directory's look-ups."""
    keys = keys_of(reply, raw)
    own = _own_copy(reply, directory)
    if own is not None:
        return own
    exact = _exact(keys, directory)
    if exact is not None:
        return exact
    return _guess(reply, raw, keys, directory)


def _own_copy(reply: ReadReply, directory: Directory) -> Match | None:
    message_id, sender = reply.headers.message_id.strip(), normal(reply.headers.from_address)
    if not message_id or not sender:
        return None
    for candidate in directory.by_message_id([message_id]):
        if normal(candidate.reply_address) == sender:
            return Match(Verdict.OWN_COPY, candidate.contact_id, Message("match_own_copy"), 1.0)
    return None


def _exact(keys: Keys, directory: Directory) -> Match | None:
    found = [
        *_looked_up(directory.by_address, keys.addresses, "match_address", "address"),
        *_looked_up(directory.by_message_id, keys.answered, "match_thread", "message_id"),
    ]
    if not found:
        found = [
            *_looked_up(directory.by_address, keys.returned_addresses, "match_returned", "value"),
            *_looked_up(directory.by_message_id, keys.returned_ids, "match_returned", "value"),
        ]
    by_contact: dict[int, list[Message]] = {}
    for contact_id, reason in found:
        by_contact.setdefault(contact_id, []).append(reason)
    if not by_contact:
        return None
    if len(by_contact) > 1:
        ranked = tuple(Ranked(contact, 0.5, tuple(reasons)) for contact, reasons in by_contact.items())
        return Match(Verdict.HOLD, None, Message("match_conflict"), 0.5, ranked[:MOST_CANDIDATES])
    contact_id, reasons = next(iter(by_contact.items()))
    return Match(Verdict.EXACT, contact_id, reasons[0], 1.0, (Ranked(contact_id, 1.0, tuple(reasons)),))


def _looked_up(
    look_up: Callable[[Sequence[str]], Sequence[Candidate]], values: Sequence[str], code: str, param: str
) -> list[tuple[int, Message]]:
    """Return contacts with the reason; one look-up for all values, one more each only to tell which value it was."""
    if not values or not (found := look_up(values)):
        return []
    told = []
    for candidate in {c.contact_id: c for c in found}.values():
        value = normal(candidate.reply_address)
        if code != "match_address" and value not in values:
            value = next((v for v in values if any(c.contact_id == candidate.contact_id for c in look_up([v]))), "")
        told.append((candidate.contact_id, Message(code, {param: value})))
    return told


def _guess(reply: ReadReply, raw: RawReply, keys: Keys, directory: Directory) -> Match:
    near = directory.near(keys.addresses, normal(reply.headers.from_address), raw.arrived_at)
    ranked = rank(reply, keys, near, raw.arrived_at)[:MOST_CANDIDATES]
    if not ranked:
        return Match(Verdict.HOLD, None, Message("match_bulk" if keys.bulk else "match_unrelated"))
    best = ranked[0]
    clear = len(ranked) == 1 or stands_out(best, ranked[1])
    if best.score >= CONFIDENT and clear and not keys.bulk:
        return Match(Verdict.GUESS, best.contact_id, best.reasons[0], best.score, ranked)
    code = "match_not_clear" if best.score >= CONFIDENT and not clear else "match_not_enough"
    return Match(Verdict.HOLD, None, Message(code), best.score, ranked)
