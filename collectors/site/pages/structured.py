"""Machine-readable facts of a page: JSON-LD, microdata (schema.org) and microformats (h-card, hCard)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element as Element

from collectors.site.pages.tree import words_of

_MOST_THINGS = 200
_DEEPEST = 12
_CARD = {
    "p-name": "name", "fn": "name", "org": "name", "p-tel": "telephone", "tel": "telephone", "u-email": "email",
    "email": "email", "p-street-address": "streetAddress", "street-address": "streetAddress",
    "p-postal-code": "postalCode", "postal-code": "postalCode", "p-locality": "addressLocality",
    "locality": "addressLocality",
}  # fmt: skip


@dataclass
class Thing:
    """A described thing: its types ("GovernmentOffice") and its values by property; a value is text or a thing."""

    types: tuple[str, ...]
    values: dict[str, list[str | Thing]] = field(default_factory=dict)

    def texts(self, name: str) -> list[str]:
        return [value for value in self.values.get(name, ()) if isinstance(value, str)]

    def things(self, name: str) -> list[Thing]:
        return [value for value in self.values.get(name, ()) if isinstance(value, Thing)]

    def walk(self) -> Iterator[Thing]:
        """Yield the thing and those within."""
        yield self
        for values in self.values.values():
            for value in values:
                if isinstance(value, Thing):
                    yield from value.walk()


def things_of(tree: Element, base: str) -> tuple[Thing, ...]:
    """Return every thing described, those within others included. Faulty descriptions are passed over."""
    found = [*_json_ld(tree), *_microdata(tree), *_cards(tree)]
    return tuple(thing for top in found for thing in top.walk())[:_MOST_THINGS]


def _json_ld(tree: Element) -> Iterator[Thing]:
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads("".join(script.itertext()).strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _from_json(data, 0)


def _from_json(data: Any, depth: int) -> Iterator[Thing]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for entry in data[:_MOST_THINGS]:
            yield from _from_json(entry, depth + 1)
    elif isinstance(data, dict):
        if "@graph" in data and "@type" not in data:
            yield from _from_json(data["@graph"], depth + 1)
            return
        types = data.get("@type") or ()
        thing = Thing(tuple(_short(str(one)) for one in (types if isinstance(types, list) else [types])))
        for name, value in data.items():
            if not name.startswith("@") or name == "@id":
                values = value if isinstance(value, list) else [value]
                for one in values[:_MOST_THINGS]:
                    if isinstance(one, dict):
                        thing.values.setdefault(name, []).extend(_from_json(one, depth + 1))
                    elif isinstance(one, str | int | float) and not isinstance(one, bool):
                        thing.values.setdefault(_short(name), []).append(str(one))
        yield thing


def _short(name: str) -> str:
    return re.split(r"[/#:]", name.rstrip("/"))[-1]


def _microdata(tree: Element) -> Iterator[Thing]:
    made: dict[Element, Thing] = {}
    for scope in tree.iterfind(".//*[@itemscope]"):
        if len(made) >= _MOST_THINGS:
            break
        made[scope] = Thing(tuple(_short(one) for one in (scope.get("itemtype") or "").split()))
    for element in tree.iterfind(".//*[@itemprop]"):
        owner = next((above for above in element.iterancestors() if above in made), None)
        if owner is None:
            continue
        value: str | Thing = made.get(element) or _value(element)
        for name in (element.get("itemprop") or "").split():
            made[owner].values.setdefault(name, []).append(value)
    for scope, thing in made.items():
        if scope.get("itemprop") is None:
            yield thing


def _value(element: Element) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        value = str(element.get(attribute) or "")
        if value:
            return value.removeprefix("tel:").removeprefix("mailto:").strip()
    return words_of(element)


def _cards(tree: Element) -> Iterator[Thing]:
    for card in tree.iterfind(".//*[@class]"):
        classes = set((card.get("class") or "").split())
        if not classes & {"vcard", "h-card"}:
            continue
        thing = Thing(("Organization",))
        address = Thing(("PostalAddress",))
        for element in card.iterfind(".//*[@class]"):
            for name in (element.get("class") or "").split():
                if name in _CARD:
                    target = address if _CARD[name] in ("streetAddress", "postalCode", "addressLocality") else thing
                    target.values.setdefault(_CARD[name], []).append(_value(element))
        if address.values:
            thing.values["address"] = [address]
        yield thing
