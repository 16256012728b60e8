from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import missing


@pytest.fixture(scope="session")
def mail_world(tmp_path_factory: pytest.TempPathFactory):
    """One Dovecot for the session; a test that needs it is marked `outside("dovecot")`."""
    if missing("dovecot"):
        pytest.skip("dovecot is not on this machine")
    if os.geteuid() != 0:
        why = "dovecot is started as root by these tests"
        if os.environ.get("BAROMETER_REQUIRE_ALL") == "1":
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    from tests.outside import dovecot

    folder: Path = tmp_path_factory.mktemp("dovecot")
    with dovecot.mail_world(folder) as world:
        yield world


@pytest.fixture(scope="session")
def postgresql():
    """One PostgreSQL for the session; a test that needs it is marked `outside("postgresql")`."""
    if missing("postgresql"):
        pytest.skip("postgresql is not on this machine")
    from tests.outside.postgres_server import postgres_server

    with postgres_server() as server:
        yield server
