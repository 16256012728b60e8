"""How mail programs write a reply: headers, attribution, quoting, signature, HTML.

Each program is a style; `write_mail` follows it. The styles imitate what these programs send, not their code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Literal

from sandbox.draws import Draws
from sandbox.quoting import Original, Style, html_body, text_body

_POLICY = SMTP.clone(max_line_length=200, cte_type="8bit")
Layout = Literal["top", "bottom", "inline", "none"]

STYLES: dict[str, Style] = {
    "outlook": Style("Microsoft Outlook 16.0", "block", "html", "windows-1252", "quoted-printable", separator=""),
    "outlook_web": Style("", "block", "html_only", "utf-8", "base64", separator=""),
    "thunderbird": Style("", "prefix", "text", "utf-8", "8bit", agent="Mozilla Thunderbird", separator="-- "),
    "gmail": Style("", "prefix", "html", "utf-8", "quoted-printable", separator="-- "),
    "apple_mail": Style("Apple Mail (2.3774.600.62)", "prefix", "html", "utf-8", "quoted-printable", separator=""),
    "zimbra": Style(
        "Zimbra 9.0.0_GA_4546 (ZimbraWebClient - GC120 (Win))", "zimbra", "html", "utf-8", "quoted-printable"
    ),
    "open_xchange": Style(
        "Open-Xchange Mailer v7.10.6-Rev39", "prefix", "html", "utf-8", "quoted-printable", separator=""
    ),
    "webmail": Style(
        "", "prefix", "text", "iso-8859-1", "quoted-printable", agent="Roundcube Webmail/1.6", separator="-- "
    ),
    "ticketing": Style("", "none", "html", "utf-8", "quoted-printable", separator=""),
    "iphone": Style("iPhone Mail (21E236)", "prefix", "text", "utf-8", "quoted-printable", separator="", mobile=True),
    "android": Style("", "prefix", "html", "utf-8", "quoted-printable", separator="", mobile=True),
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
    ticket: str = ""


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
    message = EmailMessage(_POLICY)
    message_id = _message_id(letter, draws)
    domain = letter.sender.partition("@")[2]
    stamp = format_datetime(letter.at)
    message["Received"] = (
        f"from mail.{domain} (mail.{domain} [198.51.100.{draws.whole(1, 254)}]) by mx.citizens.example; {stamp}"
    )
    message["Date"] = stamp
    message["From"] = _mailbox(letter.sender_name, letter.sender)
    message["To"] = _mailbox(letter.recipient_name, letter.recipient)
    message["Subject"] = letter.subject
    message["Message-ID"] = message_id
    threaded = letter.threaded and letter.original is not None
    if threaded and letter.original is not None:
        message["In-Reply-To"] = letter.original.message_id
        message["References"] = " ".join([*letter.original.references, letter.original.message_id])
    _program_headers(message, letter, style, draws)
    has_text = _fill(message, letter, style, draws)
    return Written(message.as_bytes(), message_id, has_text, threaded)


def _mailbox(name: str, address: str) -> str:
    quoted = name.replace("\\", "").replace('"', "")
    return f'"{quoted}" <{address}>' if quoted else address


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


def _program_headers(message: EmailMessage, letter: Letter, style: Style, draws: Draws) -> None:
    if style.mailer:
        message["X-Mailer"] = style.mailer
    if style.agent:
        message["User-Agent"] = style.agent
    if letter.program.startswith("outlook"):
        message["Thread-Index"] = f"Ad{draws.hexadecimal(20)}=="
        message["Content-Language"] = "fr-FR" if letter.language == "fr" else "en-GB"
    if letter.automatic:
        if letter.program.startswith("outlook"):
            message["X-Auto-Response-Suppress"] = "All"
        if letter.program != "webmail":  # some systems say nothing of it
            message["Auto-Submitted"] = "auto-replied"
        if letter.program == "ticketing":
            message["Precedence"] = "bulk"


def _fill(message: EmailMessage, letter: Letter, style: Style, draws: Draws) -> bool:
    mobile = MOBILE.get(letter.language, MOBILE["en"]).get(letter.program, "") if style.mobile else ""
    parts = (letter.body, letter.signature, letter.disclaimer, mobile)
    text = text_body(style, letter.language, parts, letter.original, letter.layout)
    if letter.program == "ticketing" and letter.ticket:
        text = f"{text}\n\n[{letter.ticket}]"
    charset = style.charset if _fits(text, style.charset) else "utf-8"
    cte = style.encoding if style.encoding != "8bit" or charset == "utf-8" else "quoted-printable"
    if style.form != "html_only":
        message.set_content(text, charset=charset, cte=cte)
    if style.form == "text":
        return True
    html = html_body(style, letter.language, parts, letter.original, letter.layout)
    if letter.program == "ticketing" and letter.ticket:
        html = html.replace("</body>", f"<p>[{escape(letter.ticket)}]</p></body>")
    if style.form == "html_only":
        message.set_content(html, subtype="html", charset="utf-8", cte=style.encoding)
        return False
    charset = style.charset if _fits(html, style.charset) else "utf-8"
    message.add_alternative(html, subtype="html", charset=charset, cte=style.encoding)
    message.set_boundary(f"----=_Part_{draws.hexadecimal(24)}")
    return True


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
