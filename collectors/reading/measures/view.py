"""One exchange put in order: from when we count, what came in time, which reply is the principal one."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from collectors.reading.measures.acts import Arrived, Exchange, Sent
from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.hiding import Mask
from collectors.reading.measures.registry import REGISTRY, Found, Span
from domain.failure import Failure, ours
from domain.observation import Value
from domain.vocabulary import HUMAN_KINDS, DispatchKind, Outcome, ReplyKind

_OPENING = frozenset({DispatchKind.FIRST, DispatchKind.RETRY})
_NO_REACTION = frozenset({ReplyKind.BOUNCE, ReplyKind.DELAY, ReplyKind.RECEIPT})


class View:
    """An exchange, sorted by time and cut at the end of its window."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.sent = tuple(sorted(exchange.sent, key=lambda act: act.at))
        self.arrived = tuple(
            sorted((one for one in exchange.arrived if one.at <= exchange.window_ends), key=lambda one: one.at)
        )

    @cached_property
    def openings(self) -> tuple[Sent, ...]:
        """First message and retries, in order."""
        return tuple(act for act in self.sent if act.kind in _OPENING)

    @cached_property
    def shown(self) -> dict[str, Value]:
        """What the openings themselves showed, the last word on each fact."""
        return {name: value for act in self.openings for name, value in act.facts.items()}

    def of_kind(self, *kinds: ReplyKind) -> tuple[Arrived, ...]:
        return tuple(one for one in self.arrived if one.reply.kind in kinds)

    @cached_property
    def bounces(self) -> tuple[Arrived, ...]:
        """Permanent delivery reports."""
        return tuple(
            one
            for one in self.of_kind(ReplyKind.BOUNCE)
            if not one.reply.recipients or any(recipient.permanent is not False for recipient in one.reply.recipients)
        )

    @cached_property
    def reactions(self) -> tuple[Arrived, ...]:
        """Everything that is not a mail system's notice."""
        return tuple(one for one in self.arrived if one.reply.kind not in _NO_REACTION)

    @cached_property
    def humans(self) -> tuple[Arrived, ...]:
        return tuple(one for one in self.arrived if one.reply.kind in HUMAN_KINDS)

    @cached_property
    def start(self) -> datetime | None:
        """When the first message that was really delivered left; None when none was.

        An accepted message is taken for delivered unless a permanent bounce came before the next attempt. A reaction
        proves delivery, whatever our side believed.
        """
        accepted = [act for act in self.openings if act.failure is None]
        for act in accepted:
            later = [other.at for other in self.openings if other.at > act.at]
            until = min(later) if later else None
            if not any(act.at <= one.at and (until is None or one.at < until) for one in self.bounces):
                return act.at
        if self.reactions:
            before = [act.at for act in self.openings if act.at <= self.reactions[0].at]
            return before[-1] if before else None
        return None

    @property
    def delivered(self) -> bool:
        return self.start is not None

    @cached_property
    def failure(self) -> Failure | None:
        """Why nothing was delivered; None when it was, or when nothing was tried."""
        if self.delivered or not self.openings:
            return None
        last = self.openings[-1].failure
        if last is not None:
            return Failure.DEFERRED_TOO_LONG if last is Failure.DEFERRED else last
        return _failure_of(self.bounces[-1]) if self.bounces else None

    @cached_property
    def outcome(self) -> Outcome:
        if self.humans:
            return Outcome.ANSWERED
        own = ours(self.exchange.channel)
        if not self.openings or (not self.delivered and all(act.failure in own for act in self.openings)):
            return Outcome.NOT_MEASURED
        if not self.delivered and self.failure in own:
            return Outcome.NOT_MEASURED
        return Outcome.SILENT

    @cached_property
    def substantive(self) -> tuple[Arrived, ...]:
        """Answers on substance, in order of arrival."""
        return tuple(one for one in self.of_kind(ReplyKind.ANSWER) if self.value(one, "answer.substantive") is True)

    @cached_property
    def principal(self) -> Arrived | None:
        """The best reply of a person: a substantive answer, the most complete; else an answer; else any other."""
        answers = self.of_kind(ReplyKind.ANSWER)
        best = self.substantive or answers or self.humans
        if not best:
            return None
        return max(best, key=lambda one: (self._coverage(one), -best.index(one)))

    def _coverage(self, one: Arrived) -> float:
        value = self.value(one, "answer.coverage")
        return float(value) if isinstance(value, (int, float)) else 0.0

    @cached_property
    def _analyses(self) -> dict[int, Analysis]:
        return {}

    def analysis(self, one: Arrived) -> Analysis:
        return self._analyses.setdefault(id(one), Analysis(one.reply, self.exchange.context))

    def found(self, one: Arrived, name: str) -> Found | None:
        """Return what a `reply` measure finds in one arrival, with evidence that names it and hides agents' names."""
        analysis = self.analysis(one)
        found: Found | None = REGISTRY[name].function(analysis)
        if found is None:
            return None
        hide = Mask.of(analysis).hide
        text = hide(one.reply.text)
        spans = tuple(
            Span(source=span.source, quote=hide(span.quote)) if span.source
            else Span(span.start, span.end, one.digest, text[span.start : span.end])
            for span in found.spans
        )  # fmt: skip
        return Found(found.value, spans, found.confidence)

    def value(self, one: Arrived, name: str) -> object:
        found: Found | None = REGISTRY[name].function(self.analysis(one))
        return None if found is None else found.value

    def hours(self, end: datetime) -> float:
        """Calendar hours from delivery; never negative."""
        assert self.start is not None
        return max(0.0, (end - self.start).total_seconds() / 3600)


def _failure_of(bounce: Arrived) -> Failure:
    """Map a delivery report's status (RFC 3463) to the closed vocabulary."""
    recipient = bounce.reply.recipients[0] if bounce.reply.recipients else None
    status = recipient.status if recipient else ""
    detail = (recipient.diagnostic if recipient else "").lower()
    subject, _, rest = status.partition(".")[2].partition(".")
    if subject == "2" and rest in ("2", "4"):
        return Failure.MAILBOX_FULL if rest == "2" else Failure.ADDRESS_INVALID
    if subject == "1":
        return Failure.ADDRESS_INVALID
    if subject == "6" or (subject, rest) == ("3", "4") or "spam" in detail or "content" in detail:
        return Failure.CONTENT_REFUSED
    return Failure.REFUSED if subject == "7" else Failure.BOUNCED
