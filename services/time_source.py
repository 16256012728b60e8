"""The clock of this process: the machine's, or the sandbox town's when the accounts are those of a town."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from domain.clock import Clock, SystemClock
from domain.errors import NotConfigured
from links.endpoints import require_sandbox
from links.virtual_clock import VirtualClock
from settings.environment import Environment
from settings.mail import load_mail_settings


@contextmanager
def current_clock() -> Iterator[Clock]:
    """Yield the clock to go by.

    `BAROMETER_SANDBOX_CLOCK` names a town's: then every account must be the town's too, on loopback and presenting its
    token, so that real credentials can never send by mistake in virtual time. Raises InputError otherwise.
    """
    env = Environment()
    address = env.text("BAROMETER_SANDBOX_CLOCK")
    if not address:
        yield SystemClock()
        return
    token = env.secret("BAROMETER_SANDBOX_TOKEN")
    try:
        for account in load_mail_settings(env).accounts.values():
            require_sandbox(account.smtp, account.imap, account.evidence_imap, token=token)
    except NotConfigured:
        pass  # no account, nothing to send with
    clock = VirtualClock.connect(address, token)
    try:
        yield clock
    finally:
        clock.close()


def now() -> datetime:
    """Return the time of the clock to go by."""
    with current_clock() as clock:
        return clock.now()
