"""Contacts a second from claim to receipt, against a bare script on the same relay and database in the same run.

Ours: guard, claim, journal, mark, message, DATA, receipt, reminder. The bare script: an UPDATE that claims, an
aiosmtplib dialogue with a message made beforehand, an UPDATE of state and an INSERT of a log line, each committed as
durably. On PostgreSQL (one of the tests' own, here with fsync on) also by `worker`s handed their work by the engine.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sqlite3
import tempfile
import time
from contextlib import ExitStack
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import aiosmtplib
import psycopg

from bench.campaign_world import ShiftedClock, campaign, make_due, open_database, relay, settings
from bench.mail_send import built
from domain.vocabulary import Channel

MESSAGES = 800
LEAD = 60
"""Messages that are not timed: workers find their pace."""


def prepared(url: str, answers: Any) -> None:
    open_database(url)
    number = campaign(round(MESSAGES * 1.3), "flash", [Channel.MAIL])
    answers.put((number, len(make_due(number, MESSAGES))))


def at_work(url: str, number: int, port: int, folder: Path, name: str, engine: bool, ending: Event) -> None:
    """Work in a process of its own until told to stop."""
    open_database(url)
    from campaigns.equipment import Equipment
    from campaigns.executors.engine import Engine
    from campaigns.runner import Runner
    from links.evidence import DirectoryEvidence
    from probes.mail import MailProbe
    from scenarios.library import load_library
    from services.working import engine_parameters

    clock = ShiftedClock()
    kit = Equipment(
        {Channel.MAIL: MailProbe(settings(port), clock)}, {}, DirectoryEvidence(folder / "evidence"), clock,
        load_library(), name, live=True, journals=folder / "journal",
    )  # fmt: skip

    async def work() -> None:
        worker: Any = Runner(number, kit)
        if engine:
            worker = Engine(number, kit, engine_parameters(), channels=[Channel.MAIL])
        running = asyncio.ensure_future(worker.run())
        await asyncio.to_thread(ending.wait)
        worker.stop()
        await running
        await kit.probes[Channel.MAIL].close()

    asyncio.run(work())


def ours(url: str, folder: Path, port: int, *, workers: int, engine: bool) -> float:
    """Return contacts a second, by as many workers."""
    processes = multiprocessing.get_context("spawn")
    answers = processes.Queue()
    process = processes.Process(target=prepared, args=(url, answers))
    process.start()
    number, due = answers.get(timeout=300)
    process.join()
    ending = processes.Event()
    crew = [
        processes.Process(target=at_work, args=(url, number, port, folder, f"bench-{index}", engine, ending))
        for index in range(workers)
    ]
    for each in crew:
        each.start()
    try:
        begun, first = waited(url, LEAD)
        ended, last = waited(url, round(due * 0.97))
    finally:
        ending.set()
        for each in crew:
            each.join(30)
            each.kill()
    return (last - first) / (ended - begun)


def waited(url: str, least: int, seconds: float = 240) -> tuple[float, int]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (done := sent(url)) >= least:
            return time.perf_counter(), done
        time.sleep(0.05)
    raise RuntimeError(f"only {sent(url)} of {least} sent")


def sent(url: str) -> int:
    query = "select count(*) from campaigns_dispatch where state = 'sent'"
    if url.startswith("sqlite"):
        connection = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=30)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()
    with psycopg.connect(url) as session:
        told = session.execute(query).fetchone()
        return int(told[0]) if told else 0


_TABLES = (
    "create table act (id integer primary key, state text, at text)",
    "create table log (id {serial}, act integer, at text)",
)


async def bare(url: str, port: int) -> float:
    """Return the bare script's contacts a second."""
    sqlite = url.startswith("sqlite")
    mark = "?" if sqlite else "%s"
    connection: Any = sqlite3.connect(url.removeprefix("sqlite:///")) if sqlite else psycopg.connect(url)
    if sqlite:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
    for statement in _TABLES:
        connection.execute(statement.format(serial="integer primary key" if sqlite else "serial primary key"))
    for number in range(MESSAGES):
        connection.execute(f"insert into act values ({mark}, 'planned', '')", (number,))
    connection.commit()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    await client.connect()
    content, recipients = built(0).as_bytes(), ["desk@town.example", "evidence@citizens.example"]
    started = time.perf_counter()
    for number in range(MESSAGES):
        connection.execute(f"update act set state = 'sending' where id = {mark} and state = 'planned'", (number,))
        connection.commit()
        await client.sendmail(f"claire.{number}@citizens.example", recipients, content)
        connection.execute(f"update act set state = 'sent', at = 'now' where id = {mark}", (number,))
        connection.execute(f"insert into log (act, at) values ({mark}, 'now')", (number,))
        connection.commit()
    rate = MESSAGES / (time.perf_counter() - started)
    await client.quit()
    connection.close()
    return rate


def compared(home: Path, server: Any, database: str, port: int, workers: int, engine: bool) -> str:
    """Return the line that says how fast so many workers are beside the bare script just before."""
    home.mkdir()
    if database == "sqlite":
        there, beside = (f"sqlite:///{home / name}.sqlite3" for name in ("barometer", "bare"))
    else:
        there, beside = (server.create(f"{name}{workers}{engine}".lower()) for name in ("own", "bare"))
    before = asyncio.run(bare(beside, port))
    rate = ours(there, home, port, workers=workers, engine=engine)
    who = f"{workers} × {'worker' if engine else 'run'}"
    return f"{database:10} {who:11} {rate:5.0f} contacts/s; bare {before:5.0f}; ratio {rate / before:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        port = stack.enter_context(relay())
        from tests.outside.postgres_server import postgres_server

        server = stack.enter_context(postgres_server({"fsync": "on"}))
        for database, workers, engine in (
            ("sqlite", 1, False),
            ("sqlite", 2, False),
            ("postgresql", 1, False),
            ("postgresql", 1, True),
            ("postgresql", 3, True),
        ):
            home = folder / f"{database}-{workers}-{engine}"
            print(compared(home, server, database, port, workers, engine), flush=True)


if __name__ == "__main__":
    main()
