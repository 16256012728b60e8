"""IMAP sessions (RFC 3501), synchronous: called in threads. Every error of the library becomes `Unavailable`."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from domain.errors import InputError
from links.failures import IMAP_ERRORS, unavailable
from links.tls import client_context
from settings.mail import Server

CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 120.0
WINDOW = 100_000
_WAITS = (0.3, 1.0, 3.0)
"""Seconds of real time: a server whose helpers are overworked lets in who comes again."""


@dataclass(frozen=True)
class Folder:
    """A folder as opened. UIDs mean something only together with `uidvalidity`; `uidnext` is 0 when not told."""

    name: str
    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True)
class Entry:
    """A message of the opened folder: its UID, size in bytes, and the server's time of arrival in UTC."""

    uid: int
    size: int
    arrived_at: datetime


class ImapSession:
    """A logged-in connection that opens folders read-only and leaves every flag as it is."""

    def __init__(self, server: Server) -> None:
        self.server = server
        with self._mapped():
            self._client = self._let_in()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except IMAP_ERRORS as error:
            raise unavailable(error, self.server.where) from error

    def _let_in(self) -> IMAPClient:
        """Log in, once more where the server says that it cannot check anybody just now (RFC 5530, UNAVAILABLE)."""
        for seconds in _WAITS:
            try:
                return self._connected()
            except LoginError as error:
                if "[UNAVAILABLE]" not in str(error):
                    raise
                Event().wait(seconds)
        return self._connected()

    def _connected(self) -> IMAPClient:
        server = self.server
        context = client_context(server.ca_file) if server.security != "none" else None
        client = IMAPClient(
            server.host,
            port=server.port,
            ssl=server.security == "tls",
            ssl_context=context,
            timeout=SocketTimeout(CONNECT_TIMEOUT, READ_TIMEOUT),
        )
        try:
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if server.sandbox_token and server.sandbox_token.encode() not in client.welcome:
                raise InputError("endpoint_not_sandbox", where=server.where)
            if server.security == "starttls":
                client.starttls(context)
            # naive local times otherwise
            client.normalise_times = False
            if server.uses_token:
                mechanism = "XOAUTH2" if client.has_capability("AUTH=XOAUTH2") else "OAUTHBEARER"
                if mechanism == "XOAUTH2":
                    client.oauth2_login(server.user, server.access_token())
                else:
                    client.oauthbearer_login(server.user, server.access_token())
            else:
                client.login(server.user, server.password)
        except BaseException:
            _shut(client)
            raise
        return client

    def folders(self) -> list[str]:
        """Return the names of all folders that can be opened."""
        with self._mapped():
            listed = self._client.list_folders()
        return [name for flags, _, name in listed if b"\\Noselect" not in flags]

    def open(self, name: str) -> Folder:
        """Open a folder for reading."""
        with self._mapped():
            told = self._client.select_folder(name, readonly=True)
        return Folder(
            name=name,
            uidvalidity=int(told.get(b"UIDVALIDITY", 0)),
            uidnext=int(told.get(b"UIDNEXT", 0)),
            exists=int(told.get(b"EXISTS", 0)),
        )

    def after(self, folder: Folder, uid: int) -> list[int]:
        """Return greater UIDs of the opened folder in order: all of them, or the next window of a very large one.

        `n:*` always has the last message (RFC 3501 section 6.4.8), hence the filter. One reply line holds some 100,000
        UIDs before the library finds it too long, hence the windows.
        """
        with self._mapped():
            if folder.exists <= WINDOW or not folder.uidnext:
                return self._newer(uid, "*")
            first = uid
            while first + 1 < folder.uidnext:
                if found := self._newer(first, str(first + WINDOW)):
                    return found
                first += WINDOW
        return []

    def _newer(self, uid: int, last: str) -> list[int]:
        return sorted(found for found in self._client.search(["UID", f"{uid + 1}:{last}"]) if found > uid)

    def entries(self, uids: Sequence[int]) -> list[Entry]:
        """Return what is known of these messages, in order; one that was removed meanwhile is absent."""
        with self._mapped():
            told = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return sorted(
            (
                Entry(number, int(values[b"RFC822.SIZE"]), aware(values[b"INTERNALDATE"]))
                for number, values in told.items()
                if b"RFC822.SIZE" in values and b"INTERNALDATE" in values
            ),
            key=lambda entry: entry.uid,
        )

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return whole messages by UID; one that was removed meanwhile is absent."""
        with self._mapped():
            told = self._client.fetch(list(uids), ["BODY.PEEK[]"])
        return {uid: values[b"BODY[]"] for uid, values in told.items() if values.get(b"BODY[]") is not None}

    def beginning(self, uid: int, size: int) -> bytes | None:
        """Return the first `size` bytes of a message, None when it was removed meanwhile."""
        with self._mapped():
            told = self._client.fetch([uid], [f"BODY.PEEK[]<0.{size}>"])
        found: bytes | None = told.get(uid, {}).get(b"BODY[]<0>")
        return found

    def exists(self, uid: int) -> bool:
        """Whether the opened folder still has this message."""
        with self._mapped():
            self._client.noop()
            return uid in self._client.search(["UID", str(uid)])

    def find_message_id(self, message_id: str) -> Entry | None:
        """Return the first message of the opened folder whose Message-ID is exactly this one.

        SEARCH HEADER finds parts of values (RFC 3501 section 6.4.4), so the header itself is compared.
        """
        with self._mapped():
            uids = self._client.search(["HEADER", "Message-ID", message_id])
            if not uids:
                return None
            header = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
            told = self._client.fetch(uids[:50], ["RFC822.SIZE", "INTERNALDATE", header])
        wanted = message_id.strip().encode()
        for uid, values in sorted(told.items()):
            if wanted in _header_of(values).split():
                return Entry(uid, int(values[b"RFC822.SIZE"]), aware(values[b"INTERNALDATE"]))
        return None

    def senders_since(self, folder: Folder, day: date) -> Iterator[tuple[bytes, datetime]]:
        """Yield the From and Message-ID lines and the time of arrival of what arrived on that day or later.

        SINCE goes by the server's own days (RFC 3501 section 6.4.4): ask for a day more.
        """
        header = "BODY.PEEK[HEADER.FIELDS (FROM MESSAGE-ID)]"
        last = 0
        while uids := self.after(folder, last):
            last = uids[-1]
            with self._mapped():
                recent = self._client.search(["SINCE", day, "UID", f"{uids[0]}:{last}"])
                for start in range(0, len(recent), 500):
                    told = self._client.fetch(recent[start : start + 500], ["INTERNALDATE", header])
                    for _, values in sorted(told.items()):
                        yield _header_of(values), aware(values[b"INTERNALDATE"])

    def close(self) -> None:
        """Log out; a connection that is already gone is closed all the same."""
        try:
            self._client.logout()
        except IMAP_ERRORS:
            _shut(self._client)


def aware(moment: datetime) -> datetime:
    """Return an INTERNALDATE in UTC; one without a zone, which no server should give, is taken for UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _header_of(values: dict[bytes, Any]) -> bytes:
    return b" ".join(value for key, value in values.items() if key.startswith(b"BODY[HEADER") and value)


def _shut(client: IMAPClient) -> None:
    try:
        client.shutdown()
    except IMAP_ERRORS:
        return
