"""A whole small campaign over a real mail server: real files, STARTTLS and IMAPS with a password, stopped half-way."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import imapclient
import pytest

from campaigns.attention import Rhythm
from campaigns.equipment import Equipment
from campaigns.models import Campaign, Contact, Dispatch, DocumentRow, ReplyRow
from campaigns.runner import Runner
from domain.progress import CampaignProgress
from domain.vocabulary import Channel
from scenarios.library import load_library
from services.approving import approve_campaign, write_texts
from services.equipment import equip
from services.planning import plan_campaign
from services.project import CAMPAIGN_FILE
from services.reporting import write_report
from tests.outside.dovecot import PASSWORD, USER, MailWorld
from tests.services.right_files import HEADER

pytestmark = [pytest.mark.outside("dovecot"), pytest.mark.django_db(transaction=True)]
BEFORE = datetime(2025, 1, 3, 9, tzinfo=UTC)  # past: a server takes no message that arrives tomorrow
CAMPAIGN = (
    "key: vraie\nname: Sur un vrai serveur\nstarts: 2025-01-06\nends: 2025-02-14\nplan: afnor-13\nchannels: [mail]\n"
    "seed: 7\nreminder_after_working_days: 3\n"
)
COMMON = "6200,FR,,Europe/Paris,fr,,{entry},,,Bourg,{mail},,,,mon-fri 09:00-17:00,{basis},mail:automated,Claire Exemple"
REST = ",2024-12-01,2025-01-01,2025-06-30,{informed},no,\n"
PEOPLE = {
    "prompt": ("Mairie de Prompt", "public", "city_small", "accueil@prompt.example", "consent"),
    "mute": ("Mairie de Muet", "public", "city_small", "accueil@muet.example", "consent"),
    "firm": ("Enseigne Ferme", "private", "retailer", "service@ferme.example", "research"),
}
HOURS = {"accueil@prompt.example": 5, "service@ferme.example": 26}
"""How long each desk takes to answer; one that is not here never does."""


def panel() -> str:
    rows = [HEADER]
    for key, (name, sector, category, mail, basis) in PEOPLE.items():
        entry = "benchmark" if basis == "research" else "volunteer"
        row = f"{key},{name},{sector},{category},{COMMON}{REST}"
        rows.append(row.format(entry=entry, mail=mail, basis=basis, informed="no" if basis == "research" else "yes"))
    return "".join(rows)


@dataclass
class Desks:
    """A clock that jumps, and the people who answer while it does: each reply is put into our mailbox at its moment."""

    world: MailWorld
    now_is: datetime
    read: int = 0
    due: list[tuple[datetime, bytes]] = field(default_factory=list)
    answered: dict[str, datetime] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.now_is

    async def sleep_until(self, when: datetime) -> None:
        """Move on: to the moment asked for, or to the second when somebody answers before it."""
        self.take_in()
        soonest = min((at for at, _ in self.due), default=when)
        self.now_is = max(self.now_is, min(when, soonest))
        ready = [(at, raw) for at, raw in self.due if at <= self.now_is]
        self.due = [(at, raw) for at, raw in self.due if at > self.now_is]
        if ready:
            await asyncio.to_thread(self.put, ready)
        await asyncio.to_thread(lambda: None)  # lets the runner's other tasks have their turn

    def take_in(self) -> None:
        """Read what the relay carried away since, and decide when to answer."""
        for _, recipients, content in self.world.relay.away[self.read :]:
            asked = message_from_bytes(content)
            hours = HOURS.get(recipients[0])
            if hours is None:
                continue
            at = self.now_is.replace(microsecond=0) + timedelta(hours=hours)
            self.due.append((at, reply(recipients[0], asked["From"], asked["Message-ID"], at)))
            self.answered[asked["Message-ID"]] = at
        self.read = len(self.world.relay.away)

    def put(self, replies: list[tuple[datetime, bytes]]) -> None:
        with mailbox(self.world) as client:
            for at, raw in replies:
                client.append("INBOX", raw, msg_time=at)


def reply(sender: str, to: str, answers: str, at: datetime) -> bytes:
    """Write an answer; the firm starts a new thread, so that only its recipient tells what it answers."""
    message = EmailMessage()
    message["From"], message["To"] = f"Accueil <{sender}>", to
    message["Message-ID"] = f"<{at.timestamp():.0f}.{len(answers)}.{abs(hash(answers))}@{sender.partition('@')[2]}>"
    message["Date"] = at
    if sender.startswith("accueil"):
        message["In-Reply-To"] = message["References"] = answers
    message["Subject"] = "Votre demande"
    message.set_content(
        "Bonjour Madame, Monsieur,\n\nNotre service est ouvert du lundi au vendredi de 9 h à 17 h ; venez avec une"
        " pièce d'identité.\n\nCordialement,\nJeanne Martin\nAccueil\n"
    )
    return message.as_bytes()


@contextmanager
def mailbox(world: MailWorld) -> Iterator[imapclient.IMAPClient]:
    context = ssl.create_default_context(cafile=world.ca_file)
    with imapclient.IMAPClient("localhost", port=world.ports["imaps"], ssl_context=context) as client:
        client.login(USER, PASSWORD)
        yield client


def run(folder: Path, world: MailWorld, desks: Desks, campaign: int, stop_after: int | None = None) -> bool:
    rhythm = Rhythm(timedelta(hours=4), timedelta(hours=12))
    environment = world.environment(SMTP_SECURITY="starttls")
    kit, off = equip(folder, [Channel.MAIL], load_library(), desks, environment=environment, rhythm=rhythm, live=True)
    assert off == []
    return asyncio.run(work(kit, campaign, stop_after))


async def work(kit: Equipment, campaign: int, stop_after: int | None) -> bool:
    runner: Runner

    def watch(progress: CampaignProgress) -> None:
        if stop_after is not None and progress.sent >= stop_after:
            runner.stop()

    runner = Runner(campaign, kit, watch)
    try:
        return await asyncio.wait_for(runner.run(), 120)
    finally:
        for probe in kit.probes.values():
            await probe.close()
        for collector in set(kit.collectors.values()):
            await asyncio.to_thread(collector.close)


def test_a_campaign_over_a_real_server(mail_world: MailWorld, tmp_path: Path) -> None:
    (tmp_path / CAMPAIGN_FILE).write_text(CAMPAIGN, "utf-8")
    (tmp_path / "panel.csv").write_text(panel(), "utf-8")
    summary, warnings = plan_campaign(tmp_path, BEFORE, environment=mail_world.environment())
    assert (summary.structures, summary.contacts, warnings) == (3, 9, [])
    assert write_texts(tmp_path, tmp_path / "texts.md") >= 9
    approve_campaign(tmp_path, "Ada Lovelace", BEFORE)

    campaign = Campaign.objects.get(key="vraie").id
    desks = Desks(mail_world, BEFORE, read=len(mail_world.relay.away))
    begun = desks.read
    assert run(tmp_path, mail_world, desks, campaign, stop_after=4) is False
    half = Dispatch.objects.filter(state="sent").count()
    assert 4 <= half < 9
    assert run(tmp_path, mail_world, desks, campaign) is True

    _everything_left_once(mail_world, begun)
    outcomes = Counter(Contact.objects.values_list("structure__key", "outcome"))
    assert outcomes == {("prompt", "answered"): 3, ("mute", "silent"): 3, ("firm", "answered"): 3}
    _delays_are_exact()
    written = write_report(tmp_path, desks.now(), language="fr")
    page = written.path.read_text("utf-8")
    assert "Mairie de Prompt" in page
    assert "Enseigne Ferme" not in page


def _everything_left_once(world: MailWorld, begun: int) -> None:
    carried = [(message_from_bytes(content)["Message-ID"], to) for _, to, content in world.relay.away[begun:]]
    sent = dict(Dispatch.objects.filter(state="sent").values_list("message_id", "kind"))
    assert Counter(identifier for identifier, _ in carried) == Counter(dict.fromkeys(sent, 1))
    assert Counter(sent.values()) == {"first": 9, "reminder": 3}
    reminded = {to[0] for identifier, to in carried if sent[identifier] == "reminder"}
    assert reminded == {"accueil@muet.example"}


def _delays_are_exact() -> None:
    expected = {"prompt": 5.0, "firm": 26.0}
    measured: dict[str, set[float]] = {}
    for key, data in DocumentRow.objects.values_list("contact__structure__key", "data"):
        values = [o["value"] for o in data["observations"] if o["measure"] == "reply.delay_hours"]
        measured.setdefault(key, set()).update(round(value, 3) for value in values)
    assert {key: values for key, values in measured.items() if values} == {key: {h} for key, h in expected.items()}
    rows = ReplyRow.objects.filter(contact__structure__key="prompt")
    assert all(row.method == "exact" for row in rows)
