"""The form recipes that a panel names: YAML files beside it, read once each, with their own faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from domain.errors import InputError
from probes.webform.recipe import Recipe
from scenarios.yaml_source import load


class Recipes:
    """Reads a recipe by its file's name, relative to the panel. `faults` name file, line and field of the recipe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, dict[str, Any]] = {}
        self.faults: list[InputError] = []

    def __call__(self, name: str) -> dict[str, Any]:
        if name not in self._read:
            self._read[name] = self._recipe(name)
        return self._read[name]

    def _recipe(self, name: str) -> dict[str, Any]:
        try:
            return load(self._folder / name, Recipe).model_dump(mode="json", exclude_defaults=True)
        except InputError as error:
            self.faults += [error, *error.others]
            return {}
