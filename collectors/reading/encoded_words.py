"""RFC 2047 encoded words, as mail programs really write them: split characters, missing ends, wrong charsets."""

from __future__ import annotations

import binascii
import re

from collectors.reading.charsets import to_text
from collectors.reading.transfer import decode_base64

_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?(.*?)(?:\?=|\Z)", re.DOTALL)


def decode_words(text: str) -> str:
    """Decode every encoded word of an unfolded header value; what is no encoded word stays as it is.

    Adjacent words of one charset are joined before decoding, since many programs cut inside a character.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    pending, charset, position = b"", "", 0
    for match in _WORD.finditer(text):
        gap = text[position : match.start()]
        label = match[1].lower()
        adjacent = position > 0 and not gap.strip()
        if pending and not (adjacent and label == charset):
            out.append(to_text(pending, charset))
            pending = b""
        if not adjacent:
            out.append(gap)
        pending += _bytes_of(match[2], match[3])
        charset, position = label, match.end()
    if pending:
        out.append(to_text(pending, charset))
    out.append(text[position:])
    return "".join(out)


def _bytes_of(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(raw)
    return binascii.a2b_qp(raw, header=True)
