"""All that was sent and all that came back for one contact, as reading takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.models import Contact, Dispatch, ReplyRow, ReplyState, Task, TaskState
from campaigns.rendering import request_of
from campaigns.store.dispatches import FIRST_KINDS
from campaigns.working_time import calendar_of
from collectors.reading.context import Context
from collectors.reading.exchange import Arrived, Exchange, Sent
from collectors.reading.mail import read_mail
from domain.failure import Failure
from domain.observation import Value
from domain.ports import EvidenceStore
from domain.scenario import Scenario
from domain.vocabulary import Channel, DispatchKind, DispatchState

_TRIED = (DispatchState.SENT, DispatchState.FAILED, DispatchState.UNCERTAIN)


@dataclass(frozen=True)
class ContactFacts:
    """What the tables know of a contact that reading needs; `noted` is what a person saw, by measure.

    `exhibits` are the proofs of the last act that opened it. `unreminded` says that a reminder was due within the
    window and could not leave (a pause, our relay gone): then silence says nothing of the structure.
    """

    contact: Contact
    context: Context
    sent: tuple[Sent, ...]
    replies: tuple[ReplyRow, ...]
    noted: dict[str, Value]
    exhibits: tuple[dict[str, str], ...] = ()
    unreminded: bool = False


def context_of(contact: Contact, library: Mapping[str, Scenario]) -> Context:
    """Return the request a contact made; the contact's structure, persona and campaign should be loaded."""
    subject, text = request_of(contact, library)
    first = contact.dispatches.filter(kind__in=(DispatchKind.FIRST, DispatchKind.RETRY), state=DispatchState.SENT)
    row = first.order_by("-id").first()
    return Context(
        persona=contact.persona.persona(),
        structure=contact.structure.structure(),
        scenario=library.get(contact.scenario),
        language=contact.language,
        asked_at=contact.delivered_at,
        request_text=text,
        request_subject=subject,
        request_message_id=row.message_id if row else "",
    )


def load_contact(contact_id: int) -> Contact:
    return Contact.objects.select_related("structure", "persona", "campaign").get(id=contact_id)


def facts_of(contact_id: int, library: Mapping[str, Scenario]) -> ContactFacts:
    """Gather a contact's dispatches and replies."""
    contact = load_contact(contact_id)
    replies = contact.replies.filter(state=ReplyState.ATTACHED).order_by("arrived_at", "id")
    rows = list(contact.dispatches.filter(state__in=_TRIED).order_by("id"))
    sent = tuple(map(_sent, rows))
    exhibits = next((tuple(row.exhibits) for row in reversed(rows) if row.kind in FIRST_KINDS), ())
    task = Task.objects.filter(contact=contact, state=TaskState.DONE).first()
    if task is not None and task.at is not None:
        sent = (Sent(DispatchKind.FIRST, task.at, None, 1), *sent)
    noted = dict(task.submission) if task is not None else {}
    held_up = contact.dispatches.filter(kind=DispatchKind.REMINDER, state=DispatchState.PLANNED)
    unreminded = contact.window_ends is not None and held_up.filter(due_at__lte=contact.window_ends).exists()
    context = context_of(contact, library)
    return ContactFacts(contact, context, sent, tuple(replies), noted, exhibits, unreminded)


def exchange_of(facts: ContactFacts, evidence: EvidenceStore) -> Exchange:
    """Read every reply again from its raw bytes; one that was erased counts as empty."""
    arrived = tuple(
        Arrived(read_mail(evidence.get(row.digest) or b""), row.arrived_at, row.digest, Channel(row.channel))
        for row in facts.replies
    )
    contact = facts.contact
    return Exchange(
        context=facts.context,
        channel=Channel(contact.channel),
        sent=facts.sent,
        arrived=arrived,
        window_ends=contact.window_ends or contact.planned_at,
        working=calendar_of(contact.structure.structure()),
    )


def _sent(row: Dispatch) -> Sent:
    uncertain = row.state == DispatchState.UNCERTAIN
    failure = Failure(row.failure) if row.failure and row.state == DispatchState.FAILED else None
    at = row.sent_at or row.claimed_at or row.due_at
    return Sent(DispatchKind(row.kind), at, Failure.UNKNOWN if uncertain else failure, max(row.attempts, 1), row.facts)
