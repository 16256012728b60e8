"""Delivery reports: what mail programs can parse of each style, and what only prose says."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP

import pytest

from sandbox.bounces import PERMANENT, STYLES, Failed, write_bounce, write_delay_notice
from sandbox.draws import Draws
from tests.sandbox.small_town import mail

TO = "contact@p1.example"
FAILED = Failed(TO, "claire.dupont+k0001@citizens.example", mail(1, TO).as_bytes(), datetime(2026, 3, 2, 9, tzinfo=UTC))


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage) and not list(message.defects)
    return message


def blocks(status: Message) -> list[Message]:
    """The blocks of a message/delivery-status: one about the server, then one a recipient."""
    payload = status.get_payload()
    assert isinstance(payload, list)
    return [block for block in payload if isinstance(block, Message)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(6))
def test_every_report_names_the_recipient_and_the_original(style: str, seed: int) -> None:
    report = write_bounce(FAILED, style, Draws(seed))
    message = parsed(report.raw)
    assert message["Return-Path"] == "<>" and message["Message-ID"] == report.message_id
    assert message["To"] == "claire.dupont+k0001@citizens.example"
    text = report.raw.decode()
    assert TO in text and "<m1@citizens.example>" in text and report.status in PERMANENT and report.status in text
    assert all(line.endswith("\r\n") for line in text.splitlines(keepends=True))


@pytest.mark.parametrize("style", ["postfix", "exchange", "sendmail"])
def test_standard_reports_follow_rfc_3464(style: str) -> None:
    report = write_bounce(FAILED, style, Draws(1))
    message = parsed(report.raw)
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    _, status, original = message.iter_parts()
    assert status.get_content_type() == "message/delivery-status"
    server, recipient = blocks(status)
    assert server["Reporting-MTA"].startswith("dns;")
    assert recipient["Final-Recipient"] == f"rfc822; {TO}" and recipient["Action"] == "failed"
    assert recipient["Status"] == report.status
    assert original.get_content_type() in ("message/rfc822", "text/rfc822-headers")


@pytest.mark.parametrize("style", ["prose", "prose_fr"])
def test_other_systems_only_write_prose(style: str) -> None:
    message = parsed(write_bounce(FAILED, style, Draws(1)).raw)
    assert message.get_content_type() == "text/plain"


def test_a_delay_notice_is_temporary() -> None:
    message = parsed(write_delay_notice(FAILED, Draws(1)).raw)
    _, status, _ = message.iter_parts()
    _, recipient = blocks(status)
    assert recipient["Action"] == "delayed" and recipient["Status"].startswith("4.") and recipient["Will-Retry-Until"]


def test_a_report_is_the_same_for_the_same_draws() -> None:
    assert write_bounce(FAILED, "postfix", Draws(3)).raw == write_bounce(FAILED, "postfix", Draws(3)).raw
