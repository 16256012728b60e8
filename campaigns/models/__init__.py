"""Tables. Times are UTC; choices are the values of `domain.vocabulary`."""

from __future__ import annotations

from campaigns.models.campaign import ApprovalRow, Campaign, CampaignState, Event
from campaigns.models.contact import Contact, Dispatch
from campaigns.models.oversight import HeldBack, Refusal, Task, TaskState
from campaigns.models.panel import PersonaRow, StructureRow
from campaigns.models.reply import Cursor, DocumentRow, ReplyRow, ReplyState
from campaigns.models.worker import Installation, WorkerRow

__all__ = [
    "ApprovalRow",
    "Campaign",
    "CampaignState",
    "Contact",
    "Cursor",
    "Dispatch",
    "DocumentRow",
    "Event",
    "HeldBack",
    "Installation",
    "PersonaRow",
    "Refusal",
    "ReplyRow",
    "ReplyState",
    "StructureRow",
    "Task",
    "TaskState",
    "WorkerRow",
]
