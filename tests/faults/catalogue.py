"""The faults of the e-mail channel: what breaks, what must come of it, what is guaranteed, and what a person is told.

Each has at least one test of its own (`proves`); `docs/faults.md` is written from here (`python -m tests.faults.page`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Fault:
    """One line of the page."""

    id: str
    where: str
    broken: str
    outcome: str
    guaranteed: str
    told: str


SENDING, RECEIVING, KEEPING, TIME = "Sending", "Receiving", "Keeping", "Time"
_RETRY = "15 min, 1 h, 4 h, then every 12 h, in opening hours, while the reply window would last"
_RELAY_TOLD = "audit log `sending_trouble` with account, failure and the server's words, once a day while it lasts"
_UNCERTAIN_TOLD = "`barometer uncertain list`, with the reason; audit log `settled`"

FAULTS = (
    Fault("smtp-greylisting", SENDING, "450 4.7.1 to the first tries",
          f"Tried again ({_RETRY}); sent; the delay counts from the try that was taken", "one message arrives",
          "attempts and the server's last words on the dispatch"),
    Fault("smtp-421", SENDING, "421 as banner, or to MAIL, RCPT, DATA or the content",
          "Back to `planned`, tried again over a new connection; sent", "421 is a refusal: one message arrives",
          f"{_RELAY_TOLD} when the relay itself was away"),
    Fault("smtp-450", SENDING, "450 to RCPT for as long as we try",
          "`deferred_too_long`: the dispatch is `failed`, the contact `silent`: the structure's result",
          "no content ever left", "failure and the server's words on the contact"),
    Fault("smtp-452", SENDING, "452 4.2.2, the structure's mailbox is full for a while",
          f"Tried again ({_RETRY}); sent", "one message arrives", "attempts and the server's words on the dispatch"),
    Fault("smtp-550", SENDING, "550 5.1.1, no such address",
          "`address_invalid`: one try, the contact is `silent`; other structures are not touched",
          "no content left, no second try", "failure and the server's words on the contact"),
    Fault("smtp-552", SENDING, "552 5.2.2 to RCPT, or to the content",
          "`mailbox_full`, permanent: one try, the contact is `silent`", "nothing arrived, no second try",
          "failure and the server's words on the contact"),
    Fault("smtp-reset-before-dot", SENDING, "the connection is reset in the middle of the content",
          "The evidence mailbox has no copy, which proves nothing: `uncertain`, the contact `not_measured` unless a "
          "person settles it", "never sent again blindly; `uncertain` never more than the cuts", _UNCERTAIN_TOLD),
    Fault("smtp-reset-after-dot", SENDING, "the connection is reset after the final dot, before the verdict",
          "With a copy in the evidence mailbox: `sent`, and its answer is attached. Without: `uncertain`",
          "never sent again blindly", _UNCERTAIN_TOLD),
    Fault("smtp-tls", SENDING, "the relay's certificate is for another name",
          f"Nothing is said to that server; tried again ({_RETRY}); sent once the certificate is right",
          "no password and no message to the wrong server; never the structure's result", _RELAY_TOLD),
    Fault("smtp-slow", SENDING, "no answer to EHLO, to RCPT, or to the content within the limits of RFC 5321",
          "Before the content: tried again, sent. After it: looked for in the evidence mailbox, else `uncertain`",
          "never sent again blindly", f"{_RELAY_TOLD}; {_UNCERTAIN_TOLD}"),
    Fault("imap-drop-in-fetch", RECEIVING, "the line is cut in the middle of a message, three times",
          "One new connection at once, then the next poll; what came half is thrown away",
          "every reply attached once; no contact closes on a mailbox that could not be read",
          "audit log `imap_dropped`, once a day while it lasts"),
    Fault("imap-uidvalidity", RECEIVING, "the mailbox is restored: new UIDVALIDITY, every message under a new UID",
          "Everything is fetched again; bytes that are attached already are set aside as `same_bytes`",
          "every reply attached once, nothing reacted to twice", "the copies under `ignored`"),
    Fault("inbox-full", RECEIVING, "our own inbox is full; who writes is told 4xx until a person deletes mail",
          "What was collected stays, also once deleted; what is delivered later is attached then, with its true (late) "
          "time of arrival", "what reached the mailbox is kept; what our provider refused for good (5xx) never reached "
          "us: keep room", "nothing by us: watch the mailbox's quota"),
    Fault("password-changed", RECEIVING, "SMTP and IMAP refuse the login; corrected and started again days later",
          "Nothing leaves, no contact closes; then all goes on", "nothing lost, nothing twice; never the structure's "
          "result", "audit log `imap_login_refused` and `sending_trouble` (`auth_error`), once a day"),
    Fault("reply-twice", RECEIVING, "the same reply comes twice, over two relays (other bytes, same Message-ID)",
          "Both are kept with the contact; its first arrival tells the delay", "one contact, one outcome",
          "both under the contact"),
    Fault("same-bytes-twice", RECEIVING, "the same bytes under two UIDs",
          "The second is set aside as `same_bytes`", "attached once", "the copy under `ignored`"),
    Fault("mail-of-10-mb", RECEIVING, "an answer with an attachment of 10 MB",
          "Read like any other", "every byte in the evidence store", "nothing to tell"),
    Fault("many-mails-at-once", RECEIVING, "1,000 messages at once (10,000 with `FAULTS_MAILS=10000`)",
          "Stored in batches, each with its cursor; answers attached, the others wait in the pen",
          "each stored once, no answer lost", "the number held"),
    Fault("database-locked", KEEPING, "another connection holds SQLite's write lock: for a while, or for good; while "
          "waiting, or between the server's 250 and our commit",
          "Waited for up to two minutes, then the worker ends; started again, it goes on: the message is found in the "
          "evidence mailbox", "never sent again", "`database_unreachable` with the database's words"),
    Fault("database-gone", KEEPING, "the SQLite file is moved away, or another is put in its place, at those moments",
          "The worker ends before its next act and never adopts another file; with the file back it goes on",
          "nothing is written to nowhere, no empty database is made, nothing is sent on an older copy's word",
          "`database_unreachable`, naming the file"),
    Fault("database-disk-full", KEEPING, "no room on the database's disk, at those moments",
          "Waited for, then the worker ends; with room again it goes on", "never sent again, no reply lost",
          "`database_unreachable` with the database's words"),
    Fault("evidence-disk-full", KEEPING, "no room for raw replies",
          "Replies stay in the mailbox, the cursor does not move, no contact closes; with room again all is collected",
          "no reply lost; the chain has no torn line", "audit log `evidence_unwritable`, once a day while it lasts"),
    Fault("clock-dst", TIME, "daylight saving begins or ends in the structure's zone, within a window and an exchange",
          "Messages leave in local opening hours, windows end at local midnight, reminders keep local time",
          "delays are elapsed time to the second", "nothing to tell"),
    Fault("clock-step", TIME, "the machine's time is set back (2 h, 10 days) while a message leaves, forth while the "
          "worker sleeps, and back again",
          "Mailboxes are looked into at once and at the usual rhythm; what was sent stays sent",
          "one message arrives, every reply attached once", "nothing to tell"),
)  # fmt: skip

PROVEN: set[str] = set()
"""What tests that were imported say they prove."""


def proves(fault: str) -> Callable[[F], F]:
    """Say of a test which fault it is about."""
    if fault not in {known.id for known in FAULTS}:
        raise ValueError(f"no such fault: {fault}")

    def note(test: F) -> F:
        PROVEN.add(fault)
        return test

    return note
