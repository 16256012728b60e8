"""What a plain request gave."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from domain.failure import Failure

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{3,30})", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer after its redirects. With `failure` there was none, or none of use; `hops` are the addresses
    passed through, header names are in lower case, `truncated` says that the body is only its beginning."""

    asked: str
    address: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    hops: tuple[str, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    truncated: bool = False

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether it is HTML, by its type or, without one, by its beginning."""
        if self.media_type:
            return self.media_type in _PAGES
        return b"<html" in self.body[:2000].lower() or b"<!doctype html" in self.body[:200].lower()

    @property
    def text(self) -> str:
        """The body in its own encoding: byte-order mark, header, meta tag, UTF-8, else Windows-1252."""
        if self.body.startswith(codecs.BOM_UTF8):
            return self.body.decode("utf-8-sig", "replace")
        if self.body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return self.body.decode("utf-16", "replace")
        stated = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        meta = _META_CHARSET.search(self.body[:4096])
        names = [stated.group(1) if stated else "", meta.group(1).decode("ascii") if meta else ""]
        for name in filter(None, names):
            try:
                # the web reads Latin-1 as Windows-1252 (WHATWG Encoding)
                codec = "cp1252" if codecs.lookup(name).name in ("iso8859-1", "ascii") else name
                return self.body.decode(codec, "replace")
            except (LookupError, UnicodeError):
                continue
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start > len(self.body) - 4:
                return self.body.decode("utf-8", "replace")
            return self.body.decode("cp1252", "replace")
