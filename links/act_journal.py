"""What was done outside, written down outside the database: a restored database learns from it what it forgot.

One file for each process, lines only ever added, as a database's own log of redo records. The line of an act is on the
disk before the act can happen, so that no line means no act.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.contact import Receipt
from domain.errors import Unavailable
from domain.failure import Failure

JOURNALS = "journal"
"""The folder of the campaigns' journals in the evidence store."""
SUFFIX = ".jsonl"


@dataclass(frozen=True)
class Act:
    """Attempt number `attempt` of the dispatch with this token was let go at `at` (the dispatch's `data_started`)."""

    token: str
    attempt: int
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """What that attempt gave. `attempt` 0: a proof from outside that it left, whichever attempt it was."""

    token: str
    attempt: int
    receipt: Receipt


@dataclass(frozen=True)
class Decision:
    """What a person decided: `kind` is `opt_out` (of `structure`), `pause`, `resume` or `kill`."""

    kind: str
    at: datetime
    by: str
    why: str = ""
    structure: str = ""


Line = Act | Outcome | Decision


class ActJournal:
    """The journal of one campaign: a folder, in which this process writes one file and reads all of them.

    The folder stands in the evidence store, which all workers of a campaign share.
    """

    def __init__(self, folder: Path, writer: str) -> None:
        self.folder = folder
        self._path = folder / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', writer)}{SUFFIX}"
        self._file: int | None = None

    def begin(self, token: str, attempt: int, at: datetime) -> None:
        """Write an act down, durably. Raises Unavailable when that cannot be done: then nothing may leave."""
        self._write({"act": token, "attempt": attempt, "at": at.isoformat()}, durable=True)

    def end(self, token: str, attempt: int, receipt: Receipt) -> None:
        """Write down what an act gave. It outlives the process, and a power cut once another act was begun.

        A disk that is full is left to the next `begin` to tell: the act itself is on record.
        """
        with suppress(Unavailable):
            self._write({"done": token, "attempt": attempt, **_receipt_values(receipt)}, durable=False)

    def decide(self, decision: Decision) -> None:
        """Write a person's decision down, durably."""
        values = {"decided": decision.kind, "at": decision.at.isoformat(), "by": decision.by, "why": decision.why}
        self._write(values | {"structure": decision.structure}, durable=True)

    def prove(self, token: str, at: datetime) -> None:
        """Write down that the outside holds a proof of the dispatch's sending."""
        self._write({"done": token, "attempt": 0, "at": at.isoformat()}, durable=True)

    def read(self, positions: Mapping[str, int]) -> Iterator[tuple[str, int, Line]]:
        """Yield (file, position after the line, line) beyond the positions, file by file, each in its own order.

        A line without its end was cut off by a crash, before the act it announces could happen.
        """
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            position = positions.get(path.name, 0)
            with path.open("rb") as file:
                file.seek(position)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    position += len(line)
                    yield path.name, position, _parsed(line)

    def _write(self, values: dict[str, Any], *, durable: bool) -> None:
        line = memoryview((json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        try:
            if self._file is None:
                self._file = self._opened()
            before = os.fstat(self._file).st_size
            try:
                while line:  # a disk that fills up takes a part, and says so only at the next write
                    line = line[os.write(self._file, line) :]
                if durable:
                    os.fdatasync(self._file)
            except OSError:
                os.ftruncate(self._file, before)
                raise
        except OSError as error:
            raise Unavailable("journal_unwritable", path=str(self._path), why=error.strerror or str(error)) from error

    def _opened(self) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        # the names too must outlive a power cut
        for folder in (self.folder, self.folder.parent):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return file


def _receipt_values(receipt: Receipt) -> dict[str, Any]:
    values: dict[str, Any] = {"at": receipt.at.isoformat(), "reference": receipt.reference}
    if receipt.failure is not None:
        values |= {"failure": receipt.failure.value, "permanent": receipt.permanent}
    if receipt.detail:
        values["detail"] = receipt.detail[:500]
    return values


def _parsed(line: bytes) -> Line:
    values = json.loads(line)
    at = datetime.fromisoformat(values["at"])
    if "act" in values:
        return Act(values["act"], values["attempt"], at)
    if "decided" in values:
        return Decision(values["decided"], at, values["by"], values["why"], values["structure"])
    failure = Failure(values["failure"]) if "failure" in values else None
    receipt = Receipt(at, values.get("reference", ""), failure, values.get("permanent", True), values.get("detail", ""))
    return Outcome(values["done"], values["attempt"], receipt)
