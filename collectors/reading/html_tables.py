"""Tables of an HTML mail: which hold data, whose rows read as lines, and which only lay a page out."""

from __future__ import annotations

import re
from itertools import islice

from collectors.reading.markup import Node

_CELLS = frozenset({"td", "th"})
_BORDER = re.compile(r"border(?:-\w+)?\s*:[^;]*\b(?:solid|double|dotted|dashed)\b", re.IGNORECASE)
_LONGEST_CELL = 120
_MOST_LINES = 4
_LOOKED_AT = 100  # nodes; large tables must not be walked once a cell


def has_cell_before(cell: Node) -> bool:
    """Tell whether another cell of the row stands before this one."""
    siblings = cell.parent.children if cell.parent is not None else []
    first = next((node for node in siblings if isinstance(node, Node) and node.name in _CELLS), cell)
    return first is not cell


def is_data_table(cell: Node) -> bool:
    """Tell whether a cell's table draws borders or has headings."""
    table = cell.ancestor("table")
    if table is None:
        return False
    return (
        cell.name == "th"
        or table.attrs.get("border", "0").strip() not in {"", "0"}
        or "tablegrid" in table.attrs.get("class", "").lower()
        or _BORDER.search(cell.attrs.get("style", "")) is not None
        or _has_headings(table)
    )


def reads_as_line(row: Node) -> bool:
    """Tell whether the short cells of a data table's row make one line, however many paragraphs they hold."""
    cells = _cells(row)
    if len(cells) < 2 or not is_data_table(cells[-1]):
        return False
    return all(_short(cell) for cell in cells) and sum(1 for cell in cells if cell.text(_LONGEST_CELL)) >= 2


def _has_headings(table: Node) -> bool:
    return any(isinstance(node, Node) and node.name == "th" for node in islice(table.walk(), _LOOKED_AT))


def _short(cell: Node) -> bool:
    return (
        len(cell.text(_LONGEST_CELL * 4)) <= _LONGEST_CELL
        and len([line for line in cell.lines(_LONGEST_CELL * 4) if line.strip("\xa0 ")]) <= _MOST_LINES
        and not any(isinstance(node, Node) and node.name in {"table", "li"} for node in islice(cell.walk(), _LOOKED_AT))
    )


def _cells(row: Node | None) -> list[Node]:
    children = row.children if row is not None else []
    return [node for node in children if isinstance(node, Node) and node.name in _CELLS]
