"""Values with parameters (`Content-Type`, `Content-Disposition`), RFC 2045 and RFC 2231, read with patience."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from collectors.reading.charsets import to_text
from collectors.reading.encoded_words import decode_words

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80}?)\s*=\s*("(?:\\.|[^"\\])*"|[^;]*)', re.DOTALL)
_SECTION = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*?)")
_MAX_PARAMETERS = 60


def parse_value(value: str) -> tuple[str, dict[str, str]]:
    """Split `text/plain; charset="x"` into its lower-case main value and its parameters by lower-case name."""
    main, _, _ = value.partition(";")
    main = re.sub(r"\(.*?\)", "", main).strip().strip('"').lower()
    simple: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(value)):
        if count >= _MAX_PARAMETERS:
            break
        name, content = match[1].lower(), _unquote(match[2])
        section = _SECTION.fullmatch(name)
        if "*" not in name or section is None:
            simple.setdefault(name, content)
            continue
        pieces.setdefault(section[1], []).append((int(section[2] or 0), bool(section[3]), content))
    for name, parts in pieces.items():
        simple[name] = _join(parts)
    return main, {name: decode_words(content) if "=?" in content else content for name, content in simple.items()}


def _unquote(content: str) -> str:
    content = content.strip()
    if len(content) >= 2 and content[0] == content[-1] == '"':
        return re.sub(r"\\(.)", r"\1", content[1:-1])
    return content.strip('"')


def _join(parts: list[tuple[int, bool, str]]) -> str:
    parts.sort(key=lambda part: part[0])
    charset = ""
    data = b""
    for index, (_, encoded, content) in enumerate(parts):
        if encoded and index == 0 and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        raw = content.encode("utf-8", "replace")
        data += unquote_to_bytes(raw) if encoded else raw
    return to_text(data, charset)
