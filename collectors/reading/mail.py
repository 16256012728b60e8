"""From a message's raw bytes to everything that can be read of it without its contact."""

from __future__ import annotations

import re

from collectors.reading import language as languages
from collectors.reading.decoded import Decoded, Report
from collectors.reading.kinds.absence import Absence, absence_of
from collectors.reading.kinds.decide import Verdict, judge
from collectors.reading.kinds.machine import Machine, is_list, is_noreply, machine_signs
from collectors.reading.kinds.promises import delay_of, ticket_of
from collectors.reading.kinds.roles import Understood, understand
from collectors.reading.kinds.subjects import language_of
from collectors.reading.mime import decode
from collectors.reading.reports import read_report
from collectors.reading.segments import new_text_of, segments_of
from domain.reply import Part, ReadReply, Segment
from domain.vocabulary import ReplyKind

READING_VERSION = "mail-3"
"""Stamped on every reading; a change of any rule that can change a result gets a new one."""

_REPORTS = frozenset({ReplyKind.BOUNCE, ReplyKind.DELAY, ReplyKind.CHALLENGE, ReplyKind.RECEIPT})
_AUTOMATIC = frozenset({ReplyKind.AUTO_REPLY, ReplyKind.OUT_OF_OFFICE, ReplyKind.ACKNOWLEDGEMENT})
_PROMISING = _AUTOMATIC | {ReplyKind.HOLDING, ReplyKind.CLARIFICATION}

_PAGE_LANGUAGE = re.compile(r"<(?:html|body|div)\b[^>]{0,300}?\blang=[\"']?([a-zA-Z]{2})")

Facts = dict[str, str | int | float | bool]


def read_mail(raw: bytes) -> ReadReply:
    """Read a message. Never raises on any bytes: what cannot be read is left empty and named in `warnings`."""
    decoded = decode(raw)
    return read_decoded(decoded, read_report(decoded))


def read_decoded(decoded: Decoded, report: Report | None) -> ReadReply:
    """Read a decoded message and the report it may be."""
    segments = segments_of(decoded)
    new_text = new_text_of(decoded.text, segments)
    language = _language(decoded, new_text)
    understood = understand(new_text, language)
    signature = _part(decoded.text, segments, Part.SIGNATURE)
    machine = machine_signs(decoded)
    verdict = judge(decoded, new_text, understood, report, signature, machine)
    absence = _absence(decoded, understood, verdict)
    delay = delay_of(understood) if verdict.kind in _PROMISING else None
    facts = _facts(decoded, segments, verdict, absence, machine)
    if delay is not None:
        facts["announced_delay_unit"] = delay.unit
    return ReadReply(
        kind=verdict.kind,
        confidence=round(verdict.confidence, 3),
        reason=verdict.reason,
        headers=decoded.headers,
        text=decoded.text,
        new_text=new_text,
        segments=segments,
        language=language,
        recipients=report.recipients if report else (),
        attachments=decoded.attachments,
        links=decoded.links,
        original_message_id=_original(decoded, report, verdict),
        substitute=absence.substitute,
        return_date=absence.return_date,
        ticket="" if verdict.kind in _REPORTS else ticket_of(decoded.headers.subject, understood),
        announced_delay_days=delay.days if delay else None,
        version=READING_VERSION,
        warnings=decoded.warnings,
        facts=facts,
    )


def _language(decoded: Decoded, new_text: str) -> str:
    hints = [*decoded.values.get("content-language", ()), *decoded.values.get("x-ms-exchange-language", ())]
    if found := _PAGE_LANGUAGE.search(decoded.html[:4000]):
        hints.append(found[1])
    if said := language_of(decoded.headers.subject):
        hints.append(said)
    text = new_text or decoded.text[: languages.ANALYSED]
    return languages.detect(text, hints)


def _part(text: str, segments: tuple[Segment, ...], part: Part) -> str:
    return "\n".join(text[segment.start : segment.end].strip("\n") for segment in segments if segment.part is part)


def _absence(decoded: Decoded, understood: Understood, verdict: Verdict) -> Absence:
    if verdict.kind is not ReplyKind.OUT_OF_OFFICE:
        return Absence()
    sent = decoded.headers.date.date() if decoded.headers.date else None
    return absence_of(understood, sent, decoded.headers.from_address)


def _original(decoded: Decoded, report: Report | None, verdict: Verdict) -> str:
    """Return the Message-ID that a report or an automatic reply answers (RFC 3834 3.1.5: In-Reply-To, References)."""
    if report is not None:
        return report.original_message_id
    if verdict.kind not in _AUTOMATIC:
        return ""
    headers = decoded.headers
    if headers.in_reply_to:
        return headers.in_reply_to[0]
    return headers.references[-1] if headers.references else ""


def _facts(
    decoded: Decoded, segments: tuple[Segment, ...], verdict: Verdict, absence: Absence, machine: Machine
) -> Facts:
    automatic = verdict.kind in _AUTOMATIC and not verdict.reason.startswith(("absence_in_text", "received", "thanks"))
    facts: Facts = {
        "automatic": verdict.kind in _REPORTS or automatic or verdict.reason.startswith("received:"),
        "machine_weight": round(machine.weight, 2),
        "list": is_list(decoded),
        "noreply": is_noreply(decoded),
        "has_plain": decoded.has_plain,
        "from_html": decoded.from_html,
        "images": decoded.images,
        "images_without_alt": decoded.images_without_alt,
        "tracking_images": decoded.tracking_images,
        "quoted": any(segment.part is Part.QUOTE for segment in segments),
        "forwarded": any(segment.part is Part.FORWARDED for segment in segments),
    }
    if mailer := (decoded.values.get("x-mailer") or decoded.values.get("user-agent")):
        facts["x_mailer"] = mailer[0][:200]
    if machine.sign:
        facts["machine_sign"] = machine.sign
    if absence.substitute_name:
        facts["substitute_name"] = absence.substitute_name
    if absence.substitute_phone:
        facts["substitute_phone"] = absence.substitute_phone
    return facts
