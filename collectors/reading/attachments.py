"""Attached files: counted, measured, digested, named safely; never opened."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from collectors.reading.limits import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, MAX_NAME_CHARS
from domain.reply import Attachment

TOO_BIG = "too_big"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe_name(name: str, content_type: str) -> str:
    """Return the last part of a file's name without what a file system or a page could stumble over."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    name = " ".join(_UNSAFE.sub("", name).split()).strip(" .")
    if not name:
        return "unnamed" + {"message/rfc822": ".eml", "text/calendar": ".ics"}.get(content_type, "")
    if len(name) <= MAX_NAME_CHARS:
        return name
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 10:
        return stem[: MAX_NAME_CHARS - len(extension) - 1] + dot + extension
    return name[:MAX_NAME_CHARS]


class Attachments:
    """Collects the attachments of one message within the limits."""

    def __init__(self) -> None:
        self.found: list[Attachment] = []
        self.overflow = False

    def add(self, name: str, content_type: str, data: bytes) -> None:
        if len(self.found) >= MAX_ATTACHMENTS:
            self.overflow = True
            return
        self.found.append(
            Attachment(
                name=safe_name(name, content_type),
                content_type=content_type[:100],
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                refused=TOO_BIG if len(data) > MAX_ATTACHMENT_BYTES else "",
            )
        )
