"""Delivery status notifications as RFC 3464 (and 6533) states them, and as systems bend it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from collectors.reading.addresses import find_address, parse_addresses
from collectors.reading.decoded import Decoded, Report
from collectors.reading.headers import Values
from collectors.reading.reports.codes import find_codes, is_generic, tidy
from collectors.reading.reports.conditions import condition_of, says, squeeze
from collectors.reading.reports.recipients import expected_addresses, find_recipients, own_addresses
from collectors.reading.reports.returned import original_id, prose_of
from collectors.reading.reports.verdict import recipient, status_from
from domain.reply import FailedRecipient
from domain.vocabulary import ReplyKind

_FIELD = re.compile(r"^[> ]?([A-Za-z][\w-]{1,60})[ \t]*:[ \t]*(.*)$")
_PER_RECIPIENT = frozenset(
    [
        "final-recipient",
        "original-recipient",
        "x-actual-recipient",
        "action",
        "status",
        "diagnostic-code",
        "remote-mta",
        "last-attempt-date",
        "final-log-id",
        "will-retry-until",
        "x-original-recipient",
    ]
)
_NAMES = ("final-recipient", "original-recipient", "x-actual-recipient", "x-original-recipient", "x-final-recipient")
_MOST_GROUPS = 200


@dataclass
class Group:
    """The fields of one recipient, by lower-case name."""

    fields: dict[str, str] = field(default_factory=dict)

    def has_recipient(self) -> bool:
        return any(name in self.fields for name in _NAMES)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


def parse_groups(text: str) -> tuple[dict[str, str], list[Group]]:
    """Return the per-message fields and the recipients' groups, also where blank lines are missing or misplaced."""
    message: dict[str, str] = {}
    groups: list[Group] = []
    current = Group()
    last = ""
    for line in [*text.split("\n"), ""]:
        match = _FIELD.match(line) if line[:1] not in {" ", "\t"} else None
        if match is None:
            if not line.strip():
                _finish(current, message, groups)
                current, last = Group(), ""
            elif last:
                current.fields[last] = f"{current.fields[last]} {line.strip()}"
            continue
        name = match[1].lower()
        if name in current.fields and name in {*_NAMES, "action"}:
            _finish(current, message, groups)
            current = Group()
        last = name
        current.fields.setdefault(name, match[2].strip())
        if len(groups) >= _MOST_GROUPS:
            break
    return message, groups


def _finish(group: Group, message: dict[str, str], groups: list[Group]) -> None:
    if not group.fields:
        return
    if not _PER_RECIPIENT & group.fields.keys():
        message.update(group.fields)
        return
    if not group.has_recipient() and groups and not (groups[-1].fields.keys() & group.fields.keys()):
        groups[-1].fields.update(group.fields)
        return
    for name in [name for name in group.fields if name in {"reporting-mta", "arrival-date", "received-from-mta"}]:
        message[name] = group.fields.pop(name)
    groups.append(group)


def address_in(value: str) -> str:
    """Return the address of a "type; address" field, its xtext or RFC 6533 escapes undone."""
    kind, separator, rest = value.partition(";")
    rest = rest if separator else kind
    if "\\x{" in rest:
        rest = re.sub(r"\\x\{([0-9A-Fa-f]{2,6})\}", _code_point, rest)
    if "@" not in rest and re.search(r"\+40", rest):
        rest = re.sub(r"\+([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), rest)
    pairs = parse_addresses(rest) if "@" in rest else []
    return pairs[0][1] if pairs else find_address(rest)


def _code_point(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return chr(point) if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else ""


def read_dsn(decoded: Decoded) -> Report | None:
    """Read a message's delivery-status part; None when it holds no recipient's fate."""
    _, groups = parse_groups(decoded.delivery_status)
    if not groups:
        return None
    prose, embedded = prose_of(decoded)
    outcomes: dict[str, list[FailedRecipient]] = {"failed": [], "delayed": [], "delivered": []}
    for group in groups:
        action = _action(group, prose)
        if not action:
            continue
        found = _read_group(group, action, decoded, prose, embedded, len(groups))
        known = [one.address.lower() for one in outcomes[action]]
        if not found.address or found.address.lower() not in known:
            outcomes[action].append(found)
    kind, chosen = _kind(outcomes)
    if kind is None:
        return None
    return Report(
        kind=kind,
        confidence=0.99,
        reason=f"dsn:{next(name for name in outcomes if outcomes[name])}",
        recipients=tuple(chosen),
        original_message_id=original_id(decoded, embedded, prose),
    )


def _kind(outcomes: dict[str, list[FailedRecipient]]) -> tuple[ReplyKind | None, list[FailedRecipient]]:
    if outcomes["failed"]:
        return ReplyKind.BOUNCE, outcomes["failed"] + outcomes["delayed"]
    if outcomes["delayed"]:
        return ReplyKind.DELAY, outcomes["delayed"]
    return (ReplyKind.RECEIPT, []) if outcomes["delivered"] else (None, [])


def _action(group: Group, prose: str) -> str:
    """Return failed, delayed or delivered; derived from the status and the prose when Action is missing or odd."""
    action = group.get("action").lower()
    if re.match(r"fail|bounce|reject|expired|undeliver", action):
        return "failed"
    if re.match(r"delay|defer|transient|warn|queued", action):
        return "delayed"
    if re.match(r"deliver|relay|expand|success", action):
        return "delivered"
    status = tidy(group.get("status"))
    family = status[:1] or find_codes(group.get("diagnostic-code")).family
    if family == "2":
        return "delivered"
    if family == "5":
        return "failed"
    squeezed = squeeze(prose)
    if family == "4":
        return "failed" if says("given_up", squeezed) and not says("delay", squeezed) else "delayed"
    return "failed" if says("failure", squeezed) else ""


def _read_group(
    group: Group, action: str, decoded: Decoded, prose: str, embedded: Values, groups: int
) -> FailedRecipient:
    diagnostic = group.get("diagnostic-code")
    address = _address(group, decoded, prose, embedded, groups)
    status = _status(group, diagnostic, action, prose if groups == 1 else "")
    if not diagnostic and re.search("[a-z]", group.get("status")):
        diagnostic = group.get("status")
    if action == "delivered":
        return recipient(address, status, None, diagnostic)
    return recipient(address, status, action == "failed", diagnostic)


def _address(group: Group, decoded: Decoded, prose: str, embedded: Values, groups: int) -> str:
    for name in _NAMES:
        address = address_in(group.get(name))
        if address and "." in address.rpartition("@")[2] and not address.upper().startswith("IMCEA"):
            return address
    if groups == 1:
        expected = expected_addresses(embedded)
        found = find_recipients(prose, own_addresses(decoded, embedded), expected)
        if found:
            return found[0].address
        if len(expected) == 1:
            return expected[0]
    first = next((group.get(name) for name in _NAMES if group.get(name)), "")
    return address_in(first) or first.partition(";")[2].strip() or first


def _status(group: Group, diagnostic: str, action: str, prose: str) -> str:
    """Return the status as given; a class alone (x.0.0) gives way to a more telling code of the diagnostic."""
    given = tidy(group.get("status"))
    if given and not is_generic(given):
        return given
    codes = find_codes(diagnostic)
    if codes.status and not is_generic(codes.status):
        return codes.status
    if given:
        in_prose = find_codes(prose).status
        if not codes.reply and in_prose[:1] == given[:1] and not is_generic(in_prose):
            return in_prose
        return given
    family = codes.family or {"failed": "5", "delayed": "4"}.get(action, "2")
    if diagnostic.strip() and (codes.reply or condition_of(squeeze(diagnostic))):
        return status_from(diagnostic, codes, family)
    return status_from(prose, None, family) if action != "delivered" else ""
