"""What a person decides: held replies and uncertain dispatches."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaigns import store
from campaigns.carriers import carrier
from campaigns.closing import reread
from campaigns.exchanges import context_of, load_contact
from campaigns.inbox import as_json
from campaigns.models import Contact, Dispatch, ReplyRow
from campaigns.orders import order_of
from campaigns.reacting import react
from campaigns.rendering import reply_address_of
from collectors.reading.mail import READING_VERSION, read_mail
from collectors.reading.masking import mask
from domain.errors import InputError
from domain.scenario import Scenario
from domain.vocabulary import Channel
from services.equipment import library_of
from services.evidence_place import evidence_of
from services.project import load_project
from services.time_source import now
from services.working_folder import stored_campaign


@dataclass(frozen=True)
class HeldReply:
    id: int
    arrived_at: datetime
    sender: str
    subject: str
    reason: str
    guess_contact: int | None
    guess_reason: str


@dataclass(frozen=True)
class UncertainDispatch:
    """What a person needs to find out whether a dispatch left.

    `recipient` is the address or website it was for. `began_at` is when its act may have happened, by the clock of
    `worker`. `look` is the code of what to look for, with the account or address where.
    """

    id: int
    structure: str
    channel: str
    kind: str
    recipient: str
    subject: str
    message_id: str
    account: str
    reply_address: str
    began_at: datetime | None
    worker: str
    detail: str
    look: str


def held_replies(folder: Path) -> list[HeldReply]:
    """Return the holding pen, each reply with the likeliest contact."""
    stored_campaign(folder)
    return [_held(view) for view in store.held_replies()]


def _held(view: store.ReplyView) -> HeldReply:
    headers = view.reading.get("headers", {})
    first = view.candidates[0] if view.candidates else None
    guess = int(first["contact_id"]) if isinstance(first, dict) else first
    reasons = first.get("reasons", []) if isinstance(first, dict) else []
    return HeldReply(
        view.id,
        view.arrived_at,
        str(headers.get("from_address", "")),
        str(headers.get("subject", "")),
        view.reason,
        guess,
        ", ".join(reason["code"] for reason in reasons),
    )


def reply_text(folder: Path, reply_id: int) -> str:
    """Return a reply's masked text."""
    stored_campaign(folder)
    return str(_reply(reply_id).reading.get("text", ""))


def accept(folder: Path, reply_id: int, by: str) -> int:
    """Attach a held reply to its likeliest contact; return that contact. Raises InputError when there is none."""
    stored_campaign(folder)
    _reply(reply_id)
    contact_id = store.accept_held(reply_id, by, now())
    if contact_id is None:
        raise InputError("pen_no_guess", reply=reply_id)
    _again(folder, contact_id, reply_id)
    return contact_id


def move(folder: Path, reply_id: int, contact_id: int, by: str) -> None:
    """Attach a reply to another contact; both contacts' observations are written again."""
    campaign = stored_campaign(folder)
    before = _reply(reply_id).contact_id
    if not Contact.objects.filter(id=contact_id, campaign=campaign).exists():
        raise InputError("contact_unknown", contact=contact_id)
    store.move_reply(reply_id, contact_id, by, now())
    if before is not None and before != contact_id:
        _again(folder, before)
    _again(folder, contact_id, reply_id)


def undo(folder: Path, reply_id: int, by: str) -> None:
    """Put a reply back where it was before its last move."""
    stored_campaign(folder)
    before = _reply(reply_id).contact_id
    if not store.undo_move(reply_id, by, now()):
        raise InputError("pen_nothing_to_undo", reply=reply_id)
    for touched in {before, _reply(reply_id).contact_id} - {None}:
        _again(folder, int(touched or 0))


def ignore(folder: Path, reply_id: int, by: str) -> None:
    """File away a reply that has nothing to do with any contact; it stays stored."""
    stored_campaign(folder)
    _reply(reply_id)
    store.ignore(reply_id, "person", by, now())


def uncertain(folder: Path) -> list[UncertainDispatch]:
    """Return the dispatches of which nobody knows whether they left."""
    views = store.uncertain_list(stored_campaign(folder).id)
    library = library_of(folder, load_project(folder)) if views else {}
    return [_uncertain(view, library) for view in views]


def _uncertain(view: store.DispatchView, library: Mapping[str, Scenario]) -> UncertainDispatch:
    contact = Contact.objects.select_related("campaign", "structure", "persona").get(id=view.contact_id)
    by = carrier(view.channel, view.kind)
    structure = contact.structure.structure()
    recipient = structure.mail if by is Channel.MAIL else structure.website
    subject = contact.subject if by is not Channel.SITE else ""
    # texts that are gone keep nobody from looking for the message
    with suppress(InputError):
        content = order_of(view.id, library).content
        subject = getattr(content, "subject", "")
    return UncertainDispatch(
        id=view.id,
        structure=structure.name,
        channel=view.channel,
        kind=view.kind,
        recipient=recipient,
        subject=subject,
        message_id=view.message_id if by is Channel.MAIL else "",
        account=view.account,
        reply_address=reply_address_of(contact),
        began_at=view.data_started_at or view.claimed_at,
        worker=view.claimed_by,
        detail=view.detail,
        look=f"uncertain_look_{by}",
    )


def settle(folder: Path, dispatch_id: int, sent: bool, by: str, why: str) -> None:
    """Settle an uncertain dispatch as a person found it. Raises InputError when it is not uncertain."""
    campaign = stored_campaign(folder)
    if not Dispatch.objects.filter(id=dispatch_id, campaign=campaign, state="uncertain").exists():
        raise InputError("dispatch_not_uncertain", dispatch=dispatch_id)
    store.settle(dispatch_id, "sent" if sent else "planned", None, why, by, now())


def _reply(reply_id: int) -> ReplyRow:
    row = ReplyRow.objects.filter(id=reply_id).first()
    if row is None:
        raise InputError("reply_unknown", reply=reply_id)
    return row


def _again(folder: Path, contact_id: int, reply_id: int | None = None) -> None:
    """Write a closed contact's observations again; a reply attached by hand sets off what any other would."""
    library = library_of(folder, load_project(folder))
    evidence = evidence_of(folder)
    contact = load_contact(contact_id)
    if reply_id is not None:
        reply = read_mail(evidence.get(_reply(reply_id).digest) or b"")
        react(contact, reply, library, now())
        masked = mask(reply, context_of(contact, library))
        store.save_reading(reply_id, reply.kind, as_json(masked), READING_VERSION)
    if contact.closed_at is not None:
        reread(contact_id, evidence, library)
