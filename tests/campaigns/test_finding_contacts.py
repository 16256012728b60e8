"""The look-ups that matching asks for, over the tables."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.finding_contacts import StoredContacts
from campaigns.models import Campaign, Contact, Dispatch
from campaigns.rendering import reply_address_of
from campaigns.tokens import message_id

from .builders import first_dispatch, paris, running

pytestmark = pytest.mark.django_db
NOW = paris(13, 10)


@pytest.fixture
def campaign() -> Campaign:
    """A running campaign, all of whose messages were delivered an hour ago under their own Message-IDs."""
    made = running()
    Contact.objects.update(delivered_at=NOW - timedelta(hours=1))
    for row in Dispatch.objects.all():
        row.message_id = message_id(row.token, "citizens.example")
        row.save()
    return made


def found(addresses: list[str] | None = None, ids: list[str] | None = None) -> list[int]:
    directory = StoredContacts()
    candidates = directory.by_address(addresses) if addresses is not None else directory.by_message_id(ids or [])
    return [candidate.contact_id for candidate in candidates]


def test_a_reply_address_finds_its_contact_in_any_case(campaign):
    contact = Contact.objects.order_by("id")[0]
    address = reply_address_of(contact)
    assert found([address.upper()]) == [contact.id]
    assert found([address.replace(contact.token, "nosuchtokn")]) == []
    # the same token at another domain is not our address
    assert found([address.partition("@")[0] + "@elsewhere.example"]) == []


def test_message_ids_ours_or_the_relays_find_their_contact(campaign):
    dispatch = first_dispatch(campaign)
    ours = Dispatch.objects.get(id=dispatch.id).message_id
    assert found(ids=["<x@y>", ours]) == [dispatch.contact_id]
    Dispatch.objects.filter(id=dispatch.id).update(message_id="<relay@ses.example>")
    assert found(ids=["<relay@ses.example>"]) == [dispatch.contact_id]
    assert found(ids=[ours]) == [dispatch.contact_id]
    assert found(ids=["", "<none@x>"]) == []


def test_persona_and_sender_give_what_is_near(campaign):
    contact = Contact.objects.select_related("structure", "persona").order_by("id")[0]
    sender = f"someone@{contact.structure.mail_domain}"
    near = {candidate.contact_id for candidate in StoredContacts().near([], sender, NOW)}
    assert near == set(
        Contact.objects.filter(structure__mail_domain=contact.structure.mail_domain).values_list("id", flat=True)
    )
    as_persona = StoredContacts().near([f"{contact.persona.mailbox}@citizens.example"], "x@elsewhere.example", NOW)
    assert contact.id in {candidate.contact_id for candidate in as_persona}
    # what was not yet written cannot be answered
    assert not StoredContacts().near([], sender, NOW - timedelta(days=1))
