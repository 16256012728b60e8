"""The town of these campaigns, whose structures stay silent, ask back, answer or refuse; and the campaign's folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from services.sandbox_town import running_town
from tests.sandbox.small_town import profile, structure, write_town

BEHAVIOURS = {
    "silent": profile("silent"),
    "asks-back": profile("clarification"),
    "wants-reminder": profile("after_reminder"),
    "answers": profile(),
    "lost": profile(thread={"other_domain": 1.0, "mistyped": 1.0, "no_reference": 1.0}),
    "greylists": profile(extra={"greylist": 1.0}),
    "bounces": profile("bounce"),
    "twice": profile(extra={"duplicate": 1.0, "acknowledgement": 1.0}),
    "refused": profile("refused"),
    "opts-out": profile("opt_out"),
}
ORDER = ("silent", "asks-back", "wants-reminder", "asks-back", "silent", "answers", "asks-back", "lost", "twice",
         "asks-back", "greylists", "bounces", "refused", "opts-out")  # fmt: skip
"""Behaviours in turn. Half of the structures get a reminder or a second turn: each kind of dispatch is killed often."""
CAMPAIGN_DAYS = 12
POLL_MINUTES = 360


@dataclass(frozen=True)
class World:
    """A town that runs, and what a runner's process needs in its environment to be the campaign's."""

    folder: Path
    truth: Path
    variables: dict[str, str]
    imap: tuple[str, int]
    mailbox: tuple[str, str]
    evidence: tuple[str, str]


@contextmanager
def running_world(folder: Path, structures: int, seed: int, database: str = "") -> Iterator[World]:
    """Run the town until the block ends; every process of the campaign dies and starts again while it lives on."""
    residents = [structure(f"s{n:02}-{name}", name) for n, name in enumerate(_behaviours(structures))]
    town = write_town(folder, BEHAVIOURS, residents)
    work = folder / "work"
    work.mkdir()
    with running_town(work, town=town, seed=seed) as started:
        starts = started.start.date() + timedelta(days=1)
        (work / "campaign.yaml").write_text(
            f"key: chaos\nname: Chaos\nstarts: {starts}\nends: {starts + timedelta(days=CAMPAIGN_DAYS)}\n"
            f"plan: afnor-13\nchannels: [mail]\npanel: {started.panel.name}\nseed: {seed}\n"
            "reminder_after_working_days: 5\n",
            "utf-8",
        )
        told = started.variables
        variables = told | {
            # many virtual hours between two looks: two months in seconds, and several replies in one batch
            "BAROMETER_POLL_MINUTES": str(POLL_MINUTES),
            "BAROMETER_HOME": str(work),
            # the dead are missed soon
            "BAROMETER_BEAT_SECONDS": "1",
            "BAROMETER_SILENCE_SECONDS": "3",
            "BAROMETER_TEND_SECONDS": "1",
            "BAROMETER_LANG": "en",
            "DATABASE_URL": database or f"sqlite:///{work / 'barometer.sqlite3'}",
        }
        yield World(
            work,
            started.truth,
            variables,
            (told["BAROMETER_IMAP_HOST"], int(told["BAROMETER_IMAP_PORT"])),
            (told["BAROMETER_IMAP_USER"], told["BAROMETER_IMAP_PASSWORD"]),
            (told["BAROMETER_EVIDENCE_IMAP_USER"], told["BAROMETER_EVIDENCE_IMAP_PASSWORD"]),
        )


def _behaviours(structures: int) -> list[str]:
    return [ORDER[n % len(ORDER)] for n in range(structures)]
