"""Addresses of structures: their form, the desk behind them, and the ones that must never be written to."""

from __future__ import annotations

import re

from domain.vocabulary import Channel

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMERGENCY_WORDS = _words(
    "samu smur sdis urgence urgences emergency emergencies pompiers sapeurs fire ambulance police gendarmerie "
    "secours sos alerte alerts alert crise"
)
"""Words that, standing alone in an address, mark a service where a false request costs somebody help."""

_EMERGENCY_NUMBERS = _words("15 17 18 112 114 115 116117 119 3114 3919 999 911")
"""Numbers that do so when they are the whole local part or a whole label of the domain."""

_NEVER_READ = re.compile(r"(no-?reply|do-?not-?reply|ne-?pas-?repondre|mailer-daemon)(-.*)?")
"""Addresses where nobody reads: writing there measures nothing."""

_RESERVED_LOCALS = _words("abuse postmaster hostmaster security root mailer-daemon cert csirt")
"""RFC 2142 roles of the technical staff: not a citizen's desk."""


def normalise(address: str) -> str:
    """Return the desk of an address: lower case, its domain in ASCII (IDNA)."""
    local, at, domain = address.strip(" ").rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return address.strip(" ").lower()
    return f"{local}{at}{domain}".lower()


def is_address(address: str) -> bool:
    """Return whether this is one plain mail address (RFC 5321 dot-atom, without quotes, ASCII once normalised)."""
    local, at, domain = normalise(address).rpartition("@")
    labels = domain.split(".")
    return bool(
        at
        and len(local) <= 64
        and len(domain) <= 253
        and _LOCAL.fullmatch(local)
        and len(labels) >= 2
        and all(_LABEL.fullmatch(label) for label in labels)
    )


def forbidden_word(address: str) -> str:
    """Return the word that makes an address one never to be written to, "" when there is none.

    The local part and the labels of the domain are searched for whole words: `urgences@` and `contact@sdis35.fr` are
    found, `mairie15@` is not.
    """
    local, _, domain = normalise(address).rpartition("@")
    if local in _RESERVED_LOCALS or _NEVER_READ.fullmatch(re.sub(r"[._]", "-", local)):
        return local
    labels = domain.split(".")[:-1]
    numbers = _EMERGENCY_NUMBERS & {local, *labels}
    words = {word for part in (local, *labels) for word in re.split(r"[^a-z0-9]+", part)}
    found = {word for word in words if word in _EMERGENCY_WORDS or re.fullmatch(r"(samu|smur|sdis)\d{1,3}[ab]?", word)}
    return min(numbers | found, default="")


def desk_of(channel: Channel, coordinate: str) -> str:
    """Return the desk behind a coordinate: what must not be contacted twice on one day."""
    if channel is Channel.MAIL:
        return normalise(coordinate)
    desk = " ".join(coordinate.lower().split())
    return f"{channel}:{desk}"[:254]
