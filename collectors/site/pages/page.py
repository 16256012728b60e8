"""One page as it was got: its address, its tree, and what of it every measure asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from lxml.etree import _Element as Element

from collectors.reading.folding import fold
from collectors.reading.language import detect
from collectors.site.pages.regions import Region, region_of, regions
from collectors.site.pages.structured import Thing, things_of
from collectors.site.pages.tree import hidden, name_of, parse, text_of, words_of
from links.pages.addresses import absolute


@dataclass(frozen=True)
class Link:
    """A link of a page: absolute address, its words (text, label or image's alternative), and where it stands."""

    address: str
    text: str
    region: Region
    raw: str = ""
    rel: str = ""


@dataclass(eq=False)
class Page:
    """A page. `address` is where it was found in the end, `asked` what was asked for; `seconds` how long it took.

    `rendered` says that a browser ran its scripts.
    """

    asked: str
    address: str
    status: int
    source: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    seconds: float = 0.0
    rendered: bool = False

    @cached_property
    def tree(self) -> Element:
        return parse(self.source)

    @cached_property
    def body(self) -> Element:
        found = self.tree.find(".//body")
        return self.tree if found is None else found

    @cached_property
    def regions(self) -> dict[Element, Region]:
        return regions(self.tree)

    @cached_property
    def base(self) -> str:
        found = self.tree.find(".//base[@href]")
        return absolute(found.get("href") or "", self.address) or self.address if found is not None else self.address

    @cached_property
    def title(self) -> str:
        found = self.tree.find(".//title")
        return words_of(found) if found is not None else ""

    @cached_property
    def declared_language(self) -> str:
        """The two letters of `<html lang>`, "" without."""
        html = self.tree if name_of(self.tree) == "html" else self.tree.find(".//html")
        value = (html.get("lang") or html.get("xml:lang") or "") if html is not None else ""
        return value.strip()[:2].lower() if value.strip()[:2].isalpha() else ""

    @cached_property
    def language(self) -> str:
        """The language of the words, failing that the declared one."""
        return detect(self.main_text or self.text, (self.declared_language,)) or self.declared_language

    @cached_property
    def text(self) -> str:
        """All visible text, a line a block."""
        return text_of(self.body)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def main_element(self) -> Element:
        mains = [element for element, region in self.regions.items() if region == "main"]
        return max(mains, key=lambda element: len("".join(element.itertext())), default=self.body)

    @cached_property
    def main_text(self) -> str:
        """The text of the main part, without headers, menus and footers."""
        around = frozenset(
            element for element, region in self.regions.items() if region in ("nav", "footer", "header", "aside")
        )
        main = self.main_element
        own = text_of(main, without=around - {main})
        # a page whose main part is empty has it outside
        return own if len(own) >= 40 or main is self.body else text_of(self.body, without=around)

    @cached_property
    def footer_text(self) -> str:
        feet = [element for element, region in self.regions.items() if region == "footer"]
        return "\n".join(text_of(element) for element in feet)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        found: list[Link] = []
        for element in self.tree.iter("a", "area"):
            raw = (element.get("href") or "").strip()
            if raw and len(found) < 3000:
                region = region_of(element, self.regions)
                # "#top" leads nowhere; "#/contact" is a page made by scripts
                inside = raw.startswith("#") and not raw.startswith(("#/", "#!/"))
                address = "" if inside else absolute(raw, self.base)
                found.append(Link(address, label_of(element), region, raw, element.get("rel") or ""))
        return tuple(found)

    @cached_property
    def headings(self) -> tuple[tuple[int, str], ...]:
        """Levels and texts in order; `role="heading"` counts."""
        found = []
        for element in self.body.iter():
            name = name_of(element)
            if re.fullmatch(r"h[1-6]", name):
                found.append((int(name[1]), words_of(element, alternatives=True)))
            elif element.get("role") == "heading" and isinstance(element.tag, str):
                level = element.get("aria-level") or "2"
                found.append((int(level) if level.isdigit() else 2, words_of(element)))
        return tuple(found)

    @cached_property
    def metas(self) -> dict[str, str]:
        """`<meta>` by name, property or http-equiv, in lower case; the first of a name counts."""
        found: dict[str, str] = {}
        for element in self.tree.iter("meta"):
            name = (
                element.get("name") or element.get("property") or element.get("itemprop") or element.get("http-equiv")
            )
            if name:
                found.setdefault(name.lower(), (element.get("content") or "").strip())
        return found

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """Machine-readable facts: JSON-LD, microdata, microformats."""
        return things_of(self.tree, self.base)

    def elements(self, *names: str) -> list[Element]:
        """Return the visible elements of these names."""
        return [element for element in self.body.iter(*names) if not hidden(element)]


def label_of(element: Element) -> str:
    """Return the words by which an element is known: its label, its text with images' alternatives, its title."""
    labelled = (element.get("aria-label") or "").strip()
    return labelled or words_of(element, alternatives=True, limit=300) or (element.get("title") or "").strip()
