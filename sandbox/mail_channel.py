"""The e-mail channel of the town: SMTP in, IMAP out, and everyone who answers in between."""

from __future__ import annotations

from datetime import datetime

from sandbox.correspondence import Correspondence
from sandbox.mail_server import MailServer
from sandbox.mailboxes import Mailboxes
from sandbox.postroom import Postroom
from sandbox.world import World

ACCOUNTS = {"citizens": "citizens", "evidence": "evidence"}


class MailChannel:
    """Implements `world.Channel` for e-mail."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mailboxes = Mailboxes(tuple(ACCOUNTS.values()), world.password, world.token)
        postroom = Postroom(world.town, world.seed, world.time, world.truth, self.deliver)
        correspondence = Correspondence(world.town, world.seed, world.time, world.truth, postroom.perform)
        postroom.correspondence = correspondence
        world.reception.correspondence = correspondence
        self._server = MailServer(world.town, world.time, world.truth, correspondence, self.deliver)

    async def start(self) -> dict[str, object]:
        """Open the endpoints and return what the ready line says of them."""
        world = self._world
        return {
            "smtp": await self._server.start(world.token, world.user, world.password),
            "imap": await self._mailboxes.start(),
            "accounts": ACCOUNTS,
            "evidence": world.town.file.evidence,
            "domain": world.town.file.domain,
        }

    async def stop(self) -> None:
        await self._server.stop()
        await self._mailboxes.stop()

    async def deliver(self, recipient: str, raw: bytes, at: datetime) -> None:
        """Put a mail into the auditors' mailbox; what is addressed elsewhere leaves the town and is lost."""
        file = self._world.town.file
        if recipient.lower() == file.evidence:
            await self._mailboxes.deliver(ACCOUNTS["evidence"], raw, at)
        elif recipient.lower().endswith("@" + file.domain):
            await self._mailboxes.deliver(ACCOUNTS["citizens"], _delivered_to(recipient) + raw, at)


def _delivered_to(recipient: str) -> bytes:
    """The header by which a catch-all mailbox tells whom a message was for."""
    return f"Delivered-To: {recipient}\r\n".encode()
