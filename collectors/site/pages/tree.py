"""HTML as a tree, whatever its state, and as text whose lines are those of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

MOST_CHARS = 2_000_000
MOST_TEXT = 100_000

_HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select", "option"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul", "caption", "thead", "tbody", "tfoot",
    "center",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl"})
_UNENCODABLE = re.compile("[\ud800-\udfff\x00]")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse(source: str) -> Element:
    """Return the tree of any text; what cannot be parsed gives an empty page."""
    clean = _UNENCODABLE.sub("\ufffd", re.sub(r"^\s*<\?xml[^>]*>", "", source[:MOST_CHARS]))
    parser = etree.HTMLParser(encoding="utf-8", recover=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        top = etree.fromstring(clean.encode("utf-8"), parser) if clean.strip() else None
    except (etree.LxmlError, ValueError, AssertionError):
        top = None
    return top if top is not None else etree.fromstring("<html><body/></html>", etree.HTMLParser())


def name_of(element: Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def hidden(element: Element) -> bool:
    """Tell whether an element shows no text: scripts, and what its own attributes hide."""
    if name_of(element) in _HIDDEN or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _INVISIBLE.search(style))


def words_of(element: Element, *, alternatives: bool = False, limit: int = 2000) -> str:
    """Return the text below on one line; with `alternatives` that of images too."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(element, alternatives):
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            break
    return " ".join("".join(pieces).split())


def text_of(element: Element, *, without: frozenset[Element] = frozenset()) -> str:
    """Return the text below, a line a block; cells of a table row stand on one line, parted by " | "."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(element, False, without):
        pieces.append(piece)
        length += len(piece)
        if length > MOST_TEXT:
            break
    lines = (" ".join(line.replace("\x1f", " | ").split()).strip("| ") for line in "".join(pieces).split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _pieces(top: Element, alternatives: bool, without: frozenset[Element] = frozenset()) -> Iterator[str]:
    """Yield the strings below in order; a line feed where a block begins or ends. Not recursive: pages nest deep."""
    stack: list[Element | str] = [top]
    while stack:
        entry = stack.pop()
        if isinstance(entry, str):
            yield entry
            continue
        if not isinstance(entry.tag, str):
            continue
        name = name_of(entry)
        if entry is not top and (entry in without or hidden(entry)):
            continue
        if name == "br":
            yield "\n"
        elif name == "img" and alternatives:
            yield f" {entry.get('alt') or ''} "
        edge = "\n" if name in _BLOCKS else "\x1f" if name in _CELLS else ""
        # paragraphs and headings part sentences, rows and list items are lines
        close = "\n\n" if name in _APART else "" if name in _CELLS else edge
        if close:
            stack.append(close)
        for child in reversed(entry):
            if child.tail:
                stack.append(_flat(child.tail))
            stack.append(child)
        if entry.text:
            stack.append(_flat(entry.text))
        if edge:
            stack.append(edge)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
