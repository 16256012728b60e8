"""`barometer restored`: what may have left since the back-up is settled before anything is sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from campaigns import store, this_process
from campaigns.boundary import Boundary
from campaigns.restoring import Restored, Restoring
from domain.errors import InputError, NotConfigured
from probes.mail_copies import Copy, copies_since
from services.approving import require_name
from services.equipment import equip, library_of
from services.project import load_project
from services.running import close_links
from services.time_source import current_clock
from services.working_folder import stored_campaign
from settings.mail import load_mail_settings


def settle_restored(folder: Path, by: str, *, journal_kept: bool, trust_absence: bool) -> Restored:
    """Settle the folder's campaign after its database was restored; it is left paused.

    Raises InputError without a name, while a worker of this machine runs, or as `Restoring.settle` does; NotConfigured
    when a channel of the campaign lacks its accounts; Unavailable when a mailbox cannot be read.
    """
    require_name(by)
    campaign, project = stored_campaign(folder), load_project(folder)
    _require_nobody_works(campaign.id)
    with current_clock() as clock:
        kit, off = equip(folder, project.channels, library_of(folder, project), clock)
        if off:
            raise off[0].why

        async def work() -> Restored:
            database = Boundary()
            try:
                restoring = Restoring(campaign.id, kit, database)
                return await restoring.settle(
                    by, journal_kept=journal_kept, trust_absence=trust_absence, copies=_copies
                )
            finally:
                await close_links(kit)
                database.close()

        return asyncio.run(work())


def _copies(since: date) -> Iterator[Copy]:
    try:
        accounts = load_mail_settings().accounts
    except NotConfigured:
        return  # a campaign without e-mail
    seen = set()
    for account in accounts.values():
        mailbox = (account.evidence_imap, account.evidence_folders)
        if mailbox not in seen:
            seen.add(mailbox)
            yield from copies_since(account, since)


def _require_nobody_works(campaign_id: int) -> None:
    """The table is the back-up's: only of this machine's processes is it known whether they still live."""
    here = this_process.machine()
    for row in store.workers(campaign_id):
        if row.machine == here and this_process.started(row.pid) == row.pid_started:
            raise InputError("restored_worker_runs", name=row.name)
