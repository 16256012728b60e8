"""What a reply sets off: a second turn, the end of reminders, an opt-out, one more try at a full mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from campaigns import store
from campaigns.models import Contact
from collectors.reading.relevance.questions import script_for
from domain.reply import ReadReply
from domain.scenario import Scenario
from domain.vocabulary import ANSWERED_BY_MAIL, HUMAN_KINDS, ReplyKind

_READER = "reading"
_FULL_MAILBOX_WAIT = timedelta(days=2)


def react(contact: Contact, reply: ReadReply, library: Mapping[str, Scenario], now: datetime) -> None:
    """Do what an attached reply asks for. Doing it twice changes nothing."""
    if reply.kind is not ReplyKind.BOUNCE:
        store.proved_by_reply(contact.id, now)
    if reply.kind in HUMAN_KINDS:
        store.cancel_reminders(contact.id, f"reply:{reply.kind}")
    if reply.kind is ReplyKind.OPT_OUT:
        store.opt_out(contact.structure_id, reply.reason, _READER, now)
    elif reply.kind is ReplyKind.CLARIFICATION and contact.channel in ANSWERED_BY_MAIL:
        scenario = library.get(contact.scenario)
        if scenario is not None:
            script = script_for(scenario, reply.new_text, contact.language)
            store.schedule_second_turn(contact.id, script, reply.headers.message_id, now)
    elif reply.kind is ReplyKind.BOUNCE:
        store.cancel_reminders(contact.id, "bounce")
        if any(recipient.status.endswith(".2.2") for recipient in reply.recipients):
            store.schedule_retry(contact.id, now + _FULL_MAILBOX_WAIT, "mailbox_full", now)
