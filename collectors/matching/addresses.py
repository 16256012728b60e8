"""Addresses as matching compares them: normal forms, tags, look-alike characters, organisational domains."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from links.pages.addresses import registrable

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LOOKALIKES = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "5": "s", "8": "b", "2": "z"})
_FREE = frozenset((
    "gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr",
    "msn.com", "yahoo.com", "yahoo.fr", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr",
    "icloud.com", "me.com", "gmx.com", "gmx.fr", "gmx.net", "aol.com", "proton.me", "protonmail.com",
))  # fmt: skip
"""Domains of providers that anybody may write from: sharing one tells nothing about the sender."""


def normal(address: str) -> str:
    """Return the address in lower case, without brackets, blanks or a final dot."""
    return address.strip().strip("<>").strip().rstrip(".").lower()


def folded(local: str) -> str:
    """Return a local part with characters that read alike made the same, and separators dropped."""
    return local.lower().replace("rn", "m").translate(_LOOKALIKES).replace("-", "").replace("_", "").replace(".", "")


def split(address: str) -> tuple[str, str]:
    local, _, domain = normal(address).rpartition("@")
    return local, domain


def untagged(address: str) -> str:
    """Return the address without a +tag (RFC 5233)."""
    local, domain = split(address)
    return f"{local.partition('+')[0]}@{domain}"


def tag_of(address: str) -> str:
    """Return the tag of a reply address of either style (`local+tag@…`, `local.tag@…`), "" when there is none."""
    local, _ = split(address)
    return re.split(r"[+.]", local)[-1] if "+" in local or "." in local else ""


def distance(one: str, other: str) -> int:
    """Return how many slips of the hand separate two local parts, two neighbours swapped counting as one."""
    return OSA.distance(one, other)


def organisation(domain: str) -> str:
    """Return the part of a domain that names its organisation: `ville.example.fr` → `example.fr`.

    A free mail provider gives "", and so does a single name.
    """
    name = domain.strip().rstrip(".").lower()
    return "" if name in _FREE or "." not in name else registrable(name)
