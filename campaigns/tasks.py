"""Assisted tasks in their simplest form: list, show with the prepared text and address, submit what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.models import Contact, Task, TaskState
from campaigns.rendering import reply_address_of, request_of
from campaigns.store.lifecycle import log
from campaigns.working_time import calendar_of
from domain.errors import InputError
from domain.grid import Measure
from domain.observation import Value
from domain.scenario import Scenario

_COORDINATES = {
    "mail": "mail",
    "webform": "website",
    "site": "website",
    "social": "website",
    "phone": "phone",
    "letter": "postal",
    "visit": "postal",
}


@dataclass(frozen=True)
class TaskLine:
    """A task in a list."""

    id: int
    structure: str
    name: str
    channel: str
    state: str
    deadline: datetime
    by: str


@dataclass(frozen=True)
class TaskSheet:
    """All a person needs to make the contact. `form` are the measures to fill in."""

    line: TaskLine
    address: str
    persona: str
    persona_phone: str
    persona_postal: str
    reply_address: str
    subject: str
    text: str
    why: str
    form: tuple[Measure, ...]
    submission: dict[str, Any]


def list_tasks(campaign_id: int, *, everything: bool = False) -> list[TaskLine]:
    """Return the open tasks by deadline, or all of them."""
    rows = Task.objects.filter(contact__campaign_id=campaign_id).select_related("contact__structure")
    if not everything:
        rows = rows.filter(state=TaskState.OPEN)
    return [_line(row) for row in rows.order_by("deadline", "id")]


def task_channel(campaign_id: int, task_id: int) -> str:
    """Return the channel of a campaign's task. Raises InputError(task_unknown)."""
    row = _get(task_id)
    if row.contact.campaign_id != campaign_id:
        raise InputError("task_unknown", task=task_id)
    return row.contact.channel


def show_task(task_id: int, library: Mapping[str, Scenario], measures: tuple[Measure, ...] = ()) -> TaskSheet:
    """Return a task with its prepared text; a person may note any of `measures` that one contact can show.

    Raises InputError(task_unknown).
    """
    row = _get(task_id)
    contact = row.contact
    persona = contact.persona.persona()
    subject, text = request_of(contact, library)
    return TaskSheet(
        line=_line(row),
        address=str(contact.structure.data.get(_COORDINATES[contact.channel], "")),
        persona=persona.name,
        persona_phone=persona.phone,
        persona_postal=persona.postal,
        reply_address=reply_address_of(contact),
        subject=subject,
        text=text,
        why=str(row.prepared.get("why", "")),
        form=tuple(measure for measure in measures if measure.scope != "structure"),
        submission=row.submission,
    )


def submit_task(task_id: int, answers: Mapping[str, Value], form: tuple[Measure, ...], by: str, now: datetime) -> None:
    """Store what a person found and open the contact's reply window.

    Raises InputError: `task_unknown`, `task_not_open`, `approver_unnamed`, or every faulty answer together.
    """
    if sum(letter.isalpha() for letter in by) < 2:
        raise InputError("approver_unnamed", by=by)
    faults = [fault for name, value in answers.items() if (fault := _fault(name, value, form))]
    if faults:
        raise InputError.together(faults)
    with transaction.atomic():
        row = _get(task_id)
        if row.state != TaskState.OPEN:
            raise InputError("task_not_open", task=task_id, state=row.state)
        row.state, row.submission, row.by, row.at = TaskState.DONE, dict(answers), by, now
        row.save(update_fields=["state", "submission", "by", "at"])
        contact = row.contact
        calendar = calendar_of(contact.structure.structure())
        Contact.objects.filter(id=contact.id, closed_at=None).update(
            delivered_at=now, not_made="", window_ends=calendar.window_end(now, contact.window_days)
        )
        log(contact.campaign_id, now, by, "task_submitted", task=task_id)


def cancel_task(task_id: int, why: str, by: str, now: datetime) -> None:
    """Give a task up: its contact ends as not made."""
    with transaction.atomic():
        row = _get(task_id)
        if row.state != TaskState.OPEN:
            raise InputError("task_not_open", task=task_id, state=row.state)
        Task.objects.filter(id=task_id).update(state=TaskState.CANCELLED, by=by, at=now)
        Contact.objects.filter(id=row.contact_id, closed_at=None).update(not_made="task_cancelled", window_ends=now)
        log(row.contact.campaign_id, now, by, "task_cancelled", task=task_id, why=why)


def _get(task_id: int) -> Task:
    rows = Task.objects.select_related("contact__structure", "contact__persona", "contact__campaign")
    row = rows.filter(id=task_id).first()
    if row is None:
        raise InputError("task_unknown", task=task_id)
    return row


def _line(row: Task) -> TaskLine:
    structure = row.contact.structure
    return TaskLine(row.id, structure.key, structure.data["name"], row.contact.channel, row.state, row.deadline, row.by)


def _fault(name: str, value: Value, form: tuple[Measure, ...]) -> InputError | None:
    measure = next((entry for entry in form if entry.id == name), None)
    if measure is None:
        return InputError("task_answer_unknown", measure=name, known=", ".join(entry.id for entry in form))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "bool": isinstance(value, bool),
        "number": number,
        "count": isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "share": number and 0 <= float(value) <= 1,
        "category": isinstance(value, str) and value in measure.values,
    }[measure.type]
    return None if fits else InputError("task_answer_type", measure=name, type=measure.type)
