"""Deterministic tokens: whoever holds the campaign's secret can derive them again, nobody else can guess them."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32decode, b32encode

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_CONTACT_LENGTH = 10
_DISPATCH_LENGTH = 16
_MESSAGE_ID = re.compile(
    r"^<?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})@[^\s<>@]+>?$", re.I
)


def _derive(secret: str, what: str, length: int) -> str:
    bits = int.from_bytes(hmac.digest(bytes.fromhex(secret), what.encode(), "sha256")[:10], "big")
    # base 32 (RFC 4648) by pairs of letters: the library's own takes as long as the hash
    return "".join([_PAIRS[bits >> shift & 1023] for shift in range(70, 70 - 5 * length, -10)])


def contact_token(secret: str, index: int, attempt: int = 0) -> str:
    """Return a contact's token: 10 letters or digits (50 bits), the tag of its reply address.

    `attempt` gives another one should two contacts of the database ever collide.
    """
    return _derive(secret, f"contact:{index}:{attempt}" if attempt else f"contact:{index}", _CONTACT_LENGTH)


def dispatch_token(secret: str, contact: str, kind: str, number: int) -> str:
    """Return a dispatch's token: 16 letters or digits (80 bits), always the same for the same act."""
    return _derive(secret, f"{contact}:{kind}:{number}", _DISPATCH_LENGTH)


def fraction(secret: str, *parts: object) -> float:
    """Return a reproducible number in [0, 1) for a choice that must not change between two renderings."""
    mac = hmac.digest(bytes.fromhex(secret), ":".join(map(str, parts)).encode(), "sha256")
    return int.from_bytes(mac[:6], "big") / 2**48


def message_id(token: str, domain: str) -> str:
    """Return the Message-ID of a dispatch. It has the form that widespread mail programs give theirs, a UUID, and
    holds the token, so that a quoted Message-ID leads back to the dispatch without a look-up table."""
    digits = b32decode(token.upper()).hex()
    check = hashlib.sha256(token.encode()).hexdigest()[:12]
    return f"<{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:]}-{check}@{domain}>"


def dispatch_token_of(identifier: str) -> str:
    """Return the dispatch token that a Message-ID holds, or "" when it is not one of ours."""
    match = _MESSAGE_ID.match(identifier.strip())
    if match is None:
        return ""
    *digits, check = (group.lower() for group in match.groups())
    token = b32encode(bytes.fromhex("".join(digits))).decode("ascii").lower()
    return token if hashlib.sha256(token.encode()).hexdigest()[:12] == check else ""
