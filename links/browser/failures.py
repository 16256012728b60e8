"""Tables that map what Chromium and the proxy say of a page that does not come to our own words.

A test enumerates Chromium's network errors known to occur and fails when one is missing here.
"""

from __future__ import annotations

import re

from domain.failure import Failure
from links.web_proxy import Refusal

REFUSALS: dict[Refusal, Failure] = {
    Refusal.NO_SUCH_NAME: Failure.DNS_ERROR,
    Refusal.NOT_IN_TOWN: Failure.DNS_ERROR,
    Refusal.RESOLVER: Failure.UNKNOWN,
    Refusal.ADDRESS: Failure.UNREACHABLE,
    Refusal.PORT: Failure.UNREACHABLE,
    Refusal.UNREACHABLE: Failure.UNREACHABLE,
    Refusal.NO_NETWORK: Failure.UNKNOWN,
    Refusal.TOO_SLOW: Failure.TOO_SLOW,
    Refusal.TOO_MUCH: Failure.TOO_SLOW,
    Refusal.NOT_HTTP: Failure.NOT_A_SITE,
    Refusal.BAD_REQUEST: Failure.UNKNOWN,
}

PATTERNS: tuple[tuple[str, Failure], ...] = (
    # first match wins; names as in Chromium's net_error_list.h
    (r"NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_\w+|ICANN_NAME_COLLISION", Failure.DNS_ERROR),
    (r"CERT_\w+|SSL_\w+|BAD_SSL_\w+|ECH_\w+|CLIENT_AUTH_\w+|INVALID_CERT\w*", Failure.TLS_ERROR),
    (r"TIMED_OUT|CONNECTION_TIMED_OUT", Failure.TOO_SLOW),
    (r"TOO_MANY_REDIRECTS|INVALID_REDIRECT|UNSAFE_REDIRECT|REDIRECT\w*", Failure.NOT_A_SITE),
    (r"RESPONSE_\w+|INVALID_HTTP_RESPONSE|INVALID_RESPONSE|INVALID_CHUNKED_ENCODING|CONTENT_\w+", Failure.NOT_A_SITE),
    (r"HTTP2_\w+|QUIC_\w+|INCOMPLETE_\w+|INVALID_HTTP\w*|METHOD_\w+|UNEXPECTED_CONTENT\w*", Failure.NOT_A_SITE),
    (r"EMPTY_RESPONSE|CONNECTION_\w+|ADDRESS_\w+|SOCKET_\w+|HTTP_RESPONSE_CODE_FAILURE", Failure.UNREACHABLE),
    (r"TUNNEL_CONNECTION_FAILED|BLOCKED_BY_\w+|UNSAFE_PORT|DISALLOWED_URL_SCHEME", Failure.UNREACHABLE),
    (r"UNKNOWN_URL_SCHEME|INVALID_URL|FILE_\w+|ABORTED|INVALID_AUTH\w*|UNSUPPORTED_AUTH\w*", Failure.NOT_A_SITE),
)
OUR_SIDE = re.compile(
    r"PROXY_\w+|MANDATORY_PROXY\w*|SOCKS_\w+|INTERNET_DISCONNECTED|NETWORK_\w+|OUT_OF_MEMORY|INSUFFICIENT_RESOURCES"
    r"|NO_BUFFER_SPACE|UNEXPECTED|FAILED|CACHE_\w+|ACCESS_DENIED|CONTEXT_SHUT_DOWN|NOT_IMPLEMENTED"
)
"""What says nothing of the site: the visit is not measured."""

_CODE = re.compile(r"net::ERR_([A-Z0-9_]+)")


def code_of(text: str) -> str:
    """Return the name of Chromium's error in a message ("CONNECTION_REFUSED"), "" when there is none."""
    match = _CODE.search(text)
    return match[1] if match else ""


def failure_of_code(code: str) -> Failure:
    """Return what an error's name means; UNKNOWN for our own side and for names never seen."""
    return next((failure for pattern, failure in PATTERNS if re.fullmatch(pattern, code)), Failure.UNKNOWN)


def failure_of_status(status: int) -> Failure | None:
    """Return the failure of a page's status, None when it was served."""
    if status >= 500:
        return Failure.HTTP_5XX
    if status == 429:
        return Failure.RATE_LIMITED
    return Failure.HTTP_4XX if status >= 400 else None
