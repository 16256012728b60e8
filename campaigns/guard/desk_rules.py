"""Rules about the desk: whose address it is, when it is open, how often it is bothered."""

from __future__ import annotations

from campaigns.addresses import desk_of, forbidden_word, is_address, normalise
from campaigns.channels import CHANNELS
from campaigns.guard.facts import Facts
from campaigns.refusal import Consequence, Refused
from domain.contact import FormContent, MailContent, SiteContent
from domain.vocabulary import Channel


def _recipient(facts: Facts) -> tuple[str, str]:
    """Return where the act goes and what the panel registers for the structure; "" for a channel done by hand."""
    content = facts.order.content if facts.order is not None else None
    if isinstance(content, FormContent | SiteContent):
        return content.website, facts.structure.website
    if isinstance(content, MailContent):
        return content.recipient, facts.structure.mail
    return (facts.structure.mail, facts.structure.mail) if facts.channel is Channel.MAIL else ("", "")


def address_of_structure(facts: Facts) -> Refused | None:
    """The recipient is, letter for letter, the one registered for this structure, and the desk planned."""
    if not CHANNELS[facts.channel].automated:
        return None
    recipient, registered = _recipient(facts)
    if registered and recipient == registered and _is_desk(facts, recipient):
        return None
    return Refused("address_of_structure", {"recipient": recipient, "registered": registered})


def _is_desk(facts: Facts, recipient: str) -> bool:
    if facts.order is not None and isinstance(facts.order.content, FormContent | SiteContent):
        return desk_of(facts.channel, recipient) == facts.contact.desk
    if not is_address(recipient):
        return False
    # the e-mail that answers a question goes to another desk than the form that was planned
    return facts.channel is not Channel.MAIL or normalise(recipient) == facts.contact.desk


def never_emergency(facts: Facts) -> Refused | None:
    """No emergency service, no number in disguise, no address where nobody reads."""
    recipient, _ = _recipient(facts)
    word = forbidden_word(recipient) if "@" in recipient else ""
    return Refused("never_emergency", {"recipient": recipient, "word": word}) if word else None


def one_a_day(facts: Facts) -> Refused | None:
    """One desk hears from one contact a day (the structure's local day), whatever the campaign or structure."""
    today = facts.calendar.local_day(facts.now)
    for act in facts.earlier:
        another = act.contact_id != facts.contact.id and act.desk == facts.contact.desk
        if another and facts.calendar.local_day(act.at) == today:
            params: dict[str, object] = {"desk": act.desk, "day": today.isoformat(), "other_contact": act.contact_id}
            tomorrow = facts.calendar.next_day_opening(facts.now)
            return Refused("one_a_day", params, Consequence.POSTPONE, tomorrow)
    return None


def opening_hours(facts: Facts) -> Refused | None:
    """Messages leave while the structure is open: working days and hours of its own region."""
    if facts.calendar.is_open(facts.now):
        return None
    local = facts.now.astimezone(facts.calendar.zone).isoformat(timespec="minutes")
    return Refused("opening_hours", {"local": local}, Consequence.POSTPONE, facts.calendar.next_opening(facts.now))


def reminder_needed(facts: Facts) -> Refused | None:
    """A reminder does not follow an answer."""
    return Refused("reminder_needed", {"contact": facts.contact.id}) if facts.answered else None
