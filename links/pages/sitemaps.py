"""sitemap.xml (sitemaps.org 0.9): addresses and further sitemaps, plain or gzipped, of bounded size."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lxml import etree

MOST_BYTES = 5_000_000
MOST_ADDRESSES = 5_000


@dataclass(frozen=True)
class SiteMap:
    """Addresses of pages with their date of change ("" when not stated), and of further sitemaps."""

    pages: tuple[tuple[str, str], ...] = ()
    children: tuple[str, ...] = ()


def parse_sitemap(body: bytes) -> SiteMap:
    """Return what a sitemap lists; nothing for anything else. Plain text, one address a line, is a sitemap too."""
    data = _inflated(body) if body[:2] == b"\x1f\x8b" else body[:MOST_BYTES]
    if data.lstrip()[:1] != b"<":
        lines = data.decode("utf-8", "replace").splitlines()[:MOST_ADDRESSES]
        return SiteMap(tuple((line.strip(), "") for line in lines if line.strip().startswith(("http://", "https://"))))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return SiteMap()
    if root is None:
        return SiteMap()
    pages: list[tuple[str, str]] = []
    children: list[str] = []
    for entry in root.iter():
        kind = _name(entry)
        if kind not in ("url", "sitemap"):
            continue
        fields = {_name(child): (child.text or "").strip() for child in entry}
        address = fields.get("loc", "")
        if address and kind == "sitemap":
            children.append(address)
        elif address:
            pages.append((address, fields.get("lastmod", "")))
        if len(pages) >= MOST_ADDRESSES:
            break
    return SiteMap(tuple(pages), tuple(children))


def _inflated(body: bytes) -> bytes:
    # a decompressor stops at the bound; gzip.decompress would inflate a bomb whole
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""
