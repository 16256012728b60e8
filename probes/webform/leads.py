"""Where to look for the contact form next: the links of a page, by their words, their place and their address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Error, Frame, JSHandle

from links.forms.contact_words import contact_strength, leads_elsewhere
from links.forms.lexicon import says
from links.forms.looking import script
from links.forms.sight import Sighted
from links.pages.addresses import bare, path_words, same_site
from links.pages.words import folded

LEAST = 1.0
_FILES = (".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx", ".zip", ".jpg", ".png", ".mp4", ".ics", ".xml", ".vcf")
_PLACES = {"header": 0.6, "nav": 0.6, "footer": 0.4, "head": 0.3}


class Link(Sighted):
    """A link, or something that acts as one (`href` is "" then)."""

    node: int
    text: str = ""
    label: str = ""
    href: str = ""
    raw: str = ""
    rel: str = ""
    region: str = ""
    hidden: str = ""
    tag: str = ""
    in_form: bool = False
    expands: bool = False


@dataclass(frozen=True)
class Lead:
    """A page to open, or (without `url`) a thing to press on the page `parent`, known by its words."""

    score: float
    clicks: int
    url: str
    words: str
    by: str = "link"
    parent: str = ""

    @property
    def speaks_of_contact(self) -> bool:
        return (
            says("link.form", self.words) or says("link.contact", self.words) or says("link.form", path_words(self.url))
        )


@dataclass(frozen=True)
class Links:
    """The links of a document as it was; their elements are asked for one by one, for few are ever pressed."""

    found: tuple[Link, ...] = ()
    nodes: JSHandle | None = None

    async def element(self, link: Link) -> ElementHandle | None:
        """Return a link's element, None when it has none or the document is gone."""
        if self.nodes is None or link.node < 0:
            return None
        try:
            return (await self.nodes.get_property(str(link.node))).as_element()
        except Error:
            return None


async def links_of(frame: Frame) -> Links:
    """Return the links of a document; none when it is gone."""
    try:
        handle = await frame.evaluate_handle(script("dom", "links"))
        found = await handle.evaluate("found => found.links")
        nodes = await handle.get_property("nodes")
    except Error:
        return Links()
    return Links(tuple(Link.model_validate(entry) for entry in found), nodes)


def leads_of(links: Iterable[Link], *, home: str, here: str, clicks: int) -> list[Lead]:
    """Return what is worth following, one lead an address, the best first."""
    found: dict[str, Lead] = {}
    for link in links:
        score = link_score(link)
        if score < LEAST:
            continue
        words = f"{link.text} {link.label}".strip()
        target = web_address(link, here)
        if target is not None:
            if not same_site(target, home) or target == bare(here):
                continue
            lead = Lead(score, clicks, target, words, by="schema" if link.tag in ("schema", "link") else "link")
        elif link.node >= 0 and not link.hidden and not link.in_form and not _leaves(link):
            lead = Lead(score - 0.3, clicks, "", words, by="button", parent=here)
        else:
            continue
        key = lead.url or f"press:{folded(words)}"
        if key not in found or found[key].score < lead.score:
            found[key] = lead
    return sorted(found.values(), key=lambda lead: -lead.score)


def link_score(link: Link) -> float:
    """Return how likely a link leads to the contact form; 0 for one that surely does not."""
    words = f"{link.text} {link.label}"
    bare_words = folded(words)
    if not bare_words and not link.href:
        return 0.0
    if leads_elsewhere(bare_words) or link.href.startswith(("mailto:", "tel:", "sms:", "whatsapp:")):
        return 0.0
    said = contact_strength(bare_words)
    path = contact_strength(path_words(link.href)) * 0.7
    score = max(said, path) + 0.25 * min(said, path)
    if "contact" in link.rel or link.label == "ContactPage":
        score += 5.0
    if not score:
        return 0.0
    if len(bare_words.split()) > 9:
        score -= 2.0
    if link.hidden and link.region != "head":
        score -= 0.5
    return score + _PLACES.get(link.region, 0.0)


def _leaves(link: Link) -> bool:
    return link.raw.lower().startswith(("mailto:", "tel:", "data:", "ftp:"))


def web_address(link: Link, here: str) -> str | None:
    """Return the page a link leads to, or None when it only acts on its own page."""
    raw = link.raw.strip().lower()
    if not link.href or (raw in ("", "#") and link.tag == "a" and not link.href.startswith("http")):
        return None
    parts = urlsplit(link.href)
    if parts.scheme not in ("http", "https") or parts.path.lower().endswith(_FILES):
        return None
    if raw.startswith(("#", "javascript:")) or (raw == "" and link.tag == "a"):
        # routes of single-page applications live after the #: they are pressed, as people do
        return None
    if bare(link.href) == bare(here) and parts.fragment:
        return None
    return link.href if parts.fragment.startswith(("/", "!")) else bare(link.href)
