"""Sentences are rendered in both languages, and never fail to be."""

from __future__ import annotations

from domain.errors import InputError, Message, Place
from domain.wording import explain, render, say


def test_a_sentence_is_rendered_in_french_and_english():
    assert "true" in render(Message("setting_not_flag", {"value": "peut-être"}), "fr")
    assert "'maybe'" in say("en", "setting_not_flag", value="maybe")


def test_an_unknown_code_shows_itself():
    assert render(Message("no_such_code", {"a": 1}), "fr") == "no_such_code {'a': 1}"


def test_a_missing_parameter_does_not_hide_the_sentence():
    assert "neither yes nor no" in say("en", "setting_not_flag")


def test_faults_are_explained_one_a_line_with_their_place():
    error = InputError.together(
        [
            InputError("setting_not_flag", place=Place("panel.csv", 3, "recording"), value="x"),
            InputError("setting_not_flag", place=Place("panel.csv", 9, "recording"), value="y"),
        ]
    )
    first, second = explain(error, "en").splitlines()
    assert first.startswith("panel.csv:3:recording: 'x'")
    assert second.startswith("panel.csv:9:recording: 'y'")
