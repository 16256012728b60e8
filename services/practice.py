"""`barometer sandbox`: a folder whose accounts are a sandbox town's, to practise the real commands without harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.demo import town_campaign, usable_channels
from services.project import CAMPAIGN_FILE
from services.sandbox_town import running_town
from settings.accounts_file import ACCOUNTS_FILE


def keep_town_open(folder: Path, *, town: Path | None, seed: int, until: Callable[[], None]) -> None:
    """Start a town, write its accounts, panel and a campaign into the folder, and keep it running while `until` runs.

    The folder is a fresh one (`demo_folder.fresh_practice`): a campaign cannot outlive the town it was run against.
    Raises InputError when the town's file is refused.
    """
    with running_town(folder, town=town, seed=seed) as world:
        lines = [f"{name}={value}" for name, value in world.variables.items()]
        accounts = folder / ACCOUNTS_FILE
        accounts.touch(0o600)
        accounts.write_text("\n".join(lines) + "\n", "utf-8")
        (folder / CAMPAIGN_FILE).write_text(town_campaign(world, "practice", seed, usable_channels(world)), "utf-8")
        until()
