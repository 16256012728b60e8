"""A small campaign and the world it meets: a relay and mailboxes that break when told to, and a clock moved by hand.

Everything is real but the time: SMTP and IMAP over loopback, a database file, evidence in a directory.
"""

from __future__ import annotations

import asyncio
import heapq
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import imapclient

from campaigns.attention import Rhythm
from campaigns.equipment import Equipment
from campaigns.models import Campaign, Contact, Dispatch, Event, ReplyRow
from campaigns.runner import Runner
from collectors.mailbox import MailboxCollector
from domain.clock import FrozenClock
from domain.vocabulary import Channel, DispatchState
from links.evidence import DirectoryEvidence
from probes.mail import MailProbe
from settings.mail import MailSettings
from tests.campaigns.builders import library, mandate, paris, running, structure
from tests.collectors.tiny_imap import TinyFolder, TinyImap, account_of, tiny_imap
from tests.links.scripted_smtp import DROP, ScriptedSmtp

HANG = "hang"
"""A reply that never comes, however long the client waits."""
_READING: ContextVar[asyncio.StreamReader] = ContextVar("reading")
DROP_AFTER_KEEPING = "drop after keeping"
"""The server takes charge of the message, and the connection breaks before it can say so."""


class Calendar(FrozenClock):
    """A frozen clock that does what a test noted for a moment when it is slept over."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._noted: list[tuple[datetime, int, Callable[[], object]]] = []

    def at(self, when: datetime, act: Callable[[], object]) -> None:
        heapq.heappush(self._noted, (when, len(self._noted) + id(act), act))

    async def sleep_until(self, when: datetime) -> None:
        while self._noted and self._noted[0][0] <= when:
            moment, _, act = heapq.heappop(self._noted)
            await super().sleep_until(moment)
            act()
        await super().sleep_until(when)


@dataclass
class Relay(ScriptedSmtp):
    """Remembers what it took charge of, message by message, and tells whoever listens.

    `cut_contents` is how many times the connection is cut after the first line of a message.
    """

    kept: list[bytes] = field(default_factory=list)
    cut_contents: int = 0
    on_kept: Callable[[bytes], None] = lambda raw: None

    def _reply(self, line: str, usual: str) -> str:
        reply = super()._reply(line, usual)
        if line == "CONTENT" and (reply.startswith("2") or reply == DROP_AFTER_KEEPING):
            self.kept.append(self.messages[-1])
            self.on_kept(self.messages[-1])
        return DROP if reply == DROP_AFTER_KEEPING else reply

    async def _content(self, reader: asyncio.StreamReader) -> bytes:  # type: ignore[override]
        if self.cut_contents:
            self.cut_contents -= 1
            await reader.readline()
            raise ConnectionResetError
        return await ScriptedSmtp._content(reader)

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, reply: str) -> None:
        if reply == HANG:
            await _READING.get().read()
            raise ConnectionResetError
        await ScriptedSmtp._say(writer, reply)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _READING.set(reader)
        await self.handle(reader, writer)


@dataclass
class World:
    """`answers` says whether a structure answers what reaches it, two hours later."""

    campaign: Campaign
    imap: TinyImap
    evidence: Path
    relay: Relay = field(default_factory=Relay)
    clock: Calendar = field(default_factory=lambda: Calendar(paris(4, 8)))
    answers: bool = True
    body: str = "Bonjour Madame,\n\nOui, c'est possible.\n\nCordialement,\nOdile Marchenoir"
    smtp: dict[str, Any] = field(default_factory=dict)
    imap_login: dict[str, Any] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    rhythm: Rhythm = field(default_factory=lambda: Rhythm(timedelta(days=2), timedelta(days=2)))
    scenarios: dict[str, Any] = field(default_factory=library)
    starts: int = 0
    last_uid: int = 0
    runner: Runner | None = None

    def __post_init__(self) -> None:
        self.relay.on_kept = self._delivered

    def _delivered(self, raw: bytes) -> None:
        """What the world does with a message: a copy for the evidence mailbox, and an answer."""
        self.imap.folders["Evidence"].add(raw, imap_date(self.clock.now()))
        if self.answers:
            self.clock.at(self.clock.now() + timedelta(hours=2), lambda: self.deliver(self.answer_to(raw)))

    def deliver(self, raw: bytes, folder: str = "INBOX") -> int:
        # a number is never given again, whatever is deleted (RFC 3501 section 2.3.1.1)
        self.last_uid += 1
        return self.imap.folders[folder].add(raw, imap_date(self.clock.now()), self.last_uid)

    def answer_to(self, raw: bytes, **headers: str) -> bytes:
        return answer_to(message_from_bytes(raw), self.body, **headers)

    @asynccontextmanager
    async def _equipment(self) -> AsyncIterator[Equipment]:
        listening = await asyncio.start_server(self.relay.serve, "127.0.0.1", 0, ssl=self.tls)
        self.relay.port = listening.sockets[0].getsockname()[1]
        account = account_of(self.imap.server(**self.imap_login), ("INBOX",), self.relay.server(**self.smtp))
        account = replace(account, name="main", domain="citoyens.example", evidence_folders=("Evidence",))
        settings = MailSettings({"main": account})
        probe, collector = MailProbe(settings, self.clock), MailboxCollector(settings)
        self.starts += 1
        try:
            yield Equipment(
                {Channel.MAIL: probe}, {"main": collector}, DirectoryEvidence(self.evidence), self.clock,
                self.scenarios, f"worker-{self.starts}", rhythm=self.rhythm, live=True,
            )  # fmt: skip
        finally:
            await probe.close()
            await asyncio.to_thread(collector.close)
            listening.close()

    def run(self) -> bool:
        """Start a worker and let it run; whether the campaign is over then."""

        async def work() -> bool:
            async with self._equipment() as kit:
                self.runner = Runner(self.campaign.id, kit)
                return await asyncio.wait_for(self.runner.run(), 60)

        return asyncio.run(work())

    def stop(self) -> None:
        assert self.runner is not None
        self.runner.stop()

    # what became of it

    def received(self) -> Counter[str]:
        """Return how often each Message-ID reached its structure."""
        return Counter(str(message_from_bytes(raw)["Message-ID"]) for raw in self.relay.kept)

    def outcomes(self) -> dict[str | None, int]:
        return dict(Counter(Contact.objects.values_list("outcome", flat=True)))

    def dispatches(self) -> dict[str, int]:
        return dict(Counter(Dispatch.objects.values_list("state", flat=True)))

    def failures(self) -> dict[str, int]:
        """Return the contacts' failures."""
        return dict(Counter(name for name in Contact.objects.values_list("failure", flat=True) if name))

    def replies(self) -> dict[str, int]:
        return dict(Counter(ReplyRow.objects.values_list("state", flat=True)))

    def noted(self) -> dict[str, int]:
        """Return the codes of the audit log."""
        return dict(Counter(Event.objects.values_list("code", flat=True)))

    def nothing_lost_and_never_twice(self) -> None:
        """What holds in every one of these worlds."""
        assert set(self.received().values()) <= {1}, self.received()
        states = dict(Dispatch.objects.values_list("message_id", "state"))
        may_have_left = {mid for mid, state in states.items() if state in (DispatchState.SENT, DispatchState.UNCERTAIN)}
        assert set(self.received()) <= may_have_left, states
        assert {mid for mid, state in states.items() if state == DispatchState.SENT} <= set(self.received())
        assert not Contact.objects.filter(outcome=None).exists()
        assert not Dispatch.objects.filter(state=DispatchState.SENDING).exists()
        store = DirectoryEvidence(self.evidence)
        assert store.verify().sound
        stored = [store.get(digest) for digest in ReplyRow.objects.values_list("digest", flat=True)]
        assert all(raw is not None for raw in stored)


def answer_to(asked: Message, body: str, **headers: str) -> bytes:
    reply = EmailMessage()
    reply["From"] = str(asked["To"])
    reply["To"] = str(asked["From"])
    reply["Subject"] = f"Re: {asked['Subject']}"
    reply["In-Reply-To"] = str(asked["Message-ID"])
    reply["Message-ID"] = "<answer-" + str(asked["Message-ID"])[1:]
    for name, value in headers.items():
        del reply[name.replace("_", "-")]
        reply[name.replace("_", "-")] = value
    reply.set_content(body)
    return reply.as_bytes().replace(b"\n", b"\r\n")


def imap_date(moment: datetime) -> str:
    return str(imapclient.datetime_util.datetime_to_INTERNALDATE(moment))


@contextmanager
def a_world(folder: Path, *, structures: int = 2, mails: int = 1, **options: Any) -> Iterator[World]:
    """An approved campaign on the current database, and its world."""
    panel = [(structure(number), mandate()) for number in range(structures)]
    campaign = running(panel, mails=mails, **options)
    folders = {"INBOX": TinyFolder(), "Evidence": TinyFolder(uidvalidity=9)}
    with tiny_imap(folders=folders) as imap:
        yield World(campaign, imap, folder / "evidence")
