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
    Refusal.PORT: Failure.UNKNOWN,
    Refusal.UNREACHABLE: Failure.UNREACHABLE,
    Refusal.NO_NETWORK: Failure.UNKNOWN,
    Refusal.TOO_SLOW: Failure.TOO_SLOW,
    Refusal.TOO_MUCH: Failure.TOO_SLOW,
    Refusal.NOT_HTTP: Failure.NOT_A_SITE,
    Refusal.BAD_REQUEST: Failure.UNKNOWN,
}

PATTERNS: tuple[tuple[str, Failure], ...] = (
    # names as in Chromium's net_error_list.h; each belongs to exactly one line, or to `OUR_SIDE`
    (r"NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|ICANN_NAME_COLLISION|DNS_(?!CACHE)\w+", Failure.DNS_ERROR),
    (
        r"(CERT|SSL|BAD_SSL|ECH|CT|TLS13|CLIENT_AUTH_CERT|CERTIFICATE)_\w+|INVALID_ECH_CONFIG_LIST|STRICT_ECH_REQUIRED"
        r"|NO_PRIVATE_KEY_FOR_CERT|ALPN_NEGOTIATION_FAILED|EARLY_DATA_REJECTED|WRONG_VERSION_ON_EARLY_DATA"
        r"|CLEARTEXT_NOT_PERMITTED|INSECURE_RESPONSE",
        Failure.TLS_ERROR,
    ),
    (r"(CONNECTION_)?TIMED_OUT", Failure.TOO_SLOW),
    (
        r"TOO_MANY_REDIRECTS|\w+_REDIRECT|RESPONSE_\w+|EMPTY_RESPONSE|INVALID_(HTTP_|)RESPONSE|\w+_CHUNKED_ENCODING"
        r"|CONTENT_\w+|ENCODING_\w+|HTTP2_\w+|INCOMPLETE_HTTP2_HEADERS|HTTP_1_1_REQUIRED|HTTP_RESPONSE_CODE_FAILURE"
        r"|QUIC_\w+|ZSTD_\w+|UNEXPECTED_CONTENT_DICTIONARY_HEADER|DICTIONARY_LOAD_FAILED|TOO_MANY_ACCEPT_CH_RESTARTS"
        r"|METHOD_NOT_SUPPORTED|REQUEST_RANGE_NOT_SATISFIABLE|INVALID_(SIGNED_EXCHANGE|WEB_BUNDLE|URL)|WS_\w+"
        r"|UNKNOWN_URL_SCHEME|DISALLOWED_URL_SCHEME|FILE_(?!NO_SPACE)\w+|ABORTED|BLOB_\w+",
        Failure.NOT_A_SITE,
    ),
    (
        r"CONNECTION_(?!TIMED_OUT)\w+|ADDRESS_(?!IN_USE)\w+|SOCKET_NOT_CONNECTED|TUNNEL_CONNECTION_FAILED|UNSAFE_PORT"
        r"|BLOCKED_(BY|IN)_\w+|MULTICAST_NOT_ALLOWED|CACHED_IP_\w+|INCONSISTENT_IP_ADDRESS_SPACE|TOO_MANY_RETRIES",
        Failure.UNREACHABLE,
    ),
    (
        r"(INVALID|MISSING)_AUTH_CREDENTIALS|UNSUPPORTED_AUTH_SCHEME|MALFORMED_IDENTITY",
        Failure.LOGIN_REQUIRED,
    ),
    (r"TEMPORARILY_THROTTLED", Failure.RATE_LIMITED),
)
OUR_SIDE = re.compile(
    # the proxy, this machine, its disk and memory, and what only happens inside a browser
    r"PROXY_\w+|MANDATORY_PROXY_\w+|NO_SUPPORTED_PROXIES"
    r"|SOCKS_\w+|PAC_\w+|UNEXPECTED_PROXY_AUTH|UNABLE_TO_REUSE_CONNECTION_FOR_PROXY_AUTH|INTERNET_DISCONNECTED"
    r"|(LOCAL_)?NETWORK_\w+|ADDRESS_IN_USE|OUT_OF_MEMORY|INSUFFICIENT_RESOURCES|NO_BUFFER_SPACE|FILE_NO_SPACE|CACHE_\w+"
    r"|DNS_CACHE_\w+|HOST_RESOLVER_QUEUE_TOO_LARGE|PRECONNECT_MAX_SOCKET_LIMIT|SOCKET_(?!NOT_CONNECTED)\w+"
    r"|ACCESS_DENIED|CONTEXT_SHUT_DOWN|(READ_IF_READY_)?NOT_IMPLEMENTED|FAILED|UNEXPECTED|INVALID_(ARGUMENT|HANDLE)"
    r"|IO_PENDING|(CONTROL_)?MSG_TOO_BIG|UPLOAD_\w+|WINSOCK_\w+|(ADD|IMPORT|SELF_SIGNED)_\w+|PKCS12_\w+|\w+_SECURITY_LIBRARY_\w+"
    r"|KEY_GENERATION_FAILED|PRIVATE_KEY_\w+|MISCONFIGURED_AUTH_ENVIRONMENT|TRUST_TOKEN_\w+|HTTPENGINE_\w+"
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
    if status == 401:
        return Failure.LOGIN_REQUIRED
    if status >= 500:
        return Failure.HTTP_5XX
    if status == 429:
        return Failure.RATE_LIMITED
    return Failure.HTTP_4XX if status >= 400 else None
