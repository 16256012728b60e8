"""`python -m sandbox`: runs a town until its standard input closes or SIGTERM comes."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from sandbox.faults import TownFileError
from sandbox.serving import serve
from sandbox.town_file import DEFAULT_TOWN, Town, load_town

_START = "2026-03-02T07:00:00+00:00"


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 when told to stop, 2 for a town file that cannot be run, 1 when the town broke down."""
    options = _options(arguments)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    try:
        town = load_town(options.town, frozenset(options.groups.split(",")))
    except TownFileError as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(_run(town, options))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A fake town on loopback.")
    parser.add_argument("--town", type=Path, default=DEFAULT_TOWN, metavar="FILE", help="town file (YAML)")
    parser.add_argument("--dir", type=Path, required=True, help="folder for the truth log and the panel")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=_instant, default=_instant(_START), metavar="ISO", help=f"default {_START}")
    parser.add_argument("--web-latency", type=float, default=0.0, metavar="MS", help="hold websites' answers back")
    parser.add_argument("--groups", default="tune,held", help="groups of reply texts in use (default: both)")
    return parser.parse_args(arguments)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


async def _run(town: Town, options: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with serve(town, options.dir, options.seed, options.start, latency=options.web_latency / 1000) as serving:
        print(json.dumps(serving.ready), flush=True)
        loop.run_in_executor(None, _wait_for_end, loop, stop)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, serving.moving], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if serving.moving.done() and not stop.is_set():
            serving.moving.result()  # raises what broke the town
    return 0


def _wait_for_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    sys.exit(main())
