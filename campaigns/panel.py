"""The panel as a CSV file: read whole, every fault shown at once, nothing half-imported. Columns: `docs/panel.md`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from campaigns.panel_recipes import Recipes
from campaigns.panel_row import Fault, read_row, suspicions
from domain.errors import InputError, Message, Place
from domain.structure import Mandate, Structure
from domain.vocabulary import Sector

REQUIRED = ("key", "name", "sector", "category", "mail", "basis", "approved_by", "approved_on", "starts", "ends")
OPTIONAL = (
    *("size", "country", "subdivision", "timezone", "language", "certified", "entry", "weight", "parent", "place"),
    *("website", "phone", "postal", "openings", "channels", "staff_informed", "recording", "cap", "document"),
    "form_recipe",
)
_LARGEST = 100_000_000


class CategoryLike(Protocol):
    """What is needed of `scenarios.categories.Category`."""

    @property
    def sector(self) -> Sector: ...


@dataclass(frozen=True)
class Warned:
    """Something suspicious that does not stop the import."""

    place: Place
    message: Message


@dataclass(frozen=True)
class Panel:
    entries: list[tuple[Structure, Mandate]]
    warnings: list[Warned] = field(default_factory=list)


def import_panel(path: Path, categories: Mapping[str, CategoryLike]) -> list[tuple[Structure, Mandate]]:
    """Return the panel's structures and mandates; see `read_panel`, which also gives the warnings."""
    return read_panel(path, categories).entries


def read_panel(path: Path, categories: Mapping[str, CategoryLike]) -> Panel:
    """Read a panel. Raises InputError carrying every fault of the file, each with its line and column."""
    name = str(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("panel_too_large", place=Place(name), limit=_LARGEST // 1_000_000)
        text = decode(path.read_bytes(), name)
    except OSError as error:
        raise InputError("panel_unreadable", place=Place(name), why=error.strerror or str(error)) from error
    header, records = _records(text, name)
    faults: list[InputError] = []
    recipes = Recipes(path.parent)
    read: list[tuple[int, Structure, Mandate]] = []
    for line, cells in records:
        row, wrong = _row(header, cells)
        if not wrong:
            entry, wrong = read_row(row, categories, recipes)
            if entry is not None:
                read.append((line, *entry))
        faults += [_fault(name, line, fault) for fault in wrong]
    faults += [_fault(name, line, fault) for line, fault in _across(read)]
    if faults or recipes.faults:
        raise InputError.together([*sorted(faults, key=lambda fault: fault.place.line or 0), *recipes.faults])
    if not read:
        raise InputError("panel_empty", place=Place(name))
    return Panel([(structure, mandate) for _, structure, mandate in read], _warnings(name, read))


def _fault(name: str, line: int, fault: Fault) -> InputError:
    return InputError(fault.code, place=Place(name, line, fault.column), **fault.params)


def decode(blob: bytes, name: str) -> str:
    """Return the text of a file in UTF-8 (with or without BOM), UTF-16 with BOM or Windows-1252."""
    encodings = ("utf-16",) if blob[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = blob.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError("panel_encoding", place=Place(name))


def _records(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header's columns, and each filled record with the line it starts on."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            started, line = line, reader.line_num + 1
            filled = any(cell.strip() for cell in cells)
            if not filled or cells[0].lstrip().startswith("#"):
                continue
            if header:
                records.append((started, [cell.strip() for cell in cells]))
            else:
                header = [cell.strip().lower() for cell in cells]
                _check_header(header, started, name)
    except csv.Error as error:
        raise InputError("panel_not_csv", place=Place(name, reader.line_num), why=str(error)) from error
    if not header:
        raise InputError("panel_empty", place=Place(name))
    return header, records


def _check_header(header: list[str], line: int, name: str) -> None:
    faults = [
        InputError("panel_column_absent", place=Place(name, line, column), column=column)
        for column in REQUIRED
        if column not in header
    ]
    for number, column in enumerate(header):
        place = Place(name, line, column or str(number + 1))
        if column in header[:number]:
            faults.append(InputError("panel_column_twice", place=place, column=column))
        elif column not in REQUIRED and column not in OPTIONAL:
            known = ", ".join((*REQUIRED, *OPTIONAL))
            faults.append(InputError("panel_column_unknown", place=place, column=column, known=known))
    if faults:
        raise InputError.together(faults)


def _row(header: list[str], cells: list[str]) -> tuple[dict[str, str], list[Fault]]:
    if any(cells[len(header) :]):
        return {}, [Fault("panel_too_many_cells", "", {"cells": len(cells), "columns": len(header)})]
    row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))
    broken = [column for column, cell in row.items() if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", cell)]
    faults = [Fault("panel_control_character", column, {}) for column in broken]
    faults += [Fault("panel_cell_empty", column, {}) for column in REQUIRED if not row[column]]
    return row, faults


def _across(read: list[tuple[int, Structure, Mandate]]) -> list[tuple[int, Fault]]:
    """Return the faults that only show between rows: a key given twice, a parent that is not there."""
    lines: dict[str, int] = {}
    faults: list[tuple[int, Fault]] = []
    for line, structure, _ in read:
        if structure.key in lines:
            faults.append(
                (line, Fault("panel_key_twice", "key", {"key": structure.key, "other": lines[structure.key]}))
            )
        lines.setdefault(structure.key, line)
    for line, structure, _ in read:
        if structure.parent and (structure.parent not in lines or structure.parent == structure.key):
            faults.append((line, Fault("panel_parent_unknown", "parent", {"parent": structure.parent})))
    return faults


def _warnings(name: str, read: list[tuple[int, Structure, Mandate]]) -> list[Warned]:
    warnings: list[Warned] = []
    desks: dict[str, int] = {}
    for line, structure, mandate in read:
        found = suspicions(structure, mandate)
        desk = structure.mail.lower()
        if desk in desks:
            found.append(Fault("panel_mail_shared", "mail", {"mail": structure.mail, "other": desks[desk]}))
        desks.setdefault(desk, line)
        warnings += [Warned(Place(name, line, fault.column), Message(fault.code, fault.params)) for fault in found]
    return warnings
