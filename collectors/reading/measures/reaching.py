"""Reaching the structure: delivered or not, answered or not, in how many turns and by what channel."""

from __future__ import annotations

from datetime import datetime

from collectors.reading.measures.acts import Arrived
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.measures.view import View
from domain.failure import Failure
from domain.vocabulary import ANSWERED_BY_MAIL, Channel, DispatchKind, ReplyKind

_NEWS_WITHIN = 2  # working days; field notes, E39 and usual practice
_STATED_FAILURES = frozenset(
    {
        Failure.BOUNCED,
        Failure.REFUSED,
        Failure.MAILBOX_FULL,
        Failure.CONTENT_REFUSED,
        Failure.ADDRESS_INVALID,
        Failure.DEFERRED_TOO_LONG,
        Failure.UNREACHABLE,
        Failure.TLS_ERROR,
        Failure.CAPTCHA,
        Failure.LOGIN_REQUIRED,
        Failure.NO_FORM,
        Failure.FORM_REJECTED,
        Failure.HTTP_4XX,
        Failure.HTTP_5XX,
        Failure.DNS_ERROR,
        Failure.TOO_SLOW,
        Failure.NOT_A_SITE,
    }
)
_ASKING = frozenset({DispatchKind.FIRST, DispatchKind.RETRY, DispatchKind.REMINDER, DispatchKind.SECOND_TURN})


def proof(one: Arrived) -> Span:
    return Span(source=one.digest or "reply")


@measure("contact.delivered", version=1, scope="exchange")
def delivered(view: View) -> Found:
    spans = () if view.delivered else tuple(proof(one) for one in view.bounces) or (Span(source="dispatch"),)
    return Found(view.delivered, spans, 0.97)


@measure("contact.failure", version=1, scope="exchange")
def failure(view: View) -> Found | None:
    why = view.failure
    if why is None:
        return None
    stated = why if why in _STATED_FAILURES else Failure.REFUSED
    return Found(stated.value, tuple(proof(one) for one in view.bounces) or (Span(source="dispatch"),), 0.9)


@measure("contact.delivery_delayed", version=1, scope="exchange")
def delivery_delayed(view: View) -> Found:
    notices = view.of_kind(ReplyKind.DELAY)
    deferred = any(act.failure in (Failure.DEFERRED, Failure.DEFERRED_TOO_LONG) for act in view.openings)
    return Found(bool(notices) or deferred, tuple(proof(one) for one in notices), 0.95)


@measure("contact.attempts", version=1, scope="exchange")
def attempts(view: View) -> Found:
    start = view.start
    counted = [act for act in view.openings if start is None or act.at <= start]
    return Found(sum(max(1, act.attempts) for act in counted), (Span(source="dispatch"),), 1.0)


@measure("contact.challenged", version=1, scope="exchange")
def challenged(view: View) -> Found:
    challenges = view.of_kind(ReplyKind.CHALLENGE)
    captcha = any(act.failure is Failure.CAPTCHA for act in view.openings)
    return Found(bool(challenges) or captcha, tuple(proof(one) for one in challenges), 0.93)


@measure("contact.any_reaction", version=1, scope="exchange")
def any_reaction(view: View) -> Found:
    return Found(bool(view.reactions), tuple(proof(one) for one in view.reactions[:1]), 0.97)


@measure("contact.answered", version=1, scope="exchange")
def answered(view: View) -> Found:
    if not view.humans:
        return Found(False, (), 0.93)
    return Found(True, (proof(view.humans[0]),), view.humans[0].reply.confidence)


@measure("contact.answered_substance", version=1, scope="exchange")
def answered_substance(view: View) -> Found:
    if not view.substantive:
        return Found(False, (), 0.85)
    found = view.found(view.substantive[0], "answer.substantive")
    return Found(True, (proof(view.substantive[0]),), found.confidence if found else 0.8)


def _reminded(view: View) -> datetime | None:
    return next((act.at for act in view.sent if act.kind is DispatchKind.REMINDER and act.failure is None), None)


@measure("contact.answered_after_reminder", version=1, scope="exchange")
def answered_after_reminder(view: View) -> Found | None:
    """True when the first reply of a person came after a reminder; absent without a reply or a reminder."""
    reminded = _reminded(view)
    if not view.humans:
        return None if reminded is None else Found(False, (Span(source="clock"),), 0.97)
    first = view.humans[0]
    return Found(reminded is not None and first.at >= reminded, (proof(first),), 0.97)


@measure("contact.other_channel", version=1, scope="exchange")
def other_channel(view: View) -> Found | None:
    principal = view.principal
    if principal is None:
        return None
    # a form's answer comes by e-mail: that is its own channel
    asked = view.exchange.channel
    usual = Channel.MAIL if asked in ANSWERED_BY_MAIL else asked
    return Found(principal.channel is not usual, (proof(principal),), 1.0)


@measure("contact.human_replies", version=1, scope="exchange")
def human_replies(view: View) -> Found:
    return Found(len(view.humans), tuple(proof(one) for one in view.humans[:5]), 0.93)


@measure("contact.turns", version=1, scope="exchange")
def turns(view: View) -> Found | None:
    """Count the citizen's messages that were needed; a retry stands for the message it replaces."""
    if not view.substantive or view.start is None:
        return None
    first = view.substantive[0]
    later = [
        act
        for act in view.sent
        if act.kind in _ASKING
        and act.failure is None
        and view.start < act.at <= first.at
        and act.kind is not DispatchKind.RETRY
    ]
    return Found(1 + len(later), (proof(first),), 0.95)


@measure("contact.first_reply_resolves", version=1, scope="exchange")
def first_reply_resolves(view: View) -> Found | None:
    if not view.humans:
        return None
    first = view.humans[0]
    verdict = view.value(first, "answer.verdict")
    resolved = (
        verdict in ("precise", "acceptable") if verdict is not None else view.value(first, "answer.substantive") is True
    )
    return Found(resolved and first.reply.kind is ReplyKind.ANSWER, (proof(first),), 0.78)


@measure("contact.refused_contact", version=1, scope="exchange")
def refused_contact(view: View) -> Found:
    found = view.of_kind(ReplyKind.OPT_OUT)
    return Found(bool(found), tuple(proof(one) for one in found), 0.93)


@measure("contact.kept_waiting_uninformed", version=1, scope="exchange")
def kept_waiting_uninformed(view: View) -> Found | None:
    """True when more than two working days passed before any news, automatic or not."""
    working, start = view.exchange.working, view.start
    if working is None or start is None:
        return None
    news = view.reactions[0].at if view.reactions else view.exchange.window_ends
    return Found(working.working_days(start, news) > _NEWS_WITHIN, (Span(source="clock"),), 0.95)
