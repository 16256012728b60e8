"""Collects e-mail over IMAP by UID; the cursor is JSON text: {folder: [uidvalidity, last uid]}."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.errors import InputError, Unavailable
from domain.reply import RawReply
from domain.vocabulary import Channel
from links.imap import Entry, Folder, ImapSession
from settings.mail import MailAccount, MailSettings

MOST_MESSAGES = 200
MOST_BYTES = 16 * 1024 * 1024
"""Bounds of one batch; a single message may exceed the second."""
LARGEST = 30 * 1024 * 1024
"""Bytes; of a larger message only the beginning is fetched."""
BEGINNING = 1024 * 1024
PARTIAL = "partial"
"""Ends the key of a message of which only the beginning was fetched."""

Cursor = dict[str, tuple[int, int]]


def parse_cursor(text: str) -> Cursor:
    """Return the cursor's positions; raises InputError when the text is not one of ours."""
    if not text:
        return {}
    try:
        return {str(name): (int(validity), int(uid)) for name, (validity, uid) in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("mail_cursor_odd", value=text[:80]) from error


def dump_cursor(cursor: Cursor) -> str:
    return json.dumps({name: list(position) for name, position in cursor.items()}, sort_keys=True)


def key_of(folder: Folder, uid: int, *, partial: bool = False) -> str:
    """Return "uidvalidity:uid", with the folder when it is not the inbox: two folders may share both numbers."""
    parts = [str(folder.uidvalidity), str(uid)]
    if folder.name.upper() != "INBOX":
        parts.append(folder.name)
    if partial:
        parts.append(PARTIAL)
    return ":".join(parts)


@dataclass(frozen=True)
class _Listing:
    """Every message above the UID `after` when the folder was listed; saves listing a large folder for each batch."""

    uidvalidity: int
    after: int
    uids: list[int]


@dataclass
class _Mailbox:
    """One account's connection, and what was listed there and not yet fetched."""

    account: MailAccount
    lock: threading.Lock = field(default_factory=threading.Lock)
    session: ImapSession | None = None
    listed: dict[str, _Listing] = field(default_factory=dict)

    def connected(self) -> ImapSession:
        if self.session is None:
            self.session = ImapSession(self.account.imap)
        return self.session

    def waiting(self, folder: Folder, last: int) -> list[int]:
        """Return what was listed after `last`, nothing when that must be asked anew (a cursor that went back)."""
        listing = self.listed.get(folder.name)
        if listing is None or listing.uidvalidity != folder.uidvalidity or last < listing.after:
            return []
        return [uid for uid in listing.uids if uid > last]

    def drop(self) -> None:
        session, self.session = self.session, None
        self.listed.clear()
        if session is not None:
            session.close()


class MailboxCollector:
    """Implements `domain.ports.Collector`; flags are untouched and nothing is ever moved or deleted."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._mailboxes: dict[str, _Mailbox] = {}
        self._adding = threading.Lock()

    def fetch(self, account: str, cursor: str) -> tuple[list[RawReply], str]:
        """Return a batch and the next cursor; an empty batch means that nothing newer has come.

        A broken connection is replaced once. When a folder then still cannot be read, what the folders before it gave
        is returned and the error is raised by the next call, since the cursor has not passed that folder.
        """
        mailbox = self._mailbox(account)
        positions = parse_cursor(cursor)
        replies: list[RawReply] = []
        with mailbox.lock:
            for name in mailbox.account.folders:
                try:
                    got, positions[name] = self._retried(mailbox, name, positions.get(name), replies)
                except Unavailable:
                    if replies:
                        break
                    raise
                replies += got
                if _is_full(replies):
                    break
        return replies, dump_cursor(positions)

    def close(self) -> None:
        """Log out everywhere."""
        with self._adding:
            for mailbox in self._mailboxes.values():
                with mailbox.lock:
                    mailbox.drop()
            self._mailboxes.clear()

    def _mailbox(self, name: str) -> _Mailbox:
        with self._adding:
            if name not in self._mailboxes:
                self._mailboxes[name] = _Mailbox(self._settings.account(name))
            return self._mailboxes[name]

    def _retried(
        self, mailbox: _Mailbox, name: str, position: tuple[int, int] | None, before: Sequence[RawReply]
    ) -> tuple[list[RawReply], tuple[int, int]]:
        try:
            return self._folder(mailbox, name, position, before)
        except Unavailable:
            if mailbox.session is None:
                raise  # it could not be reached at all: a second try at once would fare no better
            mailbox.drop()
        try:
            return self._folder(mailbox, name, position, before)
        except Unavailable:
            mailbox.drop()
            raise

    def _folder(
        self, mailbox: _Mailbox, name: str, position: tuple[int, int] | None, before: Sequence[RawReply]
    ) -> tuple[list[RawReply], tuple[int, int]]:
        session = mailbox.connected()
        folder = session.open(name)
        validity, last = position or (folder.uidvalidity, 0)
        if validity != folder.uidvalidity:
            last = 0
        if folder.uidnext and folder.uidnext <= last + 1:
            return [], (folder.uidvalidity, last)
        waiting = mailbox.waiting(folder, last) or session.after(folder, last)
        next_up = waiting[: MOST_MESSAGES - len(before)]
        entries = self._entries(session, folder, next_up)
        chosen = _batch(entries, before)
        # what did not fit waits; what was removed since it was listed is passed over
        bound = entries[len(chosen)].uid if len(chosen) < len(entries) else math.inf
        done = max((uid for uid in next_up if uid < bound), default=last)
        mailbox.listed[folder.name] = _Listing(folder.uidvalidity, done, [uid for uid in waiting if uid > done])
        return self._bodies(session, mailbox.account.name, folder, chosen), (folder.uidvalidity, done)

    def _entries(self, session: ImapSession, folder: Folder, uids: Sequence[int]) -> list[Entry]:
        entries = session.entries(uids)
        told = {entry.uid for entry in entries}
        for uid in uids:
            if uid not in told and session.exists(uid):
                raise Unavailable("mail_body_missing", folder=folder.name, uid=uid)
        return entries

    def _bodies(self, session: ImapSession, account: str, folder: Folder, chosen: Sequence[Entry]) -> list[RawReply]:
        bodies = session.bodies([entry.uid for entry in chosen if entry.size <= LARGEST])
        replies = []
        for entry in chosen:
            partial = entry.size > LARGEST
            raw = session.beginning(entry.uid, BEGINNING) if partial else bodies.get(entry.uid)
            if raw is None and not partial:
                raw = session.bodies([entry.uid]).get(entry.uid)
            if raw is None:
                if session.exists(entry.uid):
                    raise Unavailable("mail_body_missing", folder=folder.name, uid=entry.uid)
                continue  # removed since it was listed
            key = key_of(folder, entry.uid, partial=partial)
            replies.append(RawReply(account, Channel.MAIL, key, entry.arrived_at, raw))
        return replies


def _is_full(replies: Sequence[RawReply]) -> bool:
    return len(replies) >= MOST_MESSAGES or sum(len(reply.raw) for reply in replies) >= MOST_BYTES


def _batch(entries: Sequence[Entry], before: Sequence[RawReply]) -> Sequence[Entry]:
    room = MOST_BYTES - sum(len(reply.raw) for reply in before)
    chosen: list[Entry] = []
    for entry in entries:
        room -= entry.size if entry.size <= LARGEST else BEGINNING
        if room < 0 and (chosen or before):
            break
        chosen.append(entry)
    return chosen
