"""Reads environment variables strictly: an odd value is refused, a secret may come from a file named by `X_FILE`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from domain.errors import InputError, Place

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


class Environment:
    """A mapping of names to texts with typed getters; `os.environ` unless given."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, default).strip()

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value in _TRUE | _FALSE:
            return value in _TRUE
        raise InputError("setting_not_flag", place=Place("environment", None, name), value=value)

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or int(value) < least:
            raise InputError("setting_not_number", place=Place("environment", None, name), value=value, least=least)
        return int(value)

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name).lower() or default
        if value not in choices:
            raise InputError(
                "setting_not_choice", place=Place("environment", None, name), value=value, choices=", ".join(choices)
            )
        return value

    def secret(self, name: str) -> str:
        """Return `NAME`, or the content of the file named by `NAME_FILE`; "" when neither is set."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self._values.get(name, "")
        try:
            return Path(path).read_text("utf-8").strip()
        except OSError as error:
            raise InputError(
                "setting_file_unreadable",
                place=Place("environment", None, f"{name}_FILE"),
                path=path,
                why=error.strerror,
            ) from error
