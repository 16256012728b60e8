"""Who does the work of a campaign: this process alone (`campaigns.runner`), or many workers (`executors.engine`).

The tables are the truth in both; `tests/executors` holds both to the same contract.
"""

from __future__ import annotations

from typing import Protocol


class Executor(Protocol):
    """Runs one campaign."""

    async def run(self, *, once: bool = False) -> bool:
        """Work until the campaign is over (True), `stop` is called or, with `once`, what is due now is done (False).

        May be killed at any moment and started again, beside others too: nothing is lost and nothing is sent twice.
        Raises InputError for a campaign that is not approved or is closed.
        """
        ...

    def stop(self) -> None:
        """Ask to stop: what is under way is finished first."""
        ...
