"""Tables that map the libraries' exceptions and the servers' replies to our own words.

A test enumerates the exceptions of aiosmtplib, imapclient, imaplib, ssl and socket and fails when one is missing here.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from enum import StrEnum

import aiosmtplib
from aiosmtplib import errors as smtp_errors
from imapclient import exceptions as imap_errors

from domain.errors import BarometerError, Unavailable
from domain.failure import Failure


class Stage(StrEnum):
    """Where in an SMTP dialogue something was refused (RFC 5321 section 3.3)."""

    CONNECT = "connect"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    CONTENT = "content"


class DeliveryUncertain(BarometerError):
    """The connection was lost after content began to leave and before the server's verdict: it may have been taken.

    Neither a result nor `Unavailable`: whoever sent must not send again before `Probe.find` or a person settles it.
    """


SMTP_FAILURES: dict[type[BaseException], Failure] = {
    aiosmtplib.SMTPException: Failure.UNKNOWN,
    aiosmtplib.SMTPNotSupported: Failure.UNKNOWN,
    aiosmtplib.SMTPResponseException: Failure.UNKNOWN,
    aiosmtplib.SMTPAuthenticationError: Failure.AUTH_ERROR,
    aiosmtplib.SMTPConnectError: Failure.UNREACHABLE,
    aiosmtplib.SMTPConnectTimeoutError: Failure.UNREACHABLE,
    aiosmtplib.SMTPConnectResponseError: Failure.UNREACHABLE,
    aiosmtplib.SMTPHeloError: Failure.UNREACHABLE,
    aiosmtplib.SMTPReadTimeoutError: Failure.UNREACHABLE,
    aiosmtplib.SMTPServerDisconnected: Failure.UNREACHABLE,
    aiosmtplib.SMTPTimeoutError: Failure.UNREACHABLE,
    # refusals carry the server's reply, from which `failure_of_reply` says more
    aiosmtplib.SMTPDataError: Failure.CONTENT_REFUSED,
    aiosmtplib.SMTPRecipientRefused: Failure.REFUSED,
    aiosmtplib.SMTPRecipientsRefused: Failure.REFUSED,
    aiosmtplib.SMTPSenderRefused: Failure.AUTH_ERROR,
}

NETWORK_FAILURES: dict[type[BaseException], Failure] = {
    ssl.SSLError: Failure.TLS_ERROR,
    ssl.SSLCertVerificationError: Failure.TLS_ERROR,
    ssl.SSLEOFError: Failure.TLS_ERROR,
    ssl.SSLSyscallError: Failure.TLS_ERROR,
    ssl.SSLWantReadError: Failure.TLS_ERROR,
    ssl.SSLWantWriteError: Failure.TLS_ERROR,
    ssl.SSLZeroReturnError: Failure.TLS_ERROR,
    socket.gaierror: Failure.UNREACHABLE,
    socket.herror: Failure.UNREACHABLE,
    TimeoutError: Failure.UNREACHABLE,
    ConnectionError: Failure.UNREACHABLE,
    OSError: Failure.UNREACHABLE,
    EOFError: Failure.UNREACHABLE,
}

IMAP_CODES: dict[type[BaseException], str] = {
    imap_errors.IMAPClientError: "imap_refused",
    imap_errors.IMAPClientAbortError: "imap_dropped",
    imap_errors.IMAPClientReadOnlyError: "imap_refused",
    imap_errors.CapabilityError: "imap_not_supported",
    imap_errors.LoginError: "imap_login_refused",
    imap_errors.IllegalStateError: "imap_refused",
    imap_errors.InvalidCriteriaError: "imap_refused",
    imap_errors.ProtocolError: "imap_refused",
    imaplib.IMAP4.error: "imap_refused",
    imaplib.IMAP4.abort: "imap_dropped",
    imaplib.IMAP4.readonly: "imap_refused",
}

CODE_OF_FAILURE = {Failure.TLS_ERROR: "imap_tls", Failure.UNREACHABLE: "imap_unreachable"}

IMAP_ERRORS: tuple[type[BaseException], ...] = (imaplib.IMAP4.error, OSError, EOFError)
SMTP_ERRORS: tuple[type[BaseException], ...] = (smtp_errors.SMTPException, OSError, EOFError)


def failure_of(error: BaseException) -> Failure:
    """Return the failure for an exception of aiosmtplib or the network; a TLS cause inside another error wins."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Failure.TLS_ERROR
        cause = cause.__cause__
    for kind in type(error).__mro__:
        if kind in SMTP_FAILURES:
            return SMTP_FAILURES[kind]
        if kind in NETWORK_FAILURES:
            return NETWORK_FAILURES[kind]
    return Failure.UNKNOWN


def unavailable(error: BaseException, where: str) -> Unavailable:
    """Return what an exception of IMAPClient or the network means to us: the mailbox cannot be read now."""
    for kind in type(error).__mro__:
        if kind in IMAP_CODES:
            return Unavailable(IMAP_CODES[kind], where=where, why=_words(error))
    return Unavailable(CODE_OF_FAILURE.get(failure_of(error), "imap_refused"), where=where, why=_words(error))


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_NO_SUCH = re.compile(
    r"unknown|no such|not exist|n.existe pas|not found|inconnu|introuvable|invalid (?:address|recip)", re.I
)

_BY_ENHANCED: dict[str, Failure] = {
    # RFC 3463 and its registry: x.1.n addressing, x.2.n mailbox, x.3.4 and x.2.3 size, x.4.4 routing, x.6 media
    **dict.fromkeys(("1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4"), Failure.ADDRESS_INVALID),
    "2.2": Failure.MAILBOX_FULL,
    **dict.fromkeys(("2.3", "3.4", "6.0", "6.1", "6.2", "6.3"), Failure.CONTENT_REFUSED),
    **dict.fromkeys(("7.8", "7.9"), Failure.AUTH_ERROR),
}
_AUTH_CODES = frozenset({530, 534, 535, 538})


def enhanced_code(code: int, text: str) -> str:
    """Return the enhanced status of a reply ("5.1.1"), or "" when it has none of the reply's own class.

    A proxy may put its own general "5.0.0" before what the next server said; then that one's code is taken.
    """
    found = [match for match in _ENHANCED.finditer(text) if int(match[1]) == code // 100]
    if not found or text[: found[0].start()].strip():
        return ""
    precise = [match[0] for match in found if match[0][2:] != "0.0"]
    return precise[0] if precise else found[0][0]


def failure_of_reply(code: int, text: str, stage: Stage) -> tuple[Failure, bool]:
    """Return what a refusing reply means, and whether it is permanent (5xx).

    Codes as in RFC 5321 section 4.2.3. A refused sender is never the structure's doing: the relay says it before it
    knows for whom the message is.
    """
    status = enhanced_code(code, text)
    detail = status[2:]
    permanent = 500 <= code <= 599
    if code in _AUTH_CODES:
        return Failure.AUTH_ERROR, permanent
    if stage is Stage.SENDER and permanent and (code == 552 or detail == "3.4"):
        return Failure.CONTENT_REFUSED, True  # the declared SIZE
    if stage in (Stage.SENDER, Stage.LOGIN):
        return (Failure.AUTH_ERROR if permanent else Failure.RATE_LIMITED), permanent
    if not permanent:
        full = detail == "2.2" or (code == 452 and not status)
        return (Failure.MAILBOX_FULL if full else Failure.DEFERRED), False
    if detail in _BY_ENHANCED:
        return _BY_ENHANCED[detail], True
    if code == 552:
        return Failure.MAILBOX_FULL, True
    if stage in (Stage.DATA, Stage.CONTENT):
        return Failure.CONTENT_REFUSED, True
    if code in (551, 553) or (not status and _NO_SUCH.search(text)):
        return Failure.ADDRESS_INVALID, True
    return Failure.REFUSED, True
