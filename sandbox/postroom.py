"""Carrying acts out: the mail is written, delivered to the auditors' mailbox, and the truth noted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.bounces import STYLES, Failed, Report, write_bounce, write_delay_notice
from sandbox.composing import Composed, Composer, personal_address
from sandbox.correspondence import Act, Correspondence
from sandbox.draws import Draws
from sandbox.mail_programs import Layout, Letter, Written, write_mail
from sandbox.recognition import plain
from sandbox.reply_texts import READS_AS
from sandbox.town_file import Town
from sandbox.truth import TruthLog
from sandbox.virtual_time import VirtualTime

Deliver = Callable[[str, bytes, datetime], Awaitable[None]]
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class Postroom:
    """Writes for the whole town. `deliver(recipient, raw, at)` puts a mail in the auditors' mailbox."""

    def __init__(self, town: Town, seed: int, time: VirtualTime, truth: TruthLog, deliver: Deliver) -> None:
        self._town = town
        self._seed = seed
        self._time = time
        self._truth = truth
        self._deliver = deliver
        self._composer = Composer(town, seed)
        self.correspondence: Correspondence | None = None

    async def perform(self, act: Act) -> None:
        """Do what was planned. A citizen's Message-ID seeds the draws, so that acts never disturb each other."""
        seed = (self._seed, act.exchange.resident.key, act.exchange.reply_to.lower(), act.exchange.turn)
        draws = Draws(*seed, act.kind, act.elsewhere)
        if act.kind in ("bounce", "delay_notice"):
            await self._report(act, draws)
        else:
            await self._reply(act, draws)

    async def _report(self, act: Act, draws: Draws) -> None:
        incoming = act.exchange.incoming
        assert incoming is not None
        sender = incoming.envelope_sender or act.exchange.reply_to
        failed = Failed(incoming.resident.mail, sender, incoming.mail.raw, incoming.resident.week.local(self._time.now))
        french = incoming.resident.language == "fr"
        styles = [style for style in STYLES if french or style not in ("exchange", "prose_fr")]
        delayed = act.kind == "delay_notice"
        report = write_delay_notice(failed, draws) if delayed else write_bounce(failed, draws.one(styles), draws)
        await self._deliver(sender, report.raw, self._time.now)
        self._log_report(act, report, incoming.resident.mail, sender)

    async def _reply(self, act: Act, draws: Draws) -> None:
        exchange = act.exchange
        composed = self._composer.compose(act.kind, exchange.request, exchange.fate.quality, draws, self._time.now)
        letter = self._letter(act, composed, draws)
        written = write_mail(letter, Draws(self._seed, exchange.first, act.kind, act.again, exchange.turn))
        await self._deliver(letter.recipient, written.raw, self._time.now)
        if act.kind == "clarification" and self.correspondence is not None:
            self.correspondence.asked(exchange)
        self._log_reply(act, composed, letter, written)

    def _letter(self, act: Act, composed: Composed, draws: Draws) -> Letter:
        exchange, resident = act.exchange, act.exchange.resident
        profile, thread = exchange.profile, exchange.fate.thread
        mobile = draws.happens(profile.mobile)
        program = draws.one(("iphone", "android")) if mobile else draws.weighted(profile.programs)
        layout: Layout = draws.weighted(profile.quoting)
        if act.automatic:
            program, layout = ("ticketing" if composed.labels.get("ack.has_reference") else program), "none"
        mistyped = "mistyped" in thread and not act.automatic
        threaded = not (mistyped or ("no_reference" in thread and not act.automatic))
        if exchange.incoming is not None and exchange.incoming.channel == "webform":
            # an agent answers the site's notice, of which the citizen never saw the Message-ID, or writes anew
            threaded = threaded and not act.automatic and Draws(self._seed, exchange.first, "notice").happens(0.6)
        name, sender = self._sender(act, composed, draws, program)
        subject = composed.subject
        if not threaded and subject.lower().startswith("re:"):
            subject = subject[3:].strip()
        recipient = mistype(exchange.reply_to, draws) if mistyped else exchange.reply_to
        return Letter(
            program=program,
            language=resident.language,
            sender_name=name,
            sender=sender,
            recipient_name="" if mistyped else exchange.request.citizen.name,
            recipient=recipient,
            subject=subject,
            body=composed.body,
            signature="" if mobile else composed.signature,
            disclaimer=composed.disclaimer,
            at=resident.week.local(self._time.now),
            original=act.original,
            layout=layout if threaded else "none",
            threaded=threaded,
            automatic=act.automatic,
        )

    def _sender(self, act: Act, composed: Composed, draws: Draws, program: str) -> tuple[str, str]:
        """Return the displayed name and the address that the reply comes from."""
        resident, thread = act.exchange.resident, act.exchange.fate.thread
        if act.automatic:
            robot = f"{'ne-pas-repondre' if resident.language == 'fr' else 'noreply'}@{resident.domain}"
            return resident.name, robot if program == "ticketing" else resident.mail
        if act.elsewhere:
            office = plain(composed.service).strip().replace(" ", "-")
            return composed.service, f"{office}@{resident.domain}"
        if "other_domain" in thread:
            return composed.service, f"reponse@{resident.domain.split('.')[0]}-contact.example"
        if "other_address" in thread:
            return composed.agent.name, personal_address(composed.agent, resident)
        return draws.one((resident.name, composed.agent.name, f"{resident.name} - {composed.service}")), resident.mail

    def _log_reply(self, act: Act, composed: Composed, letter: Letter, written: Written) -> None:
        thread = {
            "in_reply_to": written.threaded,
            "other_address": letter.sender != act.exchange.resident.mail,
            "mistyped": letter.recipient != act.exchange.reply_to,
        }
        form = {
            "reply.thread_kept": written.threaded,
            "reply.has_text_version": written.has_text,
            "reply.attachment_count": 0,
            "reply.from_noreply": letter.sender.startswith(("noreply@", "ne-pas-repondre@")),
            "reply.sender_identified": bool(letter.sender_name),
        }
        frame = composed.frame
        labels = composed.labels
        if letter.signature != composed.signature:  # a telephone leaves the block out
            labels = {name: value for name, value in labels.items() if not name.startswith("reply.sign")}
        self._log(
            act,
            frame.kind,
            READS_AS[frame.kind],
            written.message_id,
            to=letter.recipient,
            **{"from": letter.sender},
            frame=frame.id,
            group=frame.group,
            register=frame.register_,
            program=letter.program,
            language=letter.language,
            labels=labels | form,
            points=composed.points,
            wrong=composed.wrong,
            quality=act.exchange.fate.quality,
            again=act.again,
            thread=thread,
            format={"layout": letter.layout, "agent": composed.agent.name, "automatic": act.automatic},
        )

    def _log_report(self, act: Act, report: Report, recipient: str, to: str) -> None:
        fields = {"style": report.style, "status": report.status, "recipient": recipient, "to": to}
        self._log(act, act.kind, READS_AS.get(act.kind, act.kind), report.message_id, **fields)

    def _log(self, act: Act, kind: str, reads_as: str, message_id: str, **fields: Any) -> None:
        exchange, now = act.exchange, self._time.now
        theme = exchange.request.theme
        delay = {
            "drawn_hours": round(act.drawn_hours, 4),
            "count": act.count,
            "opening_hours": round(exchange.resident.week.hours_between(act.received, now), 4),
            "calendar_hours": round((now - act.received) / timedelta(hours=1), 4),
        }
        self._truth.write(
            "act",
            now,
            kind=kind,
            reads_as=reads_as,
            message_id=message_id,
            answers=act.original.message_id,
            first=exchange.first,
            structure=exchange.resident.key,
            channel=exchange.incoming.channel if exchange.incoming else "mail",
            scenario=theme.scenario if theme else "",
            delay=delay,
            **fields,
        )


def mistype(address: str, draws: Draws) -> str:
    """Return the address with one character of its tag (or of its local part) typed wrong."""
    local, _, domain = address.partition("@")
    head, plus, tag = local.rpartition("+")
    if not tag:
        return address
    at = draws.whole(0, len(tag) - 1)
    other = draws.one([letter for letter in _ALPHABET if letter != tag[at].lower()])
    return f"{head}{plus}{tag[:at]}{other}{tag[at + 1 :]}@{domain}"
