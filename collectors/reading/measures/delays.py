"""Delays, from the first message really delivered: calendar and opening hours, working days."""

from __future__ import annotations

from datetime import timedelta

from collectors.reading.measures.acts import Arrived
from collectors.reading.measures.reaching import proof
from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.measures.view import View
from domain.vocabulary import ReplyKind

_PROMISING = (ReplyKind.ACKNOWLEDGEMENT, ReplyKind.HOLDING, ReplyKind.AUTO_REPLY, ReplyKind.CLARIFICATION)


def _first_human(view: View) -> Arrived | None:
    return view.humans[0] if view.humans and view.start is not None else None


def _first_answer(view: View) -> Arrived | None:
    return view.substantive[0] if view.substantive and view.start is not None else None


def calendar_hours(view: View, one: Arrived | None) -> Found | None:
    return None if one is None else Found(round(view.hours(one.at), 4), (Span(source="clock"), proof(one)), 0.97)


def working_hours(view: View, one: Arrived | None) -> Found | None:
    working, start = view.exchange.working, view.start
    if one is None or working is None or start is None:
        return None
    return Found(round(working.working_hours(start, max(start, one.at)), 4), (Span(source="clock"), proof(one)), 0.95)


def working_days(view: View, one: Arrived | None) -> Found | None:
    working, start = view.exchange.working, view.start
    if one is None or working is None or start is None:
        return None
    return Found(working.working_days(start, max(start, one.at)), (Span(source="clock"), proof(one)), 0.95)


@measure("reply.delay_hours", version=1, scope="exchange")
def reply_delay_hours(view: View) -> Found | None:
    return calendar_hours(view, _first_human(view))


@measure("reply.delay_working_hours", version=1, scope="exchange")
def reply_delay_working_hours(view: View) -> Found | None:
    return working_hours(view, _first_human(view))


@measure("reply.delay_working_days", version=1, scope="exchange")
def reply_delay_working_days(view: View) -> Found | None:
    return working_days(view, _first_human(view))


@measure("answer.delay_hours", version=1, scope="exchange")
def answer_delay_hours(view: View) -> Found | None:
    return calendar_hours(view, _first_answer(view))


@measure("answer.delay_working_hours", version=1, scope="exchange")
def answer_delay_working_hours(view: View) -> Found | None:
    return working_hours(view, _first_answer(view))


@measure("answer.delay_working_days", version=1, scope="exchange")
def answer_delay_working_days(view: View) -> Found | None:
    return working_days(view, _first_answer(view))


@measure("answer.delay_days", version=1, scope="exchange")
def answer_delay_days(view: View) -> Found | None:
    found = calendar_hours(view, _first_answer(view))
    return None if found is None else Found(round(float(found.value) / 24, 4), found.spans, found.confidence)


@measure("answer.announced_delay_kept", version=1, scope="exchange")
def announced_delay_kept(view: View) -> Found | None:
    """Whether the answer on substance came within the delay first announced, counted from the announcement.

    Absent when nothing was announced, or when the window closed before the announced day.
    """
    announced = next((one for one in view.of_kind(*_PROMISING) if one.reply.announced_delay_days is not None), None)
    if announced is None or announced.reply.announced_delay_days is None:
        return None
    due = announced.at + timedelta(days=announced.reply.announced_delay_days)
    answer = next((one for one in view.substantive if one.at >= announced.at), None)
    if answer is not None:
        return Found(answer.at <= due, (proof(announced), proof(answer)), 0.88)
    if view.substantive or due > view.exchange.window_ends:
        return None
    return Found(False, (proof(announced), Span(source="clock")), 0.88)
