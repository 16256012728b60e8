"""Transfer encodings (RFC 2045), undone without ever raising; inline uuencode and yEnc taken out of texts."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_UU = re.compile(
    r"^begin(?:-base64)? [0-7]{3,4} ([^\n]{1,200})\n((?:[ -`]{1,62}\n){0,200000})(?:`\n|\n)?end[ \t]*$", re.MULTILINE
)
_YENC = re.compile(r"^=ybegin [^\n]*?(?:name=([^\n]{1,200}))?\n.*?^=yend[^\n]*$", re.MULTILINE | re.DOTALL)


def undo(data: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; an unknown one is taken for none."""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "base64":
        return decode_base64(data)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return decode_uu(data)
    return data


def decode_base64(data: bytes) -> bytes:
    """Decode as much base64 as there is, leaving out foreign lines (a list's footer, for instance)."""
    if _NOT_BASE64.search(data):
        lines = [line.strip() for line in data.split(b"\n")]
        if len(lines) > 1:
            data = b"".join(
                line
                for line in lines
                if _BASE64_LINE.fullmatch(line) and (len(line) > 40 or b"=" in line[-2:] or len(line) % 4 == 0)
            )
        data = _NOT_BASE64.sub(b"", data)
    compact = b"".join(data.split())
    out = b""
    for chunk in re.findall(rb"[^=]+", compact):
        usable = len(chunk) - (len(chunk) % 4 == 1)
        out += binascii.a2b_base64(chunk[:usable] + b"=" * (-usable % 4))
    return out


def decode_uu(data: bytes) -> bytes:
    """Decode uuencoded lines, begin and end lines or not; a broken line gives nothing."""
    out = bytearray()
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end")) or not line:
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return bytes(out)


def take_out_inline_files(text: str, found: Callable[[str, bytes], None]) -> str:
    """Remove uuencoded and yEnc files from a plain text, reporting each by name and (undecoded for yEnc) bytes."""
    if "\nend" in text and "begin" in text:

        def uu(match: re.Match[str]) -> str:
            found(match[1].strip(), decode_uu(match[2].encode("ascii", "replace")))
            return ""

        text = _UU.sub(uu, text)
    if "=ybegin " in text:

        def yenc(match: re.Match[str]) -> str:
            found((match[1] or "").strip(), match[0].encode("utf-8", "replace"))
            return ""

        text = _YENC.sub(yenc, text)
    return text
