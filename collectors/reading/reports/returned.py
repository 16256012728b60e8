"""The returned message inside a report: where it begins in the prose, and its headers."""

from __future__ import annotations

import re

from collectors.reading.decoded import Decoded
from collectors.reading.entity import Budget, read_fields
from collectors.reading.headers import Values, decode_values, message_ids
from domain.reply import Part

_HEADER_LINE = re.compile(
    r"^[> "
    r"|\t]*(?:received|return-path|message-id|mime-version|content-type|content-transfer-encoding|date|from|to|cc|subject|reply-to"
    r"|delivered-to|x-[\w-]+|dkim-signature|domainkey-signature|received-spf|authentication-results|arc-[\w-]+|sender"
    r"|thread-(?:topic|index)|user-agent|references|in-reply-to|importance|list-[\w-]+)\s*:",
    re.IGNORECASE,
)
# Headers that prose does not quote one by one ("From: …  Subject: …" may be a courteous summary).
_WIRE_LINE = re.compile(
    r"^[> |\t]*(?:received|return-path|message-id|mime-version|content-type|dkim-signature|x-[\w-]+|delivered-to)\s*:",
    re.I,
)
_ID_LINE = re.compile(r"(?im)^[> \t]*message-?id\s*:\s*\[?(<?[^<>\s]{1,300}@[^<>\s\]]{1,200}>?)")
_SEPARATOR = re.compile(
    r"^[\s>]*[-=_*#]{2,}.{0,80}?(?:original|unsent|returned|copy|below|follow|header|message|courrier|nachricht|mensaje|messaggio)"
    r".{0,80}$|^[\s>]*(?:[-=_*]{3,}\s*)?(?:unsent message|(?:a |the )?(?:copy|text|header|original "
    r"message|first \d+ lines|begin)\b.{0,60}"
    r"(?:follow|below|message|header)|---+ ?(?:original|message).*)[^\n]{0,60}$",
    re.IGNORECASE,
)
_MOST_LINES = 1500


def prose_of(decoded: Decoded, quoting: bool = False) -> tuple[str, Values]:
    """Return the report's own words, without what it returns, and the returned message's headers.

    `quoting` says that the message looks like a reply, so that quoted lines are another's words.
    """
    text = own_text(decoded, quoting)
    lines = text.split("\n")[:_MOST_LINES]
    if quoting:
        lines = [line for line in lines if not line.lstrip().startswith(">")]
    start = _returned_start(lines)
    if start is None:
        return "\n".join(lines), decoded.embedded_headers
    embedded = decoded.embedded_headers or _headers_at(lines, start)
    before = lines[:start]
    after = _after_returned(lines, start)
    return "\n".join(before + after), embedded


def own_text(decoded: Decoded, quoting: bool = False) -> str:
    """Return the text without the stretches that belong to an attached or, when `quoting`, a quoted message."""
    kept, position = [], 0
    for mark in decoded.marks:
        if mark.part is Part.FORWARDED or (quoting and mark.part is Part.QUOTE):
            kept.append(decoded.text[position : mark.start])
            position = mark.end
    kept.append(decoded.text[position:])
    return "\n".join(kept)


def _returned_start(lines: list[str]) -> int | None:
    """Find the first line of a run of three or more message headers, one of them never written by hand."""
    index = 0
    while index < len(lines):
        if not _HEADER_LINE.match(lines[index]):
            index += 1
            continue
        run, wire, at = 0, 0, index
        while at < len(lines) and run < 60:
            line = lines[at]
            if _HEADER_LINE.match(line):
                run += 1
                wire += bool(_WIRE_LINE.match(line))
            elif not (line[:1] in {" ", "\t", ">"} and line.strip(" >\t")):
                break
            at += 1
        if run >= 3 and wire >= 1 and not _is_summary(lines, index, at):
            while index > 0 and (not lines[index - 1].strip() or _SEPARATOR.match(lines[index - 1])):
                index -= 1
            return index
        index = max(at, index + 1)
    return None


def _is_summary(lines: list[str], start: int, end: int) -> bool:
    """Tell an indented list of header fields inside the report's own words, which go on below it at the margin."""
    if not all(line[:1] in {" ", "\t"} for line in lines[start:end] if line.strip()):
        return False
    return any(line[:1].strip() and line[:1] not in ">-=_*#" for line in lines[end : end + 12])


def _headers_at(lines: list[str], start: int) -> Values:
    while start < len(lines) and not _HEADER_LINE.match(lines[start]):
        start += 1
    block: list[str] = []
    quoted = lines[start].startswith(">") if start < len(lines) else False
    for line in lines[start : start + 200]:
        line = re.sub(r"^> ?", "", line) if quoted else line
        if not line.strip():
            break
        block.append(line)
    return decode_values(read_fields("\n".join(block).encode("utf-8", "replace"), Budget()))


def _after_returned(lines: list[str], start: int) -> list[str]:
    """Return a transcript that stands below the returned headers (Exchange and some gateways put it there)."""
    for index in range(start, min(len(lines), start + 400)):
        if re.match(r"^[\s>]*-{2,}.{0,20}transcript", lines[index], re.IGNORECASE):
            return lines[index:]
    return []


def original_id(decoded: Decoded, embedded: Values, prose: str) -> str:
    """Return the Message-ID of the message that a report is about: from the returned headers, its text, its thread."""
    for value in embedded.get("message-id", ()):
        if ids := message_ids(value):
            return ids[0]
    if match := _ID_LINE.search(decoded.text):
        return message_ids(match[1])[0] if message_ids(match[1]) else ""
    headers = decoded.headers
    threads = headers.in_reply_to or headers.references[-1:]
    return threads[0] if threads else ""
