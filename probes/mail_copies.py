"""What the evidence mailbox holds: every message that left, by the token in its Message-ID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from links.imap import ImapSession
from settings.mail import MailAccount


@dataclass(frozen=True)
class Copy:
    """One message's copy: its Message-ID, the tag of its sender's address (a contact's token), when it arrived."""

    message_id: str
    tag: str
    arrived_at: datetime


def copies_since(account: MailAccount, day: date) -> Iterator[Copy]:
    """Yield the copies of what left on that day or later; raises Unavailable when the mailbox cannot be read."""
    session = ImapSession(account.evidence_imap)
    try:
        for name in account.evidence_folders:
            for header, arrived_at in session.senders_since(session.open(name), day):
                told = BytesHeaderParser().parsebytes(header)
                local = parseaddr(str(told["From"] or ""))[1].rpartition("@")[0]
                # the tag follows the last `+` or `.`, as `MailAccount.reply_address` puts it
                yield Copy(str(told["Message-ID"] or "").strip(), re.split(r"[+.]", local.lower())[-1], arrived_at)
    finally:
        session.close()
