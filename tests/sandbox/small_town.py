"""A town of a few structures whose behaviour a test chooses, and what is needed to talk to it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Any

import aiosmtplib
import imapclient

from links.virtual_clock import VirtualClock
from sandbox.serving import Serving, serve
from sandbox.town_file import DEFAULT_TOWN, load_town
from tests.sandbox.clock_service import START

BASE: dict[str, Any] = {
    "town": 1,
    "name": "Testbourg",
    "people": {
        "fr": [{"given": "Odile", "family": "Marchenoir"}, {"given": "Yannis", "family": "Pradelou"}],
        "en": [{"given": "Rowan", "family": "Askerby"}],
    },
    "roles": {"fr": ["agent d'accueil"], "en": ["adviser"]},
    "services": {
        "fr": {"public": ["Service Accueil"], "private": ["Service Clients"]},
        "en": {"public": ["Contact Team"], "private": ["Customer Care"]},
    },
    "given_names": {"fr": {"Mme": ["Claire"], "M.": ["Paul"]}, "en": {"Ms": ["Emma"]}},
}


def structure(key: str, profile: str, /, **fields: Any) -> dict[str, Any]:
    common = {"name": f"Mairie {key}", "sector": "public", "category": "city_small", "phone": "01 99 00 11 22"}
    return common | {"key": key, "profile": profile, "mail": f"contact@{key.lower()}.example", "place": key} | fields


def write_town(folder: Path, profiles: dict[str, Any], structures: list[dict[str, Any]], **fields: Any) -> Path:
    """Write a town file (JSON is YAML) with the default town's texts beside it."""
    for name in ("replies", "fragments"):
        if not (folder / name).exists():
            shutil.copytree(DEFAULT_TOWN.parent / name, folder / name)
    content = BASE | {"profiles": profiles, "structures": structures} | fields
    path = folder / "town.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return path


def profile(course: str = "answer", **fields: Any) -> dict[str, Any]:
    """A profile that always does the same."""
    return {"delay": {"median_hours": 2, "sigma": 0}, "course": {course: 1.0}} | fields


def mail(number: int, to: str, *, text: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Claire Dupont <claire.dupont+k{number:04d}@citizens.example>"
    message["To"] = to
    message["Subject"] = headers.pop("Subject", "Acte de naissance")
    message["Message-ID"] = headers.pop("Message_ID", f"<m{number}@citizens.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or "Bonjour,\n\nComment obtenir une copie d'acte de naissance ?\n\nClaire Dupont")
    return message


@dataclass
class Visitor:
    """Our side: a leased clock, an SMTP session, IMAP on demand, and the truth log as it stands."""

    serving: Serving
    clock: VirtualClock
    smtp: aiosmtplib.SMTP

    async def send(self, message: EmailMessage) -> None:
        evidence = str(self.serving.ready["evidence"])
        await self.smtp.send_message(message, recipients=[str(message["To"]), evidence])

    async def until(self, when: datetime) -> None:
        await asyncio.wait_for(self.clock.sleep_until(when), 20)

    def truth(self, event: str = "") -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in Path(str(self.serving.ready["truth"])).read_bytes().splitlines()]
        return [line for line in lines if not event or line["event"] == event]

    async def inbox(self, account: str = "citizens") -> list[tuple[datetime, EmailMessage]]:
        return await asyncio.to_thread(self._inbox, account)

    def _inbox(self, account: str) -> list[tuple[datetime, EmailMessage]]:
        host, _, port = str(self.serving.ready["imap"]).partition(":")
        with imapclient.IMAPClient(host, port=int(port), ssl=False) as client:
            client.normalise_times = False
            client.login(account, self.serving.world.password)
            client.select_folder("INBOX", readonly=True)
            uids = client.search()
            found = client.fetch(uids, ["INTERNALDATE", "BODY.PEEK[]"]) if uids else {}
            return [
                (found[uid][b"INTERNALDATE"], message_from_bytes(found[uid][b"BODY[]"], policy=SMTP_POLICY))
                for uid in sorted(found)
            ]


@asynccontextmanager
async def visiting(path: Path, folder: Path, seed: int = 1, start: datetime = START) -> AsyncIterator[Visitor]:
    async with serve(load_town(path), folder, seed, start) as serving:
        ready = serving.ready
        clock = await asyncio.to_thread(VirtualClock.connect, str(ready["clock"]), str(ready["token"]))
        host, _, port = str(ready["smtp"]).partition(":")
        smtp = aiosmtplib.SMTP(hostname=host, port=int(port), start_tls=False)
        await smtp.connect()
        await smtp.login("auditor", serving.world.password)
        try:
            yield Visitor(serving, clock, smtp)
        finally:
            if smtp.is_connected:
                await smtp.quit()
            await asyncio.to_thread(clock.close)
