"""From the tree of entities to the chunks of text that make the body, and to everything beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from collectors.reading.attachments import Attachments
from collectors.reading.canonical import Run, canonical
from collectors.reading.charsets import to_text, undo_double_encoding
from collectors.reading.entity import Budget, Entity, read_fields
from collectors.reading.headers import Values, decode_values
from collectors.reading.html_text import Html, read_html, text_links
from collectors.reading.limits import MAX_LINKS, MAX_TEXT_CHARS
from collectors.reading.plain_text import strip_enriched, unflow
from collectors.reading.transfer import take_out_inline_files
from domain.reply import Part

_STATUS_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "text/delivery-status", "message/delivery_status"}
)
_HEADER_TYPES = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822-header"}
)
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
_UNLISTED = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/x-amp-html"}
)
_STATUS_HEAD = re.compile(
    r"\s*(?:(?:Reporting-MTA|Original-Envelope-Id|Arrival-Date|Final-Recipient|Original-Recipient|DSN-Gateway|Received-From-MTA)\s*:)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"html.{0,80}(?:view|client|support|reader|read|display|format|navigat|browser|lecteur|lire|afficher|anzeig|brows"
    r"|visuali|compatible|capab)|(?:view|support|read|display|format|navigat|browser|lecteur|lire|afficher|anzeig|visuali"
    r"|compatible|capab).{0,80}html",
    re.IGNORECASE | re.DOTALL,
)
_HTML_HEAD = re.compile(r"\s*(?:<!doctype html|<html\b|<head\b|<body\b|<div\b|<table\b)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|tr|wg|i|rv|enc|doorst|vs|vb|pd|转发|轉寄)\s*[:：]", re.IGNORECASE)
_LONGEST_PLACEHOLDER = 600
_WORD = re.compile(r"\w{3,}")


@dataclass
class Chunk:
    """A stretch of the body from one part."""

    runs: list[Run]
    is_html: bool = False

    def words(self) -> int:
        return sum(len(run.text.split()) for run in self.runs)

    def text(self) -> str:
        return "\n".join(run.text for run in self.runs)


@dataclass
class Gathering:
    """What is collected while walking one message."""

    budget: Budget
    subject: str = ""
    attachments: Attachments = field(default_factory=Attachments)
    links: dict[str, None] = field(default_factory=dict)
    html: str = ""
    has_plain: bool = False
    images: int = 0
    images_without_alt: int = 0
    tracking_images: int = 0
    report_type: str = ""
    status: str = ""
    embedded: Values = field(default_factory=dict)
    in_report: bool = False
    nested: int = 0

    def walk(self, entity: Entity, top: bool = False, related: bool = False) -> list[Chunk]:
        """Return the body chunks of an entity; attachments and report parts go into `self`."""
        kind = entity.content_type
        if kind.startswith("multipart/"):
            return self._multipart(entity)
        if kind in _MESSAGE_TYPES and entity.children:
            return self._message(entity)
        if kind in _HEADER_TYPES:
            self._embed(decode_values(read_fields(entity.payload().lstrip(b"\r\n"), self.budget)))
            return []
        if kind in _STATUS_TYPES or kind == "message/disposition-notification":
            self._status(entity, kind)
            return []
        if kind == "message/feedback-report":
            self.report_type = self.report_type or "feedback-report"
            return []
        if self._is_body(entity, top):
            return self._body(entity)
        if kind not in _UNLISTED and not (related and kind.startswith("image/") and entity.first("content-id")):
            self._attach(entity)
        return []

    def _is_body(self, entity: Entity, top: bool) -> bool:
        if not entity.content_type.startswith("text/"):
            return top and not entity.declared
        if entity.content_type in {
            "text/calendar",
            "text/vcard",
            "text/x-vcard",
            "text/directory",
            "text/rtf",
            "text/csv",
        }:
            return False
        if entity.content_type in _UNLISTED:
            return False
        if top:
            return True
        return entity.disposition != "attachment" and (not entity.name or self.in_report)

    def _multipart(self, entity: Entity) -> list[Chunk]:
        kind, children = entity.content_type, entity.children
        if kind == "multipart/report" and not self.nested:
            self.in_report = True
            self.report_type = self.report_type or entity.params.get("report-type", "").lower()
        if kind == "multipart/encrypted" and children:
            self.budget.warn("encrypted")
            return []
        if kind == "multipart/signed" and children:
            return self.walk(children[0])
        if kind == "multipart/alternative":
            return self._alternative(children)
        if kind == "multipart/related":
            return self._related(entity)
        chunks = [chunk for child in children for chunk in self.walk(child)]
        return _without_doubles(chunks)

    def _related(self, entity: Entity) -> list[Chunk]:
        start = entity.params.get("start", "").strip()
        root = next((child for child in entity.children if start and child.first("content-id").strip() == start), None)
        root = root or (entity.children[0] if entity.children else None)
        chunks: list[Chunk] = []
        for child in entity.children:
            if child is root or child.content_type.startswith(("multipart/", "text/")):
                chunks += self.walk(child, related=True)
            else:
                self.walk(child, related=True)
        return chunks

    def _alternative(self, children: list[Entity]) -> list[Chunk]:
        variants = [chunks for child in children if (chunks := self.walk(child))]
        if not variants:
            return []
        plain = next((chunks for chunks in variants if not any(chunk.is_html for chunk in chunks)), None)
        html = next((chunks for chunks in reversed(variants) if any(chunk.is_html for chunk in chunks)), None)
        if plain is None or html is None:
            return html or variants[0]
        if any(run.part is Part.NEW for chunk in html for run in chunk.runs):
            return html  # answers that only their colour tells from the quote
        return html if _is_placeholder(plain, html) else plain

    def _message(self, entity: Entity) -> list[Chunk]:
        inner = entity.children[0]
        self._embed(decode_values(inner.fields))
        if self.in_report:
            return []
        if entity.disposition == "attachment" or entity.name:
            self._attach(entity, entity.name or "message.eml")
        kept = (self.attachments, self.html, self.has_plain, self.links)
        counts = (self.images, self.images_without_alt, self.tracking_images)
        self.attachments, self.links = Attachments(), {}
        self.nested += 1
        chunks = self.walk(inner, top=True)
        self.nested -= 1
        self.attachments, self.html, self.has_plain, self.links = kept
        self.images, self.images_without_alt, self.tracking_images = counts
        return [Chunk([Run(run.text, Part.FORWARDED) for chunk in chunks for run in chunk.runs])]

    def _embed(self, values: Values) -> None:
        if not self.embedded and not self.nested:
            self.embedded = values

    def _status(self, entity: Entity, kind: str) -> None:
        if self.nested:
            return
        text = canonical(to_text(entity.payload(), entity.charset or "utf-8"))
        self.status = f"{self.status}\n\n{text}".strip("\n") if self.status else text
        if not self.report_type:
            self.report_type = "disposition-notification" if kind.endswith("notification") else "delivery-status"

    def _body(self, entity: Entity) -> list[Chunk]:
        data = entity.payload()
        kind = entity.content_type
        label = entity.charset
        if kind == "text/html" and (meta := _META_CHARSET.search(data, 0, 5000)) and label in {"", "us-ascii"}:
            label = meta[1].decode("ascii")
        text = undo_double_encoding(to_text(data[: MAX_TEXT_CHARS * 6], label))
        if kind == "text/html" or (not self.in_report and _HTML_HEAD.match(text) and "</" in text):
            return self._html(text)
        return self._plain(entity, text)

    def _html(self, text: str) -> list[Chunk]:
        html: Html = read_html(text, forwarding=bool(_FORWARD_SUBJECT.match(self.subject)))
        self.html = self.html or text
        self.images += html.images
        self.images_without_alt += html.images_without_alt
        self.tracking_images += html.tracking_images
        self._note_links(html.links)
        self._note_links(text_links(html.text))
        return [Chunk(html.runs, is_html=True)] if html.runs else []

    def _plain(self, entity: Entity, text: str) -> list[Chunk]:
        if entity.content_type in {"text/enriched", "text/richtext"}:
            text = strip_enriched(text)
        elif entity.params.get("format", "").lower() == "flowed":
            text = unflow(text, entity.params.get("delsp", "").lower() == "yes")
        if _STATUS_HEAD.match(text) and not self.nested and not self.status:
            self.status = canonical(text)
            return []
        text = take_out_inline_files(
            canonical(text), lambda name, data: self.attachments.add(name, "application/octet-stream", data)
        )
        if not text.strip():
            return []
        self.has_plain = True
        self._note_links(text_links(text))
        return [Chunk([Run(text, None)])]

    def _note_links(self, links: list[str]) -> None:
        for link in links:
            if len(self.links) >= MAX_LINKS:
                return
            self.links.setdefault(link[:2000])

    def _attach(self, entity: Entity, name: str = "") -> None:
        kind = entity.content_type
        if kind.startswith("text/plain") and not self.nested and not self.status:
            text = to_text(entity.payload()[:20_000], entity.charset)
            if _STATUS_HEAD.match(text) and re.search(r"(?mi)^(?:Action|Status)\s*:", text):
                self.status = canonical(text)
                return
        if kind == "application/pkcs7-mime" or kind == "application/x-pkcs7-mime":
            self.budget.warn("encrypted" if "signed" not in entity.params.get("smime-type", "") else "opaque_signature")
        self.attachments.add(name or entity.name, kind, entity.payload())


def _is_placeholder(plain: list[Chunk], html: list[Chunk]) -> bool:
    """Say whether the plain variant only stands in for the HTML one ("your program cannot show HTML")."""
    plain_words = sum(chunk.words() for chunk in plain)
    html_words = sum(chunk.words() for chunk in html)
    if not plain_words:
        return True
    text = "\n".join(chunk.text() for chunk in plain)
    page = "\n".join(chunk.text() for chunk in html)
    if _lost_lines(text, page):
        return True
    if html_words <= plain_words:
        return False
    if len(text) <= _LONGEST_PLACEHOLDER and _PLACEHOLDER.search(text):
        return True
    if html_words >= 12 and plain_words * 4 < html_words:
        return True
    return _says_otherwise(text, page)


def _says_otherwise(plain: str, html: str) -> bool:
    """Say whether a short plain variant shares hardly a word with the page: it speaks of the page."""
    if len(plain) > _LONGEST_PLACEHOLDER:
        return False
    words = set(_WORD.findall(plain.lower()))
    return len(words) >= 4 and len(words & set(_WORD.findall(html.lower()))) * 4 < len(words)


def _lost_lines(plain: str, html: str) -> bool:
    """Say whether the plain variant glued together the words that stand on separate lines in the page."""
    words = re.sub(r"\W+", "", plain), re.sub(r"\W+", "", html)
    return words[0] == words[1] and len(plain.replace(">", " ").split()) < len(html.replace(">", " ").split())


def _without_doubles(chunks: list[Chunk]) -> list[Chunk]:
    """Drop an HTML chunk that says the same as the plain one before it (an alternative sent as mixed)."""
    if len(chunks) < 2 or not any(chunk.is_html for chunk in chunks):
        return chunks
    kept: list[Chunk] = []
    seen = ""
    for chunk in chunks:
        squeezed = re.sub(r"\W+", "", chunk.text()).lower()
        if squeezed and squeezed[:5000] in seen:
            continue
        seen += squeezed
        kept.append(chunk)
    return kept
