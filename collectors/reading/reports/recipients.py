"""Which addresses of a report's prose are the ones that failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.reading.addresses import ADDRESS, normalise, parse_addresses
from collectors.reading.decoded import Decoded
from collectors.reading.headers import Values
from collectors.reading.reports.codes import find_codes
from collectors.reading.reports.conditions import condition_of, patterns, squeeze

_WORDS = patterns("senders")
_SYSTEM = re.compile(_WORDS["system_local_part"], re.IGNORECASE)
_NOT_A_RECIPIENT = re.compile(
    rf"(?<!\w)(?:{_WORDS['before_others']})(?: (?:us|me))?(?: (?:address|is|at))?"
    r"\s*[:=]?\s*[<\"'(\[]*(?:mailto:|smtp:)?$",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(
    rf"(?<!\w)(?:{_WORDS['before_recipient']})"
    r"(?: (?:was|were|is|are|address|follows|following|suivante?s?|siguientes?|seguent[ei]|seguintes?))?"
    r"\s*[:=;]?\s*(?:rfc822;\s*)?[<\"'(\[«]*(?:mailto:|smtp:|rfc822:)?$",
    re.IGNORECASE,
)
_LINE_HEAD = re.compile(r"^[\s>*•·\-|<\"'(\[«]*(?:mailto:|smtp:|<)?$|^\s*\d{1,3}[.)]\s*<?$", re.IGNORECASE)
_NO_ADDRESS_LINE = re.compile(r"message-?id|https?://\S*$|in-reply-to|references:", re.IGNORECASE)
_MOST = 60
_MOST_LOOKED_AT = 400
_MOST_BY_DEFAULT = 5
_LONGEST = 254


@dataclass(frozen=True)
class Found:
    """An address of the prose: the line it stands on, and how likely it is the failed recipient."""

    address: str
    line: int
    points: float


def own_addresses(decoded: Decoded, embedded: Values) -> set[str]:
    """Return the addresses that cannot have failed: the report's sender, and ours, to whom it was returned."""
    headers = decoded.headers
    ours = {headers.from_address, *headers.to, *headers.delivered_to}
    for name in ("from", "sender", "return-path", "reply-to"):
        ours |= {address for value in embedded.get(name, ()) for _, address in parse_addresses(value)}
    return {address.lower() for address in ours if address}


def expected_addresses(embedded: Values) -> list[str]:
    """Return whom the returned message was addressed to, the envelope's recipient first."""
    found: list[str] = []
    for name in ("x-original-to", "x-failed-recipients", "x-envelope-to", "to", "cc", "bcc"):
        found += [address for value in embedded.get(name, ()) for _, address in parse_addresses(value)]
    return list(dict.fromkeys(found))


def find_recipients(prose: str, excluded: set[str], expected: list[str]) -> list[Found]:
    """Return the addresses of `prose` that stand where systems name a failed recipient, in order of appearance."""
    wanted = {address.lower() for address in expected}
    lines = prose.split("\n")
    best: dict[str, Found] = {}
    looked_at = 0
    for number, line in enumerate(lines):
        if "@" not in line or len(line) > 4000:
            continue
        for match in ADDRESS.finditer(line):
            address = normalise(match[0].strip("."))
            key = address.lower()
            if len(address) > _LONGEST or ("." not in key.rpartition("@")[2] and key not in wanted):
                continue
            looked_at += 1
            points = _points(lines, number, match.start(), match.end(), key in wanted)
            if key in excluded and key not in wanted:
                continue
            if _SYSTEM.fullmatch(key.partition("@")[0]) and key not in wanted and points < 4:
                continue
            known = best.get(key)
            if known is None or points > known.points:
                best[key] = Found(address, known.line if known and known.points >= 2 else number, points)
            if looked_at >= _MOST_LOOKED_AT:
                break
        if len(best) >= _MOST or looked_at >= _MOST_LOOKED_AT:
            break
    # where the returned headers name some, the others must stand the same way, each with its failure (3.5)
    strong = [found for found in best.values() if found.points >= (3.5 if wanted & best.keys() else 2)]
    if not strong:
        # nobody else's address stands in a report without a reason
        strong = [found for found in best.values() if found.points >= (0 if len(best) > 1 else -3.5)][:_MOST_BY_DEFAULT]
    return sorted(strong, key=lambda found: found.line)


def _points(lines: list[str], number: int, start: int, end: int, wanted: bool) -> float:
    line = lines[number]
    before = line[max(0, start - 60) : start]
    if number and not before.strip(" \t<\"'([") and lines[number - 1].strip():
        # a wrapped sentence: "write to" stands at the end of the line above
        before = f"{lines[number - 1].rstrip()[-60:]} {before.lstrip()}"
    if _NO_ADDRESS_LINE.search(before) or line[end : end + 1] == "/":
        return -5.0
    points = 4.5 if wanted else 0.0
    other, recipient = _NOT_A_RECIPIENT.search(before), _RECIPIENT.search(before)
    if other is not None and (recipient is None or other.start() < recipient.start()):
        # of two phrases that end at the address, the longer one tells: "write to", not "to"
        points -= 3.5
    elif _LINE_HEAD.match(line[:start]) or recipient is not None:
        points += 2
    if _tells_failure(line[:start] + " " + line[end:]):
        points += 2
    elif any(_tells_failure(text) for text in lines[number + 1 : number + 4] if "@" not in text):
        points += 1.5
    elif any(_tells_failure(text) for text in lines[max(0, number - 2) : number] if "@" not in text):
        points += 1
    return points


def _tells_failure(line: str) -> bool:
    line = line[:400]
    if not line.strip():
        return False
    codes = find_codes(line)
    return bool(codes.status or codes.reply) or condition_of(squeeze(line)) is not None
