"""What is sent and what comes of it: the order a probe carries out, and its receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.failure import Failure
from domain.vocabulary import Channel, DispatchKind


@dataclass(frozen=True)
class MailContent:
    """An e-mail ready to leave. Header values hold no CR or LF; message ids carry their angle brackets."""

    sender_name: str
    sender_address: str
    recipient: str
    subject: str
    text: str
    message_id: str
    html: str | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """One irrepeatable act, decided and claimed. `token` is deterministic: a dispatch always has the same one."""

    dispatch_id: int
    contact_id: int
    channel: Channel
    kind: DispatchKind
    token: str
    account: str
    content: MailContent


@dataclass(frozen=True)
class Receipt:
    """What the act gave. Without `failure` the outside took charge of it at `at`.

    `permanent` False with a failure means: nothing left, it may be tried again (SMTP 4xx, refused connection).
    `reference` finds the act again outside (Message-ID, call id); `detail` is the outside's own words.
    """

    at: datetime
    reference: str = ""
    failure: Failure | None = None
    permanent: bool = True
    detail: str = ""
    facts: dict[str, str | int | float | bool] = field(default_factory=dict)
