"""Delivery reports, receipts and challenges: what the mail system itself answers."""

from __future__ import annotations

from collectors.reading.decoded import Decoded, Report
from collectors.reading.reports.challenge import read_challenge
from collectors.reading.reports.disposition import read_disposition, read_plain_receipt
from collectors.reading.reports.dsn import read_dsn
from collectors.reading.reports.origin import Origin, origin_of
from collectors.reading.reports.prose import read_prose


def read_report(decoded: Decoded) -> Report | None:
    """Return what a delivery report, read receipt or challenge says; None when the message is none of these.

    An abuse report (RFC 5965), a forwarded or quoted report and a person's automatic answer are none of these.
    """
    if decoded.report_type == "feedback-report":
        return None
    origin = origin_of(decoded)
    if decoded.report_type == "disposition-notification":
        return read_disposition(decoded)
    if decoded.delivery_status and _is_systems_own(decoded, origin):
        report = read_dsn(decoded)
        if report is not None:
            return report
    return read_plain_receipt(decoded, origin) or read_prose(decoded, origin) or read_challenge(decoded, origin)


def _is_systems_own(decoded: Decoded, origin: Origin) -> bool:
    """Tell a system's report from a person's message with a report attached or pasted."""
    if decoded.content_type == "multipart/report":
        return True
    if origin.reply_like and origin.daemon < 2:
        return False
    return bool(origin.daemon or origin.empty_return_path or origin.failed_header or origin.failure_subject)
