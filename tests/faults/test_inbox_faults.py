"""Our own mailbox breaks off, is renumbered, is full, changes its password, or gives the same thing twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from functools import partial

from campaigns.models import Contact, ReplyRow
from tests.campaigns.builders import paris
from tests.faults.catalogue import proves
from tests.faults.world import World

MANY = int(os.environ.get("FAULTS_MAILS", "1000"))
"""Messages that come at once; `script/chaos` asks for 10,000."""


def all_attached_once(world: World) -> None:
    world.nothing_lost_and_never_twice()
    assert world.outcomes() == {"answered": 2}
    attached = ReplyRow.objects.filter(state="attached")
    assert sorted(attached.values_list("contact_id", flat=True)) == sorted(Contact.objects.values_list("id", flat=True))


@proves("imap-drop-in-fetch")
def test_the_line_is_cut_in_the_middle_of_a_message(world):
    world.imap.cut_bodies = 3
    assert world.run()
    all_attached_once(world)
    assert world.imap.cut_bodies == 0
    assert world.noted()["imap_dropped"] == 1
    assert world.replies() == {"attached": 2}


@proves("imap-uidvalidity")
def test_the_mailbox_is_renumbered(world):
    inbox = world.imap.folders["INBOX"]

    def renumber() -> None:
        assert len(inbox.messages) == 2
        inbox.uidvalidity += 1
        inbox.messages = {uid + 40: message for uid, message in inbox.messages.items()}

    last = max(Contact.objects.values_list("planned_at", flat=True))
    world.clock.at(last + timedelta(days=4), renumber)
    assert world.run()
    all_attached_once(world)
    assert world.replies() == {"attached": 2, "ignored": 2}


@proves("inbox-full")
def test_our_inbox_is_full(world):
    """Who is told 4xx tries again; a person makes room by deleting what was collected."""
    inbox, room = world.imap.folders["INBOX"], paris(4, 12, month=2)
    for number in range(3):
        world.deliver(newsletter(number))
    take: Callable[[bytes, str], int] = world.deliver

    def deliver(raw: bytes, folder: str = "INBOX") -> int:
        if len(inbox.messages) < 3:
            return take(raw, folder)
        world.clock.at(world.clock.now() + timedelta(hours=4), lambda: world.deliver(raw))
        return 0

    world.deliver = deliver
    first = min(Contact.objects.values_list("planned_at", flat=True))
    world.clock.at(first + timedelta(days=3), inbox.messages.clear)
    world.clock.at(room, inbox.messages.clear)
    assert world.run()
    all_attached_once(world)
    assert world.replies() == {"attached": 2, "held": 3}


@proves("password-changed")
def test_the_password_is_changed_and_corrected(world):
    world.relay.extensions = (*world.relay.extensions, "AUTH PLAIN LOGIN")
    world.smtp = {"user": "ana", "password": "old"}
    world.imap_login = {"password": "old"}
    world.relay.replies["AUTH"] = ["535 5.7.8 Authentication credentials invalid"]
    first = min(Contact.objects.values_list("planned_at", flat=True))
    world.clock.at(first + timedelta(days=4), world.stop)
    assert not world.run()
    assert world.received() == {}
    assert world.noted()["imap_login_refused"] >= 1
    assert world.noted()["sending_trouble"] >= 1
    assert not Contact.objects.exclude(closed_at=None).exists()
    world.imap_login = {}
    world.relay.replies["AUTH"] = ["235 2.7.0 welcome"]
    assert world.run()
    all_attached_once(world)


@proves("reply-twice")
def test_the_same_reply_twice(world):
    """Once more through another relay: other bytes, the same message."""
    world.relay.on_kept = lambda raw: twice(world, raw, b"Received: by other.example\r\n")
    assert world.run()
    world.nothing_lost_and_never_twice()
    assert world.outcomes() == {"answered": 2}
    assert world.replies() == {"attached": 4}


@proves("same-bytes-twice")
def test_the_same_bytes_under_two_uids(world):
    world.relay.on_kept = lambda raw: twice(world, raw, b"")
    assert world.run()
    all_attached_once(world)
    assert world.replies() == {"attached": 2, "ignored": 2}


def twice(world: World, raw: bytes, before: bytes) -> None:
    world.imap.folders["Evidence"].add(raw)
    answer = world.answer_to(raw)
    for copy, hours in ((answer, 2), (before + answer, 5)):
        world.clock.at(world.clock.now() + timedelta(hours=hours), partial(world.deliver, copy))


@proves("mail-of-10-mb")
def test_a_mail_of_10_mb(world):
    huge = EmailMessage()
    huge.add_attachment(os.urandom(10_000_000), maintype="application", subtype="pdf", filename="plan.pdf")
    part = huge.as_bytes().replace(b"\n", b"\r\n")
    plain: Callable[..., bytes] = world.answer_to

    def with_attachment(raw: bytes, **headers: str) -> bytes:
        head, _, body = plain(raw, **headers).partition(b"\r\n\r\n")
        kept = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-", b"mime")))
        text = b"--outer\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
        mixed = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
        return kept + b"\r\n" + mixed + text + b"\r\n--outer\r\n" + part + b"\r\n--outer--\r\n"

    world.answer_to = with_attachment
    assert world.run()
    all_attached_once(world)
    sizes = [path.stat().st_size for path in world.evidence.glob("*/*/*")]
    assert min(sizes) > 13_000_000
    assert all("Oui" in row.reading["new_text"] for row in ReplyRow.objects.all())


@proves("many-mails-at-once")
def test_many_mails_at_once(world):
    """Far more than a campaign's replies, while the campaign runs: all stored once, the answers among them found."""
    planned = max(Contact.objects.values_list("planned_at", flat=True))

    def flood() -> None:
        for number in range(MANY):
            world.deliver(newsletter(number))

    world.clock.at(planned + timedelta(hours=1), flood)
    assert world.run()
    all_attached_once(world)
    assert world.replies() == {"attached": 2, "held": MANY}
    assert len(set(ReplyRow.objects.values_list("digest", flat=True))) == MANY + 2


def newsletter(number: int) -> bytes:
    return (
        f"From: news@shop{number}.example\r\nTo: everyone@citoyens.example\r\nSubject: Offer {number}\r\n"
        f"Message-ID: <n{number}@shop.example>\r\nList-Unsubscribe: <mailto:off@shop.example>\r\n\r\nBuy {number}.\r\n"
    ).encode()
