"""The steps of a runner's life at which it is killed, each named by the product's function that begins or ends it.

The product knows nothing of this: in the doomed process its functions are replaced by ones that count their calls. A
name that the product no longer has raises `BoundaryGone`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

KINDS = ("first", "reminder", "second_turn")
Per = Literal["dispatch", "reply", "batch", "close", "once"]
When = Literal["before", "after", "instead"]


class BoundaryGone(Exception):
    """The product has no function of this name any more: the harness would kill nowhere and prove nothing."""


@dataclass(frozen=True)
class Boundary:
    """One step. `target` is `module:name.name`; `counts` says from the call's result whether it was this step at all.

    `per` says how often it comes; `inside_data` that a dialogue is then between the mark and the stored receipt.
    """

    name: str
    target: str
    when: When
    per: Per
    says: str
    inside_data: bool = False
    counts: Callable[[Any], bool] = lambda result: True


def _is_order(result: Any) -> bool:
    return type(result).__name__ == "Order"


def _accepted(result: Any) -> bool:
    return result.failure is None


BOUNDARIES = (
    Boundary("guarded", "campaigns.taking:claim", "before", "dispatch", "guard passed, before the claim"),
    Boundary("claiming", "campaigns.taking:claim", "after", "dispatch", "claim written, not committed", counts=bool),
    Boundary("claimed", "campaigns.taking:take", "after", "dispatch", "claim committed, nothing left",
             counts=_is_order),
    Boundary("envelope", "campaigns.history:History.begin", "before", "dispatch", "recipient accepted, nothing noted"),
    Boundary("journalled", "campaigns.store:mark_data_started", "before", "dispatch", "journal line durable, no mark",
             True),
    Boundary("marked", "campaigns.store:mark_data_started", "after", "dispatch", "mark durable, before DATA", True),
    Boundary("data", "links.smtp:SmtpSession._write", "before", "dispatch", "DATA open (354), not one byte", True),
    Boundary("half", "links.smtp:SmtpSession._write", "instead", "dispatch", "half of the bytes on the wire", True),
    Boundary("whole", "links.smtp:SmtpSession._write", "after", "dispatch", "all bytes left, no verdict read", True),
    Boundary("accepted", "links.smtp:SmtpSession._hand_over", "after", "dispatch", "250 read, receipt not stored", True,
             counts=_accepted),
    Boundary("ended", "campaigns.history:History.end", "after", "dispatch", "journal knows of the 250, database not",
             True),
    Boundary("receipting", "campaigns.store.receipts:sent", "after", "dispatch", "receipt written, not committed",
             True),
    Boundary("receipted", "campaigns.store:record_receipt", "after", "dispatch", "receipt committed"),
    Boundary("fetched", "links.imap:ImapSession.bodies", "after", "batch", "bytes read over IMAP, nothing kept",
             counts=bool),
    Boundary("chained", "links.evidence:_append", "after", "batch", "digests chained, files without their names"),
    Boundary("kept", "campaigns.store:store_replies", "before", "batch", "bytes in the evidence store, no rows"),
    Boundary("storing", "campaigns.store.replies:ReplyRow.objects.bulk_create", "after", "batch",
             "rows written, cursor not, nothing committed", counts=bool),
    Boundary("stored", "campaigns.store:store_replies", "after", "batch", "rows and cursor committed, not read",
             counts=bool),
    Boundary("reading", "campaigns.inbox:read_mail", "after", "reply", "read, nothing of it stored"),
    Boundary("matching", "campaigns.inbox:match_reply", "after", "reply", "attached, not committed"),
    Boundary("reacting", "campaigns.inbox:react", "after", "reply", "reacted to, not committed"),
    Boundary("read", "campaigns.inbox:Inbox._take_in", "after", "reply", "reading committed"),
    Boundary("observed", "campaigns.store:close_contact", "before", "close", "document made, nothing stored"),
    Boundary("closing", "campaigns.store.closing:save_document", "after", "close", "document written, not committed"),
    Boundary("closed", "campaigns.store:close_contact", "after", "close", "contact and document committed"),
    Boundary("looking", "campaigns.store:settle", "before", "once", "the outside was asked what a dead runner did"),
    Boundary("settling", "campaigns.store.settling:log", "after", "once", "settled, not committed"),
    Boundary("settled", "campaigns.store:settle", "after", "once", "a dead runner's dispatch settled", counts=bool),
    Boundary("begun", "campaigns.store:start", "after", "once", "campaign set running"),
    Boundary("over", "campaigns.store:finish", "before", "once", "every contact closed, the campaign not"),
)  # fmt: skip
BY_NAME = {boundary.name: boundary for boundary in BOUNDARIES}
