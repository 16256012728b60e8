"""Tasks for people: contacts that a robot cannot or may not make."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaigns.models import Contact, Task

TASK_OPEN = "task_open"
"""Why a contact is not made while a person has not made it."""


def open_task(contact_id: int, deadline: datetime, prepared: dict[str, Any]) -> int:
    """Open the contact's task, once, and let the contact wait for it until the deadline; return the task's id."""
    task, _ = Task.objects.get_or_create(contact_id=contact_id, defaults={"deadline": deadline, "prepared": prepared})
    waiting = Contact.objects.filter(id=contact_id, delivered_at=None, closed_at=None)
    waiting.update(not_made=TASK_OPEN, window_ends=deadline, failure="")
    return task.id
