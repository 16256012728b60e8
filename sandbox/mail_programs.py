"""How mail programs write a reply: headers, attribution, quoting, signature, HTML.

Each program is a style; `write_mail` follows it. The styles imitate what these programs send, not their code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from sandbox.draws import Draws
from sandbox.mime import TextPart, mailbox, write
from sandbox.quoting import Original, Style, html_body, text_body

Layout = Literal["top", "bottom", "inline", "none"]

_NEXT = "----=_NextPart_000_{}"
STYLES: dict[str, Style] = {
    "outlook": Style("Microsoft Outlook 16.0", "block", "html", "windows-1252", "quoted-printable", boundary=_NEXT),
    "outlook_web": Style("", "block", "html_only", "utf-8", "base64"),
    "thunderbird": Style("", "prefix", "text", "utf-8", "8bit", agent="Mozilla Thunderbird", separator="-- "),
    "gmail": Style("", "prefix", "html", "utf-8", "quoted-printable", separator="-- ", boundary="000000000000{}"),
    "apple_mail": Style(
        "Apple Mail (2.3774.600.62)", "prefix", "html", "utf-8", "quoted-printable", boundary="Apple-Mail=_{}"
    ),
    "zimbra": Style(
        "Zimbra 9.0.0_GA_4546 (ZimbraWebClient - GC120 (Win))", "zimbra", "html", "utf-8", "quoted-printable"
    ),
    "open_xchange": Style(
        "Open-Xchange Mailer v7.10.6-Rev39", "prefix", "html", "utf-8", "quoted-printable", separator=""
    ),
    "webmail": Style(
        "", "prefix", "text", "iso-8859-1", "quoted-printable", agent="Roundcube Webmail/1.6", separator="-- "
    ),
    "ticketing": Style("", "none", "html", "utf-8", "quoted-printable"),
    "iphone": Style("iPhone Mail (21E236)", "prefix", "text", "utf-8", "quoted-printable", mobile=True),
    "android": Style("", "prefix", "html", "utf-8", "quoted-printable", mobile=True, boundary="--_com.mail_{}"),
}

MOBILE = {
    "fr": {"iphone": "Envoyé de mon iPhone", "android": "Envoyé depuis mon téléphone Android"},
    "en": {"iphone": "Sent from my iPhone", "android": "Sent from my Android phone"},
}


@dataclass(frozen=True)
class Letter:
    """Everything a mail program needs to write one mail."""

    program: str
    language: str
    sender_name: str
    sender: str
    recipient_name: str
    recipient: str
    subject: str
    body: str
    signature: str
    disclaimer: str
    at: datetime  # in the sender's zone
    original: Original | None = None
    layout: Layout = "none"
    threaded: bool = True
    automatic: bool = False


@dataclass(frozen=True)
class Written:
    """A mail as bytes and what its form settles."""

    raw: bytes
    message_id: str
    has_text: bool
    threaded: bool


def write_mail(letter: Letter, draws: Draws) -> Written:
    """Return the mail that this program would send."""
    style = STYLES[letter.program]
    message_id = _message_id(letter, draws)
    domain = letter.sender.partition("@")[2]
    stamp = format_datetime(letter.at)
    host = f"mail.{domain} (mail.{domain} [198.51.100.{draws.whole(1, 254)}])"
    headers = [
        ("Received", f"from {host}\n\tby mx.citizens.example; {stamp}"),
        ("Date", stamp),
        ("From", mailbox(letter.sender_name, letter.sender, style.charset)),
        ("To", mailbox(letter.recipient_name, letter.recipient, style.charset)),
        ("Subject", letter.subject),
        ("Message-ID", message_id),
    ]
    threaded = letter.threaded and letter.original is not None
    if threaded and letter.original is not None:
        headers.append(("In-Reply-To", letter.original.message_id))
        headers.append(("References", "\n\t".join([*letter.original.references, letter.original.message_id])))
    headers += _program_headers(letter, style, draws)
    parts = _parts(letter, style)
    raw = write(headers, parts, style.boundary.format(draws.hexadecimal(24)), style.charset)
    return Written(raw, message_id, any(part.subtype == "plain" for part in parts), threaded)


def _message_id(letter: Letter, draws: Draws) -> str:
    domain = letter.sender.partition("@")[2]
    left = {
        "outlook": f"{draws.hexadecimal(16)}$.{draws.hexadecimal(8)}$@{domain}",
        "outlook_web": f"PR{draws.hexadecimal(24).upper()}@exchange.{domain}",
        "gmail": f"CA{draws.hexadecimal(48)}@mail.{domain}",
        "zimbra": f"{draws.digits(9)}.{draws.digits(7)}.{draws.digits(13)}.JavaMail.zimbra@{domain}",
        "ticketing": f"ticket-{draws.digits(8)}-{draws.digits(4)}@desk.{domain}",
    }.get(letter.program)
    return f"<{left or draws.hexadecimal(32) + '@' + domain}>"


def _program_headers(letter: Letter, style: Style, draws: Draws) -> list[tuple[str, str]]:
    headers = []
    if style.mailer:
        headers.append(("X-Mailer", style.mailer))
    if style.agent:
        headers.append(("User-Agent", style.agent))
    if letter.program.startswith("outlook"):
        headers.append(("Thread-Index", f"Ad{draws.hexadecimal(20)}=="))
        headers.append(("Content-Language", "fr-FR" if letter.language == "fr" else "en-GB"))
    if letter.automatic:
        if letter.program.startswith("outlook"):
            headers.append(("X-Auto-Response-Suppress", "All"))
        if letter.program != "webmail":  # some systems say nothing of it
            headers.append(("Auto-Submitted", "auto-replied"))
        if letter.program == "ticketing":
            headers.append(("Precedence", "bulk"))
    return headers


def _parts(letter: Letter, style: Style) -> list[TextPart]:
    mobile = MOBILE.get(letter.language, MOBILE["en"]).get(letter.program, "") if style.mobile else ""
    pieces = (letter.body, letter.signature, letter.disclaimer, mobile)
    parts = []
    if style.form != "html_only":
        text = text_body(style, letter.language, pieces, letter.original, letter.layout)
        parts.append(TextPart("plain", text, style.charset, style.encoding))
    if style.form != "text":
        html = html_body(style, letter.language, pieces, letter.original, letter.layout)
        parts.append(TextPart("html", html, style.charset, style.encoding))
    return parts
