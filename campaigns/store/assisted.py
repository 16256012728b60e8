"""Tasks for people: contacts that a robot cannot or may not make."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaigns.models import Task


def open_task(contact_id: int, deadline: datetime, prepared: dict[str, Any]) -> int:
    """Open the contact's task, once; return its id."""
    task, _ = Task.objects.get_or_create(contact_id=contact_id, defaults={"deadline": deadline, "prepared": prepared})
    return task.id
