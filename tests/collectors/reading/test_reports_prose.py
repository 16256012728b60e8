"""Delivery failures told in prose, and the messages that must not be taken for one."""

from __future__ import annotations

import pytest

from collectors.reading.mime import decode
from collectors.reading.reports import read_report
from domain.vocabulary import ReplyKind
from tests.collectors.reading.golden_mails import Golden, bounces, false_friends
from tests.collectors.reading.mails import OURS, THEIRS, mail

BOUNCES = bounces()
FALSE_FRIENDS = false_friends()


@pytest.mark.parametrize("golden", BOUNCES, ids=[golden.name for golden in BOUNCES])
def test_failure_in_prose(golden: Golden) -> None:
    report = read_report(decode(golden.raw))
    assert report is not None
    assert report.kind is golden.kind
    assert [one.address for one in report.recipients] == golden.recipients
    assert report.recipients[0].status == golden.status
    assert report.recipients[0].permanent is (golden.kind is ReplyKind.BOUNCE)
    if b"<contact-1@panel.example>" in golden.raw:
        assert report.original_message_id == "<contact-1@panel.example>"


@pytest.mark.parametrize(("name", "raw"), FALSE_FRIENDS, ids=[name for name, _ in FALSE_FRIENDS])
def test_no_report(name: str, raw: bytes) -> None:
    assert read_report(decode(raw)) is None


CHALLENGES = [
    ("Please confirm your message", "To prevent spam, I use a sender verification system. Your message is "
                                    "waiting. Please click on the link below to "
     "prove that you are human, and your message will be delivered:\nhttps://verify.example/abc\n"),
    ("Livraison de votre email", "Bonjour,\nVous venez d'envoyer un email à accueil@mairie.example.fr, protégé "
                                 "par un antispam. Pour que votre message "
     "soit remis, merci de vous authentifier en cliquant sur ce lien : https://auth.example/x\n"),
    ("Your email requires verification verify#abc", "The message you sent requires that you verify that you are "
        "a real live human being and not a spam "
     "source. To complete this verification, simply reply to this message and leave the subject line intact. "
     "The message will be delivered once.\n"),
    ("Bestätigung erforderlich", "Ihre E-Mail wurde noch nicht zugestellt. Zum Spam-Schutz muss der Absender "
                                 "bestätigt werden. Bitte klicken Sie auf "
     "diesen Link: https://schutz.example/1\n"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "body"), CHALLENGES)
def test_challenge(subject: str, body: str) -> None:
    report = read_report(decode(mail(body, subject, "accueil@mairie.example.fr", "Auto-Submitted: auto-replied\n")))
    assert report is not None
    assert report.kind is ReplyKind.CHALLENGE


NO_CHALLENGES = [
    ("Confirmez votre inscription", "Merci de votre inscription à la newsletter. Cliquez sur ce lien pour "
                                    "confirmer votre adresse : https://x.example/1\n"),
    ("Re: Carte", "Bonjour, pour confirmer votre rendez-vous, cliquez sur https://rdv.example et saisissez "
                  "votre nom. Votre message a été reçu.\n"),
    ("Re: Carte", "Your message has been received. You can reply to this e-mail or click on https://x.example "
                  "to follow it.\n"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "body"), NO_CHALLENGES)
def test_no_challenge(subject: str, body: str) -> None:
    assert read_report(decode(mail(body, subject, "accueil@mairie.example.fr"))) is None


def test_receipt_in_prose() -> None:
    report = read_report(
        decode(
            mail(
                "Your message\n\n  To: accueil\n  Subject: Carte\n\nwas read on 3/3/2026 10:00 AM.\n",
                "Read: Carte",
                "a@x.example",
            )
        )
    )
    assert report is not None
    assert report.kind is ReplyKind.RECEIPT


def test_we_are_never_the_failed_recipient() -> None:
    for golden in BOUNCES:
        report = read_report(decode(golden.raw))
        assert report is not None
        assert OURS not in {one.address for one in report.recipients}


@pytest.mark.parametrize(
    "other",
    [
        "If you need help, contact aide@mx.example.net.",
        "Sender: quelquun@ailleurs.example",
        "MAIL FROM:<quelquun@ailleurs.example>",
        "For assistance, send mail to postmaster@mx.example.net",
        "Message-ID: <123.456@ailleurs.example>",
        "Expéditeur : quelquun@ailleurs.example",
        "https://help.example/?who=quelquun@ailleurs.example",
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_other_addresses_of_the_prose_are_no_recipients(other: str, last: bool) -> None:
    lines = ["Your message could not be delivered.", "", f"<{THEIRS}>: 550 5.1.1 User unknown", ""]
    lines.insert(4 if last else 1, other)
    report = read_report(decode(mail("\n".join(lines), "Undelivered mail", "MAILER-DAEMON@mx.example.net")))
    assert report is not None
    assert [one.address for one in report.recipients] == [THEIRS]


def test_each_recipient_keeps_its_own_status() -> None:
    body = (
        f"Undeliverable:\n\n<{THEIRS}>:\n550 5.1.1 User unknown\n\n<b@x.example>:\n552 5.2.2 Mailbox full\n\n"
        "<c@x.example>:\nHost not found\n"
    )
    report = read_report(decode(mail(body, "failure notice", "MAILER-DAEMON@mx.example.net")))
    assert report is not None
    assert [one.status for one in report.recipients] == ["5.1.1", "5.2.2", "5.1.2"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("550 5.1.1 inconnu", "5.1.1"),
        ("550-5.7.26 unauthenticated", "5.7.26"),
        ("(#5.1.1)", "5.1.1"),
        ("delivery via 10.5.1.1 with Exim 4.92.3: 550 no such user", "5.1.1"),
        ("status=5.4.4", "5.4.4"),
        ("Postfix 3.5.6, server 5.0.0.1: user unknown", "5.1.1"),
        ("551 not local", "5.1.6"),
        ("553 zut", "5.1.3"),
        ("room 550, 3 rue X: mailbox full", "5.2.2"),
        ("503 5.0.0 need RCPT\n550 5.1.1 unknown", "5.1.1"),
    ],
)
def test_codes_among_other_numbers(line: str, status: str) -> None:
    body = f"Your message could not be delivered.\n\n<{THEIRS}>\n  {line}\n"
    report = read_report(decode(mail(body, "Undelivered mail", "MAILER-DAEMON@mx.example.net")))
    assert report is not None
    assert report.recipients[0].status == status
