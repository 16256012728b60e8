from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors import mailbox
from collectors.mailbox import MailboxCollector, dump_cursor, parse_cursor
from domain.errors import InputError, Unavailable
from domain.ports import Collector
from domain.reply import RawReply
from links.imap import ImapSession
from tests.collectors.tiny_imap import TinyFolder, tiny_imap


@pytest.fixture
def tiny():
    with tiny_imap() as server:
        yield server


@pytest.fixture
def collector(tiny):
    made: Collector = MailboxCollector(tiny.settings("INBOX"))
    yield made
    made.close()


def mail(number: int) -> bytes:
    return f"Subject: {number}\r\n\r\nbody \x00\r\n".encode()


def everything(collector: Collector, cursor: str = "") -> tuple[list[RawReply], str]:
    found: list[RawReply] = []
    while True:
        replies, cursor = collector.fetch("default", cursor)
        if not replies:
            return found, cursor
        found += replies


def test_bytes_time_and_key_are_the_servers(tiny, collector):
    tiny.folders["INBOX"].add(mail(1), "02-Mar-2026 10:00:00 +0100")
    (reply,), cursor = collector.fetch("default", "")
    assert (reply.raw, reply.key, reply.account) == (mail(1), "7:1", "default")
    assert reply.arrived_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert reply.arrived_at.utcoffset() is not None
    assert parse_cursor(cursor) == {"INBOX": (7, 1)}


def test_nothing_newer_is_an_empty_batch_although_the_last_message_is_always_in_the_range(tiny, collector):
    tiny.folders["INBOX"].add(mail(1))
    _, cursor = collector.fetch("default", "")
    assert collector.fetch("default", cursor) == ([], cursor)
    session = ImapSession(tiny.server())
    assert session.after(session.open("INBOX"), 1) == []
    session.close()


def test_only_what_is_newer_comes(tiny, collector):
    tiny.folders["INBOX"].add(mail(1))
    _, cursor = everything(collector)
    tiny.folders["INBOX"].add(mail(2))
    replies, _ = everything(collector, cursor)
    assert [reply.key for reply in replies] == ["7:2"]


def test_an_empty_mailbox(collector):
    replies, cursor = collector.fetch("default", "")
    assert (replies, parse_cursor(cursor)) == ([], {"INBOX": (7, 0)})


def test_flags_are_left_alone(tiny, collector):
    tiny.folders["INBOX"].add(mail(1))
    collector.fetch("default", "")
    assert tiny.count("EXAMINE") == 1 and tiny.count("SELECT") == 0
    assert tiny.count("BODY[") == 0 and tiny.count("STORE") == 0


def test_a_renumbered_folder_is_read_again_under_other_keys(tiny, collector):
    tiny.folders["INBOX"].add(mail(1))
    _, cursor = everything(collector)
    renumbered = TinyFolder(uidvalidity=8)
    renumbered.add(mail(1))
    renumbered.add(mail(2))
    tiny.folders["INBOX"] = renumbered
    replies, cursor = everything(collector, cursor)
    assert [reply.key for reply in replies] == ["8:1", "8:2"]
    assert parse_cursor(cursor) == {"INBOX": (8, 2)}


def test_several_folders_have_their_own_places_and_keys(tiny):
    tiny.folders["Spam"] = TinyFolder(uidvalidity=7)
    tiny.folders["INBOX"].add(mail(1))
    tiny.folders["Spam"].add(mail(2))
    collector = MailboxCollector(tiny.settings("INBOX", "Spam"))
    replies, cursor = everything(collector)
    assert [reply.key for reply in replies] == ["7:1", "7:1:Spam"]
    assert parse_cursor(cursor) == {"INBOX": (7, 1), "Spam": (7, 1)}
    collector.close()


def test_batches_are_bounded_by_count(tiny, collector, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 3)
    for number in range(8):
        tiny.folders["INBOX"].add(mail(number))
    sizes, cursor = [], ""
    while replies := (got := collector.fetch("default", cursor))[0]:
        sizes.append(len(replies))
        cursor = got[1]
    assert sizes == [3, 3, 2]
    # the folder was listed once, not for each batch
    assert tiny.count("SEARCH") == 1


def test_batches_are_bounded_by_bytes(tiny, collector, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_BYTES", 100)
    for _ in range(4):
        tiny.folders["INBOX"].add(b"x" * 60)
    tiny.folders["INBOX"].add(b"x" * 500)
    replies, cursor = collector.fetch("default", "")
    assert len(replies) == 1
    rest, _ = everything(collector, cursor)
    assert [len(reply.raw) for reply in rest] == [60, 60, 60, 500]


def test_a_huge_message_is_fetched_in_part_and_says_so(tiny, collector, monkeypatch):
    monkeypatch.setattr(mailbox, "BEGINNING", 10)
    tiny.folders["INBOX"].add(b"0123456789abcdef")
    tiny.folders["INBOX"].sizes[1] = mailbox.LARGEST + 1
    tiny.folders["INBOX"].add(mail(2))
    replies, _ = everything(collector)
    assert [(reply.key, reply.raw) for reply in replies] == [("7:1:partial", b"0123456789"), ("7:2", mail(2))]
    assert tiny.count("BODY.PEEK[]<0.10>") == 1


def test_a_cursor_that_went_back_is_served_again(tiny, collector, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 2)
    for number in range(5):
        tiny.folders["INBOX"].add(mail(number))
    first, cursor = collector.fetch("default", "")
    collector.fetch("default", cursor)
    # the process that stored the second batch died before its commit
    again, _ = collector.fetch("default", cursor)
    assert [reply.key for reply in first] == ["7:1", "7:2"]
    assert [reply.key for reply in again] == ["7:3", "7:4"]


@pytest.mark.parametrize("word", ["EXAMINE", "SEARCH", "RFC822.SIZE", "BODY.PEEK"])
def test_a_connection_lost_in_the_middle_is_replaced_once(tiny, collector, word):
    tiny.folders["INBOX"].add(mail(1))
    tiny.drop_at[word] = 1
    replies, _ = everything(collector)
    assert [reply.key for reply in replies] == ["7:1"]
    assert tiny.connections == 2


def test_a_mailbox_that_keeps_dropping_is_unavailable_and_nothing_is_skipped(tiny, collector):
    tiny.folders["INBOX"].add(mail(1))
    tiny.drop_at["BODY.PEEK"] = 2
    with pytest.raises(Unavailable):
        collector.fetch("default", "")
    assert [reply.key for reply in everything(collector)[0]] == ["7:1"]


def test_what_came_before_a_broken_folder_is_not_lost(tiny):
    tiny.folders["Spam"] = TinyFolder()
    tiny.folders["INBOX"].add(mail(1))
    tiny.folders["Spam"].add(mail(2))
    tiny.drop_at['EXAMINE "Spam"'] = 2
    collector = MailboxCollector(tiny.settings("INBOX", "Spam"))
    replies, cursor = collector.fetch("default", "")
    assert ([reply.key for reply in replies], parse_cursor(cursor)) == (["7:1"], {"INBOX": (7, 1)})
    replies, cursor = collector.fetch("default", cursor)
    assert [reply.key for reply in replies] == ["7:1:Spam"]
    collector.close()


def test_a_message_the_server_withholds_is_never_skipped(tiny, collector):
    tiny.folders["INBOX"].add(mail(1))
    tiny.folders["INBOX"].withheld.add(1)
    with pytest.raises(Unavailable) as caught:
        collector.fetch("default", "")
    assert caught.value.message.code == "mail_body_missing"
    tiny.folders["INBOX"].withheld.clear()
    assert [reply.key for reply in everything(collector)[0]] == ["7:1"]


def test_a_message_removed_meanwhile_is_passed_over(tiny, collector, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 1)
    for number in range(3):
        tiny.folders["INBOX"].add(mail(number))
    _, cursor = collector.fetch("default", "")
    del tiny.folders["INBOX"].messages[2]
    _, cursor = collector.fetch("default", cursor)
    replies, _ = collector.fetch("default", cursor)
    assert [reply.key for reply in replies] == ["7:3"]


def test_a_refused_login_is_told_once(tiny):
    collector = MailboxCollector(tiny.settings("INBOX", password="wrong"))
    with pytest.raises(Unavailable) as caught:
        collector.fetch("default", "")
    assert caught.value.message.code == "imap_login_refused"
    assert tiny.connections == 1


def test_the_town_must_present_its_token(tiny):
    with pytest.raises(InputError):
        MailboxCollector(tiny.settings("INBOX", sandbox_token="town-x")).fetch("default", "")
    tiny.greeting = "tiny town-x"
    collector = MailboxCollector(tiny.settings("INBOX", sandbox_token="town-x"))
    collector.fetch("default", "")
    collector.close()
    assert tiny.count("LOGIN") == 1


def test_ten_thousand_messages(tiny, collector):
    for number in range(10_000):
        tiny.folders["INBOX"].add(mail(number))
    replies, cursor = everything(collector)
    assert len({reply.key for reply in replies}) == 10_000
    assert parse_cursor(cursor) == {"INBOX": (7, 10_000)}
    assert tiny.count("SEARCH") == 1


def test_a_very_large_folder_is_listed_in_windows(tiny, collector, monkeypatch):
    monkeypatch.setattr("links.imap.WINDOW", 10)
    for uid in (*range(1, 8), *range(40, 48)):
        tiny.folders["INBOX"].add(mail(uid), uid=uid)
    replies, cursor = everything(collector)
    assert len(replies) == 15
    assert parse_cursor(cursor) == {"INBOX": (7, 47)}
    assert tiny.count("SEARCH UID 1:10") == 1


@pytest.mark.parametrize("text", ["x", "[]", '{"INBOX": 3}', '{"INBOX": ["a", "b"]}', "null"])
def test_a_cursor_that_is_not_ours_is_refused(text):
    with pytest.raises(InputError):
        parse_cursor(text)


def test_cursors_are_text_and_back():
    cursor = {"INBOX": (7, 12), "Courrier indésirable": (1, 0)}
    assert parse_cursor(dump_cursor(cursor)) == cursor
