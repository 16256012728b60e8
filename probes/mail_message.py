"""The bytes of an e-mail: what a mail program would write (RFC 5322, 2045), and nothing a header could smuggle in."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email import policy
from email.header import Header
from email.quoprimime import body_encode
from email.utils import format_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.contact import MailContent
from domain.errors import InputError

MOST_REFERENCES = 20
LINE = 76
_LONGEST_LINE = policy.SMTP.max_line_length or 78
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]+@[^\s<>@,;:\"()\[\]\\]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def check(content: MailContent) -> None:
    """Raise InputError when a header value could begin another header, or an address is not one address."""
    values = {
        "sender_name": content.sender_name,
        "sender_address": content.sender_address,
        "recipient": content.recipient,
        "subject": content.subject,
        "message_id": content.message_id,
        "in_reply_to": content.in_reply_to,
        **{f"references.{number}": value for number, value in enumerate(content.references)},
    }
    for name, value in values.items():
        if _CONTROL.search(value):
            raise InputError("mail_header_control", field=name)
    for name in ("sender_address", "recipient"):
        if not _ADDRESS.fullmatch(values[name]):
            raise InputError("mail_content_address_odd", field=name, value=values[name])
    for name, value in values.items():
        named = name == "message_id" or (value and name.startswith(("in_reply_to", "references")))
        if named and not _MESSAGE_ID.fullmatch(value):
            raise InputError("mail_message_id_odd", field=name, value=value)
    if "\x00" in content.text + (content.html or ""):
        raise InputError("mail_header_control", field="text")


def build(content: MailContent, now: datetime, zone: str) -> bytes:
    """Return the message with CRLF line ends; `now` is shown in the time zone where the persona lives.

    Raises InputError (see `check`).
    """
    check(content)
    headers = [
        ("Message-ID", content.message_id),
        ("Date", format_datetime(now.astimezone(ZoneInfo(zone)).replace(microsecond=0))),
        ("From", mailbox(content.sender_name, content.sender_address)),
        ("To", wire_address(content.recipient)),
        ("Subject", _encoded(content.subject, "Subject")),
    ]
    if content.in_reply_to:
        headers.append(("In-Reply-To", content.in_reply_to))
    if references := references_of(content):
        headers.append(("References", "\r\n ".join(references)))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("utf-8") + _body(content)


def references_of(content: MailContent) -> tuple[str, ...]:
    """Return the thread's ids, the one answered last; a long thread keeps its first and latest ones."""
    ids = [*content.references, *([content.in_reply_to] if content.in_reply_to else [])]
    unique = tuple(dict.fromkeys(ids))
    if len(unique) > MOST_REFERENCES:
        unique = (unique[0], *unique[1 - MOST_REFERENCES :])
    return unique


def wire_address(address: str) -> str:
    """Return the address with its domain in the form the DNS knows."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise InputError("mail_content_address_odd", field="recipient", value=address) from error


def mailbox(name: str, address: str) -> str:
    """Return `Name <address>`; a name beyond plain words is quoted, beyond ASCII encoded (RFC 2047)."""
    address = wire_address(address)
    if not name:
        return address
    if not name.isascii():
        return f"{_encoded(name, 'From')} <{address}>"
    if _ATOMS.fullmatch(name):
        return f"{name} <{address}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


@lru_cache(maxsize=4096)
def _encoded(value: str, name: str) -> str:
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, maxlinelen=LINE, header_name=name).encode(linesep="\r\n")


def _body(content: MailContent) -> bytes:
    """The parts with their headers, as `EmailMessage` writes them: it took half of all the work of a sending."""
    plain = _part(content.text, "plain")
    if content.html is None:
        return f"{plain[0]}MIME-Version: 1.0\r\n\r\n{plain[1]}".encode("ascii")
    mark = "------------" + hashlib.sha256(content.message_id.encode()).hexdigest()[:24]
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{mark}"\r\n\r\n'
    rich = _part(content.html, "html")
    parts = f"--{mark}\r\n{plain[0]}\r\n{plain[1]}\r\n--{mark}\r\n{rich[0]}MIME-Version: 1.0\r\n\r\n{rich[1]}"
    return f"{head}{parts}\r\n--{mark}--\r\n".encode("ascii")


def _part(text: str, subtype: str) -> tuple[str, str]:
    """Return headers and encoded text of one part."""
    text, encoding = _lines(text), _transfer_encoding(text)
    if encoding == "quoted-printable":
        text = body_encode(text.encode("utf-8").decode("latin-1"), _LONGEST_LINE)
    headers = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n'
    return headers, "\r\n".join(text.split("\n"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _transfer_encoding(text: str) -> str:
    plain = text.isascii() and all(len(line) <= LINE for line in text.splitlines())
    return "7bit" if plain else "quoted-printable"
