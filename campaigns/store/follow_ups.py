"""Dispatches that follow from what happened: reminder, retry, second turn; and calling them off."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.models import Contact, Dispatch, StructureRow, Task, TaskState
from campaigns.store.lifecycle import log
from campaigns.store.serial import one_at_a_time
from campaigns.tokens import dispatch_token, fraction
from campaigns.working_time import calendar_of
from domain.vocabulary import DispatchKind, DispatchState


def _add(contact: Contact, kind: DispatchKind, number: int, due_at: datetime, **values: object) -> Dispatch | None:
    """Create the dispatch unless it exists or could only leave after the contact's window."""
    if contact.closed_at or (contact.window_ends and due_at >= contact.window_ends):
        return None
    token = dispatch_token(contact.campaign.secret, contact.token, kind, number)
    row, created = Dispatch.objects.get_or_create(
        token=token,
        defaults={
            "campaign_id": contact.campaign_id,
            "contact": contact,
            "kind": kind,
            "number": number,
            "due_at": due_at,
            "not_after": contact.window_ends,
            "account": contact.account,
            **values,
        },
    )
    return row if created else None


def schedule_reminder(contact: Contact, sent_at: datetime) -> Dispatch | None:
    """Plan the reminder that the campaign's settings ask for, in opening hours, jittered reproducibly."""
    after = contact.campaign.options.reminder_after_working_days
    if after is None or contact.structure.opted_out_at:
        return None
    calendar = calendar_of(contact.structure.structure())
    drawn = fraction(contact.campaign.secret, contact.token, "reminder")
    moment = calendar.add_working_days(sent_at, after) + timedelta(minutes=90 * drawn)
    return _add(contact, DispatchKind.REMINDER, 1, calendar.next_opening(moment))


def schedule_retry(contact_id: int, due_at: datetime, why: str, now: datetime) -> int | None:
    """Plan one more first message after a failure that may pass (a full mailbox); return its id, None if there is one.

    The contact's window opens again: it is measured from the retry, if that arrives.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        if contact.closed_at or contact.structure.opted_out_at:
            return None
        contact.window_ends, contact.delivered_at, contact.failure, contact.not_made = None, None, "", ""
        calendar = calendar_of(contact.structure.structure())
        row = _add(contact, DispatchKind.RETRY, 2, calendar.next_opening(due_at), detail=why)
        if row is None:
            return None
        contact.save(update_fields=["window_ends", "delivered_at", "failure", "not_made"])
        return row.id


def schedule_second_turn(contact_id: int, script: int, in_reply_to: str, now: datetime) -> int | None:
    """Plan the scripted answer number `script` to a clarification question; return its dispatch, None when one exists.

    A citizen answers within some hours and writes when the desk is open.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        if contact.structure.opted_out_at:
            return None
        drawn = fraction(contact.campaign.secret, contact.token, "second_turn")
        moment = now + timedelta(minutes=30 + 210 * drawn)
        due_at = calendar_of(contact.structure.structure()).next_opening(moment)
        row = _add(contact, DispatchKind.SECOND_TURN, 1, due_at, in_reply_to=in_reply_to, script=script)
        return row.id if row else None


def cancel_reminders(contact_id: int, why: str) -> int:
    """Call planned reminders off; return how many there were."""
    return Dispatch.objects.filter(
        contact_id=contact_id, kind=DispatchKind.REMINDER, state=DispatchState.PLANNED
    ).update(state=DispatchState.SKIPPED, detail=why)


def opt_out(structure_id: int, reason: str, who: str, now: datetime) -> int:
    """Stop writing to a structure, at once: everything planned is called off. Return how many dispatches were."""
    with transaction.atomic():
        one_at_a_time()
        structure = StructureRow.objects.select_for_update().get(id=structure_id)
        if structure.opted_out_at is None:
            structure.opted_out_at, structure.opted_out_reason = now, reason[:500]
            structure.save(update_fields=["opted_out_at", "opted_out_reason"])
        cancelled = Dispatch.objects.filter(contact__structure_id=structure_id, state=DispatchState.PLANNED).update(
            state=DispatchState.SKIPPED, detail="opted_out"
        )
        in_flight = Dispatch.objects.filter(state__in=(DispatchState.SENDING, DispatchState.UNCERTAIN))
        Contact.objects.filter(structure_id=structure_id, delivered_at=None, window_ends=None).exclude(
            id__in=in_flight.filter(contact__structure_id=structure_id).values("contact_id")
        ).update(not_made="opted_out", window_ends=now)
        Task.objects.filter(contact__structure_id=structure_id, state=TaskState.OPEN).update(
            state=TaskState.CANCELLED, at=now
        )
        log(structure.campaign_id, now, who, "opted_out", structure=structure.key, reason=reason, cancelled=cancelled)
        return cancelled


def _locked(contact_id: int) -> Contact:
    contacts = Contact.objects.select_for_update(of=("self",)).select_related("campaign", "structure")
    return contacts.get(id=contact_id)
