"""What one round, one claim and one close cost at 4,000, 45,000 and 455,000 contacts, and an idle runner's memory.

    python -m bench.campaign_scale [--sizes 4000,455000] [--only sqlite|postgresql]

Each size is a database of its own, planned and approved with all channels of `afnor-13`. A round is one with nothing to
do: dead workers looked for, mailboxes (none here), replies to read, what is due, what is over, when to wake up.
PostgreSQL is one of the tests' own, started here (no fsync: what is measured is reading and reckoning).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.campaign_world import PER_STRUCTURE, WORKING, campaign, make_due, open_database, settings
from domain.clock import FrozenClock
from domain.vocabulary import Channel

ALL = [Channel.MAIL, Channel.PHONE, Channel.WEBFORM, Channel.SITE, Channel.SOCIAL, Channel.LETTER]
SAMPLE = 150
ROUNDS = 7


def milliseconds(act: Any) -> float:
    """Return the median of a few runs."""
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - started))
    return round(statistics.median(took), 2)


def measured(url: str, contacts: int, answers: Any) -> None:
    """Build and measure one size in a process of its own."""
    open_database(url)
    from django.db import connection

    from campaigns.models import Contact

    started = time.perf_counter()
    number = campaign(contacts // PER_STRUCTURE, "afnor-13", ALL)
    if connection.vendor == "postgresql":  # which does so by itself, in time; SQLite never does
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    told: dict[str, Any] = {"contacts": Contact.objects.count(), "built_s": round(time.perf_counter() - started)}
    told |= {"round_ms": asyncio.run(rounds(number))}
    told |= {f"{name}_ms": milliseconds(act) for name, act in parts(number).items()}
    told |= claims(number)
    told |= closes(number)
    answers.put(told)


async def rounds(number: int) -> float:
    """Return how long a round takes in a worker that has been at work for a while."""
    from campaigns.equipment import Equipment
    from campaigns.runner import Runner
    from links.evidence import DirectoryEvidence
    from scenarios.library import load_library

    evidence, clock = DirectoryEvidence(Path(tempfile.gettempdir()) / "none"), FrozenClock(WORKING - timedelta(days=20))
    runner = Runner(number, Equipment({}, {}, evidence, clock, load_library(), "bench"))
    took = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        await runner.step()
        took.append(time.perf_counter() - started)
    return median_ms(took[1:])


def parts(number: int) -> dict[str, Any]:
    from campaigns import store

    before, contacts = WORKING - timedelta(days=20), store.planned_contacts(number)
    return {
        "due": lambda: store.due_dispatches(number, before, 200),
        "next_due": lambda: store.next_due(number),
        "next_close": lambda: store.next_close(number),
        "to_close": lambda: store.contacts_to_close(number, before, 100),
        "unread": lambda: store.unread_replies(200),
        "senders": lambda: store.senders(number),
        "is_over": lambda: store.is_over(number),
        "awaits_nothing": lambda: store.awaits_nothing(number),
        "progress": lambda: store.progress(number, before, contacts),
        "counts": lambda: store.counts(number),
    }


def claims(number: int) -> dict[str, float]:
    from campaigns.taking import take
    from domain.contact import Order, Receipt
    from scenarios.library import load_library

    library, due, took, received = load_library(), make_due(number, SAMPLE), [], []
    from campaigns import store

    for dispatch in due:
        started = time.perf_counter()
        taken = take(dispatch, library, "bench", WORKING, live=True)
        took.append(time.perf_counter() - started)
        if isinstance(taken, Order):
            started = time.perf_counter()
            claim = store.Claim(dispatch, "bench", taken.attempt)
            store.mark_data_started(claim, WORKING)
            store.record_receipt(claim, Receipt(WORKING), WORKING)
            received.append(time.perf_counter() - started)
    assert len(received) > 0.9 * SAMPLE, len(received)
    return {"claim_ms": median_ms(took), "receipt_ms": median_ms(received)}


def closes(number: int) -> dict[str, float]:
    from campaigns import store
    from campaigns.closing import document_of
    from campaigns.exchanges import facts_of
    from campaigns.models import Contact
    from links.evidence import DirectoryEvidence
    from scenarios.library import load_library

    library, evidence, took = load_library(), DirectoryEvidence(Path(tempfile.gettempdir()) / "none"), []
    sent = Contact.objects.filter(campaign_id=number).exclude(delivered_at=None).values_list("id", flat=True)
    for contact in list(sent):
        started = time.perf_counter()
        document = document_of(facts_of(contact, library), evidence, library)
        store.close_contact(contact, document.outcome, document, WORKING + timedelta(days=20))
        took.append(time.perf_counter() - started)
    return {"close_ms": median_ms(took)}


def median_ms(seconds: list[float]) -> float:
    return round(1000 * statistics.median(seconds), 2)


def idle_megabytes(url: str, folder: Path, seconds: float = 8) -> dict[str, float]:
    """Run the real command for a while with everything still ahead; return its resident memory."""
    (folder / "campaign.yaml").write_text("key: bench\nname: Bench\nstarts: 2027-01-04\nends: 2027-03-05\n", "utf-8")
    for name in ("evidence", "barometer-error.log"):
        shutil.rmtree(folder / name, ignore_errors=True)
    account = settings(9).accounts["default"]
    given = {
        "BAROMETER_SMTP_HOST": account.smtp.host, "BAROMETER_SMTP_PORT": "9", "BAROMETER_SMTP_SECURITY": "none",
        "BAROMETER_SMTP_USER": "x", "BAROMETER_SMTP_PASSWORD": "x", "BAROMETER_IMAP_HOST": "127.0.0.1",
        "BAROMETER_IMAP_PORT": "9", "BAROMETER_IMAP_SECURITY": "none", "BAROMETER_IMAP_USER": "x",
        "BAROMETER_IMAP_PASSWORD": "x", "BAROMETER_MAIL_DOMAIN": "citizens.example",
        "DATABASE_URL": url, "BAROMETER_HOME": str(folder), "PYTHONPATH": str(Path.cwd()),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "run", "--send"], cwd=folder, env=os.environ | given,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        process.wait(seconds)
        raise RuntimeError(f"the runner ended: {process.stdout.read().decode()}")  # type: ignore[union-attr]
    except subprocess.TimeoutExpired:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        told = dict(line.split(":") for line in lines if line.startswith(("VmRSS", "VmHWM")))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    kilobytes = {name: int(value.split()[0]) for name, value in told.items()}
    return {"idle_mb": round(kilobytes["VmRSS"] / 1024), "peak_mb": round(kilobytes["VmHWM"] / 1024)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="4000,45000,455000")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    processes = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        server: Any = None
        if given.only != "sqlite":
            from tests.outside.postgres_server import postgres_server

            server = stack.enter_context(postgres_server())
        for database in [given.only] if given.only else ["sqlite", "postgresql"]:
            for size in map(int, given.sizes.split(",")):
                home = folder / f"{database}-{size}"
                home.mkdir()
                url = f"sqlite:///{home / 'barometer.sqlite3'}"
                if database == "postgresql":
                    url = server.create(f"bench_{size}")
                answers = processes.Queue()
                process = processes.Process(target=measured, args=(url, size, answers))
                process.start()
                while process.is_alive() and answers.empty():
                    process.join(0.2)
                told = answers.get(timeout=1)
                process.join()
                told |= idle_megabytes(url, home)
                told["database_mb"] = megabytes(url, home)
                print(json.dumps({"database": database, **told}), flush=True)


def megabytes(url: str, home: Path) -> int:
    if url.startswith("sqlite"):
        return round(sum(path.stat().st_size for path in home.glob("barometer.sqlite3*")) / 1e6)
    import psycopg

    with psycopg.connect(url) as connection:
        told = connection.execute("select pg_database_size(current_database())").fetchone()
    return round(told[0] / 1e6) if told else 0


if __name__ == "__main__":
    main()
