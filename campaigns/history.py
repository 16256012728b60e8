"""A database that is older than what was done outside is told of it before it sends anything.

It is older when it was restored from a back-up, when a stand-by took over without the last commits, or when a machine
lost power after a disk lied. Every worker looks at its start, and again whenever its connection is a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection

from campaigns import store
from campaigns.models import Campaign, CampaignState
from campaigns.refusal import Refused
from campaigns.store.redoing import (
    known,
    not_opted_out,
    positions,
    redo_act,
    redo_outcome,
    save_positions,
)
from campaigns.taking import Taking
from campaigns.tokens import contact_token
from domain.clock import Clock
from domain.contact import Order, Receipt
from links.act_journal import Act, ActJournal, Decision, Line, Outcome

_BATCH = 1000
_REDONE = "journal"


@dataclass
class Found:
    """What the database did not know: dispatches that had left or been tried, and decisions of people."""

    acts: set[str] = field(default_factory=set)
    decisions: int = 0


class History:
    """Compares one campaign's journal with the database, and redoes what is missing there.

    `folder` holds the journals; None keeps none (tests of something else). All but `begin` and `end` is called on the
    database's thread.
    """

    def __init__(self, campaign_id: int, folder: Path | None, writer: str, clock: Clock) -> None:
        self._campaign = campaign_id
        self._folder = folder
        self._writer = writer
        self._clock = clock
        self._opened: ActJournal | None = None
        self._connection: object = None
        self._waiting: list[Act | Outcome] = []

    @property
    def waiting(self) -> int:
        """How many lines speak of follow-ups that will exist once the replies that caused them are read again."""
        return len({line.token for line in self._waiting})

    def refresh(self) -> Found:
        """Take in what is new if the database may be another one than before; cheap when it is not."""
        if self._folder is not None and (self._connection is None or self._connection is not connection.connection):
            return self.take_in()
        found = Found()
        if self._waiting:
            self._waiting = self._redone(self._waiting, found)
            self._tell(found)
        return found

    def take(self, taking: Taking) -> Order | Refused | None:
        """Claim a dispatch that is not on record as done; None as well when the database changed under the claim."""
        self.refresh()
        taken = taking()
        if isinstance(taken, Order) and self._folder is not None and self._connection is not connection.connection:
            taking.put_back()
            return None
        return taken

    def begin(self, order: Order, at: datetime) -> None:
        """Write down that the order's act may happen now; raises Unavailable when that cannot be done."""
        if self._opened is not None:
            self._opened.begin(order.token, order.attempt, at)

    def end(self, order: Order, receipt: Receipt) -> None:
        """Write down what the act gave."""
        if self._opened is not None:
            self._opened.end(order.token, order.attempt, receipt)

    def prove(self, token: str, at: datetime) -> None:
        """Write down that the outside holds a proof of a sending; `take_in` then acts on it."""
        assert self._opened is not None
        self._opened.prove(token, at)

    def take_in(self) -> Found:
        """Read the journal beyond what this database has seen of it, and redo what is missing."""
        found, read = Found(), positions(self._campaign)
        self._waiting, seen = [], dict(read)
        halt: Decision | None = None
        for batch in _batched(self._lines(read)):
            acts = [line for line in batch if not isinstance(line, Decision)]
            for line in batch:
                if isinstance(line, Decision):
                    halt = self._decided(line, halt, found)
            self._waiting += self._redone(acts, found)
        before = -1
        while self._waiting and len(self._waiting) != before:  # what was sent brought its reminder with it
            before = len(self._waiting)
            self._waiting = self._redone(self._waiting, found)
        self._halted(halt, found)
        if not self._waiting and read != seen:
            save_positions(self._campaign, read)
        self._tell(found)
        self._connection = connection.connection
        return found

    def _lines(self, read: dict[str, int]) -> Iterator[Line]:
        assert self._folder is not None
        self._opened = self._opened or journal_of(self._folder, self._campaign, self._writer)
        for name, position, line in self._opened.read(dict(read)):
            read[name] = position
            yield line

    def _redone(self, lines: Iterable[Act | Outcome], found: Found) -> list[Act | Outcome]:
        """Redo these lines; return those whose dispatch does not exist."""
        lines, absent = list(lines), list[Act | Outcome]()
        rows = known(self._campaign, {line.token for line in lines})
        for line in lines:
            row = rows.get(line.token)
            if row is None:
                absent.append(line)
            elif isinstance(line, Act) and row.lacks(line.attempt):
                if redo_act(row.id, line.attempt, line.at, _REDONE):
                    found.acts.add(line.token)
                    rows |= known(self._campaign, [line.token])
            elif isinstance(line, Outcome) and row.awaits(line.attempt):
                redo_outcome(row.id, line.attempt, line.receipt, _REDONE)
                found.acts.add(line.token)
                rows |= known(self._campaign, [line.token])
        return absent

    def _decided(self, line: Decision, halt: Decision | None, found: Found) -> Decision | None:
        if line.kind != "opt_out":
            return line
        structure = not_opted_out(self._campaign, line.structure)
        if structure is not None:
            store.opt_out(structure, line.why, line.by, line.at)
            found.decisions += 1
        return halt

    def _halted(self, last: Decision | None, found: Found) -> None:
        """Stop again what a person stopped last; nothing is started that the database does not have as started."""
        if last is None or last.kind == "resume":
            return
        campaign = Campaign.objects.get(id=self._campaign)
        if last.kind == "kill" and not campaign.killed:
            store.kill(self._campaign, last.by, last.why, last.at)
            found.decisions += 1
        elif last.kind == "pause" and campaign.state in (CampaignState.APPROVED, CampaignState.RUNNING):
            store.pause(self._campaign, last.by, last.why, last.at)
            found.decisions += 1

    def _tell(self, found: Found) -> None:
        if found.acts or found.decisions:
            store.log(self._campaign, self._clock.now(), _REDONE, "database_was_older", acts=len(found.acts),
                      decisions=found.decisions)  # fmt: skip


def journal_of(folder: Path, campaign_id: int, writer: str) -> ActJournal:
    """Return a campaign's journal among those of the folder; one planned anew under its old name has another."""
    campaign = Campaign.objects.get(id=campaign_id)
    # a token that no contact has: the secret itself must not be in a file name
    return ActJournal(folder / f"{campaign.key}-{contact_token(campaign.secret, -1)}", writer)


def _batched(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch
