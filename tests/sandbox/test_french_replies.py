"""The French replies of the town: enough of each kind, in both groups, with labels that the grid knows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.composing import Composer, Request
from sandbox.draws import Draws
from sandbox.located_yaml import load
from sandbox.recognition import Citizen
from sandbox.reply_texts import Disclaimer, Frame
from sandbox.town_file import DEFAULT_TOWN, Town, load_town

WANTED = {
    "answer": 75, "acknowledgement": 15, "out_of_office": 12, "holding": 10, "clarification": 10, "opt_out": 5,
    "non_answer": 12, "redirect": 10, "forwarded": 6, "challenge": 3,
}  # fmt: skip
GRID = Path(__file__).parents[2] / "scenarios" / "grid" / "measures.yaml"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HUMAN = ("answer", "holding", "clarification", "opt_out", "non_answer", "redirect", "forwarded")
SIGNED_BY = ("{agent}", "{service}", "{agent_given}")


@pytest.fixture(scope="module")
def town() -> Town:
    return load_town(DEFAULT_TOWN)


def french(town: Town) -> list[Frame]:
    return [frame for (language, _), frames in town.texts.frames.items() if language == "fr" for frame in frames]


def entries(town: Town) -> list[Frame | Disclaimer]:
    return [*french(town), *town.texts.disclaimers["fr"]]


def test_there_is_enough_of_each_kind_and_in_each_group(town: Town) -> None:
    counted: Counter[str] = Counter(frame.kind for frame in french(town))
    assert {kind: counted[kind] for kind, wanted in WANTED.items() if counted[kind] < wanted} == {}
    groups: Counter[tuple[str, str]] = Counter((frame.kind, frame.group) for frame in french(town))
    for kind in WANTED:
        assert abs(groups[kind, "tune"] - groups[kind, "held"]) <= 2, kind
    assert Counter(entry.group for entry in town.texts.disclaimers["fr"]) == {"tune": 4, "held": 4}


def test_no_text_is_there_twice(town: Town) -> None:
    texts = Counter(" ".join((frame.body + frame.signature).split()).lower() for frame in french(town))
    assert [text for text, times in texts.items() if times > 1] == []


def test_labels_are_measures_of_the_grid_with_values_of_their_type(town: Town) -> None:
    types = {measure["id"]: measure["type"] for measure in load(GRID).data["measures"]}
    for entry in entries(town):
        for measure, value in entry.labels.items():
            assert measure in types, (entry.id, measure)
            kind = bool if types[measure] == "bool" else int
            assert type(value) is kind or value == "{days}", (entry.id, measure)


def test_labels_agree_with_one_another_and_with_the_slots(town: Town) -> None:
    for frame in (frame for frame in french(town) if frame.kind in HUMAN):
        labels = {name.removeprefix("reply."): value for name, value in frame.labels.items()}
        courtesies = [labels.get(name) for name in ("has_greeting", "thanks", "has_closing", "has_leave_taking")]
        if True in courtesies:
            assert labels["polite_phrase"] is True, frame.id
        if labels.get("polite_phrase") is False:
            assert courtesies == [False] * 4, frame.id
        if labels["greets_by_name"]:
            assert labels["has_greeting"] and any(f"{{{slot}" in frame.body for slot in ("given", "family", "citizen"))
        if labels.get("signed") is False:
            assert not any(slot in frame.body + frame.signature for slot in SIGNED_BY), frame.id
            assert labels["signed_by_person"] is False, frame.id
        if "{family_misspelt}" in frame.body or "{citizen_misspelt}" in frame.body:
            assert labels["name_correct"] is False, frame.id


def test_every_frame_can_be_filled_and_its_labels_are_settled(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    resident = next(resident for resident in town.by_mail.values() if resident.language == "fr")
    composer = Composer(town, 1)
    citizen = Citizen("Claire", "Dupont", "Mme", "fr")
    request = Request(resident, citizen, "Une question", AT, town.texts.fragments[0])
    for frame in french(town):
        monkeypatch.setattr(composer, "_frame", lambda *_, chosen=frame: chosen)
        reply = composer.compose(frame.kind, request, "some", Draws(1, frame.id), AT)
        assert reply.body and "{" not in reply.subject + reply.body + reply.signature, frame.id
        assert all(isinstance(value, bool | int) for value in reply.labels.values()), frame.id
        if frame.labels.get("ack.announced_delay_days") == "{days}":
            assert f"{reply.labels['ack.announced_delay_days']} jours" in reply.body, frame.id
