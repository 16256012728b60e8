"""The English replies of the town: enough of each kind and group, and labels that their own texts bear out."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.composing import Composer, Request
from sandbox.draws import Draws
from sandbox.located_yaml import load
from sandbox.recognition import Citizen
from sandbox.reply_texts import Frame
from sandbox.town_file import DEFAULT_TOWN, Town, load_town

WANTED = {
    "answer": 75, "acknowledgement": 15, "out_of_office": 12, "holding": 10, "clarification": 10, "opt_out": 5,
    "non_answer": 12, "redirect": 10, "forwarded": 6, "challenge": 3,
}  # fmt: skip
AUTOMATIC = ("acknowledgement", "out_of_office", "challenge")
GRID = Path(__file__).parents[2] / "scenarios" / "grid" / "measures.yaml"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
IN_SIGNATURE = {"{phone}": "phone", "{address}": "address", "{mail}": "email", "{role}": "role", "{service}": "service"}


@pytest.fixture(scope="module")
def town() -> Town:
    return load_town(DEFAULT_TOWN)


def english(town: Town) -> list[Frame]:
    return [frame for (language, _), frames in town.texts.frames.items() if language == "en" for frame in frames]


def written_by_people(town: Town) -> list[Frame]:
    return [frame for frame in english(town) if frame.kind not in AUTOMATIC]


def test_there_is_enough_of_each_kind_and_in_each_group(town: Town) -> None:
    counted: Counter[str] = Counter(frame.kind for frame in english(town))
    assert {kind: counted[kind] for kind, wanted in WANTED.items() if counted[kind] < wanted} == {}
    groups: Counter[tuple[str, str]] = Counter((frame.kind, frame.group) for frame in english(town))
    for kind in WANTED:
        assert abs(groups[kind, "tune"] - groups[kind, "held"]) <= 4, kind
    assert min(Counter(notice.group for notice in town.texts.disclaimers["en"]).values()) >= 3


def test_no_text_is_there_twice(town: Town) -> None:
    texts = Counter(" ".join((frame.body + frame.signature).split()).lower() for frame in english(town))
    assert [text for text, times in texts.items() if times > 1] == []


def test_labels_are_measures_of_the_grid_with_values_of_their_type(town: Town) -> None:
    types = {measure["id"]: measure["type"] for measure in load(GRID).data["measures"]}
    labelled = [(entry.id, entry.labels) for entry in english(town)]
    labelled += [(entry.id, entry.labels) for entry in town.texts.disclaimers["en"]]
    for name, labels in labelled:
        for measure, value in labels.items():
            kind = {"bool": bool, "count": int, "number": int}[types[measure]]
            assert type(value) is kind or value == "{days}", (name, measure)


def test_a_polite_phrase_is_a_greeting_thanks_or_a_closing(town: Town) -> None:
    names = ("has_greeting", "thanks", "has_closing", "has_leave_taking")
    for frame in written_by_people(town):
        courtesies = [frame.labels.get(f"reply.{name}") for name in names]
        assert frame.labels["reply.polite_phrase"] is (True in courtesies), frame.id
        if not frame.labels["reply.polite_phrase"]:
            assert courtesies == [False] * len(names), frame.id


def test_both_groups_hold_rude_and_polite_answers(town: Town) -> None:
    for group in ("tune", "held"):
        answers = [frame for frame in english(town) if frame.kind == "answer" and frame.group == group]
        polite = Counter(frame.labels["reply.polite_phrase"] for frame in answers)
        assert polite[False] >= 4 and polite[True] >= 30
        assert len({frame.register_ for frame in answers}) == 6


def test_names_are_where_the_labels_say(town: Town) -> None:
    for frame in written_by_people(town):
        named = bool(re.search(r"\{(given|family|citizen)", frame.body))
        greeted = frame.labels.get("reply.greets_by_name")
        assert named or not greeted, frame.id
        if named and greeted is False:
            assert not re.match(r".*\{(given|family|citizen)", frame.body.splitlines()[0]), frame.id
        wrong = "_misspelt}" in frame.body
        assert frame.labels.get("reply.name_correct") in ((False,) if wrong else (True, None)), frame.id


def test_signatures_hold_what_the_labels_say(town: Town) -> None:
    for frame in written_by_people(town):
        text = frame.body + frame.signature
        for slot, part in IN_SIGNATURE.items():
            labelled = frame.labels.get(f"reply.signature_{part}")
            if slot not in text and part not in ("service", "role"):  # these two may be spelt out
                assert labelled is not True, (frame.id, part)
            if slot in frame.signature:
                assert labelled is True, (frame.id, part)
        if "{agent}" in text:
            assert frame.labels["reply.signed_by_person"] is frame.labels["reply.signed"] is True, frame.id


def test_automatic_frames_hold_what_the_labels_say(town: Town) -> None:
    for frame in english(town):
        if frame.kind == "acknowledgement":
            assert frame.labels["ack.has_reference"] is ("{ticket}" in frame.body), frame.id
            assert frame.labels["ack.announces_delay"] or "ack.announced_delay_days" not in frame.labels, frame.id
        if frame.kind == "out_of_office":
            assert frame.labels["absence.has_return_date"] is ("{return_date}" in frame.body), frame.id
            assert bool(frame.labels.get("absence.has_substitute")) is ("{substitute" in frame.body), frame.id


@pytest.mark.parametrize("civility", ["Ms", ""])
def test_every_frame_can_be_filled(town: Town, monkeypatch: pytest.MonkeyPatch, civility: str) -> None:
    resident = next(resident for resident in town.by_mail.values() if resident.language == "en")
    composer = Composer(town, 1)
    request = Request(resident, Citizen("Ruth", "Oakden", civility, "en"), "A question", AT, town.texts.fragments[0])
    for frame in english(town):
        monkeypatch.setattr(composer, "_frame", lambda *_, chosen=frame: chosen)
        reply = composer.compose(frame.kind, request, "some", Draws(1, frame.id), AT)
        assert reply.body and "{" not in reply.subject + reply.body + reply.signature, frame.id
        assert all(isinstance(value, bool | int) for value in reply.labels.values()), frame.id
