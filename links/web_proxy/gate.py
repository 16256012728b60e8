"""Who may be connected to: names are resolved, each address is checked, and the checked address is the one used."""

from __future__ import annotations

import asyncio
import errno
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from links.web_proxy.addresses import forbidden
from settings.web import Endpoint, WebSettings

PORTS = frozenset({80, 443, 8000, 8080, 8443, 8888})
"""Where websites listen; other ports are those of mail, databases and the like."""
CONNECT_SECONDS = 10.0
"""Per address; a browser gives up after a similar time."""
RESOLVE_SECONDS = 10.0
MOST_ADDRESSES = 4
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?\.?|[0-9a-f]*:[0-9a-f:.]+", re.I)


class Refusal(StrEnum):
    """Why nothing came of a connection."""

    NO_SUCH_NAME = "no_such_name"
    RESOLVER = "resolver"  # our own name service failed
    ADDRESS = "address"  # loopback, private, …: never connected to
    PORT = "port"
    NOT_IN_TOWN = "not_in_town"  # the sandbox never leaks outside
    UNREACHABLE = "unreachable"
    NO_NETWORK = "no_network"  # this machine has no way there
    TOO_SLOW = "too_slow"
    TOO_MUCH = "too_much"  # the visit's bytes are used up
    NOT_HTTP = "not_http"
    BAD_REQUEST = "bad_request"


class Refused(Exception):
    """A connection that is not made or not kept; `detail` says more. Never leaves `links`."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[str, int], Awaitable[Stream]]


class Gate(Protocol):
    """Gives the addresses that may stand for a host and port, best first."""

    async def endpoints(self, host: str, port: int) -> list[Endpoint]:
        """Raises Refused when there is none."""
        ...

    async def dial(self, address: str, port: int) -> Stream:
        """Connect to one of them. Raises OSError or Refused."""
        ...


Resolver = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """Return a name's addresses by the machine's own resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class OutsideGate:
    """The world: public addresses and the ports of websites."""

    resolver: Resolver = resolve

    async def endpoints(self, host: str, port: int) -> list[Endpoint]:
        if port not in PORTS:
            raise Refused(Refusal.PORT, str(port))
        bare = host.strip("[]")  # an IPv6 address in a tunnel's target, not in a URL's host
        if not _NAME.fullmatch(bare):
            raise Refused(Refusal.NO_SUCH_NAME, host[:100])
        addresses = await self._resolved(bare, port)
        allowed = [address for address in addresses if forbidden(address) is None]
        if not allowed:
            raise Refused(Refusal.ADDRESS, ", ".join(f"{address} ({forbidden(address)})" for address in addresses[:3]))
        return [(address, port) for address in allowed[:MOST_ADDRESSES]]

    async def dial(self, address: str, port: int) -> Stream:
        return await connect_elsewhere(address, port)

    async def _resolved(self, host: str, port: int) -> list[str]:
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                addresses = await self.resolver(host, port)
        except TimeoutError as error:
            raise Refused(Refusal.RESOLVER, "timeout") from error
        except socket.gaierror as error:
            gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            raise Refused(Refusal.NO_SUCH_NAME if gone else Refusal.RESOLVER, error.strerror or "") from error
        except (OSError, UnicodeError) as error:
            raise Refused(Refusal.NO_SUCH_NAME, str(error)) from error
        if not addresses:
            raise Refused(Refusal.NO_SUCH_NAME)
        return addresses


@dataclass(frozen=True)
class TownGate:
    """The sandbox: the town's hosts and nothing else, whatever the machine's resolver would say."""

    hosts: Mapping[Endpoint, Endpoint]

    async def endpoints(self, host: str, port: int) -> list[Endpoint]:
        target = self.hosts.get((host.lower().rstrip("."), port))
        if target is None:
            raise Refused(Refusal.NOT_IN_TOWN, f"{host}:{port}"[:100])
        return [target]

    async def dial(self, address: str, port: int) -> Stream:
        return await connect(address, port)


def gate_for(settings: WebSettings) -> Gate:
    return TownGate(settings.sandbox_hosts) if settings.in_sandbox else OutsideGate()


async def connect(address: str, port: int) -> Stream:
    """Connect to an address, never to a name, so that what was checked is what is reached."""
    return await asyncio.open_connection(address, port, limit=2**18)


async def connect_elsewhere(address: str, port: int) -> Stream:
    """Connect to another machine. Raises Refused when the address is one of this machine's own, however public."""
    reader, writer = await connect(address, port)
    if writer.get_extra_info("sockname")[0] == writer.get_extra_info("peername")[0]:
        writer.close()
        raise Refused(Refusal.ADDRESS, f"{address} (this machine)")
    return reader, writer


async def reach(endpoints: list[Endpoint], dial: Connect) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
    """Connect to the first endpoint that answers; raises Refused with what the last one did."""
    last = Refused(Refusal.UNREACHABLE)
    for address, port in endpoints:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await dial(address, port)
        except Refused as why:
            last = why
        except TimeoutError:
            last = Refused(Refusal.TOO_SLOW, address)
        except OSError as error:
            ours = error.errno in (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)
            last = Refused(Refusal.NO_NETWORK if ours else Refusal.UNREACHABLE, f"{address}: {error.strerror}")
        else:
            return reader, writer, address
    raise last
