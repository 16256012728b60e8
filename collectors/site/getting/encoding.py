"""The text of a page's bytes, in the encoding that a browser would take."""

from __future__ import annotations

import codecs
import re

from links.web_fetch import Fetched

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{3,30})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")


def is_page(fetched: Fetched) -> bool:
    """Tell whether an answer is HTML, by its type or, without one, by its beginning."""
    media_type = fetched.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type:
        return media_type in _PAGES
    return b"<html" in fetched.body[:2000].lower() or b"<!doctype html" in fetched.body[:200].lower()


def text_of_answer(fetched: Fetched) -> str:
    """Return the body as text: byte-order mark, header, meta tag, UTF-8, else Windows-1252."""
    body = fetched.body
    if body.startswith(codecs.BOM_UTF8):
        return body.decode("utf-8-sig", "replace")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    stated, meta = _HEADER.search(fetched.headers.get("content-type", "")), _META.search(body[:4096])
    for name in (stated[1] if stated else "", meta[1].decode("ascii") if meta else ""):
        try:
            # the web reads Latin-1 and ASCII as Windows-1252 (WHATWG Encoding)
            known = codecs.lookup(name).name if name else ""
            if known:
                return body.decode("cp1252" if known in ("iso8859-1", "ascii") else known, "replace")
        except (LookupError, UnicodeError):
            continue
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # a body cut in the middle of a letter is still UTF-8
        return body.decode("utf-8" if fetched.cut and error.start > len(body) - 4 else "cp1252", "replace")
