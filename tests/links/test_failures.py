from __future__ import annotations

import imaplib
import inspect
import socket
import ssl

import aiosmtplib
import pytest
from imapclient import exceptions as imap_exceptions

from domain.failure import Failure
from domain.wording import LANGUAGES, catalogue
from links.failures import (
    CODE_OF_FAILURE,
    IMAP_CODES,
    IMAP_ERRORS,
    NETWORK_FAILURES,
    SMTP_ERRORS,
    SMTP_FAILURES,
    enhanced_code,
    failure_of,
    unavailable,
)


def exceptions_of(*places: object) -> set[type[BaseException]]:
    return {
        value
        for place in places
        for _, value in inspect.getmembers(place, inspect.isclass)
        if issubclass(value, Exception) and not issubclass(value, Warning) and not value.__name__.startswith("_")
    }


def test_every_exception_of_aiosmtplib_is_mapped():
    from aiosmtplib import errors

    found = exceptions_of(aiosmtplib, errors)
    assert len(found) > 10
    assert found - SMTP_FAILURES.keys() - NETWORK_FAILURES.keys() == set()
    assert all(issubclass(kind, SMTP_ERRORS) for kind in found)


def test_every_exception_of_imapclient_and_imaplib_is_mapped():
    found = exceptions_of(imap_exceptions, imaplib.IMAP4)
    assert len(found) > 6
    assert found - IMAP_CODES.keys() == set()
    assert all(issubclass(kind, IMAP_ERRORS) for kind in found)


def test_every_exception_of_ssl_and_socket_is_mapped():
    found = exceptions_of(ssl, socket)
    assert len(found) > 8
    assert found - NETWORK_FAILURES.keys() == set()


def test_every_code_has_words_in_both_languages():
    for code in {*IMAP_CODES.values(), *CODE_OF_FAILURE.values(), "mail_uncertain"}:
        assert all(catalogue()[code][language] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (aiosmtplib.SMTPConnectTimeoutError("slow"), Failure.UNREACHABLE),
        (socket.gaierror(-2, "unknown name"), Failure.UNREACHABLE),
        (ConnectionResetError(), Failure.UNREACHABLE),
        (ssl.SSLCertVerificationError("self-signed"), Failure.TLS_ERROR),
        (RuntimeError("?"), Failure.UNKNOWN),
    ],
)
def test_the_nearest_class_decides(error, failure):
    assert failure_of(error) is failure


def test_a_certificate_problem_shows_through_what_wraps_it():
    error = aiosmtplib.SMTPConnectError("could not connect")
    error.__cause__ = ssl.SSLCertVerificationError("expired")
    assert failure_of(error) is Failure.TLS_ERROR


def test_imap_errors_say_where_and_why():
    error = unavailable(imap_exceptions.LoginError("b'no'"), "imap.example.org:993")
    assert error.message.code == "imap_login_refused"
    assert unavailable(TimeoutError("slow"), "x").message.code == "imap_unreachable"
    assert unavailable(ssl.SSLError("bad"), "x").message.code == "imap_tls"


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (550, "5.1.1 no", "5.1.1"),
        (550, "no 5.1.1", ""),
        (550, "5.0.0 <a@b.example> 5.1.1 no", "5.1.1"),
        (550, "5.0.0 no", "5.0.0"),
        (550, "5.7.1 see 5.1.1", "5.7.1"),
        (550, "5.0.0 from 5.1.1.7", "5.0.0"),
        (550, "4.1.1 no", ""),
        (550, "5.1 no", ""),
        (421, "4.3.2-more", "4.3.2"),
        (550, "5.1.1.1 no", ""),
    ],
)
def test_enhanced_codes(code, text, expected):
    assert enhanced_code(code, text) == expected
