"""The content of a page, whatever theme shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Block:
    """One piece of a page; each `kind` has a template in `sites/shared/` and perhaps one in the theme."""

    kind: str
    text: str = ""
    items: tuple[Any, ...] = ()
    href: str = ""
    note: str = ""


@dataclass
class Page:
    """One page of a site. `key` names it inside the town, `path` is where it is served."""

    key: str
    title: str
    path: str = ""
    lead: str = ""
    blocks: list[Block] = field(default_factory=list)
    parent: str = "home"
    nav: bool = False
    written: date | None = None
    changed: date | None = None
    themes: tuple[str, ...] = ()
    points: dict[str, list[str]] = field(default_factory=dict)
    """Scenario → answer points that the page gives."""
    wrong: dict[str, list[str]] = field(default_factory=dict)


def p(text: str) -> Block:
    return Block("p", text)


def h(text: str) -> Block:
    return Block("h2", text)


def ul(*items: str) -> Block:
    return Block("ul", items=items)


def links(*items: tuple[str, str]) -> Block:
    """A list of (text, href) pairs."""
    return Block("links", items=items)
