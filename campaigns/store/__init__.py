"""The database behind plain synchronous functions, each its own short transaction; `now` is always passed in.

The executors call them through `campaigns.boundary`. Nothing here sends, waits or reads a clock.
"""

from __future__ import annotations

from campaigns.store.assisted import open_task
from campaigns.store.claims import Claim, ClaimLost, Halted, claim, mark_data_started
from campaigns.store.closing import (
    close_contact,
    contacts_to_close,
    documents,
    next_close,
    save_document,
    set_outcome,
)
from campaigns.store.dispatches import (
    due_dispatches,
    get_dispatch,
    next_due,
    postpone,
    refuse,
)
from campaigns.store.editions import CampaignSpec, ContactLine, contacts, create_campaign, mandates, structures
from campaigns.store.follow_ups import cancel_reminders, opt_out, schedule_retry, schedule_second_turn
from campaigns.store.lifecycle import GUARD, Pause, counts, find_campaign, kill, log, pause, pause_of, release, resume
from campaigns.store.proofs import proved_by_reply
from campaigns.store.receipts import Proof, give_back, record_receipt
from campaigns.store.replies import (
    accept_held,
    attach,
    complete,
    complete_until,
    cursor,
    get_reply,
    has_twin,
    held_replies,
    hold,
    ignore,
    move_reply,
    replies_of,
    save_reading,
    still_unread,
    store_replies,
    undo_move,
    unread_replies,
)
from campaigns.store.rows import DispatchView, ReplyView
from campaigns.store.running import (
    awaits_nothing,
    finish,
    is_closed,
    is_over,
    may_send,
    note,
    planned_contacts,
    progress,
    start,
)
from campaigns.store.settling import senders, settle, stale_sending, uncertain_list
from campaigns.store.workers import WorkerView, beat, forget, register, workers

__all__ = [
    "GUARD",
    "CampaignSpec",
    "Claim",
    "ClaimLost",
    "ContactLine",
    "DispatchView",
    "Halted",
    "Pause",
    "Proof",
    "ReplyView",
    "WorkerView",
    "accept_held",
    "attach",
    "awaits_nothing",
    "beat",
    "cancel_reminders",
    "claim",
    "close_contact",
    "complete",
    "complete_until",
    "contacts",
    "contacts_to_close",
    "counts",
    "create_campaign",
    "cursor",
    "documents",
    "due_dispatches",
    "find_campaign",
    "finish",
    "forget",
    "get_dispatch",
    "get_reply",
    "give_back",
    "has_twin",
    "held_replies",
    "hold",
    "ignore",
    "is_closed",
    "is_over",
    "kill",
    "log",
    "mandates",
    "mark_data_started",
    "may_send",
    "move_reply",
    "next_close",
    "next_due",
    "note",
    "open_task",
    "opt_out",
    "pause",
    "pause_of",
    "planned_contacts",
    "postpone",
    "progress",
    "proved_by_reply",
    "record_receipt",
    "refuse",
    "register",
    "release",
    "replies_of",
    "resume",
    "save_document",
    "save_reading",
    "schedule_retry",
    "schedule_second_turn",
    "senders",
    "set_outcome",
    "settle",
    "stale_sending",
    "start",
    "still_unread",
    "store_replies",
    "structures",
    "uncertain_list",
    "undo_move",
    "unread_replies",
    "workers",
]
