"""A directory in memory and a maker of replies, for the matching cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from collectors.matching import Candidate
from collectors.matching.addresses import normal, organisation, split, untagged
from domain.reply import Headers, RawReply, ReadReply
from domain.vocabulary import Channel, ReplyKind

SENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def contact(number: int, tag: str, **changes: object) -> Candidate:
    values: dict[str, object] = {
        "contact_id": number,
        "reply_address": f"claire.dupont+{tag}@citizens.example",
        "mailbox": "claire.dupont@citizens.example",
        "structure_addresses": ("accueil@ville-nord.fr",),
        "domains": ("ville-nord.fr",),
        "subjects": ("Inscription à la cantine",),
        "persona_name": "Claire Dupont",
        "sent_at": SENT,
    }
    return Candidate(**(values | changes))  # type: ignore[arg-type]


@dataclass
class World:
    """Implements `collectors.matching.Directory`."""

    contacts: tuple[Candidate, ...]
    ids: dict[str, int] = field(default_factory=dict)

    def by_address(self, addresses: Sequence[str]) -> Sequence[Candidate]:
        return [c for c in self.contacts if normal(c.reply_address) in addresses]

    def by_message_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        found = {self.ids[one] for one in ids if one in self.ids}
        return [c for c in self.contacts if c.contact_id in found]

    def near(self, addresses: Sequence[str], sender: str, arrived_at: datetime) -> Sequence[Candidate]:
        boxes = {untagged(address) for address in addresses}
        domain = organisation(split(sender)[1])
        return [
            c
            for c in self.contacts
            if normal(c.mailbox) in boxes
            or any(split(address)[1] == split(c.reply_address)[1] for address in addresses)
            or sender in c.structure_addresses
            or (domain and domain in map(organisation, c.domains))
        ]


def reply(
    sender: str = "accueil@ville-nord.fr",
    to: tuple[str, ...] = (),
    *,
    subject: str = "",
    text: str = "",
    kind: ReplyKind = ReplyKind.ANSWER,
    extra: str = "",
    body: str = "",
    hours: float = 5,
    **headers: object,
) -> tuple[ReadReply, RawReply]:
    raw = f"From: {sender}\r\nTo: {', '.join(to)}\r\n{extra}Subject: {subject}\r\n\r\n{body or text}\r\n"
    values: dict[str, object] = {"from_address": sender, "to": to, "subject": subject} | headers
    original = str(values.pop("original_message_id", ""))
    read = ReadReply(
        kind=kind,
        confidence=1.0,
        reason="",
        headers=Headers(**values),  # type: ignore[arg-type]
        text=text,
        new_text=text,
        segments=(),
        language="fr",
        original_message_id=original,
    )
    return read, RawReply("default", Channel.MAIL, "1:1", SENT + timedelta(hours=hours), raw.encode())
