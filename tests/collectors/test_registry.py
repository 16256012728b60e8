"""Every automatic measure of the grid has exactly one reading function, and the other way round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import collectors.reading.exchange  # registers the exchange measures
import collectors.reading.measures  # registers the others
import collectors.site.measures  # noqa: F401  # registers those of websites
from collectors.reading.measures.registry import REGISTRY, measure
from collectors.site.measures.registry import REGISTRY as SITE_REGISTRY

GRID = Path(__file__).parents[2] / "scenarios" / "grid" / "measures.yaml"


def grid_measures() -> list[dict[str, Any]]:
    with GRID.open(encoding="utf-8") as stream:
        entries: list[dict[str, Any]] = YAML(typ="safe").load(stream)["measures"]
    return entries


def test_auto_measures_and_functions_are_the_same_set():
    listed = {entry["id"] for entry in grid_measures() if entry.get("mode", "auto") == "auto"}
    functions = {*REGISTRY, *SITE_REGISTRY}
    assert listed - functions == set(), "without a function"
    assert functions - listed == set(), "without an entry in measures.yaml"
    assert set(REGISTRY) & set(SITE_REGISTRY) == set(), "two functions"


def test_scopes_agree():
    for entry in grid_measures():
        if entry["id"] in REGISTRY:
            assert REGISTRY[entry["id"]].scope == entry["scope"], entry["id"]
        assert (entry["id"] in SITE_REGISTRY) == (entry["scope"] == "site"), entry["id"]


def test_no_id_is_listed_twice():
    ids = [entry["id"] for entry in grid_measures()]
    assert len(ids) == len(set(ids))


def test_a_second_function_for_a_measure_is_refused():
    with pytest.raises(RuntimeError):
        measure("reply.thanks", version=2)(lambda analysis: None)


def test_methods_carry_their_version():
    assert all(entry.method == f"{name}@{entry.version}" and entry.version >= 1 for name, entry in REGISTRY.items())
    assert all(
        entry.method == f"{name}@{entry.version}" and entry.version >= 1 for name, entry in SITE_REGISTRY.items()
    )
