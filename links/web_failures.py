"""Table that maps httpx's exceptions to our own words; a test fails when one of the library's is missing."""

from __future__ import annotations

import ssl

import httpx

from domain.failure import Failure

HTTPX_FAILURES: dict[type[Exception], Failure] = {
    httpx.TimeoutException: Failure.TOO_SLOW,
    httpx.ConnectTimeout: Failure.TOO_SLOW,
    httpx.ReadTimeout: Failure.TOO_SLOW,
    httpx.WriteTimeout: Failure.TOO_SLOW,
    httpx.PoolTimeout: Failure.UNKNOWN,
    httpx.NetworkError: Failure.UNREACHABLE,
    httpx.ConnectError: Failure.UNREACHABLE,
    httpx.ReadError: Failure.UNREACHABLE,
    httpx.WriteError: Failure.UNREACHABLE,
    httpx.CloseError: Failure.UNREACHABLE,
    httpx.ProtocolError: Failure.NOT_A_SITE,
    httpx.LocalProtocolError: Failure.UNKNOWN,
    httpx.RemoteProtocolError: Failure.NOT_A_SITE,
    httpx.ProxyError: Failure.UNREACHABLE,
    httpx.UnsupportedProtocol: Failure.NOT_A_SITE,
    httpx.TransportError: Failure.UNKNOWN,
    httpx.DecodingError: Failure.NOT_A_SITE,
    httpx.TooManyRedirects: Failure.NOT_A_SITE,
    httpx.RequestError: Failure.UNKNOWN,
    httpx.HTTPStatusError: Failure.UNKNOWN,
    httpx.HTTPError: Failure.UNKNOWN,
    httpx.InvalidURL: Failure.NOT_A_SITE,
}


def failure_of_httpx(error: BaseException) -> Failure:
    """Return the failure for an exception of httpx; a TLS cause inside it wins."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Failure.TLS_ERROR
        cause = cause.__cause__ or cause.__context__
    return next((HTTPX_FAILURES[kind] for kind in type(error).__mro__ if kind in HTTPX_FAILURES), Failure.UNKNOWN)
