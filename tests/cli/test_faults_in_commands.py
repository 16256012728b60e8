"""Bad commands, as a user would type them: a clear sentence, a code, never a stack trace."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.demonstration import ENVIRONMENT, ROOT

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "en"]


def both(barometer, *arguments: object) -> list[tuple[int, str]]:
    """What a command says in French and in English; never the same."""
    said = [barometer(*arguments, language=language) for language in LANGUAGES]
    assert said[0].errors != said[1].errors
    return [(entry.code, entry.errors) for entry in said]


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        (["approve"], "Il manque --by.", "--by is missing."),
        (["aprove"], "La commande « aprove » n'existe pas.", "There is no command 'aprove'."),
        (["run", "--sned"], "L'option --sned n'existe pas", "There is no option --sned"),
        (["pen", "accept", "one", "--by", "Ada"], "un nombre entier", "a whole number"),
        (["uncertain", "settle", "1", "perhaps", "--by", "Ada"], "sent, not-sent", "sent, not-sent"),
        (["run", "now"], "En trop : now.", "Too much: now."),
        (["demo", "--seed"], "--seed attend une valeur", "--seed needs a value"),
        (["optout", "--by", "Ada"], "Il manque STRUCTURE.", "STRUCTURE is missing."),
        (["read"], "Donnez au moins un fichier", "Give at least one file"),
    ],
)
def test_a_command_line_that_cannot_be_understood(barometer, typed, french, english):
    (one, said_french), (other, said_english) = both(barometer, *typed)
    assert (one, other) == (2, 2)
    assert french in said_french
    assert english in said_english
    assert " -h" in said_english


def test_an_approval_needs_a_name(barometer, folder):
    assert barometer("plan").code == 0
    for code, _ in both(barometer, "approve", "--yes", "--by", "..."):
        assert code == 2
    assert barometer("status").out.count("Ada") == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_sends_what_nobody_approved(barometer, folder):
    barometer("plan")
    for code, errors in both(barometer, "run", "--send"):
        assert code == 2
        assert "barometer approve" in errors


def test_there_is_nothing_to_pause_before_approval_and_much_after(barometer, folder):
    barometer("plan")
    assert [code for code, _ in both(barometer, "pause", "--by", "Ada")] == [2, 2]
    assert barometer("approve", "--yes", "--by", "Ada Lovelace").code == 0
    assert barometer("pause", "--by", "Ada").code == 0
    assert "suspendue" in barometer("status", language="fr").out


def test_a_report_before_anything_is_closed(barometer, folder):
    barometer("plan")
    for code, errors in both(barometer, "report"):
        assert code == 2
        assert "barometer status" in errors


def test_unknown_ids_and_keys_are_named(barometer, folder):
    barometer("plan")
    for typed in (
        ["pen", "accept", "999", "--by", "Ada"],
        ["pen", "show", "999"],
        ["pen", "move", "999", "1", "--by", "Ada"],
        ["pen", "ignore", "999", "--by", "Ada"],
        ["pen", "undo", "999", "--by", "Ada"],
        ["uncertain", "settle", "999", "sent", "--by", "Ada"],
        ["tasks", "show", "999"],
        ["optout", "999", "--by", "Ada"],
    ):
        for code, errors in both(barometer, *typed):
            assert (code, "999" in errors) == (2, True), typed


def test_tasks_take_only_readable_answers(barometer, folder, tmp_path):
    barometer("plan")
    for typed in (["tasks", "submit", "999", "absent.yaml", "--by", "Ada"],):
        assert [code for code, _ in both(barometer, *typed)] == [2, 2]


@pytest.mark.parametrize("as_json", [False, True])
def test_reading_what_cannot_be_read(barometer, tmp_path, as_json):
    (tmp_path / "noise.eml").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "folder").mkdir()
    option = ["--json"] if as_json else []
    for language in LANGUAGES:
        for name, code in (("absent.eml", 1), ("folder", 1), ("/dev/null", 0), ("noise.eml", 0)):
            said = barometer("read", *option, name, language=language)
            assert said.code == code, name
            if as_json:
                (line,) = said.out.splitlines()
                assert ("error" in json.loads(line)) == bool(code)
            elif code:
                assert name in said.errors


def test_a_faulty_file_does_not_stop_the_others(barometer, tmp_path):
    (tmp_path / "good.eml").write_bytes(b"From: a@b.example\r\nSubject: x\r\n\r\nBonjour,\r\n\r\nOuvert.\r\n")
    said = barometer("read", "--json", "absent.eml", "good.eml")
    assert said.code == 1
    assert [json.loads(line)["path"] for line in said.out.splitlines()] == ["absent.eml", "good.eml"]


def test_names_and_messages_from_standard_input(barometer, tmp_path, monkeypatch):
    (tmp_path / "good.eml").write_bytes(b"From: a@b.example\r\nSubject: x\r\n\r\nBonjour.\r\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"good.eml\nabsent.eml\n\n")))
    said = barometer("read", "--json", "--list", "-")
    assert [json.loads(line)["path"] for line in said.out.splitlines()] == ["good.eml", "absent.eml"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Subject: from a pipe\r\n\r\nBonjour.\r\n")))
    said = barometer("read", "--json", "-")
    assert json.loads(said.out)["subject"] == "from a pipe"


@pytest.mark.parametrize("listing", ["absent.txt", "folder", "noise.txt"])
def test_a_list_of_names_that_cannot_be_read(barometer, tmp_path, listing):
    (tmp_path / "folder").mkdir()
    (tmp_path / "noise.txt").write_bytes(b"\xff\xfe\xe9\n")
    for code, errors in both(barometer, "read", "--list", listing):
        assert code == 2
        assert listing in errors


def test_an_unknown_scenario_names_near_ones(barometer, tmp_path):
    (tmp_path / "m.eml").write_bytes(b"Subject: x\r\n\r\nBonjour.\r\n")
    for code, errors in both(barometer, "read", "--scenario", "birth-certificat", "m.eml"):
        assert code == 2
        assert "birth-certificate" in errors


@pytest.mark.parametrize(
    "typed", [["init", "/dev/null/campaign"], ["demo", "--dir", "/dev/null/demo"], ["init", "/proc/campaign"]]
)
def test_a_folder_that_cannot_be_written(barometer, typed):
    for code, errors in both(barometer, *typed):
        assert code == 2
        assert typed[-1] in errors


def test_a_demonstration_never_empties_somebody_elses_folder(barometer, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.txt").write_text("ten years")
    assert [code for code, _ in both(barometer, "demo", "--dir", "work")] == [2, 2]
    assert (tmp_path / "work" / "thesis.txt").read_text() == "ten years"


def test_an_unknown_language_is_refused(barometer, folder):
    said = barometer("status", language="xx")
    assert said.code == 2
    assert "BAROMETER_LANG" in said.errors
    assert "fr, en" in said.errors


@pytest.mark.parametrize("database", ["sqlite", "absent folder", "no server", "odd scheme"])
def test_a_database_that_does_not_answer(folder, database):
    urls = {
        "absent folder": "sqlite:////nonexistent/folder/barometer.sqlite3",
        "no server": "postgresql://barometer@127.0.0.1:9/barometer",
        "odd scheme": "mysql://127.0.0.1/barometer",
    }
    (folder / "barometer.sqlite3").write_bytes(os.urandom(4096))
    for language, sentence in (("fr", "DATABASE_URL"), ("en", "DATABASE_URL")):
        said = _process(folder, language, urls.get(database, ""), "status")
        assert said.returncode == 2, said.stderr
        assert sentence in said.stderr
        assert "Traceback" not in said.stderr
        assert not (folder / "barometer-error.log").exists()


def test_a_database_that_fails_half_way(barometer, folder, monkeypatch):
    from django.db import OperationalError

    from services import status

    def locked(_: Path) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(status, "status_of", locked)
    for code, errors in both(barometer, "status"):
        assert code == 2
        assert "database is locked" in errors


def _process(folder: Path, language: str, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = (
        ENVIRONMENT | {"BAROMETER_LANG": language, "PYTHONPATH": str(ROOT)} | ({"DATABASE_URL": url} if url else {})
    )
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
