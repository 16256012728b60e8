"""What every page of ours is made with: the templates' environment and the style sheets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style(*sheets: str) -> Markup:
    """Return our own style sheets as one, to stand in a page."""
    folder = files("reports").joinpath("templates")
    return Markup("\n".join(folder.joinpath(name).read_text("utf-8") for name in sheets))  # noqa: S704 — our own files
