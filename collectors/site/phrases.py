"""Patterns of words on pages, kept as data (`phrases.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    with files(__package__).joinpath("phrases.toml").open("rb") as stream:
        return tomllib.load(stream)


def phrases(name: str, *, any_case: bool = False) -> re.Pattern[str]:
    """Return "module.entry" as one pattern that any of its phrases meets."""
    module, _, entry = name.partition(".")
    return re.compile("|".join(_data()[module][entry]), re.IGNORECASE if any_case else 0)
