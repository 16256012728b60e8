"""A website's certificate: whether it is trusted, why not, and what it says, also when it is bad."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from links.tls import client_context

NO_CHECK_TIME = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python does not name."""

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], Awaitable[Stream]]


@dataclass(frozen=True)
class Certificate:
    """`problem` is "" for a trusted one, else OpenSSL's words; the rest is what the certificate says of itself."""

    problem: str = ""
    names: tuple[str, ...] = ()
    issuer: str = ""
    begins: datetime | None = None
    ends: datetime | None = None
    protocol: str = ""
    cipher: str = ""

    @property
    def trusted(self) -> bool:
        return not self.problem


async def read_certificate(dial: Dial, host: str, ca_file: str = "") -> Certificate:
    """Shake hands with a server. Raises OSError when there is nobody, and when even an unverified handshake fails."""
    try:
        async with _handshake(dial, host, client_context(ca_file)) as tls:
            return _facts(tls, "")
    except ssl.SSLCertVerificationError as error:
        problem = error.verify_message or str(error)
    # who the certificate says it is: take it for its own authority, whatever its dates and names
    async with _handshake(dial, host, unverified_context()) as tls:
        der = tls.getpeercert(binary_form=True) or b""
        found = Certificate(problem, protocol=tls.version() or "", cipher=(tls.cipher() or ("",))[0])
    try:
        async with _handshake(dial, host, _believing(der)) as tls:
            return _facts(tls, problem)
    except ssl.SSLError:
        return found


@asynccontextmanager
async def _handshake(dial: Dial, host: str, context: ssl.SSLContext) -> AsyncIterator[ssl.SSLObject]:
    _, writer = await dial()
    try:
        await writer.start_tls(context, server_hostname=host)
        yield cast("ssl.SSLObject", writer.get_extra_info("ssl_object"))
    finally:
        writer.close()


def unverified_context() -> ssl.SSLContext:
    """Return a context that takes any certificate: for reading what it says, never for trusting it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _believing(der: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | NO_CHECK_TIME
    context.load_verify_locations(cadata=der)
    return context


def _facts(tls: ssl.SSLObject, problem: str) -> Certificate:
    told = cast("dict[str, Any]", tls.getpeercert() or {})
    return Certificate(
        problem=problem,
        names=tuple(value for kind, value in told.get("subjectAltName", ()) if kind in ("DNS", "IP Address")),
        issuer=_name(told.get("issuer", ())),
        begins=_moment(told.get("notBefore", "")),
        ends=_moment(told.get("notAfter", "")),
        protocol=tls.version() or "",
        cipher=(tls.cipher() or ("",))[0],
    )


def _name(parts: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    flat = {key: value for part in parts for key, value in part}
    return flat.get("organizationName") or flat.get("commonName") or ""


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
    except ValueError:
        return None


def public_key_digest(der: bytes) -> str:
    """Return the base64 SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 7469 section 2.4). Raises ValueError."""
    try:
        certificate, _ = _element(der, 0)
        fields, _ = _element(certificate, 0)
        at = 0
        if fields[at] == 0xA0:  # the version may be left out
            at = _element(fields, at)[1]
        for _ in ("serial", "algorithm", "issuer", "validity", "subject"):
            at = _element(fields, at)[1]
        key = fields[at : _element(fields, at)[1]]
    except IndexError as error:
        raise ValueError("not a certificate") from error
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _element(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the content of the DER element at an offset, and where the next one begins (X.690 section 8.1)."""
    length = data[at + 1]
    start = at + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise IndexError
    return data[start : start + length], start + length
