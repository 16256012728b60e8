"""Tests that need a program of the machine say so: `@pytest.mark.outside("dovecot")`.

Without it they are skipped, naming what is missing; with BAROMETER_REQUIRE_ALL=1 (continuous integration) they fail.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NEEDS: dict[str, tuple[str, ...]] = {
    # name in the mark: every command or file that must be there
    "dovecot": ("dovecot", "doveadm", "/usr/lib/dovecot/submission", "/usr/lib/dovecot/lmtp"),
    "postgresql": ("pg_ctl", "initdb"),
    "chromium": ("chromium",),
}
PACKAGES = {
    "dovecot": "dovecot-imapd dovecot-submissiond dovecot-lmtpd",
    "postgresql": "postgresql",
    "chromium": "chromium",
}
SEARCHED = os.pathsep.join(
    [
        os.environ.get("PATH", ""),
        "/usr/sbin",
        "/usr/local/sbin",
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
    ]
)


def missing(name: str) -> list[str]:
    """Return what an outside program lacks on this machine."""
    return [
        need
        for need in NEEDS[name]
        if not (Path(need).exists() if need.startswith("/") else shutil.which(need, path=SEARCHED))
    ]


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("outside"):
        (name,) = mark.args
        if lacking := missing(name):
            why = f"{name} is not on this machine ({', '.join(lacking)}); Debian: apt-get install {PACKAGES[name]}"
            if os.environ.get("BAROMETER_REQUIRE_ALL") == "1":
                pytest.fail(why, pytrace=False)
            pytest.skip(why)


@pytest.fixture(autouse=True)
def _no_accounts_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads, let alone uses, an account configured where it runs."""
    for name in list(os.environ):
        if name.startswith("BAROMETER_") and name != "BAROMETER_REQUIRE_ALL":
            monkeypatch.delenv(name)
