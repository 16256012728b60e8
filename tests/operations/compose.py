"""The compose file as Docker Compose would understand it: merged, with variables at their defaults."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{[A-Z_]+:-(?P<default>[^}]*)\}")


@cache
def services() -> dict[str, dict[str, Any]]:
    """Services by name; YAML's merges are done by the parser, as Docker Compose does them."""
    described: dict[str, dict[str, Any]] = document()["services"]
    return described


@cache
def document() -> dict[str, Any]:
    text = _VARIABLE.sub(lambda found: found["default"], FILE.read_text("utf-8"))
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our own image."""
    return {name: service for name, service in services().items() if service["image"].startswith("barometer")}


def conditions(name: str) -> dict[str, str]:
    """Services this one waits for → what for."""
    waited = services()[name].get("depends_on", {})
    return {other: str(how["condition"]) for other, how in waited.items()}


def in_order(names: set[str]) -> list[str]:
    """Return the services with all they wait for, each after those it waits for."""
    ordered: list[str] = []

    def add(name: str) -> None:
        for other in conditions(name):
            add(other)
        if name not in ordered:
            ordered.append(name)

    for name in sorted(names):
        add(name)
    return ordered
