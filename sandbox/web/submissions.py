"""What becomes of a message sent through a form: the truth log, and the people of the structure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sandbox.incoming import Incoming, Mail
from sandbox.web.bodies import Posted
from sandbox.web.form import Filled, Form
from sandbox.web.plan import Plan
from sandbox.world import World


@dataclass(frozen=True)
class Sender:
    """A citizen as their form says."""

    name: str
    mail: str
    civility: str
    subject: str
    message: str


@dataclass
class Desk:
    """Where the forms of every site arrive; counts what each sender sent to each structure."""

    world: World
    _sent: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, plan: Plan, form: Form, posted: Posted, path: str) -> Filled:
        """Log one submission whole, and hand it on unless a check or a trap stops it."""
        errors = form.check(posted)
        trapped = [name for name in form.spec.honeypots if posted.first(name).strip()]
        sender = read_sender(form, posted)
        filled = Filled(posted.values, errors)
        accepted = not errors and not trapped
        number = 0
        if accepted:
            self._sent[plan.resident.key, sender.mail.lower()] += 1
            number = self._sent[plan.resident.key, sender.mail.lower()]
        if not errors:
            _confirm(plan, form, filled, sender, number)
        message_id = _message_id(plan, sender, number) if accepted else ""
        self.world.truth.write(
            "submitted",
            self.world.time.now,
            structure=plan.resident.key,
            site=plan.theme.name,
            host=plan.host,
            path=path,
            accepted=accepted,
            honeypots=trapped,
            errors=errors,
            message_id=message_id,
            **{"from": sender.mail},
            times=number,
            reference=filled.reference,
            announced=filled.announced,
            fields=posted.values,
            files={name: [upload.name, upload.size] for name, upload in posted.files.items()},
        )
        if accepted and self.world.reception.correspondence is not None:
            self._hand_on(plan, form, sender, message_id, filled.reference)
        return filled

    def _hand_on(self, plan: Plan, form: Form, sender: Sender, message_id: str, reference: str) -> None:
        draws = plan.draws("notification")
        whole = draws.happens(0.6)  # what an agent's reply quotes: the notice that the site sends, or the message alone
        mail = Mail(
            raw=b"",
            message_id=message_id,
            reply_address=sender.mail,
            display_name=" ".join(part for part in (sender.civility, sender.name) if part),
            subject=sender.subject,
            in_reply_to="",
            references=(),
            body=_notice(plan, sender, reference) if whole else sender.message,
        )
        receipt = draws.happens(form.spec.receipt)
        correspondence = self.world.reception.correspondence
        assert correspondence is not None
        correspondence.receive(Incoming(sender.mail, plan.resident, mail, "webform", receipt, reference))


def read_sender(form: Form, posted: Posted) -> Sender:
    """Work out who writes and what, by the meanings of the fields."""

    def value(meaning: str) -> str:
        shown = form.of(meaning)
        return posted.first(shown.spec.name).strip() if shown else ""

    subject = value("subject") or value("service")
    options = dict(shown.options) if (shown := form.of("subject") or form.of("service")) else {}
    name = value("name") or f"{value('given')} {value('family')}".strip()
    return Sender(name, value("mail"), value("civility"), options.get(subject, subject), value("message"))


def _confirm(plan: Plan, form: Form, filled: Filled, sender: Sender, number: int) -> None:
    """Fill in what the sender is told; a trapped robot is told the same."""
    words, draws = plan.words, plan.draws("confirmation")
    filled.sent = draws.one(words.sent)
    if form.spec.reference:
        digits = plan.draws("reference", sender.mail, number).digits(6)
        filled.reference = form.spec.reference.format(year=plan.today.year, digits=digits)
    days = draws.one(form.spec.announced_days)
    if days:
        filled.announced = draws.one(words.sent_delay).format(days=days)


def _message_id(plan: Plan, sender: Sender, number: int) -> str:
    name = plan.draws("message", sender.mail.lower(), number).hexadecimal(16)
    return f"<form.{name}@{plan.host}>"


def _notice(plan: Plan, sender: Sender, reference: str) -> str:
    french = plan.language == "fr"
    labels = ("De", "Objet", "Référence", "Message") if french else ("From", "Subject", "Reference", "Message")
    writer = " ".join(part for part in (sender.civility, sender.name) if part)
    lines = [f"{labels[0]} : {writer} <{sender.mail}>"]
    lines += [f"{labels[1]} : {sender.subject}"] if sender.subject else []
    lines += [f"{labels[2]} : {reference}"] if reference else []
    end = (
        "Cet e-mail a été envoyé depuis le formulaire de contact de"
        if french
        else "This was sent from the contact form of"
    )
    return "\n".join([*lines, "", f"{labels[3]} :", sender.message, "", "-- ", f"{end} {plan.host}"])
