"""`script/chaos`: campaigns killed until there were enough kills; exit code 1 when anything was lost or came twice."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests.chaos.campaign import EXECUTORS, Kills, Result, survive
from tests.chaos.report import failures, table
from tests.chaos.strikes import draw
from tests.outside.postgres_server import postgres_server


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    with _databases(options.executor) as create:
        return _kill(options, create)


def _kill(options: argparse.Namespace, create: Callable[[str], str]) -> int:
    began, done, results = monotonic(), 0, list[Result]()
    print(f"seed {options.seed}, {options.executor} executor", flush=True)
    while done < options.kills:
        seed = options.seed + len(results)
        schedule = draw(options.structures, seed, copies=options.copies, at_random=options.random)
        with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
            result = survive(
                Path(folder), options.structures, schedule, EXECUTORS[options.executor],
                database=create(f"chaos_{len(results)}"),
                watch=_showing(done, options.kills, len(results) + 1, began),
            )  # fmt: skip
        done += result.kills.total
        results.append(result)
        for missed in result.not_reached:
            print(f"\nnot reached: {missed}", end="")
        for violation in result.violations:
            print(f"\nVIOLATION (seed {seed}): {violation}", end="")
    print(f"\n\n{table(results)}\n")
    found = failures(results)
    same = f"script/chaos --executor {options.executor} --kills {options.kills} --seed {options.seed}"
    print(f"{len(found)} violation(s) in {monotonic() - began:.0f} s. The same kills again: {same}")
    return 1 if found else 0


@contextmanager
def _databases(executor: str) -> Iterator[Callable[[str], str]]:
    """Give what makes an empty database of a name: an SQLite file in the campaign's folder, or one on a PostgreSQL."""
    if executor == "local":
        yield lambda name: ""
        return
    with postgres_server() as server:
        yield server.create


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="campaigns are run until so many (default: 200)")
    parser.add_argument("--executor", choices=sorted(EXECUTORS), default="local")
    parser.add_argument("--seed", type=int, default=1, help="draws the town, the campaign and the kills (default: 1)")
    parser.add_argument("--structures", type=int, default=42, help="in each campaign (default: 42)")
    parser.add_argument("--copies", type=int, default=2, help="kills at each boundary of a campaign (default: 2)")
    parser.add_argument("--random", type=int, default=25, help="kills at random moments of each (default: 25)")
    return parser.parse_args(arguments)


def _showing(before: int, wanted: int, campaign: int, began: float) -> Callable[[Kills], None]:
    def show(kills: Kills) -> None:
        end = "\r" if sys.stdout.isatty() else "\n"
        if sys.stdout.isatty() or kills.total % 10 == 0:
            told = f"campaign {campaign}: {before + kills.total} of {wanted} kills, {monotonic() - began:.0f} s"
            print(f"{told:<60}", end=end, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
