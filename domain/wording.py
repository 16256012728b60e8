"""Renders a `Message` in a language, from `domain/wordings/*.toml`: one table per code, with `fr` and `en`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from domain.errors import BarometerError, InputError, Message

LANGUAGES = ("fr", "en")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return code → language → template of every file."""
    merged: dict[str, dict[str, str]] = {}
    for path in sorted(files("domain").joinpath("wordings").iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".toml"):
            merged |= tomllib.loads(path.read_text("utf-8"))
    return merged


def render(message: Message, language: str) -> str:
    """Return the sentence; an unknown code shows itself and its parameters rather than failing."""
    entry = catalogue().get(message.code)
    if entry is None:
        return f"{message.code} {message.params}" if message.params else message.code
    template = entry.get(language) or entry["en"]
    try:
        return template.format(**message.params)
    except (KeyError, IndexError, ValueError):
        return f"{template} {message.params}"


def say(language: str, code: str, **params: object) -> str:
    """Shorthand for `render(Message(code, params), language)`."""
    return render(Message(code, params), language)


def explain(error: BarometerError, language: str) -> str:
    """Return an error's sentence(s), each preceded by its place when there is one, one a line."""
    faults = [error, *error.others] if isinstance(error, InputError) else [error]
    lines = []
    for fault in faults:
        where = str(fault.place) if isinstance(fault, InputError) else ""
        lines.append(f"{where}: {render(fault.message, language)}" if where else render(fault.message, language))
    return "\n".join(lines)
