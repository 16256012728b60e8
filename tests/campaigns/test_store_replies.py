from __future__ import annotations

from datetime import datetime

import pytest

from campaigns import store
from campaigns.models import Campaign, Contact, Cursor, Dispatch, ReplyRow, ReplyState
from domain.contact import Receipt
from domain.reply import RawReply
from domain.vocabulary import Channel, ReplyKind

from .builders import (
    claim_of,
    mandate,
    paris,
    running,
    structure,
)

pytestmark = pytest.mark.django_db
NOW = paris(13, 10)


def raw(key: str, at: datetime = NOW) -> tuple[RawReply, str]:
    return RawReply("main", Channel.MAIL, key, at, b"raw"), f"digest-{key}"


@pytest.fixture
def campaign() -> Campaign:
    campaign = running([(structure(0), mandate()), (structure(1), mandate())])
    for row in list(Dispatch.objects.order_by("due_at"))[:2]:
        store.claim(row.id, "w", NOW)
        store.record_receipt(claim_of(row.id), Receipt(at=NOW), NOW)
    return campaign


def test_replies_and_cursor_are_stored_together_and_twice_is_harmless():
    assert store.cursor("main") == ""
    first = store.store_replies("main", [raw("1:2"), raw("1:1", paris(12, 9))], "1:2")
    assert [row.key for row in store.unread_replies(10)] == ["1:1", "1:2"]
    assert len(first) == 2
    assert store.store_replies("main", [raw("1:1"), raw("1:2"), raw("1:3"), raw("1:3")], "1:3") != []
    assert ReplyRow.objects.count() == 3
    assert store.cursor("main") == "1:3"
    assert store.cursor("other") == ""
    assert Cursor.objects.count() == 1


def test_a_failure_while_storing_moves_neither(monkeypatch):
    store.store_replies("main", [raw("1:1")], "1:1")

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(Cursor.objects, "update_or_create", broken)
    with pytest.raises(RuntimeError):
        store.store_replies("main", [raw("1:2")], "1:2")
    assert ReplyRow.objects.count() == 1
    assert store.cursor("main") == "1:1"


def test_a_reply_is_unread_until_it_is_both_read_and_matched(campaign):
    [reply] = store.store_replies("main", [raw("1:1")], "1:1")
    store.save_reading(reply, ReplyKind.ANSWER, {"text": "oui"}, "r1")
    assert [row.id for row in store.unread_replies(10)] == [reply]
    contact = Contact.objects.order_by("id")[0]
    store.attach(reply, contact.id, "reply_address", "exact")
    assert store.unread_replies(10) == []
    [attached] = store.replies_of(contact.id)
    assert (attached.kind, attached.reading, attached.method) == (ReplyKind.ANSWER, {"text": "oui"}, "reply_address")


def test_the_pen_is_listed_accepted_moved_and_undone(campaign):
    one, two = Contact.objects.order_by("id")[:2]
    [reply] = store.store_replies("main", [raw("1:1")], "1:1")
    store.hold(reply, "two candidates", [{"contact_id": two.id, "score": 0.6}, {"contact_id": one.id, "score": 0.5}])
    [held] = store.held_replies()
    assert held.candidates[0]["contact_id"] == two.id
    assert store.accept_held(reply, "Ada", NOW) == two.id
    assert store.held_replies() == []
    store.move_reply(reply, one.id, "Bob", NOW)
    assert store.get_reply(reply).contact_id == one.id
    assert store.undo_move(reply, "Bob", NOW)
    assert store.get_reply(reply).contact_id == two.id
    store.move_reply(reply, None, "Bob", NOW)
    assert [row.id for row in store.held_replies()] == [reply]
    history = store.get_reply(reply).moved_by
    assert [(move["from"], move["to"], move["who"]) for move in history] == [
        (None, two.id, "Ada"),
        (two.id, one.id, "Bob"),
        (one.id, two.id, "Bob"),
        (two.id, None, "Bob"),
    ]


def test_a_held_reply_without_candidate_cannot_be_accepted():
    [reply] = store.store_replies("main", [raw("1:1")], "1:1")
    store.hold(reply, "nobody", [])
    assert store.accept_held(reply, "Ada", NOW) is None
    assert not store.undo_move(reply, "Ada", NOW)
    store.ignore(reply, "advertising", "Ada", NOW)
    assert ReplyRow.objects.get().state == ReplyState.IGNORED
