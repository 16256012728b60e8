"""Which role the structure of an HTML mail gives to an element: the classes and shapes that mail programs write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from collectors.reading.markup import Node
from collectors.reading.segments.headerblock import header_block
from collectors.reading.segments.lines import lines_of
from domain.reply import Part


class Scope(Enum):
    ELEMENT = "element"  # the element and all inside
    THREAD = "thread"  # a container: attribution, then a blockquote, then perhaps the author again
    REST = "rest"  # this element is the head of a quoted thread that runs to the end of the message


@dataclass(frozen=True)
class Role:
    part: Part
    scope: Scope


_QUOTE = Role(Part.QUOTE, Scope.ELEMENT)
_THREAD = Role(Part.QUOTE, Scope.THREAD)
_REST = Role(Part.ATTRIBUTION, Scope.REST)
_ATTRIBUTION = Role(Part.ATTRIBUTION, Scope.ELEMENT)
_SIGNATURE = Role(Part.SIGNATURE, Scope.ELEMENT)
_MOBILE = Role(Part.MOBILE, Scope.ELEMENT)
_FOOTER = Role(Part.DISCLAIMER, Scope.ELEMENT)
_FORWARDED = Role(Part.FORWARDED, Scope.ELEMENT)

_BY_TOKEN: dict[str, Role] = {
    "gmail_attr": _ATTRIBUTION,
    "moz-cite-prefix": _ATTRIBUTION,
    "front-attribution": _ATTRIBUTION,
    "reply-intro": _ATTRIBUTION,  # Roundcube
    "gmail_quote": _THREAD,
    "gmail_extra": _THREAD,
    "yahoo_quoted": _THREAD,
    "protonmail_quote": _THREAD,
    "tutanota_quote": _THREAD,
    "zmail_extra": _THREAD,
    "gmail_quote_attribution": _ATTRIBUTION,  # Mailspring
    "-x-evo-attribution": _ATTRIBUTION,
    "quote": _THREAD,  # GMX, Web.de and mail.com
    "freshdesk_quote": _THREAD,
    "missive_quote": _THREAD,
    "hs_reply": _THREAD,
    "original-content": _THREAD,
    "isreplycontent": _QUOTE,
    "isforwardcontent": _FORWARDED,
    "olk_src_body_section": _THREAD,  # Outlook for Mac
    "front-blockquote": _THREAD,
    "bloop_original_html": _THREAD,  # Airmail
    "messagereplysection": _THREAD,  # Spark
    "mail-editor-reference-message-container": _THREAD,  # new Outlook
    "ms-outlook-mobile-reference-message": _THREAD,
    "mail-quote-collapse": _THREAD,
    "moz-forward-container": _FORWARDED,
    "divrplyfwdmsg": _REST,
    "appendonsend": _REST,
    "outlookmessageheader": _REST,
    "stopspelling": _REST,
    "zwchr": _REST,  # Zimbra's rule above the quoted headers
    "ms-outlook-mobile-signature": _MOBILE,
    "applemailsignature": _MOBILE,
    "composer_signature": _MOBILE,
    "moz-signature": _SIGNATURE,
    "zm-_id_-sgn": _SIGNATURE,
    "mac_outlook_signature": _SIGNATURE,
    "canarysig": _SIGNATURE,
    "gmail_signature": _SIGNATURE,
    "gmail_signature_prefix": _SIGNATURE,
    "bloop_sign": _SIGNATURE,
    "messagesignaturesection": _SIGNATURE,
}
_BY_MARKER = {
    "__QUOTED_TEXT__": _THREAD,
    "__HEADERS__": _ATTRIBUTION,
    "__SIG_PRE__": _SIGNATURE,
    "__SIG_POST__": _SIGNATURE,
}
_SIGNATURE_TOKEN = re.compile(
    r"(?:.*[-_])?(?:e?mail[-_]?)?signature(?:[-_](?:block|container|text))?(?:[-_]user|[-_]\d+)?"
)
_FOOTER_TOKEN = re.compile(r"(?:e?mail[-_])?footer(?:[-_](?:table|text|container|content|block|wrapper))?")
_WORD_HEADER = re.compile(r"border-top:\s*(?:solid|\d[\d.]*(?:pt|px)\s+solid)|border-top-style:\s*solid", re.IGNORECASE)
_INDENT = re.compile(r"margin:(?:0(?:px)?){3}40px|margin-left:40px")
_LABEL_LINE = re.compile(r"\s*\*?[^\s:][^:\n@]{0,24}\*?\s?[:：]")
_RULE_AND_TEXT = re.compile(r"^\s*-{3,}.{3,60}-{3,}")
_LONGEST_SIGNATURE = 1500
_LONGEST_MOBILE = 90
_LONGEST_HEADER = 1200


def role_of(tag: Node) -> Role | None:
    """Return the role of an element, or None. Prefixes added to foreign classes ("x_", "ydp…") are ignored."""
    attrs = tag.attrs
    if tag.name == "blockquote":
        return None if _only_indents(attrs) else _QUOTE
    if tag.name == "signature" or "data-signature-widget" in attrs:
        return _checked(tag, _SIGNATURE)
    if not attrs:
        return None
    for token in _tokens(attrs):
        role = _BY_TOKEN.get(token)
        if role is None and "signature" in token and _SIGNATURE_TOKEN.fullmatch(token):
            role = _SIGNATURE
        elif role is None and "footer" in token and _FOOTER_TOKEN.fullmatch(token):
            role = _FOOTER
        if role is not None:
            return _checked(tag, role)
    if (marker := attrs.get("data-marker", "")) in _BY_MARKER:
        return _BY_MARKER[marker]
    style = attrs.get("style", "")
    if "border-top" in style.lower() and tag.name == "div" and _WORD_HEADER.search(style) and _is_reply_header(tag):
        return _REST
    return None


def _tokens(attrs: dict[str, str]) -> list[str]:
    tokens: list[str] = []
    for key in ("id", "class", "name"):
        value = attrs.get(key)
        if value:
            tokens += [_without_prefix(word) for word in value.lower().split()]
    return tokens


def _without_prefix(token: str) -> str:
    while token.startswith("x_"):
        token = token[2:]
    if token.startswith("ydp"):
        return "yahoo_quoted" if "yahoo_quoted" in token else "signature" if token.endswith("signature") else token
    return "yahoo_quoted" if token.startswith("yahoo_quoted") else token


def _checked(tag: Node, role: Role) -> Role | None:
    """Correct a role by what the element holds: a long "signature" is a body, a forward is no quote."""
    if role is _FOOTER:
        return role if len(tag.text()) <= _LONGEST_SIGNATURE else None
    if role is _REST and "appendonsend" in tag.attrs.get("id", "").lower() and tag.text(200):
        return None  # an empty mark in Outlook on the web; with words in it, someone typed there
    if role.part in {Part.SIGNATURE, Part.MOBILE}:
        length = len(tag.text())
        if length > _LONGEST_SIGNATURE:
            return None
        return _SIGNATURE if role is _MOBILE and length > _LONGEST_MOBILE else role
    if role is _THREAD:
        if _holds_thread(tag):
            return None  # old Gmail's "extra" has the author's words beside the quote
        head = tag.text(200)[:120]
        if _RULE_AND_TEXT.match(head):
            return _FORWARDED
        return _THREAD if tag.has("blockquote") else _QUOTE
    if role is _ATTRIBUTION and _RULE_AND_TEXT.match(tag.text(200)[:120]):
        return _FORWARDED
    return role


def _holds_thread(tag: Node) -> bool:
    return "gmail_extra" in tag.attrs.get("class", "").lower() and any(
        isinstance(child, Node) and "gmail_quote" in child.attrs.get("class", "").lower() for child in tag.walk()
    )


def _only_indents(attrs: dict[str, str]) -> bool:
    """Tell a paragraph that its author moved to the right (Gmail, Apple Mail) from a quote."""
    if "type" in attrs or "quote" in attrs.get("class", ""):
        return "indent" in attrs.get("class", "")
    return _INDENT.search(attrs.get("style", "").replace(" ", "").lower()) is not None


def _is_reply_header(tag: Node) -> bool:
    """Tell the header block of a quoted message (three or more "Label:" lines) from a mere ruled box."""
    if len(tag.text()) > _LONGEST_HEADER:
        return False
    text = tag.lines()
    if sum(1 for line in text if _LABEL_LINE.match(line)) < 3:
        return False
    return (
        any("@" in line for line in text) or header_block(lines_of("\n".join(text), ()), 0, announced=True) is not None
    )
