"""Town files: the default one is sound, and a wrong one is refused with file, line and field."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sandbox.faults import TownFileError
from sandbox.town_file import DEFAULT_TOWN, load_town
from tests.sandbox.small_town import profile, structure, write_town


def refused(path: Path) -> str:
    with pytest.raises(TownFileError) as refusal:
        load_town(path)
    return str(refusal.value)


def test_the_default_town_is_what_it_says() -> None:
    town = load_town(DEFAULT_TOWN)
    assert Counter(resident.sector for resident in town.file.structures) == {"public": 40, "private": 40}
    english = [resident for resident in town.file.structures if resident.language == "en"]
    assert 12 <= len(english) <= 20 and {resident.country for resident in english} == {"GB", "IE"}
    assert len({resident.category for resident in town.file.structures}) >= 20
    assert len({resident.domain for resident in town.file.structures}) == 80


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"sector": "publick"}, "structures.0.sector", ("valeur inconnue 'publick'", "unknown value 'publick'")),
        ({"mail": "mairie@ville.fr"}, "structures.0.mail", ("un domaine .example", "a .example")),
        ({"mail": "Mairie@ville.example"}, "structures.0.mail", ("en minuscules", "lower case")),
        ({"profile": "absent"}, "structures.0.profile", ("profil inconnu", "unknown profile")),
        ({"timezone": "Europe/Nowhere"}, "structures.0.timezone", ("fuseau inconnu", "unknown time zone")),
        ({"openings": "mon-fri 17:00-09:00"}, "structures.0", ("plage à l'envers", "ends before it begins")),
        ({"openings": "lundi 09:00-12:00"}, "structures.0", ("horaires illisibles", "not understood")),
        ({"country": "ZZ"}, "structures.0", ("pays ou subdivision inconnus", "unknown country")),
        ({"colour": "red"}, "structures.0.colour", ("ce champ est inconnu", "unknown here")),
        ({"parent": "P9"}, "structures.0.parent", ("structure inconnue", "unknown structure")),
        ({"language": "de"}, "structures.0.language", ("rien pour la langue de", "nothing for de")),
    ],
)
def test_a_wrong_structure_is_refused_where_it_is(
    tmp_path: Path, wrong: dict[str, str], field: str, words: tuple[str, str]
) -> None:
    path = write_town(tmp_path, {"usual": profile()}, [structure("P1", "usual", **wrong)])
    message = refused(path)
    lines = path.read_text("utf-8").splitlines()
    line = int(message.split(":")[1])
    assert message.startswith(f"{path}:{line}:{field}: ")
    assert field.rpartition(".")[2].isdigit() or f'"{field.rpartition(".")[2]}"' in lines[line - 1]
    for word in words:
        assert word in message


def test_a_missing_field_names_its_holder(tmp_path: Path) -> None:
    entry = structure("P1", "usual")
    del entry["mail"]
    assert ":structures.0.mail: ce champ manque / this field is missing" in refused(
        write_town(tmp_path, {"usual": profile()}, [entry])
    )


def test_all_faults_are_shown_at_once(tmp_path: Path) -> None:
    twins = [structure("P1", "usual"), structure("P1", "usual")]
    message = refused(write_town(tmp_path, {"usual": profile()}, twins))
    assert "structures.1.key: P1 est déjà pris / P1 is already taken" in message
    assert "structures.1.mail" in message


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"course": {"silent": 0.7, "holding": 0.5}}, "course shares add up to 1.200"),
        ({"course": {"asleep": 0.1}}, "profiles.usual.course.asleep"),
        ({"mobile": 1.5}, "1.5 is above 1"),
        ({"delay": {"median_hours": "soon"}}, "'soon' is not a number"),
        ({"programs": {"outlook": 0}}, "no weight above 0"),
    ],
)
def test_a_wrong_profile_is_refused(tmp_path: Path, wrong: dict[str, object], words: str) -> None:
    path = write_town(tmp_path, {"usual": profile() | wrong}, [structure("P1", "usual")])
    assert words in refused(path)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("town: 1\nname: [unclosed\n", 3, "malformed YAML"),
        ("town: 1\ntown: 1\n", 2, "this key is there twice"),
        ("- a list\n", 1, "a table of key: value is expected"),
        ("town: 2\n", 1, "unknown value 2"),
    ],
)
def test_broken_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(text)
    message = refused(path)
    assert any(entry.startswith(f"{path}:{line}:") and words in entry for entry in message.splitlines())


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "fichier illisible (No such file or directory)" in refused(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("frame", "line", "words"),
    [
        ("- {id: x, group: tune, kind: holding, body: 'Bonjour {nom}'}", 2, "emplacement inconnu '{nom}'"),
        ("- {id: x, group: tune, kind: holding, body: 'Bonjour {'}", 2, "unknown slot '{'"),
        ("- {id: x, group: tune, kind: answer, body: 'Bonjour'}", 2, "{answer} belongs in answer frames"),
        ("- {id: fr-answer-tune-01, group: tune, kind: holding, body: 'Bonjour'}", 2, "already used in"),
        ("- {id: x, group: both, kind: holding, body: 'Bonjour'}", 2, "unknown value 'both'"),
    ],
)
def test_a_wrong_frame_is_refused(tmp_path: Path, frame: str, line: int, words: str) -> None:
    path = write_town(tmp_path, {"usual": profile()}, [structure("P1", "usual")])
    file = tmp_path / "replies" / "fr" / "zz-extra.yaml"
    file.write_text(f"frames:\n  {frame}\n", "utf-8")
    message = refused(path)
    assert message.startswith(f"{file}:{line}:frames.0") and words in message


def test_a_profile_needs_the_frames_it_calls_for(tmp_path: Path) -> None:
    path = write_town(tmp_path, {"usual": profile("holding")}, [structure("P1", "usual")])
    for file in (tmp_path / "replies" / "fr").iterdir():
        file.unlink()
    assert "no holding frame in fr" in refused(path)


def test_held_apart_groups_are_left_out(tmp_path: Path) -> None:
    town = load_town(DEFAULT_TOWN, frozenset({"tune"}))
    assert all(frame.group == "tune" for frames in town.texts.frames.values() for frame in frames)
    assert any(frame.group == "held" for frames in load_town(DEFAULT_TOWN).texts.frames.values() for frame in frames)
