"""Address lists (RFC 5322 3.4) as mail programs write them: encoded names, commas, comments, groups, lost brackets."""

from __future__ import annotations

import re

from collectors.reading.encoded_words import decode_words
from collectors.reading.limits import MAX_ADDRESSES

_TOKEN = re.compile(
    r'"(?:\\.|[^"\\]){0,400}"|\((?:\\.|[^()\\]){0,400}\)|<[^<>]*>|<[^<>,;]*|[,;:]|[^",;:<>()]+|.', re.DOTALL
)
ADDRESS = re.compile(
    r"""(?:"[^"\n]{1,64}"|[^\s"'<>()\[\],;:@\\]+(?:'[^\s"<>()\[\],;:@\\]+)*)@(?:[^\s"'<>()\[\],;:@\\/=]+|\[[0-9a-fA-F.:IPv]+\])"""
)
_MAX_LIST = 20_000


def parse_addresses(value: str) -> list[tuple[str, str]]:
    """Return (display name, address) pairs of an unfolded value whose encoded words are not decoded yet.

    A mailbox without a recognisable address is left out.
    """
    found: list[tuple[str, str]] = []
    phrase: list[str] = []
    comment = angle = ""
    for piece in _TOKEN.findall(value[:_MAX_LIST]):
        if piece in {",", ";"}:
            _close(phrase, comment, angle, found)
            phrase, comment, angle = [], "", ""
            if len(found) >= MAX_ADDRESSES:
                return found
        elif piece == ":":
            # a group's name ends here ("undisclosed-recipients:;"), or a scheme ("mailto:")
            phrase = [] if "@" not in "".join(phrase) else [*phrase, piece]
        elif piece[0] == "<" and len(piece) > 1:
            angle = piece
        elif piece[0] == "(" and len(piece) > 1:
            comment = piece[1:-1]
        else:
            phrase.append(piece)
    _close(phrase, comment, angle, found)
    return found


def _close(phrase: list[str], comment: str, angle: str, found: list[tuple[str, str]]) -> None:
    text = "".join(phrase).strip()
    address = find_address(angle) if angle else ""
    if not address:
        address = find_address(text)
        text = comment if address else text
    if not address and "=?" in text:
        # some programs encode the whole mailbox, address and all
        text = decode_words(text)
        address = find_address(text)
        text = text.replace(address, "").strip(" <>") if address else text
    if address:
        found.append((clean_name(text or comment), address))


def find_address(text: str) -> str:
    """Return the first address in `text`, its domain in lower case, or ""."""
    match = ADDRESS.search(text)
    return normalise(match[0]) if match else ""


def normalise(address: str) -> str:
    """Lower the domain and drop the punctuation of a sentence around an address."""
    local, _, domain = address.strip().rpartition("@")
    return f"{local}@{domain.lower().rstrip('.-_')}"


def clean_name(text: str) -> str:
    """Return a display name without quotes, escapes and encodings."""
    text = decode_words(text).strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    text = re.sub(r"\\(.)", r"\1", re.sub(r'(?<!\\)"', "", text))
    return " ".join(text.split())[:300]
