"""What can come out of a contact that did not go as a citizen would wish: a closed vocabulary.

A failure is a *result*. It is stored, shown and graded; it is never raised.
"""

from __future__ import annotations

from enum import StrEnum

from domain.vocabulary import Channel


class Failure(StrEnum):
    """Why a dispatch did not reach the structure, or was not made."""

    BOUNCED = "bounced"  # a delivery report came back: permanent
    REFUSED = "refused"  # the server said 5xx to the sender or recipient
    MAILBOX_FULL = "mailbox_full"
    CONTENT_REFUSED = "content_refused"  # taken for spam, or too large
    ADDRESS_INVALID = "address_invalid"
    DEFERRED = "deferred"  # 4xx, still within the window
    DEFERRED_TOO_LONG = "deferred_too_long"  # 4xx until the window closed
    UNREACHABLE = "unreachable"  # connection refused, reset or timed out
    TLS_ERROR = "tls_error"
    AUTH_ERROR = "auth_error"  # our account: not the structure's fault
    RATE_LIMITED = "rate_limited"
    CAPTCHA = "captcha"
    LOGIN_REQUIRED = "login_required"
    NO_FORM = "no_form"  # no contact form was found
    FORM_REJECTED = "form_rejected"  # the form did not accept what a citizen can give
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    DNS_ERROR = "dns_error"  # the name does not exist
    TOO_SLOW = "too_slow"  # nothing usable within the deadline
    NOT_A_SITE = "not_a_site"  # parked domain, a file instead of a page
    DISALLOWED = "disallowed"  # its robots.txt does not want robots: not looked at
    UNKNOWN = "unknown"


OURS = frozenset(
    {
        Failure.AUTH_ERROR,
        Failure.RATE_LIMITED,
        Failure.TLS_ERROR,
        Failure.UNREACHABLE,
        Failure.UNKNOWN,
        Failure.DISALLOWED,
    }
)
"""Failures on our side of the relay: the contact becomes `not_measured`, never a bad mark."""
_OURS_ON_THE_WEB = frozenset({Failure.AUTH_ERROR, Failure.RATE_LIMITED, Failure.UNKNOWN, Failure.DISALLOWED})
"""Between a browser and a website no relay of ours stands: a site that is down, or has a bad certificate, fails."""
FOR_PEOPLE = frozenset({Failure.CAPTCHA, Failure.LOGIN_REQUIRED})
"""What only a person may pass: the contact becomes their task."""
UNTOLD_OF_A_SITE = frozenset({Failure.DISALLOWED, Failure.UNKNOWN, Failure.ADDRESS_INVALID, Failure.RATE_LIMITED})
"""Failures of an inspection that say nothing of how the site serves citizens."""


def ours(channel: Channel) -> frozenset[Failure]:
    """Return the failures that say nothing of a structure contacted by this channel."""
    return _OURS_ON_THE_WEB if channel in (Channel.WEBFORM, Channel.SITE) else OURS
