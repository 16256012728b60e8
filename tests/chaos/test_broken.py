"""The harness can fail: runners broken on purpose are caught, each by what the outside saw of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos.campaign import Result, one_runner, survive
from tests.chaos.strikes import Schedule, Strike
from tests.outside.quick_folder import quick_folder

STRUCTURES = 2
CUT = (Strike("accepted", "first", 1),)
CASES: dict[str, tuple[str, Sequence[Strike]]] = {
    "resends": ("keeps no journal+resends+forgets replies+forgets reminders",
                (*CUT, Strike("receipted", "first", 2), Strike("kept", "", 2))),
    "claims lightly": ("keeps no journal+claims lightly", CUT),
    "marks nothing": ("keeps no journal+marks nothing", CUT),
    "journal alone": ("marks nothing", CUT),
    "renames": ("keeps no journal+resends+renames", CUT),
}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    def run(name: str) -> Result:
        variant, strikes = CASES[name]
        with quick_folder("broken") as folder:
            return survive(folder, STRUCTURES, Schedule(tuple(strikes), 0, 1), one_runner, variant=variant)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(CASES, pool.map(run, CASES), strict=True))


def test_every_kill_came_to_pass(results):
    assert {name: result.not_reached for name, result in results.items()} == dict.fromkeys(CASES, ())


@pytest.mark.parametrize("variant", ["resends", "claims lightly", "marks nothing", "renames"])
def test_what_is_sent_again_is_caught(results, variant):
    assert results[variant].verdict.duplicates


def test_the_journal_alone_keeps_it_from_being_sent_again(results):
    assert results["journal alone"].violations == ()


def test_another_message_id_does_not_hide_it(results):
    assert not results["renames"].town.again
    assert any("the same words" in found for found in results["renames"].verdict.duplicates)


def test_replies_that_the_cursor_passed_are_missed(results):
    assert any("0 rows for the reply" in found for found in results["resends"].verdict.replies_lost)


def test_a_reminder_that_was_never_planned_is_missed(results):
    assert any("no reminder planned" in found for found in results["resends"].verdict.contacts_lost)
