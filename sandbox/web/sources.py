"""The content of the websites, read once from `sandbox/town/sites/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SITES = Path(__file__).parent.parent / "town" / "sites"
THEMES = SITES / "themes"


@cache
def source(name: str) -> Any:
    """Return the content of a YAML file of the sites' folder, by its name without the ending."""
    return YAML(typ="safe").load((SITES / f"{name}.yaml").read_text("utf-8"))


@cache
def words(language: str) -> dict[str, Any]:
    """Return what the buttons and menus say in a language; French for a language nobody wrote."""
    every: dict[str, dict[str, Any]] = source("words")
    return every.get(language, every["fr"])
