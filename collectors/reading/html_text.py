"""HTML bodies to lines of text, with the roles that their structure tells, their links and their images."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from collectors.reading.answer_colours import announced_hues, written_in
from collectors.reading.canonical import Run
from collectors.reading.html_marks import Role, Scope, role_of
from collectors.reading.html_tables import has_cell_before, is_data_table, reads_as_line
from collectors.reading.limits import MAX_LINKS
from collectors.reading.markup import Node, parse_html
from collectors.reading.plain_text import find_urls
from collectors.reading.rewritten_links import unwrap_link
from domain.reply import Part

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "meta",
        "link",
        "template",
        "object",
        "applet",
        "embed",
        "svg",
        "math",
        "audio",
        "video",
        "canvas",
        "iframe",
        "select",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote"])
_BLOCKS = frozenset(
    [
        "div",
        "tr",
        "li",
        "dt",
        "dd",
        "pre",
        "hr",
        "form",
        "fieldset",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "center",
        "main",
        "nav",
        "aside",
        "figure",
        "caption",
        "body",
    ]
)
# Zendesk's comments, the newest first; all around them is the page's own
_COMMENT = "zd-comment"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:^|[;\s])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|!|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_MOMENT_LEAD = re.compile(r"\d\D.{0,40}\d{1,2}\s?[:h]\s?\d{2}\b.{0,80}:$")
_TINY = re.compile(r"^\s*[0-2](?:\.\d+)?\s*(?:px)?\s*$")
_TINY_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[0-2](?:\.\d+)?(?:px)?\s*(?:;|!|$)", re.IGNORECASE)


@dataclass
class Html:
    """What an HTML body gives: runs of lines, web links in order, counts of images."""

    runs: list[Run] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: int = 0
    images_without_alt: int = 0
    tracking_images: int = 0

    @property
    def text(self) -> str:
        return "\n".join(run.text for run in self.runs)


def read_html(html: str, forwarding: bool = False) -> Html:
    """Render a mail's HTML. `forwarding` says that the subject announces a forward, so that the thread is one."""
    renderer = _Renderer(Part.FORWARDED if forwarding else Part.QUOTE, conversation=_COMMENT in html)
    renderer.render(parse_html(html))
    return renderer.html


class _Thread:
    """A quoted thread's container: attribution until its first blockquote ends, then whatever surrounds it."""

    def __init__(self, outer: Part | None) -> None:
        self.part: Part | None = Part.ATTRIBUTION
        self.outer = outer


class _Close:
    """On the stack: the end of an element, with what to restore."""

    def __init__(self, tag: Node, mark: Part | _Thread | None, preformatted: int, role: Role | None) -> None:
        self.tag, self.mark, self.preformatted, self.role = tag, mark, preformatted, role


class _Renderer:
    """Walks the tree with its own stack (deep trees are normal in mail) and writes lines."""

    def __init__(self, thread_part: Part, *, conversation: bool) -> None:
        self.html = Html()
        self._comments = 0
        self._thread_part = thread_part
        self._out: list[str] = []
        self._run_part: Part | None = None
        self._newlines = 0
        self._at_start = True
        self._mark: Part | _Thread | None = None
        self._rest: Part | None = Part.DISCLAIMER if conversation else None
        self._preformatted = 0
        self._links: dict[str, None] = {}
        self._threads: list[_Thread] = []
        self._counters: dict[int, int] = {}
        self._flat: Node | None = None
        self._hues: frozenset[str] | None = None

    def render(self, tree: Node) -> None:
        stack: list[Node | str | _Close] = list(reversed(tree.children))
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                self._text(node)
            elif isinstance(node, Node):
                if not self._skip(node):
                    stack.append(self._open(node))
                    stack.extend(node.children[::-1])
            else:
                self._close(node)
        self._end_run()
        self.html.links = list(self._links)[:MAX_LINKS]

    def _skip(self, tag: Node) -> bool:
        name = tag.name
        if name == "br":
            if self._flat:
                self._write(" ")
                return True
            self._newlines = min(self._newlines + 1, 3)
            self._at_start = True
            return True
        if name == "img":
            self._image(tag)
            return True
        if name in _SKIPPED:
            return True
        attrs = tag.attrs
        if not attrs:
            return False
        style = attrs.get("style")
        if "hidden" in attrs or (style and _HIDDEN.search(style) and name not in {"body", "html"}):
            self._count_hidden_images(tag)
            return True
        return "preheader" in attrs.get("class", "").lower()

    def _open(self, tag: Node) -> _Close:
        role = role_of(tag) if not isinstance(self._mark, Part) and self._rest is None else None
        if role is None and tag.name == "div" and self._part() is None and self._leads_to(tag):
            role = Role(Part.QUOTE, Scope.ELEMENT)
        close = _Close(tag, self._mark, self._preformatted, role)
        if self._rest is Part.DISCLAIMER and _COMMENT in tag.attrs.get("class", ""):
            self._comments += 1
            self._mark = Part.NEW if self._comments == 1 else Part.QUOTE
        if role is not None:
            self._block(1)
            if role.scope is Scope.THREAD:
                above = self._threads[-1].outer if self._threads else self._part()
                thread = _Thread(above)
                self._threads.append(thread)
                self._mark = thread
            else:
                self._mark = role.part
        elif self._quoting() and (hues := self._announced()) and written_in(tag, hues):
            self._mark = Part.NEW
        name = tag.name
        if name in _PARAGRAPHS or name in _BLOCKS:
            self._block(self._gap(tag))
        if name == "pre" or (name == "textarea"):
            self._preformatted += 1
        elif name == "li":
            self._write(self._bullet(tag))
        elif name == "tr" and not self._flat and reads_as_line(tag):
            self._flat = tag
        elif name in {"td", "th"} and not self._at_start and has_cell_before(tag):
            self._write(" | " if is_data_table(tag) else " ")
        elif name == "a" and (href := tag.attrs.get("href")):
            self._link(href)
        return close

    def _close(self, close: _Close) -> None:
        tag, role = close.tag, close.role
        name = tag.name
        if tag is self._flat:
            self._flat = None
        if name in _PARAGRAPHS or name in _BLOCKS or role is not None:
            self._block(self._gap(tag))
        self._mark, self._preformatted = close.mark, close.preformatted
        if role is not None and role.scope is Scope.REST:
            self._rest = self._thread_part
        if role is not None and role.scope is Scope.THREAD:
            self._threads.pop()
        elif name == "blockquote" and role is not None and self._threads:
            for thread in self._threads:
                thread.part = thread.outer

    def _gap(self, tag: Node) -> int:
        if tag.name not in _PARAGRAPHS:
            return 1
        if tag.name in {"table", "ul", "ol", "dl", "blockquote"}:
            return 1
        tight = "mso" in tag.attrs.get("class", "").lower() or "margin:0" in tag.attrs.get("style", "").replace(" ", "")
        return 1 if tight else 2

    def _bullet(self, tag: Node) -> str:
        parent = tag.parent
        if parent is not None and parent.name == "ol":
            self._counters[id(parent)] = number = self._counters.get(id(parent), 0) + 1
            return f"{number}. "
        return "- "

    def _part(self) -> Part | None:
        mark = self._mark.part if isinstance(self._mark, _Thread) else self._mark
        return mark if mark is not None else self._rest

    def _leads_to(self, tag: Node) -> bool:
        """Say whether a bar at the left sets a quote off, by the moment and the colon of the line above."""
        if "border-left" not in tag.attrs.get("style", "") or not self._out:
            return False
        return _MOMENT_LEAD.search("".join(self._out[-12:]).rsplit("\n", 1)[-1].rstrip()) is not None

    def _quoting(self) -> bool:
        return self._part() in {Part.QUOTE, Part.FORWARDED}

    def _announced(self) -> frozenset[str]:
        """Return the hues that the author's words above the first quote announce."""
        if self._hues is None:
            self._hues = announced_hues("\n".join(run.text for run in self.html.runs if run.part is None))
        return self._hues

    def _block(self, newlines: int) -> None:
        if self._flat:
            if self._out and not self._newlines:
                self._write(" ")
            return
        self._newlines = max(self._newlines, newlines)
        self._at_start = True

    def _text(self, text: str) -> None:
        if self._preformatted:
            for index, line in enumerate(text.replace("\r\n", "\n").split("\n")):
                if index:
                    self._newlines = min(self._newlines + 1, 3)
                    self._at_start = True
                if line:
                    self._write(line)
            return
        text = _SPACE.sub(" ", text)
        if self._at_start:
            if text.strip(" ") and not text.strip(" \xa0"):
                self._newlines = max(self._newlines, 2)
            text = text.lstrip(" ")
            if not text.strip(" \xa0"):
                return
        self._write(text)

    def _write(self, text: str) -> None:
        part = self._part()
        if part is not self._run_part:
            self._end_run()
            self._run_part = part
        if self._newlines and self._out:
            self._out.append("\n" * self._newlines)
        elif text.startswith(" ") and self._out and self._out[-1].endswith(" ") and not self._preformatted:
            text = text[1:]
        self._newlines = 0
        self._at_start = False
        if text:
            self._out.append(text.replace("\xa0", " "))

    def _end_run(self) -> None:
        text = "".join(self._out)
        if text.strip():
            self.html.runs.append(Run(text, self._run_part))
        self._out = []

    def _link(self, href: str) -> None:
        url = unwrap_link(href.strip())
        if url.lower().startswith(("http://", "https://")) and len(self._links) < MAX_LINKS:
            self._links.setdefault(url[:2000])

    def _image(self, tag: Node) -> None:
        if is_tracking(tag):
            self.html.tracking_images += 1
            return
        self.html.images += 1
        alt = tag.attrs.get("alt")
        if alt is None:
            self.html.images_without_alt += 1
        elif _is_emoji(tag, alt):
            self._write(alt)

    def _count_hidden_images(self, tag: Node) -> None:
        images = (node for node in tag.walk() if isinstance(node, Node) and node.name == "img")
        self.html.tracking_images += sum(1 for image in images if _is_remote(image))


def _is_emoji(image: Node, alt: str) -> bool:
    if "data-emoji" in image.attrs or "emoji" in image.attrs.get("class", "").lower():
        return True
    return 1 <= len(alt) <= 8 and not alt.isascii() and not any(char.isalnum() for char in alt)


def _is_remote(image: Node) -> bool:
    return image.attrs.get("src", "").lower().startswith(("http:", "https:", "//"))


def is_tracking(image: Node) -> bool:
    """Say whether an image is there to be fetched rather than seen: of one pixel or so, or hidden, and remote."""
    if not _is_remote(image):
        return False
    if any(_TINY.match(image.attrs.get(side, "x")) for side in ("width", "height")):
        return True
    style = image.attrs.get("style", "")
    return bool(style) and bool(_TINY_STYLE.search(style) or _HIDDEN.search(style))


def text_links(text: str) -> list[str]:
    """Return the web addresses written in clear in a text."""
    return [unwrap_link(url) for url in find_urls(text)]
