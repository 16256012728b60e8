"""Plain text bodies: format=flowed (RFC 3676), text/enriched (RFC 1896), and the addresses of pages in a text."""

from __future__ import annotations

import re

from collectors.reading.limits import MAX_LINKS
from collectors.reading.text.windows import around, marks_of_address

_URL = re.compile(r"(?:https?://|(?<![\w@./-])www\.)[^\s<>\"“”«»\x00-\x1f|\\^`{}]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’*_…"
_ENRICHED_PARAM = re.compile(r"<param>.*?</param>", re.IGNORECASE | re.DOTALL)
_ENRICHED_TAG = re.compile(r"</?[A-Za-z0-9-]{1,60}>")


def find_urls(text: str) -> list[str]:
    """Return the web addresses written in a text, without the punctuation of the sentence around them."""
    found: list[str] = []
    if "://" not in text and "www." not in text and "WWW." not in text:
        return found
    position = 0
    for first, last in around(text, marks_of_address(text) or ()):
        for match in _URL.finditer(text, max(first, position), last):
            position = match.end()
            url = trim_url(match[0])
            if len(url) > 7 and "." in url:
                found.append(url)
                if len(found) >= MAX_LINKS:
                    return found
    return found


def trim_url(url: str) -> str:
    """Drop closing punctuation, and closing brackets that the address itself did not open."""
    while url:
        last = url[-1]
        if (
            last in _TRAILING
            or (last == ")" and url.count(")") > url.count("("))
            or (last == "]" and "[" not in url)
            or last == ">"
        ):
            url = url[:-1]
        else:
            break
    return url


def unflow(text: str, delete_space: bool) -> str:
    """Join the soft line breaks of format=flowed text, within one quoting depth (RFC 3676 4.1-4.5)."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        line = line.rstrip("\r")
        stripped = line.lstrip(">")
        depth = len(line) - len(stripped)
        content = stripped[1:] if stripped.startswith(" ") else stripped
        signature = content == "-- "
        soft = content.endswith(" ") and not signature
        if soft and delete_space:
            content = content[:-1]
        if open_depth == depth and not signature:
            out[-1] += content
        else:
            out.append((">" * depth + " " if depth else "") + content)
        open_depth = depth if soft else -1
    return "\n".join(out)


def strip_enriched(text: str) -> str:
    """Return the words of text/enriched or text/richtext: commands dropped, single line ends to blanks."""
    text = _ENRICHED_PARAM.sub("", text.replace("\r\n", "\n"))
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    text = re.sub(r"\n(\n+)", r"\1", text)
    text = re.sub(r"<nl>|<paragraph>|</paragraph>", "\n", text, flags=re.IGNORECASE)
    text = _ENRICHED_TAG.sub("", text.replace("<<", "\x00"))
    return text.replace("\x00", "<").replace("<lt>", "<")
