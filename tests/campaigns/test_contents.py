"""What leaves for a dispatch of each channel, and what a reply proves."""

from __future__ import annotations

import pytest

from campaigns import store
from campaigns.carriers import carrier
from campaigns.contents import content_of, identity_of
from campaigns.models import Contact, Dispatch
from campaigns.rendering import digest, parts_of, reply_address_of
from domain.contact import FormContent, MailContent, SiteContent
from domain.errors import InputError
from domain.structure import Persona
from domain.vocabulary import Channel, DispatchKind, DispatchState

from .builders import contact_plan, create, library, mandate, paris, plan, structure

pytestmark = pytest.mark.django_db
WEB = (Channel.MAIL, Channel.WEBFORM, Channel.SITE)
NOW = paris(12, 10)


@pytest.fixture
def contacts() -> dict[str, Contact]:
    """One planned contact per channel of a structure with a website."""
    permissions = dict.fromkeys(WEB, "automated")
    campaign = create([(structure(website="https://ville.example/"), mandate(channels=permissions))])
    plan(campaign, library(channels=WEB), contact_plan(mail=1, webform=1, site=1), WEB, WEB)
    rows = Contact.objects.select_related("campaign", "structure", "persona")
    return {row.channel: row for row in rows}


def content(contact: Contact, kind: DispatchKind = DispatchKind.FIRST, **given):
    return content_of(parts_of(contact, library(channels=WEB)), kind, "a" * 16, **given)


def test_each_channel_has_its_content_and_carrier(contacts):
    kinds = {channel: type(content(contact)) for channel, contact in contacts.items()}
    assert kinds == {"mail": MailContent, "webform": FormContent, "site": SiteContent}
    assert {channel: carrier(Channel(channel), DispatchKind.FIRST).value for channel in contacts} == {
        channel: channel for channel in contacts
    }


def test_a_form_is_filled_in_by_the_persona_at_its_own_reply_address(contacts):
    contact = contacts["webform"]
    form = content(contact)
    assert form.identity.mail == reply_address_of(contact)
    assert form.website == "https://ville.example/"
    assert form.identity.name in form.text
    assert form.topics[0] == f"{contact.scenario} ?"
    reminder = content(contact, DispatchKind.REMINDER)
    assert isinstance(reminder, FormContent)


def test_what_a_form_asks_back_is_answered_by_mail(contacts):
    answer = content(contacts["webform"], DispatchKind.SECOND_TURN, script=1, in_reply_to="<x@ville.example>")
    assert isinstance(answer, MailContent)
    assert carrier(Channel.WEBFORM, DispatchKind.SECOND_TURN) is Channel.MAIL
    assert answer.recipient == "mairie@ville0.example"
    assert answer.in_reply_to == "<x@ville.example>"


def test_a_channel_for_people_has_no_content(contacts):
    contacts["mail"].channel = Channel.VISIT
    with pytest.raises(InputError) as caught:
        content(contacts["mail"])
    assert caught.value.message.code == "channel_by_hand"


def test_a_changed_website_or_recipe_voids_the_approval_of_web_contacts_only(contacts):
    def digests() -> dict[str, str]:
        return {name: digest(parts_of(row, library(channels=WEB))) for name, row in contacts.items()}

    before = digests()
    for row in contacts.values():
        row.structure.data = {**row.structure.data, "website": "https://other.example/"}
    after = digests()
    assert before["mail"] == after["mail"]
    assert before["webform"] != after["webform"]
    assert before["site"] != after["site"]


@pytest.mark.parametrize(
    ("postal", "expected"),
    [
        ("3 rue des Tilleuls, 99100 Valmorins", ("3 rue des Tilleuls", "99100", "Valmorins")),
        ("12, allée du Lac, 99120 Brécourt-les-Saules", ("12, allée du Lac", "99120", "Brécourt-les-Saules")),
        ("Flat 2, Mill Lane", ("Flat 2, Mill Lane", "", "")),
        ("", ("", "", "")),
    ],
)
def test_an_address_comes_apart(postal, expected):
    person = Persona(key="a", given_name="Ada", family_name="Sorel", mailbox="ada", postal=postal)
    found = identity_of(person, "ada@x.example")
    assert (found.postal, found.postcode, found.city) == expected


def test_an_answer_proves_a_doubtful_opening(contacts):
    dispatch = Dispatch.objects.get(contact=contacts["webform"])
    assert not store.proved_by_reply(dispatch.contact_id, NOW)
    Dispatch.objects.filter(id=dispatch.id).update(
        state=DispatchState.UNCERTAIN, data_started_at=NOW, claimed_at=NOW, claimed_by="gone"
    )
    assert store.proved_by_reply(dispatch.contact_id, paris(13, 9))
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.sent_at) == (DispatchState.SENT, NOW)
    assert Contact.objects.get(id=dispatch.contact_id).delivered_at == NOW
    # once is enough
    assert not store.proved_by_reply(dispatch.contact_id, paris(13, 9))
