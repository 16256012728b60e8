"""What is sent and what comes of it: the order a probe carries out, and its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.failure import Failure
from domain.observation import Observation
from domain.scenario import Scenario
from domain.structure import Structure
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
class Identity:
    """What a citizen writes about themselves into a form. `postal` is street and number; "" is not given."""

    civility: str
    given_name: str
    family_name: str
    mail: str
    phone: str = ""
    postal: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class FormContent:
    """A message to leave through a structure's contact form.

    `topics` are the scenario's words, most telling first: a form's list of subjects is chosen from by them. `recipe` is
    the structure's own description of its form, which overrides detection; None to find it. `shorter` are briefer
    wordings of the same message, for forms that limit its length.
    """

    website: str
    identity: Identity
    subject: str
    text: str
    language: str
    topics: tuple[str, ...] = ()
    recipe: Mapping[str, object] | None = None
    shorter: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteContent:
    """A website to inspect, without a message: what the directory says of its structure, and what is looked for there.

    `scenario` is None when nothing in particular is looked for.
    """

    website: str
    structure: Structure
    language: str
    scenario: Scenario | None = None


Content = MailContent | FormContent | SiteContent


@dataclass(frozen=True)
class Order:
    """One irrepeatable act, decided and claimed. `token` is deterministic: a dispatch always has the same one.

    `attempt` is the number of the claim it was made under, 0 before.
    """

    dispatch_id: int
    contact_id: int
    channel: Channel
    kind: DispatchKind
    token: str
    account: str
    content: Content
    attempt: int = 0

    @property
    def mail(self) -> MailContent:
        """The content of an e-mail. Raises TypeError for an order of another channel, as its likes do."""
        if not isinstance(self.content, MailContent):
            raise TypeError(f"order {self.dispatch_id} is not an e-mail")
        return self.content

    @property
    def form(self) -> FormContent:
        """The content of a contact form."""
        if not isinstance(self.content, FormContent):
            raise TypeError(f"order {self.dispatch_id} is not a form")
        return self.content

    @property
    def site(self) -> SiteContent:
        """What is looked at on a website."""
        if not isinstance(self.content, SiteContent):
            raise TypeError(f"order {self.dispatch_id} is not an inspection")
        return self.content


@dataclass(frozen=True)
class Exhibit:
    """A proof made by us, kept in the evidence store: a screenshot, a page's text, a list of requests.

    `name` says what it is ("form", "confirmation", "home"), `media_type` how to read the blob.
    """

    name: str
    media_type: str
    blob: bytes = field(repr=False)


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
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Inspection:
    """What was seen of a structure without sending it anything. With `failure` its observations say what little was."""

    at: datetime
    observations: tuple[Observation, ...]
    exhibits: tuple[Exhibit, ...] = ()
    failure: Failure | None = None
    detail: str = ""
