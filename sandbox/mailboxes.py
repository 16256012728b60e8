"""The auditors' mailboxes over IMAP: pymap's in-memory backend, filled in-process and dated in virtual time."""

from __future__ import annotations

import asyncio
import socket
from argparse import Namespace
from datetime import datetime
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from sandbox.clock import LOOPBACK


class _TownConfig(Config):
    """Plain-text logins on loopback, and a greeting that presents the town's token."""

    def __init__(self, token: str) -> None:
        super().__init__(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            demo_data=False,
            demo_user="",
            demo_password="",
            host=LOOPBACK,
            port=0,
            tls_enabled=False,
            reject_dnsbl=False,
            invalid_user_sleep=0.0,
            hash_context=Cleartext(),
            disable_idle=False,
        )
        self._token = token

    @property
    def greeting(self) -> bytes:
        return f"Barometer sandbox {self._token}".encode()


class Mailboxes:
    """One IMAP account per name, all with the same password."""

    def __init__(self, accounts: tuple[str, ...], password: str, token: str) -> None:
        self._accounts = accounts
        self._password = password
        self._token = token
        self._sets: dict[str, MailboxSet] = {}
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen on a free loopback port and return its address."""
        config = _TownConfig(self._token)
        config.apply_context()
        login = Login(config)
        for name in self._accounts:
            login.users_dict[name] = UserMetadata(config, name, password=self._password)
            self._sets[name] = MailboxSet()
            await self._sets[name].add_mailbox("Sent")
            config.set_cache[name] = (self._sets[name], FilterSet())
        serve = IMAPServer(DictBackend(login, config).login, config)

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            raw = writer.get_extra_info("socket")
            if raw is not None:
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await serve(reader, writer, SocketInfo.get(writer, None, unique_id=uuid4().bytes))

        self._server = await asyncio.start_server(connected, LOOPBACK, 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    async def deliver(self, account: str, raw: bytes, at: datetime) -> None:
        """Put a message into an account's INBOX with `at` as its INTERNALDATE."""
        inbox = await self._sets[account].get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, at, frozenset()))

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
