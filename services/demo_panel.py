"""The panel of a demonstration: how many of a town's websites its one browser is sent to."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

MOST_SITES = 16
"""A form takes some seconds and a site some more, one after the other: all eighty of a town would take a while."""
_WEB = ("webform:automated", "site:automated")


def spare_the_browser(panel: Path, most: int = MOST_SITES) -> None:
    """Leave so many structures of a panel to forms and inspections, spread over both sectors; the others lose them."""
    with panel.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), list(reader.fieldnames or ())
    kept = _spread([row for row in rows if row["website"]], most)
    for row in rows:
        if row["key"] not in kept:
            row["channels"] = " ".join(part for part in row["channels"].split() if part not in _WEB)
    with panel.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _spread(rows: list[dict[str, str]], most: int) -> set[str]:
    """Return keys evenly apart within each sector."""
    if len(rows) <= most:
        return {row["key"] for row in rows}
    sectors: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        sectors[row["sector"]].append(row["key"])
    share = most / len(rows)
    return {
        keys[int(number / share)]
        for keys in sectors.values()
        for number in range(round(len(keys) * share))
        if int(number / share) < len(keys)
    }
