"""How long, and in how much memory, a national edition is scored: 35,000 structures × 13 contacts × the mail grid.

    .venv/bin/python -m bench.scoring [structures] [contacts per structure]

The made-up observations are written to a Parquet file first, as a campaign exports them, and read from there; only
scoring is timed.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from domain.grid import Grid
from scenarios.grid_loader import DEFAULT_NORMS, load_grid, load_norms
from scoring.score import score
from scoring.tables import OBSERVATIONS, Tables, relation_tables

CATEGORIES = ("city_large", "city_medium", "city_small", "village", "department", "retailer", "bank", "insurer")


def write_segments(folder: Path, grid: Grid, structures: int, contacts: int) -> int:
    """Write the three tables; return the number of observations."""
    rng = np.random.default_rng(1)
    keys = [f"s{number:06}" for number in range(structures)]
    sector = ["private" if number % 8 >= 5 else "public" for number in range(structures)]
    panel = pa.table(
        {
            "structure": keys,
            "sector": sector,
            "category": [CATEGORIES[number % 8] for number in range(structures)],
            "size": pa.nulls(structures, pa.int64()),
            "certified": [number % 5 == 0 for number in range(structures)],
            "region": [""] * structures,
            "weight": [1.0] * structures,
            "entry": ["benchmark" if own == "private" else "drawn" for own in sector],
            "site": ["main"] * structures,
            "basis": ["consent"] * structures,
        }
    )
    pq.write_table(panel, folder / "structures.parquet")
    total = structures * contacts
    kinds = np.array(["information", "procedure", "complaint"])
    outcomes = rng.choice(["answered", "silent", "not_measured"], total, p=[0.75, 0.22, 0.03])
    table = {
        "contact_id": np.arange(total),
        "structure": np.repeat(keys, contacts),
        "channel": np.full(total, "mail"),
        "scenario": np.full(total, "s"),
        "kind": kinds[np.arange(total) % 3],
        "persona": np.full(total, "p"),
        "outcome": outcomes,
    }
    pq.write_table(pa.table(table), folder / "contacts.parquet")
    return _write_observations(folder, grid, outcomes, rng)


def _write_observations(folder: Path, grid: Grid, outcomes: np.ndarray, rng: np.random.Generator) -> int:
    wanted = {item.measure for item in grid.items} | {item.requires for item in grid.items if item.requires}
    answered = np.flatnonzero(outcomes == "answered")
    written = 0
    with pq.ParquetWriter(folder / "observations.parquet", OBSERVATIONS) as writer:
        for measure in (one for one in grid.measures if one.id in wanted and one.scope != "structure"):
            ids = answered if measure.scope == "reply" else np.flatnonzero(outcomes != "not_measured")
            ids = ids[rng.random(len(ids)) < 0.85]
            number, text = None, None
            if measure.type == "category":
                text = rng.choice(list(measure.values), len(ids))
            elif measure.type == "bool":
                number = (rng.random(len(ids)) < 0.7).astype(float)
            else:
                number = np.round(rng.gamma(2.0, 0.3 if measure.type == "share" else 12.0, len(ids)), 2)
            columns = {
                "contact_id": ids,
                "measure": np.full(len(ids), measure.id),
                "number": number if number is not None else pa.nulls(len(ids), pa.float64()),
                "text": text if text is not None else pa.nulls(len(ids), pa.string()),
            }
            writer.write_table(pa.table(columns, schema=OBSERVATIONS))
            written += len(ids)
    return written


def segments(folder: Path) -> Tables:
    """Return the Parquet files as DuckDB relations that may use 2 GB and spill to the folder beyond."""
    connection = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder)})
    names = ("contacts", "observations", "structures")
    return relation_tables(connection, *(connection.read_parquet(str(folder / f"{name}.parquet")) for name in names))


def main() -> None:
    structures = int(sys.argv[1]) if len(sys.argv) > 1 else 35_000
    contacts = int(sys.argv[2]) if len(sys.argv) > 2 else 13
    grid = load_grid()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = write_segments(folder, grid, structures, contacts)
        before = resource.getrusage(resource.RUSAGE_SELF)
        started = time.perf_counter()
        scores = score(segments(folder), grid, load_norms()[DEFAULT_NORMS])
        seconds = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "contacts": structures * contacts,
        "items": len(grid.items),
        "observations": written,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "peak_mb": round(after.ru_maxrss / 1024),
        "overall": scores.panel.scores.overall.value,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
