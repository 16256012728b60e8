"""The first steps of a new user: nothing is erased unasked, every wrong turn is answered with a sentence."""

from __future__ import annotations

import json

import pytest

from tests.services.right_files import CAMPAIGN, HEADER, ROW

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "en"]


@pytest.fixture
def practice(tmp_path):
    """A folder in which somebody practised."""
    from services.demo_folder import PRACTICE_MARK

    folder = tmp_path / "practice"
    folder.mkdir()
    (folder / PRACTICE_MARK).touch()
    (folder / "campaign.yaml").write_text(CAMPAIGN, "utf-8")
    (folder / "barometer.sqlite3").write_bytes(b"a week of work")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_practice_is_not_erased_unasked(barometer, practice, language):
    said = barometer("sandbox", "practice", language=language)
    assert said.code == 2
    assert "--again" in said.errors
    assert (practice / "barometer.sqlite3").read_bytes() == b"a week of work"


@pytest.mark.parametrize("typed", [["demo"], ["calibrate", "--rerun"]], ids=" ".join)
def test_a_demonstration_does_not_erase_a_practice(barometer, practice, typed):
    assert barometer(*typed, "--dir", "practice").code == 2
    assert (practice / "barometer.sqlite3").read_bytes() == b"a week of work"


def test_a_practice_begun_anew_is_emptied(practice):
    from services.demo_folder import PRACTICE_MARK, fresh_practice

    fresh_practice(practice, again=True)
    assert [path.name for path in practice.iterdir()] == [PRACTICE_MARK]


def test_what_a_refused_town_left_is_in_nobodys_way(practice):
    from services.demo_folder import PRACTICE_MARK, fresh_practice

    (practice / "campaign.yaml").unlink()
    fresh_practice(practice)
    assert [path.name for path in practice.iterdir()] == [PRACTICE_MARK]


def test_a_practice_never_takes_somebody_elses_folder(barometer, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.txt").write_text("ten years")
    said = barometer("sandbox", "work", "--again")
    assert said.code == 2
    assert "--dir" not in said.errors
    assert (tmp_path / "work" / "thesis.txt").read_text() == "ten years"


@pytest.mark.parametrize("language", LANGUAGES)
def test_calibrating_nothing_runs_and_makes_nothing(barometer, tmp_path, language):
    said = barometer("calibrate", "--dir", "nowhere", language=language)
    assert said.code == 2
    assert "--rerun" in said.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", [["demo", "--dir"], ["calibrate", "--dir"], ["sandbox", "--again"]], ids=" ".join)
def test_a_town_file_that_is_not_there_is_refused_before_anything_is_erased(barometer, practice, typed):
    said = barometer(*typed, "practice", "--town", "mytown.yaml")
    assert said.code == 2
    assert said.errors.count("mytown.yaml") == 1
    assert (practice / "barometer.sqlite3").exists()


def test_a_town_file_is_handed_on_by_its_whole_path(tmp_path, monkeypatch):
    from pathlib import Path

    from services.sandbox_town import town_file

    (tmp_path / "mytown.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert town_file(Path("mytown.yaml")) == tmp_path / "mytown.yaml"


def test_the_only_campaign_of_a_folder_is_the_one_compared(barometer, folder):
    from domain.errors import InputError
    from services.demo import demo_campaign

    with pytest.raises(InputError, match="town_campaign_unclear"):
        demo_campaign(folder)
    assert barometer("plan").code == 0
    assert demo_campaign(folder).key == "essai"


def test_a_report_in_an_unknown_language_is_refused(barometer, folder):
    said = barometer("report", "--lang", "de")
    assert said.code == 2
    assert "fr, en" in said.errors


@pytest.mark.parametrize(("field", "value"), [("norms", "nobody-2026"), ("grid", "1999.1")])
def test_check_refuses_what_plan_refuses(barometer, folder, field, value):
    assert "barometer-2026" in barometer("check").out
    (folder / "campaign.yaml").write_text(CAMPAIGN + f"{field}: '{value}'\n", "utf-8")
    assert value in barometer("check").out
    assert barometer("plan").code == 2


def test_check_shows_what_stands_in_brackets(barometer, folder):
    (folder / "campaign.yaml").write_text(CAMPAIGN + "norms: '[red]x'\n", "utf-8")
    assert "[red]x" in barometer("check").out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_campaign_may_last_a_day_and_not_less(barometer, folder, language):
    (folder / "campaign.yaml").write_text(CAMPAIGN.replace("2027-03-05", "2027-01-03"), "utf-8")
    said = barometer("plan", language=language)
    assert said.code == 2
    assert "campaign.yaml:4:ends: " in said.errors
    assert "2027-01-03" in said.errors
    (folder / "panel.csv").write_text(HEADER + ROW.format(mail="automated"), "utf-8")
    (folder / "campaign.yaml").write_text(CAMPAIGN.replace("2027-03-05", "2027-01-04"), "utf-8")
    assert "campaign.yaml" not in barometer("plan", language=language).errors


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_approval_without_a_name_is_refused_before_the_question(barometer, folder, language):
    barometer("plan")
    said = barometer("approve", "--by", "", language=language)
    assert said.code == 2
    assert not (folder / "texts-to-approve.md").exists()


def test_saying_no_is_confirmed(barometer, folder, monkeypatch):
    import io
    import sys

    barometer("plan")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"n\n")))
    said = barometer("approve", "--by", "Ada Lovelace")
    assert said.code == 1
    assert "Nothing was approved." in said.out


def test_nothing_is_measured_of_nothing(barometer, tmp_path):
    (tmp_path / "empty.eml").touch()
    read = json.loads(barometer("read", "--json", "empty.eml").out)
    assert (read["kind"], read["measures"]) == ("empty", {})


def test_a_mail_is_shown_in_words_and_the_noes_are_counted(barometer, tmp_path):
    (tmp_path / "m.eml").write_bytes(b"From: a@b.example\r\nSubject: x\r\n\r\nBonjour,\r\n\r\nOuvert le lundi.\r\n")
    measures = json.loads(barometer("read", "--json", "m.eml").out)["measures"]
    noes = sum(entry["value"] is False for entry in measures.values())
    for language, greeting in (("fr", "Formule d'appel"), ("en", "Salutation")):
        out = barometer("read", "m.eml", language=language).out
        assert greeting in out
        assert "reply.has_greeting" not in out
        assert f" {noes} " in out.strip().splitlines()[-1]


def test_status_tells_the_last_troubles_of_our_side(barometer, folder):
    from datetime import UTC, datetime

    from campaigns import store
    from campaigns.models import Campaign

    barometer("plan")
    campaign, at = Campaign.objects.get(), datetime(2027, 1, 5, 9, tzinfo=UTC)
    store.log(campaign.id, at, "x", "sending_trouble", account="north", failure="auth_error", why="535 [no]")
    store.log(campaign.id, at, "x", "imap_unreachable", where="imap.example", why="refused")
    for language, words in (("fr", "identification refusée"), ("en", "login refused")):
        out = barometer("status", language=language).out
        assert words in out
        assert "535 [no]" in out
        assert "imap.example" in out
