"""What leaves, or is looked at, for one dispatch: an e-mail, a form filled in, a website inspected."""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaigns.carriers import carrier
from campaigns.rendering import Parts, mail, one_line, reply_address, shorter
from domain.contact import Content, FormContent, Identity, SiteContent
from domain.errors import InputError
from domain.structure import Persona
from domain.vocabulary import Channel, DispatchKind

_POSTAL = re.compile(r"^(?P<street>.+?)\s*,\s*(?P<code>[0-9][0-9A-Z -]{2,8}?)\s+(?P<city>[^,0-9]+)$")
_MOST_TOPICS = 30


def content_of(parts: Parts, kind: DispatchKind, token: str, *, script: int = 0, in_reply_to: str = "") -> Content:
    """Return the content of a dispatch.

    Raises InputError: `account_gone`, `panel_bad_mail`, and
    `channel_by_hand` for a channel that no machine serves.
    """
    by = carrier(Channel(parts.channel), kind)
    if by is Channel.SITE:
        return SiteContent(parts.structure.website, parts.structure, parts.language, parts.scenario)
    if by is Channel.WEBFORM:
        return form(parts, kind)
    if by is Channel.MAIL:
        return mail(parts, kind, token, script=script, in_reply_to=in_reply_to)
    raise InputError("channel_by_hand", channel=str(parts.channel))


def form(parts: Parts, kind: DispatchKind) -> FormContent:
    """Return the message to leave through a contact form; a reminder goes the way of the first message."""
    if parts.account is None:
        raise InputError("account_gone", name=parts.structure.key)
    every = parts.texts
    text = (every.reminder or every.first) if kind is DispatchKind.REMINDER else every.first
    return FormContent(
        website=parts.structure.website,
        identity=identity_of(parts.persona, reply_address(parts.account, parts.persona.mailbox, parts.token)),
        subject=text.subject,
        text=text.body,
        language=parts.language,
        topics=_topics(parts.scenario.theme, parts.scenario.title, parts.scenario.keywords, parts.language),
        recipe=parts.structure.form_recipe or None,
        shorter=shorter(parts) if kind is not DispatchKind.REMINDER else (),
    )


def identity_of(persona: Persona, address: str) -> Identity:
    """Return what a persona writes about itself; `postal` reads "street, postcode town"."""
    match = _POSTAL.match(one_line(persona.postal))
    street, code, city = (match["street"], match["code"], match["city"]) if match else (persona.postal, "", "")
    return Identity(
        civility=persona.civility,
        given_name=one_line(persona.given_name),
        family_name=one_line(persona.family_name),
        mail=address,
        phone=persona.phone,
        postal=street,
        postcode=code,
        city=city,
    )


def _topics(theme: str, title: Mapping[str, str], keywords: Mapping[str, list[str]], language: str) -> tuple[str, ...]:
    words = [title.get(language, ""), *keywords.get(language, []), theme.replace("_", " ")]
    return tuple(dict.fromkeys(word for word in words if word))[:_MOST_TOPICS]
