"""Closing contacts once their window is over, and keeping their observations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from campaigns.models import Contact, Dispatch, DocumentRow, Task, TaskState
from domain.observation import Document
from domain.vocabulary import DispatchState, Outcome


def contacts_to_close(campaign_id: int, now: datetime, limit: int) -> list[int]:
    """Return open contacts whose window is over, the oldest first: those that could not be made among them."""
    rows = Contact.objects.filter(campaign_id=campaign_id, closed_at=None, window_ends__lte=now)
    return list(rows.order_by("window_ends", "id").values_list("id", flat=True)[:limit])


def next_close(campaign_id: int) -> datetime | None:
    """Return when the next window ends; None when no contact is open."""
    rows = Contact.objects.filter(campaign_id=campaign_id, closed_at=None)
    moment: datetime | None = rows.aggregate(first=Min("window_ends"))["first"]
    return moment


def close_contact(contact_id: int, outcome: Outcome, document: Document, now: datetime) -> bool:
    """Close a contact with its outcome and observations; what it still had planned is called off.

    Return False when it was closed already (then only the document is replaced).
    """
    with transaction.atomic():
        changed = Contact.objects.filter(id=contact_id, closed_at=None).update(outcome=outcome, closed_at=now)
        Dispatch.objects.filter(contact_id=contact_id, state=DispatchState.PLANNED).update(
            state=DispatchState.SKIPPED, detail="window_over"
        )
        Task.objects.filter(contact_id=contact_id, state=TaskState.OPEN).update(state=TaskState.CANCELLED, at=now)
        save_document(document)
        return changed == 1


def save_document(document: Document) -> None:
    """Store a contact's observations under their reading version, replacing those of the same version."""
    DocumentRow.objects.update_or_create(
        contact_id=document.contact_id,
        reading_version=document.reading_version,
        defaults={"data": document.model_dump(mode="json")},
    )


def set_outcome(contact_id: int, outcome: Outcome) -> None:
    """Correct the outcome of a closed contact (a reply was moved to it, or away)."""
    Contact.objects.filter(id=contact_id).exclude(closed_at=None).update(outcome=outcome)


def documents(campaign_id: int, reading_version: str = "") -> Iterator[Document]:
    """Yield the campaign's documents in the order of its contacts: of one reading version, or each contact's latest."""
    rows = DocumentRow.objects.filter(contact__campaign_id=campaign_id)
    if reading_version:
        rows = rows.filter(reading_version=reading_version)
    held: Document | None = None
    for data in rows.order_by("contact_id", "id").values_list("data", flat=True).iterator(chunk_size=1000):
        document = Document.model_validate(data)
        if held is not None and held.contact_id != document.contact_id:
            yield held
        held = document
    if held is not None:
        yield held
