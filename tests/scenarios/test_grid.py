"""The grid is data: what ships is sound, and a fault in it is told with file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.errors import InputError
from domain.vocabulary import STEP_OF, Channel, Determinant
from domain.wording import explain
from scenarios.grid_loader import DEFAULT_NORMS, GRID_FOLDER, load_grid, load_norms

FIELD_NOTE_SETS = {
    "marianne-2008": {"mail_answer_working_days": 5, "letter_answer_days": 15, "phone_rings": 4},
    "marianne-v1": {"mail_answer_days": 7, "letter_answer_days": 30},
    "services-publics-plus": {"mail_ack_hours": 168, "letter_ack_days": 14},
    "afnor-2019": {"letter_answer_days": 10, "phone_rings": 4},
    "afnor-2023-24h": {"mail_answer_hours": 24},
    "crpa": {
        "mail_registration_working_days": 1,
        "mail_ack_hours": 168,
        "mail_answer_days": 61,
        "letter_answer_days": 61,
    },
    "eu-code": {"mail_ack_hours": 336, "letter_ack_days": 14, "letter_answer_working_days": 15},
    "inc-ddd-2022": {"phone_attempts": 3, "phone_wait_minutes": 5},
    "private-superoffice": {"mail_answer_hours": 12.17},
    "itu-pdd": {"pdd_seconds": 7},
}


def test_mail_is_graded_on_all_determinants() -> None:
    items = [item for item in load_grid().items if item.channel is Channel.MAIL]
    assert len(items) >= 70
    assert {item.determinant for item in items} == set(Determinant)
    assert all(item.step is STEP_OF[item.determinant] for item in items)


def test_norm_sets_are_those_of_the_field_notes_and_a_default_that_states_everything() -> None:
    norms = load_norms()
    for name, stated in FIELD_NOTE_SETS.items():
        assert norms[name].norms == stated
    everything = {norm for norm_set in norms.values() for norm in norm_set.norms}
    assert set(norms[DEFAULT_NORMS].norms) == everything


def test_every_text_is_in_both_languages() -> None:
    grid = load_grid()
    labels = [item.label for item in grid.items] + [norm_set.label for norm_set in load_norms().values()]
    labels += [*grid.step_labels.values(), *grid.determinant_labels.values(), *grid.channel_labels.values()]
    assert all(label["fr"] and label["en"] for label in labels)


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load_grid("1999.1")
    assert caught.value.message.code == "grid_version_unknown"
    assert "1999.1" in explain(caught.value, "en")


ITEM = """channel: mail
items:
  - id: E12
    determinant: responsiveness
    label: {fr: "Réponse", en: "Answer"}
    measure: contact.answered_substance
    rule: {yes: true}
    when_absent: unmet
    source: "S16"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "grid"
    shutil.copytree(GRID_FOLDER, target)
    # its items are another file's, which these tests replace
    (target / "items-webform.yaml").unlink()
    return target


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "field"),
    [
        ("contact.answered_substance", "contact.answerd", "grid_measure_unknown", 6, "items.0.measure"),
        ("{yes: true}", "{at_most: 3}", "grid_rule_unfit", 7, "items.0.rule.at_most"),
        ("{yes: true}", "{yes: true, no: true}", "grid_rule_keys", 7, "items.0.rule"),
        ("{yes: true}", "{yes: false}", "grid_rule_keys", 7, "items.0.rule"),
        ("{yes: true}", "{}", "grid_rule_keys", 7, "items.0.rule"),
        ("determinant: responsiveness", "determinant: responsivness", "yaml_not_choice", 4, "items.0.determinant"),
        ("    source", "    step: access\n    source", "grid_step_mismatch", 9, "items.0.step"),
        ("    source", "    weight: 0\n    source", "yaml_value_wrong", 9, "items.0.weight"),
        ("    source", "    requires: answer.coverage\n    source", "grid_requires_not_bool", 9, "items.0.requires"),
        (
            '    label: {fr: "Réponse", en: "Answer"}',
            '    label: {en: "Answer"}',
            "grid_label_missing",
            5,
            "items.0.label",
        ),
        (
            "contact.answered_substance\n    rule: {yes: true}",
            "answer.delay_hours\n    rule: {at_most: norm.no_such}",
            "grid_norm_unknown",
            7,
            "items.0.rule.at_most",
        ),
        (
            "contact.answered_substance\n    rule: {yes: true}",
            "answer.delay_hours\n    rule: {bands: [[24, 1], [8, 0.5]]}",
            "grid_bands_order",
            7,
            "items.0.rule.bands.1",
        ),
        (
            "contact.answered_substance\n    rule: {yes: true}",
            "answer.verdict\n    rule: {one_of: {precise: 1}}",
            "grid_choices_unlike",
            7,
            "items.0.rule.one_of",
        ),
        (
            "contact.answered_substance\n    rule: {yes: true}",
            "consistency.same_answer\n    rule: {share: true}",
            "grid_structure_unmet",
            8,
            "items.0.when_absent",
        ),
    ],
)
def test_a_faulty_item_is_told_with_its_place(
    folder: Path, old: str, new: str, code: str, line: int, field: str
) -> None:
    faulty = folder / "items-mail.yaml"
    assert old in ITEM
    faulty.write_text(ITEM.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        load_grid(folder=folder)
    assert (caught.value.message.code, caught.value.place.line, caught.value.place.column) == (code, line, field)
    assert caught.value.place.file == str(faulty)
    for language in ("fr", "en"):
        assert code not in explain(caught.value, language), "the sentence is missing or lacks a parameter"


def test_all_faults_are_told_at_once(folder: Path) -> None:
    twice = ITEM + ITEM.split("items:\n")[1].replace("contact.answered_substance", "no.such")
    (folder / "items-mail.yaml").write_text(twice, "utf-8")
    with pytest.raises(InputError) as caught:
        load_grid(folder=folder)
    codes = [fault.message.code for fault in (caught.value, *caught.value.others)]
    assert codes == ["grid_item_twice", "grid_measure_unknown"]


REUSE = "channel: webform\nreuse: {channel: mail, prefix: F, without: [E12]}\nitems: []\n"


def test_a_channel_takes_the_items_of_another_over(folder: Path) -> None:
    (folder / "items-webform.yaml").write_text(REUSE, "utf-8")
    items = {item.id: item for item in load_grid(folder=folder).items}
    assert items["F13"] == items["E13"].model_copy(update={"id": "F13", "channel": Channel.WEBFORM})
    assert "E12" in items
    assert "F12" not in items


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("[E12]", "[E12, E00]", "grid_reuse_unknown", "reuse.without.1"),
        ("channel: mail", "channel: letter", "grid_reuse_empty", "reuse.channel"),
        ("prefix: F", "prefix: E", "grid_item_twice", "reuse.prefix"),
    ],
)
def test_a_faulty_reuse_is_told_with_its_place(folder: Path, old: str, new: str, code: str, field: str) -> None:
    (folder / "items-webform.yaml").write_text(REUSE.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        load_grid(folder=folder)
    assert (caught.value.message.code, caught.value.place.line, caught.value.place.column) == (code, 2, field)
    for language in ("fr", "en"):
        assert code not in explain(caught.value, language), "the sentence is missing or lacks a parameter"


def test_a_threshold_of_zero_is_a_rule(folder: Path) -> None:
    zero = ITEM.replace("contact.answered_substance", "answer.wrong_statements").replace("{yes: true}", "{at_most: 0}")
    (folder / "items-mail.yaml").write_text(zero, "utf-8")
    assert load_grid(folder=folder).items[0].rule.at_most == 0


def test_a_missing_determinant_is_told(folder: Path) -> None:
    path = folder / "determinants.yaml"
    lines = [line for line in path.read_text("utf-8").splitlines() if "id: courtesy" not in line]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(InputError) as caught:
        load_grid(folder=folder)
    assert caught.value.message.code == "grid_name_missing"
    assert caught.value.message.params["names"] == "courtesy"
