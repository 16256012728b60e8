"""The structures' side of every exchange: what each received message sets going, and when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.composing import Request
from sandbox.draws import Draws
from sandbox.fate import Fate, draw_delay, draw_fate, moment
from sandbox.incoming import Incoming
from sandbox.profile import Profile
from sandbox.quoting import Original
from sandbox.recognition import Recogniser, read_citizen
from sandbox.town_file import Resident, Town
from sandbox.truth import TruthLog
from sandbox.virtual_time import VirtualTime


@dataclass
class Exchange:
    """What one structure and one sender wrote each other."""

    resident: Resident
    profile: Profile
    fate: Fate
    reply_to: str
    first: str
    draws: Draws
    request: Request
    received: datetime
    turn: int = 1
    waiting_for: str = ""  # "turn" after a question, "reminder" while silent on purpose
    original: Original | None = None
    incoming: Incoming | None = None
    seen: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """Something to do at its time: `kind` is a frame's kind, `bounce` or `delay_notice`."""

    kind: str
    exchange: Exchange
    original: Original
    received: datetime
    drawn_hours: float
    count: str
    automatic: bool = False
    elsewhere: bool = False  # another service answers, from its own address
    again: bool = False  # the same reply a second time


class Correspondence:
    """Every exchange of the town. `perform` carries an act out when its time has come."""

    def __init__(
        self, town: Town, seed: int, time: VirtualTime, truth: TruthLog, perform: Callable[[Act], Awaitable[None]]
    ) -> None:
        self._town = town
        self._seed = seed
        self._time = time
        self._truth = truth
        self._perform = perform
        self._recogniser = Recogniser(town.texts.fragments)
        self._exchanges: dict[tuple[str, str], Exchange] = {}

    def fate(self, resident: Resident, sender: str) -> Fate:
        """Return what this structure does with this sender; always the same."""
        draws = Draws(self._seed, resident.key, sender.lower(), "fate")
        return draw_fate(self._town.file.profiles[resident.profile], draws)

    def receive(self, incoming: Incoming) -> None:
        """Take a delivered message in, log it, and schedule what follows."""
        key = (incoming.resident.key, incoming.reply_address.lower())
        exchange = self._exchanges.get(key)
        if exchange is not None and incoming.message_id in exchange.seen:
            exchange.seen[incoming.message_id] += 1
            self._log("duplicate", incoming, times=exchange.seen[incoming.message_id])
            return
        if exchange is None:
            exchange = self._open(incoming)
            self._exchanges[key] = exchange
        else:
            exchange.turn += 1
        exchange.seen[incoming.message_id] = 1
        exchange.received = self._time.now
        exchange.incoming = incoming
        exchange.original = _original(incoming, self._time.now)
        theme = exchange.request.theme
        self._log(
            "received",
            incoming,
            theme=theme.name.get("fr", theme.scenario) if theme else "",
            scenario=theme.scenario if theme else "",
            language=incoming.resident.language,
            turn=exchange.turn,
            in_reply_to=incoming.mail.in_reply_to,
            course=exchange.fate.course,
            extras=sorted(exchange.fate.extras),
        )
        if exchange.turn == 1:
            self._begin(exchange)
        else:
            self._go_on(exchange)

    def _open(self, incoming: Incoming) -> Exchange:
        resident = incoming.resident
        sender = incoming.reply_address
        request = Request(
            resident,
            read_citizen(
                incoming.mail.display_name, incoming.mail.body, self._town.file.given_names, resident.language
            ),
            incoming.mail.subject,
            self._time.now,
            self._recogniser.theme(f"{incoming.mail.subject}\n{incoming.mail.body}", resident.language),
            incoming.reference,
        )
        return Exchange(
            resident,
            self._town.file.profiles[resident.profile],
            self.fate(resident, sender),
            sender,
            incoming.message_id,
            Draws(self._seed, resident.key, sender.lower(), "course"),
            request,
            self._time.now,
        )

    def _begin(self, exchange: Exchange) -> None:
        fate, draws, now = exchange.fate, exchange.draws, self._time.now
        course = fate.course
        form = exchange.incoming is not None and exchange.incoming.channel == "webform"
        if (
            form
            and exchange.incoming is not None
            and exchange.incoming.receipt
            and "acknowledgement" not in fate.extras
        ):
            self._at(exchange, "acknowledgement", now + timedelta(seconds=draws.whole(2, 30)), automatic=True)
        if form and course in ("refused", "mailbox_full", "content_refused", "bounce"):
            return  # the site's notice never reaches anybody, and the citizen never learns it
        if course in ("refused", "mailbox_full", "content_refused", "bounce"):
            self._at(exchange, "bounce", now + timedelta(seconds=draws.whole(2, 3600)), automatic=True)
            return
        if "delay_notice" in fate.extras and not form:
            self._at(exchange, "delay_notice", now + timedelta(hours=4, seconds=draws.whole(0, 900)), automatic=True)
        for extra in ("acknowledgement", "out_of_office"):
            if extra in fate.extras:
                self._at(exchange, extra, now + timedelta(seconds=draws.whole(3, 90)), automatic=True)
        if course == "challenge":
            self._at(exchange, "challenge", now + timedelta(seconds=draws.whole(3, 60)), automatic=True)
        elif course == "after_reminder":
            exchange.waiting_for = "reminder"
        elif course == "late":
            later = now + timedelta(days=fate.late_days)
            self._answer(exchange, later, fate.late_days * 24)
        elif course == "holding":
            held = self._soon(exchange, "holding", fate.delay_hours)
            self._answer(
                exchange, self._moment(exchange, held, hours := draw_delay(exchange.profile, draws) * 2), hours
            )
        elif course == "clarification":
            self._soon(exchange, "clarification", fate.delay_hours)
            exchange.waiting_for = "turn"
        elif course == "forward":
            passed = self._soon(exchange, "forwarded", fate.delay_hours)
            hours = draw_delay(exchange.profile, draws)
            self._answer(exchange, self._moment(exchange, passed, hours), hours, elsewhere=True)
        elif course in ("opt_out", "redirect", "non_answer"):
            self._soon(exchange, course, fate.delay_hours)
        elif course == "answer":
            self._answer(exchange, self._moment(exchange, now, fate.delay_hours), fate.delay_hours)

    def _go_on(self, exchange: Exchange) -> None:
        """A second message: the answer to our question, or a reminder."""
        reply = bool(exchange.incoming and exchange.incoming.mail.in_reply_to)
        if exchange.waiting_for == "reminder" or (exchange.waiting_for == "turn asked" and reply):
            exchange.waiting_for = ""
            hours = draw_delay(exchange.profile, exchange.draws)
            self._answer(exchange, self._moment(exchange, self._time.now, hours), hours)

    def asked(self, exchange: Exchange) -> None:
        """Note that a question went out: the next message may answer it."""
        if exchange.waiting_for == "turn":
            exchange.waiting_for = "turn asked"

    def _moment(self, exchange: Exchange, since: datetime, hours: float) -> datetime:
        return moment(exchange.profile, exchange.resident.week, since, hours)

    def _soon(self, exchange: Exchange, kind: str, hours: float) -> datetime:
        at = self._moment(exchange, self._time.now, hours)
        self._at(exchange, kind, at, hours)
        return at

    def _answer(self, exchange: Exchange, at: datetime, hours: float, *, elsewhere: bool = False) -> None:
        self._at(exchange, "answer", at, hours, elsewhere=elsewhere)
        if "duplicate" in exchange.fate.extras:
            later = at + timedelta(seconds=exchange.draws.whole(20, 1800))
            self._at(exchange, "answer", later, hours, elsewhere=elsewhere, again=True)

    def _at(
        self,
        exchange: Exchange,
        kind: str,
        at: datetime,
        hours: float = 0.0,
        *,
        automatic: bool = False,
        elsewhere: bool = False,
        again: bool = False,
    ) -> None:
        assert exchange.original is not None
        count = "calendar" if automatic else exchange.profile.delay.count
        act = Act(kind, exchange, exchange.original, exchange.received, hours, count, automatic, elsewhere, again)

        async def carry_out() -> None:
            await self._perform(act)

        self._time.schedule(at, carry_out)

    def _log(self, event: str, incoming: Incoming, **fields: object) -> None:
        self._truth.write(
            event,
            self._time.now,
            message_id=incoming.message_id,
            **{"from": incoming.reply_address},
            to=incoming.resident.mail,
            channel=incoming.channel,
            structure=incoming.resident.key,
            **fields,
        )


def _original(incoming: Incoming, now: datetime) -> Original:
    return Original(
        incoming.message_id,
        incoming.mail.references,
        incoming.mail.display_name,
        incoming.reply_address,
        incoming.resident.mail,
        incoming.mail.subject,
        incoming.mail.body,
        incoming.resident.week.local(now),
    )
