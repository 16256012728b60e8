"""By what a page's markup shows a test that only humans may pass; seen, never tried. The signs are data."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def signs() -> dict[str, str]:
    """Return the expressions by what they are held against, as a script in a page takes them too."""
    data: dict[str, str] = tomllib.loads(files(__package__).joinpath("human_tests.toml").read_text("utf-8"))
    return data


def kind_of_test(name: str, *, source: str, words: str, alternative: str = "", site_key: bool = False) -> str:
    """Return the kind of test that an element is ("widget", "score", "image", "block"), "" for none.

    `name` is the element's own, `source` the address it takes its content from, `words` its id, classes and name, and
    `site_key` whether it carries a maker's key. The order is that of `forms.js` in the form probe.
    """
    source, words = source.lower(), words.lower()
    if name in ("iframe", "frame") and _met("frame", source):
        return "widget"
    if site_key or _met("widget", words) or _met("element", name):
        return "widget"
    if name == "script":
        return "score" if _met("score", source) else ""
    if name in ("img", "canvas") and _met("image", f"{source} {words} {alternative.lower()}"):
        return "image"
    if name == "input" and _met("token", words):
        return "score"
    return "block" if name != "link" and _met("block", words) and not _met("not_block", words) else ""


def _met(sign: str, text: str) -> bool:
    return re.search(signs()[sign], text) is not None
