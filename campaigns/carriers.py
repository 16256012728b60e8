"""Which channel's machine carries a dispatch out: a form's answers, and our second turns to them, are e-mails."""

from __future__ import annotations

from collections.abc import Iterable

from domain.vocabulary import ANSWERED_BY_MAIL, Channel, DispatchKind


def carrier(channel: Channel, kind: DispatchKind) -> Channel:
    """Return the channel that carries a dispatch of a contact's channel out: a form's second turn is an e-mail."""
    by_mail = kind is DispatchKind.SECOND_TURN and channel in ANSWERED_BY_MAIL
    return Channel.MAIL if by_mail else channel


def carriers(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    """Return every channel whose machine contacts of these need, in their order; mail last when not among them."""
    named = tuple(dict.fromkeys(channels))
    return named if Channel.MAIL in named or not ANSWERED_BY_MAIL & set(named) else (*named, Channel.MAIL)
