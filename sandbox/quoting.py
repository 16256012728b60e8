"""The citizen's message quoted below, above or around the reply, in text and in HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal

Parts = tuple[str, str, str, str]  # body, signature, disclaimer, mobile line

_FR_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FR_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How one program writes: `quote` is its way of showing the original, `separator` what precedes a signature."""

    mailer: str
    quote: Literal["block", "prefix", "zimbra", "none"]
    form: Literal["text", "html", "html_only"]
    charset: str
    encoding: str
    agent: str = ""
    separator: str = ""
    mobile: bool = False
    boundary: str = "=_{}"


@dataclass(frozen=True)
class Original:
    """The message replied to."""

    message_id: str
    references: tuple[str, ...]
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    at: datetime  # in the replier's zone


def attribution(style: Style, language: str, original: Original) -> str:
    """Return the line or block that announces the quote."""
    who = f"{original.sender_name} <{original.sender}>" if original.sender_name else original.sender
    at = original.at
    if style.quote == "block":
        return _block(language, who, original)
    if style.quote == "zimbra":
        labels = ("De", "À", "Envoyé", "Objet") if language == "fr" else ("From", "To", "Sent", "Subject")
        values = (who, original.recipient, _long_date(language, at), original.subject)
        return "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))
    if style.agent.startswith("Mozilla"):
        if language == "fr":
            return f"Le {at:%d/%m/%Y} à {at:%H:%M}, {original.sender_name or original.sender} a écrit :"
        return f"On {at:%d/%m/%Y} {at:%H:%M}, {original.sender_name or original.sender} wrote:"
    if language == "fr":
        day = f"{_FR_DAYS[at.weekday()][:3]}. {at.day} {_FR_MONTHS[at.month - 1]} {at.year}"
        return f"Le {day} à {at:%H:%M}, {who} a écrit :"
    day = f"{_EN_DAYS[at.weekday()][:3]}, {at.day} {_EN_MONTHS[at.month - 1][:3]} {at.year}"
    return f"On {day} at {at:%H:%M}, {who} wrote:"


def text_body(style: Style, language: str, parts: Parts, original: Original | None, layout: str) -> str:
    """Return the plain text of the whole mail."""
    body, signature, disclaimer, mobile = parts
    below = [f"{style.separator}\n{signature}" if style.separator and signature else signature, disclaimer]
    written = "\n\n".join(part for part in (body, *below, mobile) if part)
    if original is None or layout == "none" or style.quote == "none":
        return written
    announced = attribution(style, language, original)
    quoted = original.text.strip().splitlines()
    if style.quote == "prefix":
        quoted = [f"> {line}".rstrip() for line in quoted]
    rule = (
        "_" * 32 + "\n" if style.quote == "block" else "----- Mail original -----\n" if style.quote == "zimbra" else ""
    )
    if layout == "bottom":
        return f"{announced}\n" + "\n".join(quoted) + f"\n\n{written}"
    if layout == "inline" and style.quote == "prefix":
        return f"{announced}\n" + _woven(quoted, body) + "\n\n" + "\n\n".join(part for part in (*below, mobile) if part)
    return f"{written}\n\n{rule}{announced}\n" + ("\n" if rule else "") + "\n".join(quoted)


def html_body(style: Style, language: str, parts: Parts, original: Original | None, layout: str) -> str:
    """Return the HTML of the whole mail; inline answers are written above the quote there."""
    body, signature, disclaimer, mobile = parts
    kind = ' class="MsoNormal"' if style.quote == "block" else ""
    pieces = [f"<p{kind}>{_lines(paragraph)}</p>" for paragraph in body.split("\n\n")]
    if signature:
        rule = f"{style.separator}<br>" if style.separator else ""
        pieces.append(f'<div class="signature">{rule}{_lines(signature)}</div>')
    if disclaimer:
        pieces.append(f'<p style="font-size:8pt;color:#777">{_lines(disclaimer)}</p>')
    if mobile:
        pieces.append(f"<div>{escape(mobile)}</div>")
    if original is not None and layout != "none" and style.quote != "none":
        quote = _html_quote(style, language, original)
        pieces = [quote, *pieces] if layout == "bottom" else [*pieces, quote]
    style_sheet = "<style>p.MsoNormal{margin:0cm;font-size:11pt;font-family:Calibri,sans-serif}</style>" if kind else ""
    return f"<html><head>{style_sheet}</head><body>" + "\n".join(pieces) + "</body></html>"


def _html_quote(style: Style, language: str, original: Original) -> str:
    announced = _lines(attribution(style, language, original))
    quoted = _lines(original.text.strip())
    if style.quote == "block":
        edge = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
        return f'<div style="{edge}"><p class="MsoNormal">{announced}</p></div><p class="MsoNormal">{quoted}</p>'
    if style.quote == "zimbra":
        edge = "border-left:2px solid #1010FF;margin-left:5px;padding-left:5px"
        return f'<hr id="zwchr"><div>{announced}</div><blockquote style="{edge}">{quoted}</blockquote>'
    if not style.mailer and not style.agent:
        said = f'<div dir="ltr" class="gmail_attr">{announced}<br></div>'
        return f'<div class="gmail_quote">{said}<blockquote class="gmail_quote">{quoted}</blockquote></div>'
    return f'<div>{announced}</div><blockquote type="cite">{quoted}</blockquote>'


def _woven(quoted: list[str], body: str) -> str:
    """Return the answer's paragraphs set between two halves of the quote, its greeting first."""
    half = max(len(quoted) // 2, 1)
    first, *rest = body.split("\n\n")
    return "\n".join([*quoted[:half], "", first, "", *("\n\n".join(rest)).splitlines(), "", *quoted[half:]])


def _block(language: str, who: str, original: Original) -> str:
    labels = ("De :", "Envoyé :", "À :", "Objet :") if language == "fr" else ("From:", "Sent:", "To:", "Subject:")
    values = (who, _long_date(language, original.at), original.recipient, original.subject)
    return "\n".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))


def _long_date(language: str, at: datetime) -> str:
    if language == "fr":
        return f"{_FR_DAYS[at.weekday()]} {at.day} {_FR_MONTHS[at.month - 1]} {at.year} {at:%H:%M}"
    return f"{_EN_DAYS[at.weekday()]}, {_EN_MONTHS[at.month - 1]} {at.day}, {at.year} {at:%H:%M}"


def _lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")
