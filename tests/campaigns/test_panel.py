from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.panel import import_panel, read_panel
from campaigns.panel_openings import OpeningFault, parse_openings
from domain.errors import InputError
from domain.structure import Basis
from domain.vocabulary import Channel
from domain.wording import catalogue, explain
from scenarios.categories import load_categories

HEADER = "key,name,sector,category,mail,basis,approved_by,approved_on,starts,ends"
ROW = "ville-a,Ville A,public,city_small,mairie@ville-a.example,consent,Claire E,2026-12-01,2027-01-04,2027-03-05"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def faults_of(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        import_panel(path, load_categories())
    faults = [caught.value, *caught.value.others]
    assert all(fault.place.file == str(path) for fault in faults)
    assert all(fault.message.code in catalogue() for fault in faults)
    for language in ("fr", "en"):
        assert "{" not in explain(caught.value, language)
    return [(fault.message.code, fault.place.line, fault.place.column) for fault in faults]


def changed(**cells: str) -> str:
    """A panel of one row with these cells; columns that are not required are added."""
    values = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in values.values())
    return ",".join(values) + "\n" + ",".join(quoted) + "\n"


def test_the_required_columns_alone_are_enough(tmp_path):
    [(structure, mandate)] = import_panel(write(tmp_path / "p.csv", f"{HEADER}\n{ROW}\n"), load_categories())
    assert (structure.key, structure.timezone, structure.language) == ("ville-a", "Europe/Paris", "fr")
    assert mandate.basis is Basis.CONSENT
    assert mandate.channels == {Channel.MAIL: "automated"}
    assert (mandate.starts, mandate.ends) == (date(2027, 1, 4), date(2027, 3, 5))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(tmp_path, encoding, separator, line_end):
    text = line_end.join([HEADER, ROW.replace("Ville A", "Évry-les-Œillets"), ""]).replace(",", separator)
    [(structure, _)] = import_panel(write(tmp_path / "p.csv", text, encoding), load_categories())
    assert structure.name == "Évry-les-Œillets"


def test_french_words_and_dates_are_understood(tmp_path):
    text = changed(
        sector="privé",
        category="bank",
        basis="recherche",
        starts="04/01/2027",
        openings="lun-ven 8h30-12h 13:30-17:00; samedi 9h-12h",
        channels="mail:automatique letter:assisté",
        size="6 200",
        weight="1,5",
        certified="Qualivilles, marianne",
        subdivision="FR-57",
        entry="référence",
    )
    [(structure, mandate)] = import_panel(write(tmp_path / "p.csv", text), load_categories())
    assert structure.subdivision == "57"
    assert (structure.size, structure.weight, structure.entry) == (6200, 1.5, "benchmark")
    assert structure.certified == ("qualivilles", "marianne")
    assert structure.openings[-1].weekday == 5
    assert structure.openings[0].opens == time(8, 30)
    assert mandate.channels == {Channel.MAIL: "automated", Channel.LETTER: "assisted"}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("key", "two words", "panel_bad_key"),
        ("name", "", "panel_cell_empty"),
        ("name", "Ville\r\nBcc: x@y.example", "panel_control_character"),
        ("sector", "mixed", "panel_not_choice"),
        ("category", "castle", "panel_category_unknown"),
        ("category", "bank", "panel_category_sector"),
        ("mail", "mairie", "panel_bad_mail"),
        ("mail", "a@b.example, c@d.example", "panel_bad_mail"),
        ("mail", "samu@chu.example", "panel_forbidden_mail"),
        ("mail", "no-reply@ville.example", "panel_forbidden_mail"),
        ("basis", "curiosity", "panel_not_choice"),
        ("approved_by", "X", "panel_approver_unnamed"),
        ("approved_on", "2026-13-01", "panel_not_date"),
        ("ends", "2027-01-03", "panel_ends_before_starts"),
        ("size", "many", "panel_not_whole"),
        ("weight", "0", "panel_not_weight"),
        ("weight", "nan", "panel_not_weight"),
        ("country", "France", "panel_bad_country"),
        ("subdivision", "GES", "panel_bad_department"),
        ("timezone", "Paris", "panel_bad_timezone"),
        ("language", "french", "panel_bad_language"),
        ("entry", "bribed", "panel_not_choice"),
        ("website", "ftp://x.example", "panel_bad_website"),
        ("phone", "12", "panel_bad_phone"),
        ("phone", "112", "panel_bad_phone"),
        ("phone", "0899 12 34 56", "panel_forbidden_phone"),
        ("openings", "mon-fri nine to five", "panel_bad_openings"),
        ("channels", "mail:perhaps", "panel_bad_channels"),
        ("staff_informed", "maybe", "panel_not_flag"),
        ("cap", "-1", "panel_not_whole"),
        ("parent", "nowhere", "panel_parent_unknown"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path, column, value, code):
    assert (code, 2, column) in faults_of(write(tmp_path / "p.csv", changed(**{column: value})))


def test_without_consent_other_channels_and_recording_are_refused(tmp_path):
    text = changed(basis="research", channels="mail phone", recording="yes")
    assert faults_of(write(tmp_path / "p.csv", text)) == [
        ("panel_channels_need_consent", 2, "channels"),
        ("panel_recording_needs_consent", 2, "recording"),
    ]


def test_a_country_with_several_zones_must_name_one(tmp_path):
    assert ("panel_timezone_needed", 2, "timezone") in faults_of(write(tmp_path / "p.csv", changed(country="US")))


def test_all_faults_are_shown_at_once_in_the_order_of_lines_and_nothing_is_kept(tmp_path):
    bad_mail = ROW.replace("ville-a,", "ville-b,").replace("mairie@ville-a.example", "x")
    twice = ROW
    bad_date = ROW.replace("ville-a,", "ville-c,").replace("2027-03-05", "soon")
    path = write(tmp_path / "p.csv", "\n".join([HEADER, ROW, bad_mail, "", "# note", twice, bad_date]))
    assert faults_of(path) == [
        ("panel_bad_mail", 3, "mail"),
        ("panel_key_twice", 6, "key"),
        ("panel_not_date", 7, "ends"),
    ]


def test_the_header_is_checked_first(tmp_path):
    path = write(tmp_path / "p.csv", HEADER.replace("mail,", "email,email,") + "\n" + ROW)
    assert faults_of(path) == [
        ("panel_column_absent", 1, "mail"),
        ("panel_column_unknown", 1, "email"),
        ("panel_column_twice", 1, "email"),
    ]


def test_a_row_with_more_cells_than_columns_is_refused(tmp_path):
    path = write(tmp_path / "p.csv", f"{HEADER}\n{ROW},surplus\n")
    assert faults_of(path) == [("panel_too_many_cells", 2, "")]


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b"", "panel_empty"),
        (HEADER.encode(), "panel_empty"),
        (b"\x00\x01\x02", "panel_encoding"),
        ((HEADER + '\n"open quote,x').encode(), "panel_not_csv"),
    ],
)
def test_what_is_not_a_panel_is_refused(tmp_path, blob, code):
    (tmp_path / "p.csv").write_bytes(blob)
    assert faults_of(tmp_path / "p.csv")[0][0] == code


def test_a_file_that_is_not_there_says_so(tmp_path):
    assert faults_of(tmp_path / "none.csv")[0][0] == "panel_unreadable"


def test_suspicious_things_are_warned_of_but_taken(tmp_path):
    second = ROW.replace("ville-a,", "ville-b,")
    free = ROW.replace("ville-a,", "ville-c,").replace("mairie@ville-a.example", "mairie.c@gmail.com")
    panel = read_panel(write(tmp_path / "p.csv", "\n".join([HEADER, ROW, second, free])), load_categories())
    assert len(panel.entries) == 3
    warned = {(warning.message.code, warning.place.line) for warning in panel.warnings}
    assert ("panel_mail_shared", 3) in warned
    assert ("panel_mail_free", 4) in warned
    assert ("panel_staff_not_informed", 2) in warned
    assert all(warning.message.code in catalogue() for warning in panel.warnings)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_panel_or_a_fault(tmp_path_factory, blob):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(blob)
    with pytest.raises(InputError):
        import_panel(path, load_categories())


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=10, max_size=10))
def test_any_cells_give_a_structure_or_a_fault(tmp_path_factory, cells):
    path = tmp_path_factory.getbasetemp() / "cells.csv"
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    path.write_bytes(f"{HEADER}\n{line}\n".encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError):
        import_panel(path, load_categories())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon 9-12", [(0, 9, 12)]),
        ("lun,mer 9h-12h", [(0, 9, 12), (2, 9, 12)]),
        ("Mon - Tue 09:00 - 12:00", [(0, 9, 12), (1, 9, 12)]),
        ("sam. 10h-11h; dim 10:00-11:00", [(5, 10, 11), (6, 10, 11)]),
    ],
)
def test_openings(text, expected):
    assert [(entry.weekday, entry.opens.hour, entry.closes.hour) for entry in parse_openings(text)] == expected


@pytest.mark.parametrize("text", ["mon", "9-12", "mon 12-9", "mon 9-12 11-14", "fri-mon 9-12", "mon 25-26", "xyz 9-12"])
def test_openings_that_make_no_sense_are_refused(text):
    with pytest.raises(OpeningFault):
        parse_openings(text)


def with_recipe(tmp_path: Path, text: str) -> Path:
    (tmp_path / "form.yaml").write_text(text, "utf-8")
    return write(tmp_path / "panel.csv", changed(form_recipe="form.yaml"))


def test_a_recipe_beside_the_panel_becomes_the_structures(tmp_path):
    path = with_recipe(tmp_path, "url: /contact\nsteps:\n  - fields: {mail: '#m'}\n")
    assert read_panel(path, load_categories()).entries[0][0].form_recipe == {
        "url": "/contact",
        "steps": [{"fields": {"mail": "#m"}}],
    }


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [("url: /contact\nbuton: x\n", "yaml_field_unknown", 2), ("url: [\n", "yaml_syntax", 2)],
)
def test_a_faulty_recipe_is_told_with_its_own_file_and_line(tmp_path, text, code, line):
    with pytest.raises(InputError) as caught:
        read_panel(with_recipe(tmp_path, text), load_categories())
    assert (caught.value.message.code, caught.value.place.line) == (code, line)
    assert caught.value.place.file == str(tmp_path / "form.yaml")


def test_a_recipe_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError) as caught:
        read_panel(write(tmp_path / "panel.csv", changed(form_recipe="gone.yaml")), load_categories())
    assert caught.value.message.code == "yaml_unreadable"
