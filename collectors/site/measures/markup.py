"""How pages are made: language, titles, landmarks, headings, texts of images and links, files."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from collectors.reading.folding import fold
from collectors.site.facts.forms import unlabelled_fields
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.pages.page import Page
from collectors.site.pages.tree import name_of
from collectors.site.phrases import phrases
from links.pages.addresses import document_kind

_SKIP = phrases("markup.skip")
_OPEN = frozenset({"pdf", "odt", "ods", "odp", "csv", "txt", "epub", "rtf"})
_DESCRIBED = re.compile(r"\b(?:pdf|odt|docx?|xlsx?|ods|csv|pptx?)\b|\d ?(?:ko|mo|kb|mb|kib|mib)\b", re.IGNORECASE)


def _share(pages: list[Page], good: list[Page], confidence: float = 0.9) -> Found | None:
    if not pages:
        return None
    lacking = next((page for page in pages if page not in good), None)
    return Found(
        round(len(good) / len(pages), 3),
        (Proof(lacking.address),) if lacking else (Proof(pages[0].address),),
        confidence,
    )


@measure("site.page_language_stated", version=1)
def language_stated(view: SiteView) -> Found | None:
    """Share of the pages that state their language, and state the one they are written in."""
    pages = list(view.pages)
    good = [page for page in pages if page.declared_language and page.language in ("", page.declared_language)]
    return _share(pages, good)


@measure("site.page_titles", version=1)
def page_titles(view: SiteView) -> Found | None:
    """Share of the pages with a title of their own."""
    counts = Counter(fold(page.title.strip()) for page in view.pages)
    good = [page for page in view.pages if page.title.strip() and counts[fold(page.title.strip())] == 1]
    return _share(list(view.pages), good)


@measure("site.name_on_home", version=1)
def name_on_home(view: SiteView) -> Found | None:
    """The home page's title or main heading names the structure."""
    name = view.content.structure.name
    words = {
        word
        for word in re.findall(r"[^\W\d_]{4,}", fold(name))
        if word not in ("mairie", "ville", "commune", "town", "council", "city")
    }
    if not words:
        return None
    shown = fold(
        " ".join(
            [
                view.home.title,
                view.home.metas.get("og:site_name", ""),
                *(text for level, text in view.home.headings if level == 1),
            ]
        )
    )
    return Found(any(word in shown for word in words), (Proof(view.home.address, view.home.title),), 0.85)


@measure("site.landmarks", version=1)
def landmarks(view: SiteView) -> Found:
    """How many of header, navigation, main part and footer the home page marks as such (0 to 4)."""
    tags = {
        "header": ("header", "banner"),
        "nav": ("nav", "navigation"),
        "main": ("main", "main"),
        "footer": ("footer", "contentinfo"),
    }
    found = [
        name
        for name, (tag, role) in tags.items()
        if any(
            name_of(e) == tag or (e.get("role") or "") == role for e in view.home.tree.iter() if isinstance(e.tag, str)
        )
    ]
    return Found(len(found), (Proof(view.home.address, ", ".join(found)),), 0.95)


@measure("site.one_main_heading", version=1)
def one_h1(view: SiteView) -> Found | None:
    """Share of the pages with exactly one main heading."""
    pages = list(view.pages)
    return _share(
        pages, [page for page in pages if sum(1 for level, text in page.headings if level == 1 and text) == 1]
    )


@measure("site.heading_order", version=1)
def heading_order(view: SiteView) -> Found | None:
    """Share of the pages whose heading levels go down one at a time."""
    pages = [page for page in view.pages if len(page.headings) >= 2]
    return _share(pages, [page for page in pages if _in_order(page)])


def _in_order(page: Page) -> bool:
    levels = [level for level, _ in page.headings]
    return all(later <= before + 1 for before, later in itertools.pairwise(levels))


@measure("site.images_without_text", version=1)
def images_without_text(view: SiteView) -> Found | None:
    """Share of the images without an `alt` attribute (an empty one marks decoration and is right)."""
    images = [
        (page, e) for page in view.pages for e in page.elements("img") if e.get("role") not in ("presentation", "none")
    ]
    if not images:
        return None
    bare = [(page, e) for page, e in images if e.get("alt") is None and not e.get("aria-label")]
    proofs = tuple(Proof(page.address, e.get("src") or "img") for page, e in bare[:3])
    return Found(round(len(bare) / len(images), 4), proofs, 0.95)


@measure("site.linked_images_without_text", version=1)
def linked_images(view: SiteView) -> Found:
    """Links of the pages seen that have no words at all (an image or icon without text)."""
    bare = {
        link.address or link.raw: page for page, link in view.atlas.links if not link.text and link.raw not in ("#", "")
    }
    return Found(len(bare), tuple(Proof(page.address, address) for address, page in list(bare.items())[:3]), 0.9)


@measure("site.skip_link", version=1)
def skip_link(view: SiteView) -> Found:
    """One of the first links leads straight to the content (RGAA 12.7)."""
    for link in view.home.links[:8]:
        if link.raw.startswith("#") and (
            _SKIP.search(fold(link.text)) or (len(link.raw) > 1 and "conten" in link.raw.lower())
        ):
            return Found(True, (Proof(view.home.address, link.text),), 0.95)
    keyboard = view.desktop.keyboard if view.desktop else None
    if keyboard and keyboard.first_href.startswith("#") and _SKIP.search(fold(keyboard.first_text)):
        return Found(True, (Proof(view.home.address, keyboard.first_text),), 0.95)
    return Found(False, (Proof(view.home.address),), 0.9)


@measure("site.focus_visible", version=1)
def focus_visible(view: SiteView) -> Found | None:
    """Share of the first stops of the Tab key that show where the focus is."""
    keyboard = view.desktop.keyboard if view.desktop else None
    if keyboard is None or keyboard.stops < 2:
        return None
    return Found(round(keyboard.visible / keyboard.stops, 3), (Proof(view.home.address, keyboard.first_text),), 0.75)


@measure("site.fields_without_label", version=1)
def fields_without_label(view: SiteView) -> Found:
    found = [(page, element) for page in view.pages for element in unlabelled_fields(page)]
    names = {(element.get("name") or element.get("id") or element.tag): page for page, element in found}
    return Found(len(names), tuple(Proof(page.address, name) for name, page in list(names.items())[:3]), 0.85)


@measure("site.frames_without_title", version=1)
def frames_without_title(view: SiteView) -> Found:
    bare = [
        (page, e)
        for page in view.pages
        for e in page.tree.iter("iframe", "frame")
        if not (e.get("title") or e.get("aria-label"))
    ]
    return Found(len(bare), tuple(Proof(page.address, e.get("src") or "iframe") for page, e in bare[:3]), 0.9)


@measure("site.moving_content", version=1)
def moving_content(view: SiteView) -> Found:
    """Things that move or play by themselves: marquee, blinking, autoplay, a page that reloads."""
    for page in view.pages:
        for element in page.tree.iter("marquee", "blink", "video", "audio", "meta"):
            name = name_of(element)
            plays = name in ("marquee", "blink") or (
                name in ("video", "audio") and element.get("autoplay") is not None and element.get("muted") is None
            )
            reloads = (
                name == "meta"
                and (element.get("http-equiv") or "").lower() == "refresh"
                and not (element.get("content") or "0").startswith("0")
            )
            if plays or reloads:
                return Found(True, (Proof(page.address, name),), 0.9)
    return Found(False, (Proof(view.home.address),), 0.85)


@measure("site.meta_description", version=1)
def meta_description(view: SiteView) -> Found:
    words = view.home.metas.get("description", "")
    return Found(len(words) >= 40, (Proof(view.home.address, words),), 0.95)


@measure("site.open_documents", version=1)
def open_documents(view: SiteView) -> Found | None:
    """Share of the files offered that are in open or universal formats (PDF, ODF, CSV…)."""
    files = view.atlas.documents()
    if not files:
        return None
    closed = [(page, link) for page, link in files if document_kind(link.address) not in _OPEN]
    return Found(
        round(1 - len(closed) / len(files), 3),
        tuple(Proof(page.address, link.address) for page, link in closed[:3]),
        0.95,
    )


@measure("site.described_documents", version=1)
def described_documents(view: SiteView) -> Found | None:
    """Share of the links to files that say their format or weight (RGAA 13.3)."""
    files = view.atlas.documents()
    if len(files) < 2:
        return None
    bare = [(page, link) for page, link in files if not _DESCRIBED.search(f"{link.text}")]
    return Found(
        round(1 - len(bare) / len(files), 3), tuple(Proof(page.address, link.text) for page, link in bare[:3]), 0.85
    )


@measure("site.print_style", version=1)
def print_style(view: SiteView) -> Found:
    """A style for printing, or a link to print."""
    source = view.home.source
    found = re.search(r"media\s*=\s*[\"'][^\"']*print|@media\s+print|window\.print\(", source)
    return Found(found is not None, (Proof(view.home.address, found.group() if found else ""),), 0.7)
