"""Delivery status notifications in the form of RFC 3464, with the liberties that systems take."""

from __future__ import annotations

import pytest

from collectors.reading.decoded import Report
from collectors.reading.mime import decode
from collectors.reading.reports import read_report
from domain.vocabulary import ReplyKind
from tests.collectors.reading.mails import OURS, THEIRS, dsn, mail, original


def read(raw: bytes) -> Report:
    report = read_report(decode(raw))
    assert report is not None
    return report


FAILED = f"Final-Recipient: rfc822; {THEIRS}\nAction: failed\n"

GROUPS = [
    (FAILED + "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown", "5.1.1"),
    (FAILED + "Status: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 The account does not exist", "5.1.1"),
    (FAILED + "Status: 5.0.0\nRemote-MTA: dns; mx.example.fr\nDiagnostic-Code: smtp;\n 550 No", "5.0.0"),
    (FAILED + "Status: 5.0.0", "5.0.0"),
    (FAILED + "Diagnostic-Code: smtp; 550 <x>... no such user", "5.1.1"),
    (FAILED + "Diagnostic-Code: smtp; 552 mailbox over quota", "5.2.2"),
    (FAILED + "Diagnostic-Code: smtp; 550 zut", "5.0.0"),
    (FAILED + "Status: 5.1.1 (bad destination mailbox address)", "5.1.1"),
    (FAILED + "Status: 4.4.7\nDiagnostic-Code: smtp; 421 4.4.2 timeout", "4.4.7"),
    (FAILED + "Status: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.0 (version 8.14.4)", "5.7.1"),
    (FAILED + "Status: 5.0.0\nDiagnostic-Code: X-Postfix; host 192.0.2.4 said 5.4.4.9 is our address", "5.0.0"),
    (FAILED.replace("Final", "Original") + "\nStatus: 5.2.1", "5.2.1"),
    (FAILED.lower() + "status: 5.1.1", "5.1.1"),
    (FAILED.replace("rfc822; ", "RFC822;<").replace("\nAction", ">\nAction") + "Status: 5.1.1", "5.1.1"),
    (FAILED.replace("rfc822; ", "rfc822;\n ") + "Status: 5.1.1", "5.1.1"),
    (FAILED.replace("rfc822; ", "unknown;") + "Status: 5.1.2", "5.1.2"),
    (FAILED.replace("rfc822; ", "") + "Status: 5.1.2", "5.1.2"),
    (f"Final-Recipient: LOCAL;accueil\nOriginal-Recipient: rfc822;{THEIRS}\nAction: failed\nStatus: 5.1.1", "5.1.1"),
    (f"Original-Recipient: rfc822;{THEIRS.replace('@', '+40')}\nAction: failed\nStatus: 5.1.1", "5.1.1"),
    (f"Final-Recipient: rfc822; {THEIRS}\nStatus: 5.3.0", "5.3.0"),
    ("Final-Recipient: utf-8; accueil\\x{40}mairie.example.fr\nAction: failed\nStatus: 5.6.7", "5.6.7"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "status"), GROUPS)
def test_one_failed_recipient(fields: str, status: str) -> None:
    report = read(dsn(fields))
    assert report.kind is ReplyKind.BOUNCE
    assert [(one.address, one.status, one.permanent) for one in report.recipients] == [(THEIRS, status, True)]
    assert report.original_message_id == "<contact-1@panel.example>"
    assert report.confidence > 0.95


@pytest.mark.parametrize("status_type", ["message/delivery-status", "text/plain", "message/global-delivery-status"])
@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", "message/global-headers"])
def test_part_types(status_type: str, returned: str) -> None:
    report = read(dsn(FAILED + "Status: 5.1.1", status_type=status_type, returned=returned))
    assert report.recipients[0].address == THEIRS
    assert report.original_message_id == "<contact-1@panel.example>"


def test_delayed_is_no_bounce() -> None:
    report = read(
        dsn(f"Final-Recipient: rfc822; {THEIRS}\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Sun, 8 Mar")
    )
    assert report.kind is ReplyKind.DELAY
    assert report.recipients[0].permanent is False


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "Relayed (to non-DSN-aware mailer)"])
def test_success_is_a_receipt(action: str) -> None:
    report = read(dsn(f"Final-Recipient: rfc822; {THEIRS}\nAction: {action}\nStatus: 2.0.0", "Delivered."))
    assert (report.kind, report.recipients) == (ReplyKind.RECEIPT, ())


def test_several_recipients_with_different_fates() -> None:
    fields = (
        f"Final-Recipient: rfc822; {THEIRS}\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.2.2\n\n"
        "Final-Recipient: rfc822; c@x.example\nAction: relayed\nStatus: 2.1.9"
    )
    report = read(dsn(fields))
    assert report.kind is ReplyKind.BOUNCE
    assert [(one.address, one.permanent) for one in report.recipients] == [(THEIRS, True), ("b@x.example", False)]


def test_groups_without_blank_lines() -> None:
    fields = "\n".join(
        f"Final-Recipient: rfc822; {name}@x.example\nAction: failed\nStatus: 5.1.{n}"
        for n, name in [(1, "a"), (2, "b")]
    )
    assert [(one.address, one.status) for one in read(dsn(fields)).recipients] == [
        ("a@x.example", "5.1.1"),
        ("b@x.example", "5.1.2"),
    ]


def test_blank_line_inside_a_group() -> None:
    report = read(dsn(f"Final-Recipient: rfc822; {THEIRS}\n\nAction: failed\nStatus: 5.1.1"))
    assert [(one.address, one.status) for one in report.recipients] == [(THEIRS, "5.1.1")]


def test_report_without_its_status_part() -> None:
    raw = mail(
        "--B\nContent-Type: text/plain\n\nDelivery to the following recipients failed.\n\n"
        f"       {THEIRS}\n\n--B\nContent-Type: message/rfc822\n\n{original()}\nBonjour\n--B--\n",
        "Delivery Status Notification (Failure)",
        "postmaster@mail.example.net",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n',
    )
    report = read(raw)
    assert report.kind is ReplyKind.BOUNCE
    assert [one.address for one in report.recipients] == [THEIRS]


@pytest.mark.parametrize("disposition", ["displayed", "deleted", "processed", "deleted/error"])
def test_disposition_notification(disposition: str) -> None:
    raw = mail(
        "--B\nContent-Type: text/plain\n\nVotre message a ete lu.\n\n--B\nContent-Type: "
        "message/disposition-notification\n\n"
        f"Reporting-UA: mail.example.fr; Mail\nFinal-Recipient: rfc822;{THEIRS}\nOriginal-Message-ID: "
        f"<contact-1@panel.example>\n"
        f"Disposition: manual-action/MDN-sent-manually; {disposition}\n\n--B--\n",
        "Lu : Carte",
        THEIRS,
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="B"\n',
    )
    report = read(raw)
    assert report.kind is ReplyKind.RECEIPT
    assert report.original_message_id == "<contact-1@panel.example>"


def test_abuse_report_is_no_bounce() -> None:
    raw = mail(
        "--B\nContent-Type: text/plain\n\nThis is an abuse report for a message.\n\n--B\nContent-Type: "
        "message/feedback-report\n\n"
        f"Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\n\n--B\nContent-Type: "
        f"message/rfc822\n\n{original()}\nBonjour\n--B--\n",
        "complaint",
        "postmaster@isp.example",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\n',
    )
    assert read_report(decode(raw)) is None


def test_a_persons_forward_of_a_bounce_is_none() -> None:
    inner = dsn(FAILED + "Status: 5.1.1").decode()
    raw = mail(
        "--F\nContent-Type: text/plain\n\nBonjour, voici ce que j'ai recu, merci de corriger.\n\n"
        f"--F\nContent-Type: message/rfc822\n\n{inner}\n--F--\n",
        "Fwd: Undelivered Mail Returned to Sender",
        "Paul Durand <paul@mairie.example.fr>",
        'Content-Type: multipart/mixed; boundary="F"\n',
    )
    assert read_report(decode(raw)) is None


def test_our_own_address_never_failed() -> None:
    assert all(one.address != OURS for one in read(dsn(FAILED + "Status: 5.1.1")).recipients)
