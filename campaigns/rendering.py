"""The exact texts of a contact: the same input gives the same bytes, so that what was approved is what leaves."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from campaigns.addresses import is_address
from campaigns.models import Contact
from campaigns.options import Options, SendingAccount
from campaigns.tokens import dispatch_token, fraction, message_id
from domain.contact import MailContent
from domain.errors import InputError
from domain.scenario import Scenario
from domain.structure import Persona, Structure
from domain.vocabulary import Channel, DispatchKind

_PLACEHOLDER = re.compile(r"\{(name|place|structure|civility)\}( ?)")
_LONGEST_SUBJECT = 250


@dataclass(frozen=True)
class Parts:
    """All that the texts of one contact depend on. `account` is None for channels without a mailbox of ours."""

    secret: str
    token: str
    scenario: Scenario
    wording: int
    language: str
    structure: Structure
    persona: Persona
    account: SendingAccount | None
    options: Options
    channel: str
    planned_at: datetime

    @cached_property
    def texts(self) -> Texts:
        """Every text of the contact, filled in once however often they are asked for."""
        return _texts(self)


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


@dataclass(frozen=True)
class Texts:
    """Every text that may leave for one contact; `reminder` is None when the campaign makes none."""

    first: Text
    reminder: Text | None
    second_turns: tuple[Text, ...]


def scenario_of(contact: Contact, library: Mapping[str, Scenario]) -> Scenario:
    """Return the contact's scenario. Raises InputError(scenario_gone) as `parts_of` does."""
    scenario = library.get(contact.scenario)
    texts = scenario.texts.get(contact.language, []) if scenario else []
    if scenario is None or contact.wording >= len(texts) or contact.language not in scenario.reminder:
        raise InputError("scenario_gone", scenario=contact.scenario, language=contact.language, wording=contact.wording)
    return scenario


def parts_of(contact: Contact, library: Mapping[str, Scenario]) -> Parts:
    """Gather the parts of a stored contact; its structure, persona and campaign should be loaded.

    Raises InputError(scenario_gone) when the library no longer has the scenario, its language or its wording.
    """
    scenario = scenario_of(contact, library)
    campaign = contact.campaign
    structure, persona = contact.structure.structure(), contact.persona.persona()
    return assemble(contact, scenario, campaign.secret, campaign.options, structure, persona)


def assemble(
    contact: Contact, scenario: Scenario, secret: str, options: Options, structure: Structure, persona: Persona
) -> Parts:
    """Return the parts of a contact whose scenario is known to have its texts (`scenario_of`)."""
    return Parts(
        secret,
        contact.token,
        scenario,
        contact.wording,
        contact.language,
        structure,
        persona,
        options.account(contact.account),
        options,
        contact.channel,
        contact.planned_at,
    )


def one_line(value: str) -> str:
    """Return the value fit for a header: no control, line-end or direction-changing character, blanks collapsed.

    RFC 5322 2.2 forbids CR and LF in a header's value; U+0085, U+2028 and U+2029 are line ends to some programs.
    """
    if value.isprintable():  # has none of them, which is the rule
        return " ".join(value.split())
    kept = (" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs") else c for c in value)
    return " ".join("".join(kept).split())


def _texts(parts: Parts) -> Texts:
    wording = parts.scenario.texts[parts.language][parts.wording]
    first = Text(_subject(wording.subject, parts), _fill(wording.body, parts))
    reminder = parts.scenario.reminder[parts.language]
    return Texts(
        first,
        Text(_subject(reminder.subject, parts), _fill(reminder.body, parts))
        if parts.options.reminder_after_working_days is not None
        else None,
        tuple(
            Text(_reply_subject(first.subject), _fill(turn.body.get(parts.language) or turn.body["en"], parts))
            for turn in parts.scenario.second_turn
        ),
    )


def shorter(parts: Parts) -> tuple[str, ...]:
    """Return the scenario's briefer wordings of the same request, the longest first, for forms that limit length."""
    every = [_fill(wording.body, parts) for wording in parts.scenario.texts[parts.language]]
    longest = len(every[parts.wording])
    return tuple(sorted({text for text in every if len(text) < longest}, key=lambda text: (-len(text), text)))


def _subject(template: str, parts: Parts) -> str:
    return one_line(_fill(template, parts))[:_LONGEST_SUBJECT]


def _reply_subject(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"[:_LONGEST_SUBJECT]


def _fill(template: str, parts: Parts) -> str:
    """Fill the four placeholders in, once: a value that looks like a placeholder stays as it is."""
    values = {
        "name": one_line(parts.persona.name),
        "place": one_line(parts.structure.place or parts.structure.name),
        "structure": one_line(parts.structure.name),
        "civility": parts.persona.civility,
    }

    def value(match: re.Match[str]) -> str:
        text = values[match[1]]
        return text + match[2] if text else ""

    return _PLACEHOLDER.sub(value, template)


def reply_address(account: SendingAccount, mailbox: str, token: str) -> str:
    """Return the contact's own address, from which it is sent and to which replies come."""
    local = account.mailbox or mailbox
    return f"{local}{'+' if account.style == 'plus' else '.'}{token}@{account.domain}"


def reply_address_of(contact: Contact) -> str:
    """Return the reply address of a stored contact, "" for channels without a mailbox of ours."""
    account = contact.campaign.options.account(contact.account)
    return reply_address(account, contact.persona.mailbox, contact.token) if account else ""


def subjects_of(contact: Contact) -> tuple[str, ...]:
    """Return the subjects a reply may quote; known once the campaign is approved."""
    return (contact.subject,) if contact.subject else ()


def request_of(contact: Contact, library: Mapping[str, Scenario]) -> tuple[str, str]:
    """Return subject and body of the first message; ("", "") when the library no longer has them."""
    try:
        first = parts_of(contact, library).texts.first
    except InputError:
        return contact.subject, ""
    return first.subject, first.body


def html_of(body: str) -> str:
    """Return a body as the plain HTML that mail programs make of typed text."""
    paragraphs = (html.escape(part, quote=False).replace("\n", "<br>\n") for part in body.strip().split("\n\n"))
    inner = "\n".join(f"<p>{part}</p>" for part in paragraphs)
    return f'<html><head><meta charset="utf-8"></head><body>\n{inner}\n</body></html>\n'


def _has_html(parts: Parts) -> bool:
    return fraction(parts.secret, parts.token, "html") < parts.options.html_share


def mail(parts: Parts, kind: DispatchKind, token: str, *, script: int = 0, in_reply_to: str = "") -> MailContent:
    """Return the e-mail of one dispatch. `script` is the second turn to use, `in_reply_to` the message it answers.

    Raises InputError: `account_gone`, or `panel_bad_mail` for an address that cannot stand in an envelope.
    """
    if parts.account is None:
        raise InputError("account_gone", name=parts.structure.key)
    every = parts.texts
    text = every.first
    first_id = message_id(dispatch_token(parts.secret, parts.token, DispatchKind.FIRST, 1), parts.account.domain)
    if kind is DispatchKind.REMINDER:
        # without a reminder in the settings there is none to approve, hence none to send
        text, in_reply_to = every.reminder or every.first, first_id
    elif kind is DispatchKind.SECOND_TURN:
        turns = every.second_turns
        text = turns[script] if 0 <= script < len(turns) else turns[-1]
    sender = reply_address(parts.account, parts.persona.mailbox, parts.token)
    for address in (sender, parts.structure.mail):
        if not is_address(address):
            raise InputError("panel_bad_mail", value=address)
    answered = _identifier(in_reply_to)
    references = tuple(dict.fromkeys((first_id, answered))) if answered else ()
    return MailContent(
        sender_name=one_line(parts.persona.name),
        sender_address=sender,
        recipient=parts.structure.mail,
        subject=text.subject,
        text=text.body,
        message_id=message_id(token, parts.account.domain),
        html=html_of(text.body) if _has_html(parts) else None,
        in_reply_to=answered,
        references=references,
    )


def _identifier(value: str) -> str:
    """Return a foreign Message-ID when it can stand in a header, else ""."""
    value = value.strip()
    return value if re.fullmatch(r"<[!-;=?-~]{1,300}>", value) else ""


def digest(parts: Parts) -> str:
    """Return the digest of all that a person approves in a contact: to whom, from whom, when, and every text."""
    every = parts.texts
    html_variant = _has_html(parts)
    sender = reply_address(parts.account, parts.persona.mailbox, parts.token) if parts.account else ""
    content: list[object] = [
        parts.channel,
        parts.structure.key,
        parts.structure.mail,
        parts.persona.key,
        one_line(parts.persona.name),
        sender,
        parts.scenario.id,
        parts.scenario.version,
        parts.planned_at.isoformat(),
        html_variant,
        *([text.subject, text.body] if text else None for text in (every.first, every.reminder, *every.second_turns)),
    ]
    if parts.channel in (Channel.WEBFORM, Channel.SITE):
        content += [parts.structure.website, parts.structure.form_recipe]
    if parts.channel == Channel.WEBFORM:
        content.append(shorter(parts))
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
