"""Looking contacts up by what a reply shows: its address, the messages it answers, its sender."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from campaigns.models import Contact, Dispatch
from campaigns.store.rows import ContactKey
from campaigns.tokens import dispatch_token_of
from domain.vocabulary import Channel, DispatchState


def contact_by_token(token: str) -> ContactKey | None:
    """Return the contact whose reply address carries this token (letter case is ignored)."""
    return next(iter(_keys(Contact.objects.filter(token=token.lower()))), None)


def contacts_by_message_ids(identifiers: Iterable[str]) -> list[ContactKey]:
    """Return the contacts of the dispatches with these Message-IDs, without doubles, in the order given.

    A dispatch is found through the token its Message-ID holds, or through the one that a relay gave it instead.
    """
    given = [identifier.strip() for identifier in identifiers]
    tokens = {dispatch_token_of(identifier): identifier for identifier in given}
    tokens.pop("", None)
    rows = Dispatch.objects.filter(Q(token__in=list(tokens)) | Q(message_id__in=given) & ~Q(message_id=""))
    place = {identifier: number for number, identifier in enumerate(given)}
    found: dict[int, int] = {}
    for token, identifier, contact_id in rows.values_list("token", "message_id", "contact_id"):
        number = place.get(tokens.get(token, identifier), len(given))
        found[contact_id] = min(number, found.get(contact_id, number))
    keys = _keys(Contact.objects.filter(id__in=list(found)))
    return sorted(keys, key=lambda key: (found[key.contact_id], key.contact_id))


def contact_key(contact_id: int) -> ContactKey:
    return _keys(Contact.objects.filter(id=contact_id))[0]


def contacts_of_structure(structure_id: int) -> list[ContactKey]:
    return _keys(Contact.objects.filter(structure_id=structure_id))


def contacts_of_persona(mailbox: str, domain: str = "") -> list[ContactKey]:
    """Return delivered contacts made as the persona of this mailbox (local part), at `domain` if given."""
    rows = Contact.objects.filter(persona__mailbox__iexact=mailbox).exclude(delivered_at=None)
    return _keys(rows.filter(structure__mail_domain=domain.lower()) if domain else rows)


def open_contacts(now: datetime, *, address: str = "", domain: str = "") -> list[ContactKey]:
    """Return delivered contacts still open at `now` whose structure has this mail address or mail domain.

    With neither, all open contacts.
    """
    rows = Contact.objects.exclude(delivered_at=None).filter(Q(closed_at=None) | Q(closed_at__gt=now))
    if address:
        rows = rows.filter(desk=address.strip().lower())
    if domain:
        rows = rows.filter(structure__mail_domain=domain.strip().lower())
    return _keys(rows)


def _keys(rows: QuerySet[Contact]) -> list[ContactKey]:
    contacts = list(rows.select_related("structure", "persona").order_by("id"))
    identifiers: dict[int, list[str]] = {}
    sent = Dispatch.objects.filter(contact__in=contacts).exclude(message_id="")
    for contact_id, identifier in (
        sent.exclude(state=DispatchState.SKIPPED).order_by("id").values_list("contact_id", "message_id")
    ):
        identifiers.setdefault(contact_id, []).append(identifier)
    return [_key(contact, tuple(identifiers.get(contact.id, ()))) for contact in contacts]


def _key(contact: Contact, message_ids: tuple[str, ...]) -> ContactKey:
    persona = contact.persona.persona()
    return ContactKey(
        contact.id,
        contact.campaign_id,
        contact.token,
        Channel(contact.channel),
        contact.scenario,
        contact.language,
        contact.account,
        contact.structure_id,
        contact.structure.key,
        contact.structure.data["name"],
        contact.structure.data["mail"],
        contact.structure.mail_domain,
        persona.key,
        persona.name,
        persona.mailbox,
        contact.delivered_at,
        contact.window_ends,
        contact.closed_at,
        message_ids,
    )
