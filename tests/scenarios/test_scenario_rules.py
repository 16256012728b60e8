"""Each rule is broken in a copy of a shipped scenario; the fault must name the code and the very line."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import InputError
from domain.wording import LANGUAGES, catalogue, explain
from scenarios.library import LIBRARY_FOLDER, load_library, load_scenario

GOOD = (LIBRARY_FOLDER / "bulky-waste.yaml").read_text("utf-8")


def broken(folder: Path, old: str, new: str) -> InputError:
    assert GOOD.count(old) >= 1, f"{old!r} is no longer in the scenario this test breaks"
    path = folder / "broken.yaml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    return caught.value


def line_of(text: str, needle: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if needle in line)


FIRST_SUBJECT = "subject: Encombrants\n"
FALLBACK = "  - body:\n      fr: |-\n"


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("city_large,", "city_huge,", "scenario_category_unknown", "categories.0"),
        ("city_large,", "retailer,", "scenario_category_sector", "categories.0"),
        ("categories: [department,", "categories: [village,", "scenario_category_both", "elsewhere.0.categories.0"),
        ("{place}, faut-il", "{town}, faut-il", "scenario_placeholder_unknown", "texts.fr.0.body"),
        ("{place}, faut-il", "{name!r}, faut-il", "scenario_placeholder_unknown", "texts.fr.0.body"),
        ("{place}, faut-il", "{place, faut-il", "scenario_placeholder_unknown", "texts.fr.0.body"),
        (FIRST_SUBJECT, 'subject: "Encombrants\\r\\nBcc: x@y.z"\n', "scenario_subject_unsafe", "texts.fr.0.subject"),
        (FIRST_SUBJECT, 'subject: "Encombrants\\u2028x"\n', "scenario_subject_unsafe", "texts.fr.0.subject"),
        (FIRST_SUBJECT, "subject: " + "mot " * 20 + "\n", "scenario_length", "texts.fr.0.subject"),
        ("id: date\n", "id: cost\n", "scenario_id_taken", "expects.2.id"),
        (FALLBACK, "  - asks: {fr: [x], en: [x]}\n    body:\n      fr: |-\n", "scenario_fallback_not_last", None),
        (', en: "Having bulky waste collected"', "", "scenario_language_missing", "title"),
    ],
)
def test_a_broken_rule_is_told_with_its_field(tmp_path, old, new, code, field):
    error = broken(tmp_path, old, new)
    assert error.message.code == code
    assert error.place.line is not None
    if field is not None:
        assert error.place.column == field


def test_the_line_is_the_very_line(tmp_path):
    error = broken(tmp_path, "id: date\n", "id: cost\n")
    text = (tmp_path / "broken.yaml").read_text("utf-8")
    second = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "- id: cost"][1]
    assert error.place.line == second
    error = broken(tmp_path, "city_large,", "city_huge,")
    assert error.place.line == line_of(GOOD, "categories: [city_large")


def test_too_few_points_and_no_essential_one_are_both_told(tmp_path):
    start, end = GOOD.index("expects:"), GOOD.index("wrong:")
    one_point = "expects:\n  - {id: a, label: {fr: a, en: a}, accepts: {fr: [a], en: [a]}}\n"
    error = broken(tmp_path, GOOD[start:end], one_point)
    assert {fault.message.code for fault in (error, *error.others)} == {"scenario_points_few", "scenario_no_essential"}


def test_too_few_wordings_are_told(tmp_path):
    start = GOOD.index("    - subject: Que faire de vieux meubles")
    error = broken(tmp_path, GOOD[start : GOOD.index("  en:\n", start)], "")
    assert (error.message.code, error.place.column) == ("scenario_wordings_few", "texts.fr")


def test_a_body_too_short_or_too_long_is_told(tmp_path):
    start = GOOD.index("        Bonjour,\n\n        J'ai un vieux canapé")
    body = GOOD[start : GOOD.index("    - subject: Enlèvement", start)]
    assert broken(tmp_path, body, "        Bonjour {name}\n").message.code == "scenario_length"
    assert broken(tmp_path, body, "        " + "mot " * 201 + "\n").message.code == "scenario_length"


@pytest.mark.parametrize(
    ("counterpart", "code"),
    [
        ("no-such-thing", "scenario_counterpart_unknown"),
        ("birth-certificate", "scenario_counterpart_sector"),
    ],
)
def test_a_wrong_counterpart_is_told(tmp_path, counterpart, code):
    text = GOOD.replace("id: bulky-waste", "id: mine").replace("old-appliance-collection", counterpart)
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        load_library(tmp_path)
    assert (caught.value.message.code, caught.value.place.column) == (code, "counterpart")


def test_a_counterpart_that_names_none_back_is_told(tmp_path):
    mine = GOOD.replace("id: bulky-waste", "id: mine").replace("old-appliance-collection", "theirs")
    private = (LIBRARY_FOLDER / "old-appliance-collection.yaml").read_text("utf-8")
    theirs = private.replace("id: old-appliance-collection", "id: theirs").replace("counterpart: bulky-waste\n", "")
    (tmp_path / "a.yaml").write_text(mine, "utf-8")
    (tmp_path / "b.yaml").write_text(theirs, "utf-8")
    with pytest.raises(InputError) as caught:
        load_library(tmp_path)
    assert caught.value.message.code == "scenario_counterpart_not_mutual"


def test_an_id_of_the_library_cannot_be_taken_again(tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(InputError) as caught:
        load_library(tmp_path)
    assert caught.value.message.code == "scenario_id_taken"
    assert caught.value.place.file == str(tmp_path / "mine.yaml")


def test_faults_of_several_files_are_told_together(tmp_path):
    for name, old in (("a", "city_large,"), ("b", "city_medium,")):
        text = GOOD.replace("id: bulky-waste", f"id: {name}").replace(old, "nowhere,", 1)
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        load_library(tmp_path)
    assert [Path(f.place.file or "").name for f in (caught.value, *caught.value.others)] == ["a.yaml", "b.yaml"]
    assert explain(caught.value, "fr").count("\n") == 1


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(InputError) as caught:
        load_library(tmp_path)
    assert caught.value.message.code == "scenario_none_there"


def test_every_code_raised_here_has_its_wordings():
    sources = (Path("scenarios") / name for name in ("scenario_rules.py", "library.py", "categories.py", "plans.py"))
    codes = {
        word.strip('"')
        for path in sources
        for word in path.read_text("utf-8").replace("(", " ").replace(",", " ").split()
        if word.startswith(('"scenario_', '"plan_'))
    }
    assert len(codes) > 12
    for code in codes:
        assert set(LANGUAGES) <= set(catalogue()[code]), code
