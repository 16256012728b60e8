"""The environment is read strictly."""

from __future__ import annotations

import pytest

from domain.errors import InputError
from settings.accounts_file import load_accounts, parse
from settings.environment import Environment
from settings.language import language


@pytest.mark.parametrize(
    ("text", "expected"), [("true", True), ("YES", True), ("1", True), ("off", False), ("", False)]
)
def test_a_flag_is_yes_or_no(text: str, expected: bool):
    assert Environment({"X": text}).flag("X") is expected


def test_an_odd_flag_is_refused_by_name():
    with pytest.raises(InputError) as refused:
        Environment({"X": "peut-être"}).flag("X")
    assert str(refused.value.place) == "environment:X"


@pytest.mark.parametrize("text", ["-1", "ten", "1.5", "٣"])
def test_an_odd_number_is_refused(text: str):
    with pytest.raises(InputError):
        Environment({"X": text}).number("X", 5)


def test_a_secret_comes_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    assert Environment({"X_FILE": str(tmp_path / "secret"), "X": "other"}).secret("X") == "s3cret"


def test_a_secret_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        Environment({"X_FILE": str(tmp_path / "absent")}).secret("X")
    assert "absent" in str(refused.value.message.params["path"])


def test_accounts_are_parsed_and_quoted_values_unquoted():
    assert parse("# c\n\nA=1\nexport B = 'two words'\nC=\"x=y\"\n", "f") == {"A": "1", "B": "two words", "C": "x=y"}


def test_odd_account_lines_are_all_named():
    with pytest.raises(InputError) as refused:
        parse("A=1\nnonsense\n1B=2\n", "accounts.env")
    places = [refused.value, *refused.value.others]
    assert [fault.place.line for fault in places] == [2, 3]


def test_what_is_already_set_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("BAROMETER_TEST_A", "kept")
    monkeypatch.delenv("BAROMETER_TEST_B", raising=False)
    (tmp_path / "accounts.env").write_text("BAROMETER_TEST_A=file\nBAROMETER_TEST_B=file\n")
    assert load_accounts(tmp_path)
    env = Environment()
    assert (env.text("BAROMETER_TEST_A"), env.text("BAROMETER_TEST_B")) == ("kept", "file")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"BAROMETER_LANG": "fr", "LANG": "en_GB"}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LC_ALL": "C", "LANG": "fr_FR"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_chosen_then_the_machines_own(values: dict[str, str], expected: str):
    assert language(Environment(values)) == expected


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError):
        language(Environment({"BAROMETER_LANG": "de"}))
