"""The sandbox is a property of endpoints: a town's web server is on loopback and presents the town's token."""

from __future__ import annotations

import asyncio
import ssl

from domain.errors import InputError
from links.tls import client_context
from links.web_certificate import public_key_digest, unverified_context
from links.web_proxy.gate import Refused, connect
from links.web_proxy.http1 import read_head
from settings.mail import is_loopback
from settings.web import Endpoint, WebSettings

TOKEN_PATH = "/.well-known/barometer-town"  # noqa: S105 - where, not what
TLS_PORTS = frozenset({443, 8443})
SECONDS = 3.0
MOST_TOKEN = 1024


async def require_town(settings: WebSettings) -> tuple[str, ...]:
    """Ask every address of the sandbox for the town's token, over TLS where browsers would.

    Return the digests of the public keys whose certificate is good by the town's own authority, for a browser that does
    not know it. An address that refuses connections or never says a word is a site that is down: it takes nothing.
    Raises InputError for the first that is not on loopback, or answers without presenting the token.
    """
    if not settings.sandbox_token:
        raise InputError("endpoint_no_token")
    targets = {target: (host, port in TLS_PORTS) for (host, port), target in settings.sandbox_hosts.items()}
    for address, port in targets:
        if not is_loopback(address):
            raise InputError("endpoint_not_loopback", where=f"{address}:{port}")
    asked = [_require(target, *how, settings.sandbox_token) for target, how in targets.items()]
    there = {target for target, up in zip(targets, await asyncio.gather(*asked), strict=True) if up}
    if not settings.ca_file:
        return ()
    hosts = settings.sandbox_hosts.items()
    secure = [(host, target) for (host, port), target in hosts if port in TLS_PORTS and target in there]
    few = asyncio.Semaphore(16)
    keys = await asyncio.gather(*(_good_key(host, target, settings.ca_file, few) for host, target in secure))
    return tuple(sorted({key for key in keys if key}))


async def _require(target: Endpoint, host: str, tls: bool, token: str) -> bool:
    """Return whether anybody is there."""
    where = f"{target[0]}:{target[1]}"
    try:
        async with asyncio.timeout(SECONDS):
            presented = await _presented(target, host, tls)
    except (ConnectionRefusedError, TimeoutError):
        return False
    except (OSError, Refused) as error:
        raise InputError("endpoint_unreachable", where=where, why=str(error) or type(error).__name__) from error
    if token.encode() not in presented:
        raise InputError("endpoint_not_sandbox", where=where)
    return True


async def _presented(target: Endpoint, host: str, tls: bool) -> bytes:
    reader, writer = await connect(*target)
    try:
        if tls:
            # what is proven here is the token; a town may have sites whose certificate is bad on purpose
            await writer.start_tls(unverified_context(), server_hostname=host)
        writer.write(f"GET {TOKEN_PATH} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        head = await read_head(reader)
        return b"" if head is None else head.raw + await reader.read(MOST_TOKEN)
    finally:
        writer.close()


async def _good_key(host: str, target: Endpoint, ca_file: str, few: asyncio.Semaphore) -> str:
    """Return the digest of a host's public key, "" when its certificate is not good."""
    async with few:
        _, writer = await connect(*target)
        try:
            async with asyncio.timeout(SECONDS):
                await writer.start_tls(client_context(ca_file), server_hostname=host)
            der: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            return public_key_digest(der)
        except (ssl.SSLError, OSError, TimeoutError):
            return ""
        finally:
            writer.close()
