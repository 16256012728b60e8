"""Runs a town: the clock, the channels, the identity endpoint, the panel and the truth log."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.clock import LOOPBACK, ClockService
from sandbox.mail_channel import MailChannel
from sandbox.panel import write_panel
from sandbox.town_file import Town
from sandbox.truth import TruthLog
from sandbox.virtual_time import VirtualTime
from sandbox.web.channel import WebChannel
from sandbox.world import Channel, World

CHANNELS: tuple[Callable[[World], Channel], ...] = (MailChannel, WebChannel)
"""One entry a channel; a new one adds its module and its line here."""


@dataclass(frozen=True)
class Serving:
    """A town that is up: what the ready line says, and the task that moves its time."""

    ready: dict[str, object]
    moving: asyncio.Task[None]
    world: World
    channels: list[Channel]


@asynccontextmanager
async def serve(
    town: Town, folder: Path, seed: int, start: datetime, *, latency: float = 0.0
) -> AsyncIterator[Serving]:
    """Open every endpoint, yield, and close them all; websites hold every answer back for `latency` real seconds."""
    truth = TruthLog(folder / "truth.jsonl")
    token = f"town-{secrets.token_hex(8)}"
    secret = secrets.token_hex(8)
    world = World(town, seed, VirtualTime(start), truth, token, "auditor", secret, folder, latency)
    truth.write("town", start, name=town.file.name, seed=seed, structures=len(town.file.structures))
    panel = folder / "panel.csv"
    write_panel(panel, town.file.structures, start.date())
    clock = ClockService(world.time, token)
    channels = [build(world) for build in CHANNELS]
    ready: dict[str, object] = {"token": token, "clock": await clock.start()}
    for channel in channels:
        ready |= await channel.start()
    ready |= {
        "credentials": {"user": world.user, "password": world.password},
        "truth": str(truth.path),
        "panel": str(panel),
        "start": start.isoformat(),
        "seed": seed,
    }
    identity = await _identity(ready)
    moving = asyncio.create_task(world.time.run())
    try:
        yield Serving(ready, moving, world, channels)
    finally:
        moving.cancel()
        await asyncio.gather(moving, return_exceptions=True)
        identity.close()
        await clock.stop()
        for channel in channels:
            await channel.stop()
        truth.close()


async def _identity(ready: dict[str, object]) -> asyncio.Server:
    """Answer whoever connects with the town's endpoints and token, but not its credentials."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shown = {name: value for name, value in ready.items() if name != "credentials"}
        writer.write(json.dumps(shown).encode() + b"\n")
        writer.close()

    server = await asyncio.start_server(answer, LOOPBACK, 0)
    host, port = server.sockets[0].getsockname()[:2]
    ready["identity"] = f"{host}:{port}"
    return server
