"""Whole messages and what a careful reader copies from each as written by its author this time."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.reading.mail import read_mail
from tests.collectors.reading.golden_mails import FOLDER

MESSAGES = sorted((FOLDER / "new_text").glob("*.eml"))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda path: path.stem)
def test_the_new_text_is_what_a_careful_reader_copies(message: Path):
    expected = message.with_suffix(".txt").read_text("utf-8")
    assert read_mail(message.read_bytes()).new_text.split() == expected.split()


def test_each_expected_text_has_its_message():
    assert {path.stem for path in (FOLDER / "new_text").glob("*.txt")} == {path.stem for path in MESSAGES}
