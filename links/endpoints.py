"""The sandbox is a property of endpoints: each is on loopback and presents the town's token, or nothing is sent."""

from __future__ import annotations

import socket

from domain.errors import InputError
from settings.mail import Server, is_loopback

TIMEOUT = 10.0
MOST_GREETING = 1024


def looks_like_loopback(host: str) -> bool:
    """Whether a host can only be this machine; a name other than `localhost` never is, whatever it resolves to."""
    return is_loopback(host)


def require_sandbox(*servers: Server, token: str) -> None:
    """Connect to each server and read its greeting (the SMTP banner, the IMAP greeting).

    Raises InputError for the first that is not on loopback, cannot be reached, or does not present the token.
    """
    if not token:
        raise InputError("endpoint_no_token")
    for server in servers:
        if not looks_like_loopback(server.host) or server.security != "none":
            raise InputError("endpoint_not_loopback", where=server.where)
        if token not in _greeting(server):
            raise InputError("endpoint_not_sandbox", where=server.where)


def _greeting(server: Server) -> str:
    try:
        with socket.create_connection((server.host, server.port), TIMEOUT) as connection:
            connection.settimeout(TIMEOUT)
            received = b""
            while b"\n" not in received and len(received) < MOST_GREETING:
                chunk = connection.recv(MOST_GREETING)
                if not chunk:
                    break
                received += chunk
    except OSError as error:
        raise InputError("endpoint_unreachable", where=server.where, why=str(error)) from error
    return received.decode("utf-8", "replace")
