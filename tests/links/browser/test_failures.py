from __future__ import annotations

import re

import pytest

from domain.failure import Failure
from links.browser.failures import OUR_SIDE, PATTERNS, REFUSALS, code_of, failure_of_code, failure_of_status
from links.web_proxy import Refusal

MET = {
    Failure.DNS_ERROR: "NAME_NOT_RESOLVED NAME_RESOLUTION_FAILED DNS_TIMED_OUT DNS_SERVER_FAILED",
    Failure.TLS_ERROR: "CERT_DATE_INVALID CERT_AUTHORITY_INVALID CERT_COMMON_NAME_INVALID CERT_REVOKED "
    "SSL_PROTOCOL_ERROR SSL_VERSION_OR_CIPHER_MISMATCH SSL_UNRECOGNIZED_NAME_ALERT BAD_SSL_CLIENT_AUTH_CERT "
    "CERTIFICATE_TRANSPARENCY_REQUIRED ECH_NOT_NEGOTIATED CT_STH_PARSING_FAILED",
    Failure.TOO_SLOW: "TIMED_OUT CONNECTION_TIMED_OUT",
    Failure.NOT_A_SITE: "TOO_MANY_REDIRECTS UNSAFE_REDIRECT INVALID_REDIRECT RESPONSE_HEADERS_TOO_BIG EMPTY_RESPONSE "
    "INVALID_HTTP_RESPONSE INCOMPLETE_CHUNKED_ENCODING CONTENT_LENGTH_MISMATCH CONTENT_DECODING_FAILED ABORTED "
    "HTTP2_PROTOCOL_ERROR INVALID_URL UNKNOWN_URL_SCHEME HTTP_RESPONSE_CODE_FAILURE FILE_NOT_FOUND",
    Failure.UNREACHABLE: "CONNECTION_REFUSED CONNECTION_RESET CONNECTION_CLOSED CONNECTION_ABORTED CONNECTION_FAILED "
    "ADDRESS_UNREACHABLE ADDRESS_INVALID TUNNEL_CONNECTION_FAILED UNSAFE_PORT BLOCKED_BY_CLIENT BLOCKED_BY_RESPONSE",
    Failure.LOGIN_REQUIRED: "INVALID_AUTH_CREDENTIALS MISSING_AUTH_CREDENTIALS UNSUPPORTED_AUTH_SCHEME",
    Failure.RATE_LIMITED: "TEMPORARILY_THROTTLED",
    Failure.UNKNOWN: "PROXY_CONNECTION_FAILED PROXY_AUTH_UNSUPPORTED INTERNET_DISCONNECTED NETWORK_CHANGED "
    "NETWORK_IO_SUSPENDED OUT_OF_MEMORY INSUFFICIENT_RESOURCES CACHE_MISS ACCESS_DENIED FAILED ADDRESS_IN_USE",
}


@pytest.mark.parametrize(
    ("code", "failure"), [(code, failure) for failure, codes in MET.items() for code in codes.split()]
)
def test_an_error_of_chromium_belongs_to_one_line_only(code: str, failure: Failure):
    assert failure_of_code(code) is failure
    lines = [pattern for pattern, _ in PATTERNS if re.fullmatch(pattern, code)]
    assert len(lines) + bool(OUR_SIDE.fullmatch(code)) == 1


def test_every_refusal_of_the_proxy_has_its_meaning():
    assert set(REFUSALS) == set(Refusal)


def test_codes_and_statuses_are_read():
    assert code_of("Page.goto: net::ERR_CONNECTION_REFUSED at http://x/") == "CONNECTION_REFUSED"
    assert code_of("Timeout 30000ms exceeded") == ""
    assert [failure_of_status(status) for status in (200, 304, 401, 404, 429, 503)] == [
        None, None, Failure.LOGIN_REQUIRED, Failure.HTTP_4XX, Failure.RATE_LIMITED, Failure.HTTP_5XX,
    ]  # fmt: skip
