"""The regions of a page: header, navigation, main part, footer; by landmark, by ARIA role, else by usual names."""

from __future__ import annotations

import re
from typing import Literal

from lxml.etree import _Element as Element

from collectors.site.pages.tree import name_of

Region = Literal["header", "nav", "main", "footer", "aside", "body"]

_MOST = 0.6
"""An element named like a region that holds more than this share of the page's text is not one."""

_TAGS: dict[str, Region] = {"header": "header", "nav": "nav", "main": "main", "footer": "footer", "aside": "aside"}
_ROLES: dict[str, Region] = {
    "banner": "header", "navigation": "nav", "main": "main", "contentinfo": "footer", "complementary": "aside",
    "search": "header",
}  # fmt: skip
_NAMES: tuple[tuple[re.Pattern[str], Region], ...] = (
    (re.compile(r"(?:^|[-_ ])(?:footer|pied(?:[-_]?de[-_]?page)?|bottom|colophon)(?:$|[-_ ])"), "footer"),
    (re.compile(r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|mainmenu|topmenu|sidemenu|breadcrumbs?|"
        r"fil[-_]?ariane)(?:$|[-_ ])"), "nav"),
    (re.compile(r"(?:^|[-_ ])(?:header|entete|en-tete|masthead|topbar|banner|bandeau)(?:$|[-_ ])"), "header"),
    (re.compile(r"(?:^|[-_ ])(?:sidebar|aside|col(?:onne)?[-_]?(?:droite|gauche|right|left))(?:$|[-_ ])"), "aside"),
    (re.compile(r"^(?:main|content|contenu|maincontent|main-content|page-content|corps|principal)$"), "main"),
)  # fmt: skip


def own_region(element: Element) -> Region | None:
    """Return the region an element itself opens, None when it opens none."""
    name = name_of(element)
    role = (element.get("role") or "").strip().lower()
    if role in _ROLES:
        return _ROLES[role]
    if name in _TAGS:
        # the header or footer of an article or a section is not the page's
        if name in ("header", "footer") and any(
            name_of(above) in ("article", "section", "main") for above in element.iterancestors()
        ):
            return None
        return _TAGS[name]
    if name not in ("div", "table", "td", "ul", "section"):
        return None
    for value in (element.get("id") or "", element.get("class") or ""):
        lowered = value.lower()
        if len(lowered) <= 80:
            for pattern, region in _NAMES:
                if pattern.search(lowered):
                    return region
    return None


def regions(top: Element) -> dict[Element, Region]:
    """Return every element that opens a region."""
    whole = max(1, _size(top))
    found: dict[Element, Region] = {}
    for element in top.iter():
        if not isinstance(element.tag, str):
            continue
        region = own_region(element)
        # "with-sidebar" on what wraps everything names no region
        if region is not None and (region == "main" or _stated(element) or _size(element) <= _MOST * whole):
            found[element] = region
    return found


def _stated(element: Element) -> bool:
    return name_of(element) in _TAGS or bool(element.get("role"))


def _size(element: Element) -> int:
    return sum(len(text) for text in element.itertext())


def region_of(element: Element, opened: dict[Element, Region]) -> Region:
    """Return the region an element stands in; the footer and the navigation win over what is around them."""
    found: Region = "body"
    node: Element | None = element
    while node is not None:
        region = opened.get(node)
        if region in ("footer", "nav", "header", "aside"):
            return region
        if region is not None and found == "body":
            found = region
        node = node.getparent()
    return found
