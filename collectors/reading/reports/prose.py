"""Delivery failures told in prose, by systems that ignore RFC 3464: signals weighed, then read."""

from __future__ import annotations

from collectors.reading.addresses import parse_addresses
from collectors.reading.decoded import Decoded, Report
from collectors.reading.headers import Values
from collectors.reading.reports.codes import find_codes
from collectors.reading.reports.conditions import condition_of, says, squeeze, without_hypotheses
from collectors.reading.reports.origin import Origin
from collectors.reading.reports.recipients import Found, expected_addresses, find_recipients, own_addresses
from collectors.reading.reports.returned import original_id, prose_of
from collectors.reading.reports.verdict import recipient, status_from
from domain.reply import FailedRecipient, Part
from domain.vocabulary import ReplyKind

_ACCEPT = 4.5
_CERTAIN = 10.0


def read_prose(decoded: Decoded, origin: Origin) -> Report | None:
    """Read a report that is only text; None when the signals do not carry it."""
    if not _plausible(origin, decoded):
        return None
    prose, embedded = prose_of(decoded, origin.reply_like)
    squeezed = squeeze(f"{prose}\n{decoded.delivery_status}" if decoded.delivery_status else prose)
    score = _score(decoded, origin, prose, squeezed, embedded)
    if score < _ACCEPT:
        return None
    subject = squeeze(decoded.headers.subject)
    kind = _kind(subject, squeezed, find_codes(prose).family)
    recipients = _recipients(decoded, origin, prose, embedded, kind is ReplyKind.DELAY)
    if kind is ReplyKind.RECEIPT:
        recipients = ()
    return Report(
        kind=kind,
        confidence=round(min(0.97, 0.6 + 0.37 * (score - _ACCEPT) / (_CERTAIN - _ACCEPT)), 3),
        reason="bounce:header" if origin.failed_header else "bounce:prose",
        recipients=recipients,
        original_message_id=original_id(decoded, embedded, prose),
    )


def _plausible(origin: Origin, decoded: Decoded) -> bool:
    """Spend nothing on the many messages without a single sign of a mail system."""
    return bool(
        origin.daemon == 2
        or origin.failed_header
        or origin.failure_subject
        or decoded.report_type == "delivery-status"
        or (
            origin.empty_return_path and (origin.daemon or decoded.embedded_headers or not decoded.headers.from_address)
        )
    )


def _score(decoded: Decoded, origin: Origin, prose: str, squeezed: str, embedded: Values) -> float:
    codes = find_codes(prose)
    failure = says("failure", squeezed) or says("delay", squeezed)
    condition = condition_of(squeezed)
    content = failure or condition is not None or bool(codes.status or codes.reply)
    if not content and not (origin.failed_header or (origin.failure_subject and origin.daemon == 2)):
        return 0.0
    score = {0: 0.0, 1: 1.0, 2: 3.0}[origin.daemon]
    score += 1.0 * origin.empty_return_path + 5.0 * bool(origin.failed_header) + 2.0 * origin.failure_subject
    score += 3.0 * (decoded.report_type == "delivery-status")
    score += 1.0 * (bool(embedded) and not origin.reply_like)
    score += 1.5 * failure + 1.0 * (condition is not None) + 1.5 * bool(codes.status or codes.reply)
    score += 0.5 * origin.automatic
    if not (
        embedded or codes.status or codes.reply or origin.failed_header or _names_somebody(decoded, prose, embedded)
    ):
        # a parcel that could not be delivered, or a postmaster who announces an interruption
        score -= 2.0
    return score - _against(decoded, origin, squeezed, failure)


def _names_somebody(decoded: Decoded, prose: str, embedded: Values) -> bool:
    return "@" in prose and any(
        found.points >= 1 for found in find_recipients(prose, own_addresses(decoded, embedded), [])
    )


def _against(decoded: Decoded, origin: Origin, squeezed: str, failure: bool) -> float:
    """Weigh what speaks for a person, an auto-reply or a list: a reply that quotes a bounce is no bounce."""
    minus = 0.0
    if origin.reply_like and not (origin.daemon == 2 and origin.empty_return_path):
        minus += 3.0
        if decoded.headers.in_reply_to and not origin.automatic:
            minus += 3.0
    if origin.daemon == 0 and not origin.failed_header:
        minus += 1.5
        if decoded.headers.in_reply_to and not origin.automatic:
            minus += 1.0
        if any(mark.part in {Part.QUOTE, Part.ATTRIBUTION} for mark in decoded.marks):
            minus += 1.5
    if origin.list_mail and origin.daemon < 2:
        minus += 2.5
    if origin.absence_headers and not origin.failed_header:
        minus += 2.0
    head = squeezed[:700]
    if says("absence", head) and not (origin.failure_subject and failure):
        minus += 3.0
    if says("moderation", head):
        minus += 4.0
    return minus


def _kind(subject: str, squeezed: str, family: str) -> ReplyKind:
    """Tell a warning from a failure: who still tries has not failed, unless it also says that it gave up."""
    delayed = says("delay", squeezed) or says("delay", subject)
    gave_up = says("given_up", without_hypotheses(squeezed))
    if delayed and (says("delay", subject) or not (gave_up or family == "5")):
        return ReplyKind.DELAY
    if says("success", squeezed) and not gave_up and not says("failure", squeezed):
        return ReplyKind.RECEIPT
    return ReplyKind.BOUNCE


def _recipients(
    decoded: Decoded, origin: Origin, prose: str, embedded: Values, delayed: bool
) -> tuple[FailedRecipient, ...]:
    expected = expected_addresses(embedded)
    stated = [address for value in origin.failed_header for _, address in parse_addresses(value)]
    own = own_addresses(decoded, embedded)
    found = find_recipients(prose, own, stated or expected)
    if stated:
        lines = {one.address.lower(): one.line for one in found}
        found = [Found(address, lines.get(address.lower(), -1), 9.0) for address in dict.fromkeys(stated)]
    if not found:
        found = [Found(address, -1, 1.0) for address in expected if address.lower() not in own][:20]
    lines_of_prose = prose.split("\n")
    starts = sorted({one.line for one in found if one.line >= 0})
    return tuple(_one(one, starts, lines_of_prose, prose, delayed) for one in found)


def _one(found: Found, starts: list[int], lines: list[str], prose: str, delayed: bool) -> FailedRecipient:
    """Read one recipient's stretch of the prose, up to the next recipient's line; else the whole."""
    stretch = ""
    if found.line >= 0 and len(starts) > 1:
        later = [start for start in starts if start > found.line]
        stretch = "\n".join(lines[found.line : later[0] if later else found.line + 30])
    family = "4" if delayed else "5"
    status = ""
    for text in (stretch, prose):
        codes = find_codes(text)
        if text and (codes.status or codes.reply or condition_of(squeeze(text)) is not None):
            status = status_from(text, codes, "4" if delayed else "")
            break
    diagnostic = _diagnostic(stretch or prose)
    return recipient(found.address, status, family == "5", diagnostic)


def _diagnostic(text: str) -> str:
    """Return the line that carries a code, or that names a condition."""
    fallback = ""
    for line in text.split("\n")[:120]:
        if not line.strip():
            continue
        codes = find_codes(line)
        if codes.status or codes.reply:
            return line
        if not fallback and condition_of(squeeze(line)) is not None:
            fallback = line
    return fallback
