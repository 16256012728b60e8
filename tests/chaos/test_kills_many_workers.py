"""A whole campaign shared by three workers on one PostgreSQL, one of them killed again and again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.boundaries import BOUNDARIES
from tests.chaos.campaign import Result, many_workers, survive
from tests.chaos.strikes import draw
from tests.outside.postgres_server import PostgresServer, postgres_server
from tests.outside.quick_folder import quick_folder

pytestmark = pytest.mark.outside("postgresql")
STRUCTURES, SEED = 14, 3


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as started:
        yield started


@pytest.fixture(scope="module")
def result(server: PostgresServer) -> Result:
    schedule = draw(STRUCTURES, SEED, at_random=5, in_turn=True)
    with quick_folder("chaos") as folder:
        return survive(folder, STRUCTURES, schedule, many_workers, database=server.create("chaos"))


def test_nothing_comes_twice_and_nothing_is_lost(result):
    assert result.violations == ()
    assert result.verdict.figures["contacts"] == 3 * STRUCTURES


def test_workers_died_at_every_boundary(result):
    assert result.kills.total >= 30
    assert result.kills.boundaries == {boundary.name for boundary in BOUNDARIES}
