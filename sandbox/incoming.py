"""A received message, read once: the standard library parses a header anew at every look."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP

from sandbox.recognition import body_of
from sandbox.town_file import Resident

_PARSER = BytesParser(policy=SMTP)


@dataclass(frozen=True)
class Mail:
    """What the town needs of a message's bytes."""

    raw: bytes
    message_id: str
    reply_address: str  # Reply-To, else From, else ""
    display_name: str
    subject: str
    in_reply_to: str
    references: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Incoming:
    """A message handed over to one structure."""

    envelope_sender: str
    resident: Resident
    mail: Mail
    channel: str = "mail"
    receipt: bool = False
    """Whether the website acknowledges it by e-mail at once."""
    reference: str = ""
    """The number that the sender was given."""

    @property
    def reply_address(self) -> str:
        return self.mail.reply_address or self.envelope_sender

    @property
    def message_id(self) -> str:
        return self.mail.message_id


def read_mail(raw: bytes) -> Mail:
    """Parse a message; whatever cannot be read is empty."""
    message = _PARSER.parsebytes(raw)
    assert isinstance(message, EmailMessage)
    writer = _addresses(message, "From")
    answer_to = _addresses(message, "Reply-To") or writer
    return Mail(
        raw=raw,
        message_id=_text(message, "Message-ID"),
        reply_address=answer_to[0].addr_spec if answer_to else "",
        display_name=writer[0].display_name.strip() if writer else "",
        subject=_text(message, "Subject"),
        in_reply_to=_text(message, "In-Reply-To"),
        references=tuple(_text(message, "References").split()),
        body=body_of(message),
    )


def _text(message: EmailMessage, name: str) -> str:
    return str(message.get(name, "")).strip()


def _addresses(message: EmailMessage, name: str) -> tuple[Address, ...]:
    return getattr(message.get(name), "addresses", ())
