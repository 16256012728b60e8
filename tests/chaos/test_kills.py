"""A whole campaign with the local executor, killed at every boundary: nothing comes twice and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.boundaries import BOUNDARIES, KINDS
from tests.chaos.campaign import Result, one_runner, survive
from tests.chaos.received import Delivered, Outside
from tests.chaos.strikes import draw
from tests.chaos.verdict import judge
from tests.outside.quick_folder import quick_folder

STRUCTURES, SEED = 14, 2


@pytest.fixture(scope="module")
def result() -> Result:
    with quick_folder("chaos") as folder:
        return survive(folder, STRUCTURES, draw(STRUCTURES, SEED, at_random=5), one_runner)


def test_nothing_is_received_twice(result):
    assert result.verdict.duplicates == ()


def test_no_contact_is_lost(result):
    assert result.verdict.contacts_lost == ()


def test_no_reply_is_lost_or_attached_to_another_contact(result):
    assert result.verdict.replies_lost == ()


def test_our_tables_contradict_neither_the_outside_nor_each_other(result):
    assert result.verdict.inconsistent == ()


def test_only_a_dialogue_cut_inside_data_may_be_uncertain(result):
    assert 0 < result.verdict.uncertain <= result.kills.dialogues_cut
    assert result.verdict.uncertain <= result.kills.inside_data
    assert result.violations == ()


def test_it_was_killed_at_every_boundary_for_every_kind_of_dispatch(result):
    assert result.kills.total >= 30
    assert result.kills.boundaries == {boundary.name for boundary in BOUNDARIES}
    assert result.not_reached == ()
    assert all(f"half ({kind})" in result.kills.by_name for kind in KINDS)


def test_the_campaign_had_everything_that_could_be_lost(result):
    figures = result.verdict.figures
    assert figures["contacts"] == 3 * STRUCTURES
    assert min(figures["reminders"], figures["second turns"], figures["held"]) > 0
    assert figures["replies"] == figures["attached"] + figures["held"]
    assert {contact["outcome"] for contact in result.ours["contacts"]} == {"answered", "silent", "not_measured"}


Tamper = Callable[[Outside, dict[str, Any]], Outside | None]


def _twice(town: Outside, ours: dict[str, Any]) -> Outside:
    return replace(town, again=({**town.received[0], "times": 2},))


def _under_another_id(town: Outside, ours: dict[str, Any]) -> Outside:
    return replace(town, arrived=(*town.arrived, replace(town.arrived[0], message_id="<other@x.example>")))


def _never_arrived(town: Outside, ours: dict[str, Any]) -> Outside:
    sent = next(row["message_id"] for row in ours["dispatches"] if row["state"] == "sent")
    return replace(town, received=tuple(entry for entry in town.received if entry["message_id"] != sent))


def _still_open(town: Outside, ours: dict[str, Any]) -> None:
    ours["contacts"][0]["closed"] = False


def _given_up(town: Outside, ours: dict[str, Any]) -> None:
    row = next(row for row in ours["dispatches"] if row["kind"] == "first" and row["state"] == "sent")
    row.update(state="skipped", detail="window_over", message_id="")


def _no_reminder(town: Outside, ours: dict[str, Any]) -> None:
    silent = {contact["token"] for contact in ours["contacts"] if "silent" in contact["structure"]}
    gone = next(r for r in ours["dispatches"] if r["kind"] == "reminder" and r["contact__token"] in silent)
    ours["dispatches"].remove(gone)


def _no_second_turn(town: Outside, ours: dict[str, Any]) -> None:
    ours["dispatches"].remove(next(row for row in ours["dispatches"] if row["kind"] == "second_turn"))


def _reply_missing(town: Outside, ours: dict[str, Any]) -> None:
    del ours["replies"][0]


def _reply_twice(town: Outside, ours: dict[str, Any]) -> None:
    ours["replies"].append(ours["replies"][0])


def _reply_of_another(town: Outside, ours: dict[str, Any]) -> None:
    attached = [row for row in ours["replies"] if row["state"] == "attached"]
    other = next(row for row in attached if row["contact__token"] != attached[0]["contact__token"])
    attached[0]["contact__token"] = other["contact__token"]


def _reply_unread(town: Outside, ours: dict[str, Any]) -> None:
    ours["replies"][0]["reading_version"] = ""


def _reply_altered(town: Outside, ours: dict[str, Any]) -> Outside:
    first, *others = town.delivered
    return replace(town, delivered=(Delivered(first.key, "0" * 64, first.message_id), *others))


def _nothing_kept(town: Outside, ours: dict[str, Any]) -> None:
    ours["kept"] = []


def _two_documents(town: Outside, ours: dict[str, Any]) -> None:
    ours["documents"].append(ours["documents"][0])


def _noted_as_planned(town: Outside, ours: dict[str, Any]) -> None:
    next(row for row in ours["dispatches"] if row["state"] == "sent")["state"] = "planned"


@pytest.mark.parametrize(
    ("kind", "tamper"),
    [
        ("duplicates", _twice),
        ("duplicates", _under_another_id),
        ("contacts_lost", _never_arrived),
        ("contacts_lost", _still_open),
        ("contacts_lost", _given_up),
        ("contacts_lost", _no_reminder),
        ("contacts_lost", _no_second_turn),
        ("replies_lost", _reply_missing),
        ("replies_lost", _reply_twice),
        ("replies_lost", _reply_of_another),
        ("replies_lost", _reply_unread),
        ("replies_lost", _reply_altered),
        ("replies_lost", _nothing_kept),
        ("inconsistent", _two_documents),
        ("inconsistent", _noted_as_planned),
    ],
)
def test_the_verdict_sees_what_went_wrong(result: Result, kind: str, tamper: Tamper):
    ours = deepcopy(dict(result.ours))
    town = tamper(result.town, ours) or result.town
    assert getattr(judge(town, ours), kind)
