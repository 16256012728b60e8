"""An IMAP server on a free loopback port, just large enough to misbehave on demand."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from settings.mail import MailAccount, MailSettings, Server


@dataclass
class TinyFolder:
    uidvalidity: int = 7
    messages: dict[int, tuple[bytes, str]] = field(default_factory=dict)  # UID → bytes, INTERNALDATE
    withheld: set[int] = field(default_factory=set)  # listed, but no body is given
    sizes: dict[int, int] = field(default_factory=dict)  # told instead of the true size

    def add(self, raw: bytes, date: str = "02-Mar-2026 10:00:00 +0100", uid: int | None = None) -> int:
        uid = uid or max(self.messages, default=0) + 1
        self.messages[uid] = (raw, date)
        return uid


@dataclass
class TinyImap:
    folders: dict[str, TinyFolder] = field(default_factory=lambda: {"INBOX": TinyFolder()})
    drop_at: dict[str, int] = field(default_factory=dict)  # word of a command → how many times it cuts the line
    cut_bodies: int = 0  # how many times the line is cut in the middle of a message
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    greeting: str = "tiny"
    port: int = 0

    def server(self, **changes: object) -> Server:
        values: dict[str, object] = {
            "host": "127.0.0.1", "port": self.port, "security": "none", "user": "ana", "password": "pw",
        }  # fmt: skip
        return Server(**(values | changes))  # type: ignore[arg-type]

    def settings(self, *folders: str, **changes: object) -> MailSettings:
        return MailSettings({"default": account_of(self.server(**changes), folders or ("INBOX",))})

    def count(self, word: str) -> int:
        return sum(word in command for command in self.commands)


def account_of(server: Server, folders: tuple[str, ...], smtp: Server | None = None) -> MailAccount:
    return MailAccount(
        name="default",
        smtp=smtp or server,
        imap=server,
        folders=folders,
        reply_style="catchall",
        domain="citizens.example",
        address="",
        evidence_address="evidence@citizens.example",
        evidence_imap=server,
        evidence_folders=folders,
        rate_per_hour=60,
        timezone="Europe/Paris",
    )


class _Handler(socketserver.StreamRequestHandler):
    tiny: TinyImap

    def handle(self) -> None:
        self.tiny.connections += 1
        self.opened = TinyFolder()
        self.say(f"* OK {self.tiny.greeting}")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.tiny.commands.append(line)
            for word, left in self.tiny.drop_at.items():
                if word in line and left:
                    self.tiny.drop_at[word] = left - 1
                    return
            tag, _, command = line.partition(" ")
            try:
                self.say(f"{tag} {self.answer(command)}")
            except ConnectionError:
                return
            if command == "LOGOUT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def answer(self, command: str) -> str:
        words = command.split()
        if words[0] == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif words[0] == "LOGIN" and "pw" not in command:
            return "NO [AUTHENTICATIONFAILED] wrong"
        elif words[0] == "LIST":
            for name in self.tiny.folders:
                self.say(f'* LIST () "/" "{name}"')
        elif words[0] == "EXAMINE":
            name = command.partition(" ")[2].strip('"')
            if name not in self.tiny.folders:
                return "NO no such folder"
            self.opened = self.tiny.folders[name]
            self.say(f"* {len(self.opened.messages)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.opened.uidvalidity}] here")
            self.say(f"* OK [UIDNEXT {max(self.opened.messages, default=0) + 1}] here")
        elif words[:2] == ["UID", "FETCH"]:
            self.fetch(words[2], command)
        elif words[:2] == ["UID", "SEARCH"]:
            self.search(words[2:])
        elif words[0] not in ("LOGIN", "NOOP", "LOGOUT"):
            return "BAD what"
        return "OK done"

    def wanted(self, text: str) -> Iterator[int]:
        uids = sorted(self.opened.messages)
        for part in text.split(","):
            first, colon, last = part.partition(":")
            if not colon:
                yield from [int(first)] if int(first) in self.opened.messages else []
            elif last == "*" and uids:  # always has the last message
                yield from (uid for uid in uids if uid >= min(int(first), uids[-1]))
            elif last != "*":
                yield from (uid for uid in uids if int(first) <= uid <= int(last))

    def fetch(self, uids: str, command: str) -> None:
        for uid in self.wanted(uids):
            raw, date = self.opened.messages[uid]
            parts = [f"UID {uid}".encode()]
            if "RFC822.SIZE" in command:
                parts.append(f"RFC822.SIZE {self.opened.sizes.get(uid, len(raw))}".encode())
            if "INTERNALDATE" in command:
                parts.append(f'INTERNALDATE "{date}"'.encode())
            if "HEADER.FIELDS" in command:
                found = re.search(rb"(?im)^message-id:.*$", raw)
                header = (found[0].strip() if found else b"") + b"\r\n\r\n"
                parts.append(b"BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n" % len(header) + header)
            elif partial := re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", command):
                parts.append(b"BODY[]<0> {%d}\r\n" % len(raw[: int(partial[1])]) + raw[: int(partial[1])])
            elif "BODY.PEEK[]" in command and uid not in self.opened.withheld:
                parts.append(b"BODY[] {%d}\r\n" % len(raw) + raw)
                if self.tiny.cut_bodies:
                    self.tiny.cut_bodies -= 1
                    self.wfile.write(b"* %d FETCH (" % uid + b" ".join(parts)[: -len(raw) // 2])
                    raise ConnectionResetError
            self.wfile.write(b"* %d FETCH (" % uid + b" ".join(parts) + b")\r\n")

    def search(self, words: list[str]) -> None:
        if words[0] == "UID":
            found = list(self.wanted(words[1]))
        else:
            text = words[2].strip('"').encode()
            found = [uid for uid, (raw, _) in self.opened.messages.items() if text in raw]
        self.say(f"* SEARCH {' '.join(map(str, sorted(found)))}".rstrip())


class _Threaded(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def tiny_imap(**options: object) -> Iterator[TinyImap]:
    tiny = TinyImap(**options)  # type: ignore[arg-type]
    handler = type("Handler", (_Handler,), {"tiny": tiny})
    with _Threaded(("127.0.0.1", 0), handler) as serving:
        tiny.port = serving.server_address[1]
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield tiny
        finally:
            serving.shutdown()
            thread.join()
