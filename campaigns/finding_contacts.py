"""Which contact a reply belongs to: the look-ups that matching asks for, over the tables, and its verdict done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q

from campaigns import store
from campaigns.models import Contact, Dispatch
from campaigns.rendering import reply_address_of, subjects_of
from campaigns.store import ReplyView
from campaigns.tokens import dispatch_token_of
from collectors.matching import Candidate, Ranked, Verdict, match
from collectors.matching.addresses import organisation
from domain.errors import Message
from domain.reply import RawReply, ReadReply
from domain.vocabulary import Channel

_TAG = re.compile(r"[+.]([a-z2-7]{10})$")
_MOST_NEAR = 200


class StoredContacts:
    """Implements `collectors.matching.Directory` over the database."""

    def by_address(self, addresses: Sequence[str]) -> Sequence[Candidate]:
        wanted = {address.lower() for address in addresses}
        tokens = [found[1] for address in wanted if (found := _TAG.search(address.partition("@")[0]))]
        rows = _loaded(Q(token__in=tokens)) if tokens else []
        return [candidate for candidate in map(_candidate, rows) if candidate.reply_address.lower() in wanted]

    def by_message_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        tokens = [token for identifier in ids if (token := dispatch_token_of(identifier))]
        dispatches = Dispatch.objects.filter(Q(token__in=tokens) | Q(message_id__in=list(ids)) & ~Q(message_id=""))
        found = list(dispatches.values_list("contact_id", flat=True).distinct())
        return [_candidate(row) for row in _loaded(Q(id__in=found))] if found else []

    def near(self, addresses: Sequence[str], sender: str, arrived_at: datetime) -> Sequence[Candidate]:
        mailboxes = {_TAG.sub("", local) for address in addresses if (local := address.lower().partition("@")[0])}
        mailboxes |= {re.split(r"[+]", mailbox)[0] for mailbox in mailboxes}
        mailboxes |= {mailbox.rpartition(".")[0] for mailbox in mailboxes if "." in mailbox}
        written = Q(delivered_at__lte=arrived_at)
        who = Q(persona__mailbox__in=mailboxes)
        if domain := organisation(sender.rpartition("@")[2]):
            who |= Q(structure__mail_domain=domain) | Q(structure__mail_domain__endswith=f".{domain}")
        return [_candidate(row) for row in _loaded(written & who, limit=_MOST_NEAR)]


def contacts_at(addresses: Sequence[str]) -> list[int]:
    """Return the contacts whose own reply address is one of these."""
    return [candidate.contact_id for candidate in StoredContacts().by_address(addresses)]


def match_reply(row: ReplyView, reply: ReadReply, raw: bytes, now: datetime) -> int | None:
    """Attach a stored reply to its contact, or hold it; return the contact it is attached to."""
    if row.contact_id is not None:
        return row.contact_id
    arrived = RawReply(row.account, Channel(row.channel), row.key, row.arrived_at, raw)
    found = match(reply, arrived, StoredContacts())
    if found.verdict is Verdict.OWN_COPY:
        store.ignore(row.id, found.reason.code, "matching", now)
        return None
    if store.has_twin(row.id, found.contact_id, row.digest):
        store.ignore(row.id, "same_bytes", "matching", now)
        return None
    if found.contact_id is None:
        store.hold(row.id, found.reason.code, [_ranked(entry) for entry in found.candidates])
        return None
    store.attach(row.id, found.contact_id, found.verdict, _plain(found.reason))
    return found.contact_id


def _ranked(entry: Ranked) -> dict[str, object]:
    reasons = [{"code": r.code, "params": {key: str(value) for key, value in r.params.items()}} for r in entry.reasons]
    return {"contact_id": entry.contact_id, "score": round(entry.score, 3), "reasons": reasons}


def _plain(message: Message) -> str:
    return " ".join([message.code, *(f"{key}={value}" for key, value in message.params.items())])


def _loaded(where: Q, limit: int | None = None) -> Iterable[Contact]:
    rows = (
        Contact.objects.filter(where)
        .select_related("structure", "persona", "campaign")
        .order_by(F("delivered_at").desc(nulls_last=True), "-id")
    )
    return rows[:limit] if limit else rows


def _candidate(contact: Contact) -> Candidate:
    structure = contact.structure.structure()
    domains = {contact.structure.mail_domain, organisation(_host(structure.website))}
    address = reply_address_of(contact)
    local, _, domain = address.partition("@")
    return Candidate(
        contact_id=contact.id,
        reply_address=address,
        mailbox=f"{_TAG.sub('', local)}@{domain}",
        structure_addresses=(structure.mail,),
        domains=tuple(sorted(domains - {""})),
        subjects=subjects_of(contact),
        persona_name=contact.persona.persona().name,
        sent_at=contact.delivered_at or contact.planned_at,
        closes_at=contact.window_ends,
    )


def _host(website: str) -> str:
    return website.partition("://")[2].partition("/")[0].removeprefix("www.")
