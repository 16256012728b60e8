"""How the command line speaks: one console, one language, sentences by code."""

from __future__ import annotations

import sys
from functools import cache

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.errors import BarometerError
from domain.wording import explain
from domain.wording import say as say_in
from settings.language import language

ERRORS = Console(stderr=True, highlight=False)
OUT = Console(highlight=False)


@cache
def lang() -> str:
    """Return the language of this process; an odd `BAROMETER_LANG` falls back to English, and is refused by `main`."""
    try:
        return language()
    except BarometerError:
        return "en"


def t(code: str, **params: object) -> str:
    """Return a sentence of the catalogue in the user's language."""
    return say_in(lang(), code, **params)


def say(code: str, **params: object) -> None:
    """Print a sentence of the catalogue."""
    line(t(code, **params))


def line(text: str) -> None:
    """Print a text as it is, for the terminal to wrap: what is copied out of it stays whole."""
    OUT.print(escape(text), soft_wrap=True)


def fail(error: BarometerError) -> None:
    """Print an error, each fault on its own line."""
    for line in explain(error, lang()).splitlines():
        ERRORS.print(f"[red]✗[/red] {escape(line)}", soft_wrap=True)


def table(title: str, *headings: str) -> Table:
    """Return an empty table with translated title and headings (codes)."""
    made = Table(title=t(title), title_justify="left", title_style="bold", header_style="bold")
    for heading in headings:
        made.add_column(t(heading))
    return made


def show(content: object) -> None:
    """Print a rich renderable to the terminal, or plain text where there is none."""
    if sys.stdout.isatty():
        OUT.print(content)
    else:
        Console(width=120, highlight=False).print(content)
