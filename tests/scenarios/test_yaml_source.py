from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from domain.errors import InputError
from domain.structure import Frozen
from domain.wording import LANGUAGES, catalogue, explain
from scenarios.yaml_source import CODE_OF_PYDANTIC_TYPE, Source, load


class Wheel(Frozen):
    size: int
    spokes: list[str] = Field(min_length=1)


class Cart(Frozen):
    name: str
    wheels: list[Wheel]
    colours: dict[str, str] = {}


def written(folder: Path, text: str) -> Path:
    path = folder / "cart.yaml"
    path.write_text(text, "utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        load(written(folder, text), Cart)
    every = [caught.value, *caught.value.others]
    return [(fault.message.code, fault.place.line, fault.place.column) for fault in every]


def test_a_good_file_becomes_the_model(tmp_path):
    cart = load(written(tmp_path, "name: Été\nwheels:\n  - {size: 3, spokes: [a]}\n"), Cart)
    assert cart == Cart(name="Été", wheels=[Wheel(size=3, spokes=["a"])])


def test_every_fault_is_told_with_its_line_and_field(tmp_path):
    text = "name: [x]\nwheels:\n  - size: 3\n    spokes: []\n  - size: big\n    hub: 1\n"
    assert faults_of(tmp_path, text) == [
        ("yaml_not_text", 1, "name"),
        ("yaml_too_few", 4, "wheels.0.spokes"),
        ("yaml_not_number", 5, "wheels.1.size"),
        ("yaml_field_missing", 5, "wheels.1.spokes"),
        ("yaml_field_unknown", 6, "wheels.1.hub"),
    ]


def test_a_missing_field_at_the_root_is_placed_on_the_first_line(tmp_path):
    assert faults_of(tmp_path, "# comment\nname: x\n") == [("yaml_field_missing", 1, "wheels")]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("name: x\nwheels: [\n", "yaml_syntax", 3),
        ("name: x\nname: y\nwheels: []\n", "yaml_syntax", 2),
        ("name: x\n\twheels: []\n", "yaml_syntax", 2),
        ("", "yaml_not_table", 1),
        ("- a\n- b\n", "yaml_not_table", 1),
    ],
)
def test_what_is_not_a_table_of_fields_is_refused(tmp_path, text, code, line):
    assert [fault[:2] for fault in faults_of(tmp_path, text)] == [(code, line)]


def test_an_unreadable_file_is_the_users_fault_not_a_crash(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path / "absent.yaml", Cart)
    assert caught.value.message.code == "yaml_unreadable"
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("name: été".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        load(latin, Cart)
    assert caught.value.message.code == "yaml_unreadable"


def test_a_rule_of_the_callers_own_finds_its_line(tmp_path):
    source = Source(written(tmp_path, "name: x\nwheels: []\ncolours:\n  hub: red\n  rim: blue\n"))
    fault = source.fault("some_rule", ("colours", "rim"))
    assert (fault.place.line, fault.place.column) == (5, "colours.rim")
    assert source.place(("colours", "absent")).line == 3


def test_part_of_a_file_can_be_read_as_a_model(tmp_path):
    source = Source(written(tmp_path, "carts:\n  - name: x\n    wheels: []\n  - name: y\n"))
    assert source.into(Cart, at=("carts", 0)).name == "x"
    with pytest.raises(InputError) as caught:
        source.into(Cart, at=("carts", 1))
    assert (caught.value.place.line, caught.value.place.column) == (4, "carts.1.wheels")


def test_faults_read_in_both_languages(tmp_path):
    with pytest.raises(InputError) as caught:
        load(written(tmp_path, "name: x\nwheels: 3\n"), Cart)
    assert "cart.yaml:2:wheels: « wheels » doit être une liste" in explain(caught.value, "fr")
    assert "'wheels' must be a list" in explain(caught.value, "en")


def test_every_code_has_its_wordings():
    for code in {*CODE_OF_PYDANTIC_TYPE.values(), "yaml_value_wrong", "yaml_syntax", "yaml_unreadable"}:
        assert set(LANGUAGES) <= set(catalogue()[code])
