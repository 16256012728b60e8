"""The panel of a town, as a campaign's owner would have written it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from sandbox.town_file import Resident

COLUMNS = (
    "key", "name", "sector", "category", "size", "country", "subdivision", "timezone", "language", "certified", "entry",
    "weight", "parent", "place", "mail", "website", "phone", "postal", "openings", "basis", "channels", "approved_by",
    "approved_on", "starts", "ends", "staff_informed", "recording", "cap",
)  # fmt: skip
_PERIOD = timedelta(days=120)


def write_panel(path: Path, residents: tuple[Resident, ...], start: date) -> None:
    """Write a CSV that the product imports: public structures consented, private ones are studied for research."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for resident in residents:
            writer.writerow(_row(resident, start))


def _row(resident: Resident, start: date) -> dict[str, object]:
    public = resident.sector == "public"
    plain = resident.model_dump(include=set(COLUMNS))
    return plain | {
        "size": resident.size if resident.size is not None else "",
        "certified": " ".join(resident.certified),
        "weight": f"{resident.weight:g}",
        "basis": "consent" if public else "research",
        "channels": "mail:automated webform:automated site:automated",
        "approved_by": "Solveig Tarnac",
        "approved_on": (start - timedelta(days=14)).isoformat(),
        "starts": start.isoformat(),
        "ends": (start + _PERIOD).isoformat(),
        "staff_informed": "true" if public else "false",
        "recording": "false",
        "cap": "",
    }
