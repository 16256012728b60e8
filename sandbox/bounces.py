"""Delivery reports in the manner of several mail systems: three that follow RFC 3464, two that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from sandbox.draws import Draws

PERMANENT = {
    "5.1.1": ("550", "User unknown in virtual mailbox table"),
    "5.1.2": ("550", "Host or domain name not found"),
    "5.2.1": ("550", "Mailbox disabled, not accepting messages"),
    "5.2.2": ("552", "Mailbox full, quota exceeded"),
    "5.4.4": ("554", "Unable to route: no mail hosts for domain"),
    "5.7.1": ("554", "Message refused by local policy"),
}
STYLES = ("postfix", "exchange", "sendmail", "prose", "prose_fr")


@dataclass(frozen=True)
class Failed:
    """A message that was not delivered."""

    recipient: str
    sender: str
    raw: bytes
    at: datetime


@dataclass(frozen=True)
class Report:
    """A delivery report and the truth about it."""

    raw: bytes
    message_id: str
    style: str
    status: str


def write_bounce(failed: Failed, style: str, draws: Draws) -> Report:
    """Return a permanent failure report; `style` is one of `STYLES`."""
    status = draws.one(list(PERMANENT))
    code, words = PERMANENT[status]
    return _write(failed, style, draws, status, f"{code} {status} {words}", delayed=False)


def write_delay_notice(failed: Failed, draws: Draws) -> Report:
    """Return a warning that the message is still waiting (RFC 3464 `delayed`)."""
    status = draws.one(["4.4.1", "4.2.2", "4.4.7"])
    return _write(failed, "postfix", draws, status, "connect: Connection timed out", delayed=True)


def _write(failed: Failed, style: str, draws: Draws, status: str, diagnostic: str, *, delayed: bool) -> Report:
    domain = failed.recipient.partition("@")[2]
    host = f"{'mx' if style != 'exchange' else 'exch01'}.{domain}"
    message_id = f"<{draws.hexadecimal(20)}@{host}>"
    write: Callable[[Failed, str, str, str, str, bool], tuple[dict[str, str], str]] = _BODIES[style]
    headers, body = write(failed, host, status, diagnostic, f"=_{draws.hexadecimal(16)}/{host}", delayed)
    common = {
        "Return-Path": "<>",
        "Date": format_datetime(failed.at),
        "To": failed.sender,
        "Message-ID": message_id,
        "MIME-Version": "1.0",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in (common | headers).items())
    raw = (head + "\r\n" + body).replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    return Report(raw, message_id, style, status)


def _head(raw: bytes) -> str:
    """The original's header block, as text."""
    return raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].decode("utf-8", "replace")


def _report(boundary: str, parts: list[tuple[str, str]], headers: dict[str, str]) -> tuple[dict[str, str], str]:
    body = "".join(f"--{boundary}\n{head}\n\n{content}\n" for head, content in parts) + f"--{boundary}--\n"
    kind = f'multipart/report; report-type=delivery-status; boundary="{boundary}"'
    return headers | {"Content-Type": kind, "Auto-Submitted": "auto-replied"}, body


def _status(failed: Failed, host: str, status: str, diagnostic: str, delayed: bool) -> str:
    lines = [
        f"Reporting-MTA: dns; {host}",
        f"Arrival-Date: {format_datetime(failed.at)}",
        "",
        f"Final-Recipient: rfc822; {failed.recipient}",
        f"Original-Recipient: rfc822;{failed.recipient}",
        f"Action: {'delayed' if delayed else 'failed'}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; {diagnostic}",
    ]
    if delayed:
        lines.append(f"Will-Retry-Until: {format_datetime(failed.at + timedelta(days=4))}")
    return "\n".join([*lines, ""])


def _postfix(
    failed: Failed, host: str, status: str, diagnostic: str, boundary: str, delayed: bool
) -> tuple[dict[str, str], str]:
    said = (
        f"Your message is still in the queue of {host}. You need not send it again;\nwe go on trying for several days."
        if delayed
        else f"{host} was unable to deliver your message to the address below. This is final."
    )
    parts = [
        ("Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii",
         f"{said}\n\n<{failed.recipient}>: host {host} said: {diagnostic}\n"),
        ("Content-Description: Delivery report\nContent-Type: message/delivery-status",
         _status(failed, host, status, diagnostic, delayed)),
        ("Content-Description: Undelivered Message\nContent-Type: text/rfc822-headers", _head(failed.raw) + "\n"),
    ]  # fmt: skip
    subject = "Delayed Mail (still being retried)" if delayed else "Undelivered Mail Returned to Sender"
    return _report(boundary, parts, {"From": f"MAILER-DAEMON@{host} (Mail Delivery System)", "Subject": subject})


def _exchange(
    failed: Failed, host: str, status: str, diagnostic: str, boundary: str, delayed: bool
) -> tuple[dict[str, str], str]:
    html = (
        f"<html><body><h2>Votre message n'a pas pu être remis à {failed.recipient}</h2>"
        f"<p>L'adresse est introuvable ou refuse les messages. Vérifiez-la puis recommencez.</p>"
        f"<p>Informations pour l'administrateur : {host} #{diagnostic} ##rfc822;{failed.recipient}</p></body></html>"
    )
    inner = failed.raw.replace(b"\r\n", b"\n").decode("utf-8", "replace")
    parts = [
        ("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit", html),
        ("Content-Type: message/delivery-status", _status(failed, host, status, f"{diagnostic} #SMTP#", delayed)),
        ("Content-Type: message/rfc822", inner),
    ]
    domain = failed.recipient.partition("@")[2]
    headers = {
        "From": f"Microsoft Outlook <postmaster@{domain}>",
        "Subject": "Non remis : votre message",
        "X-MS-Exchange-Message-Is-Ndr": "",
    }
    return _report(boundary, parts, {name: value for name, value in headers.items() if value})


def _sendmail(
    failed: Failed, host: str, status: str, diagnostic: str, boundary: str, delayed: bool
) -> tuple[dict[str, str], str]:
    human = (
        f"The original message was received at {format_datetime(failed.at)}\n\n"
        f"   ----- These addresses had permanent fatal errors -----\n<{failed.recipient}>\n"
        f"    (reason: {diagnostic})\n"
    )
    parts = [
        ("Content-Type: text/plain", human),
        ("Content-Type: message/delivery-status", _status(failed, host, status, diagnostic, delayed)),
        ("Content-Type: message/rfc822", failed.raw.replace(b"\r\n", b"\n").decode("utf-8", "replace")),
    ]
    subject = f"Returned mail: see transcript for details ({status})"
    return _report(boundary, parts, {"From": f"Mail Delivery Subsystem <MAILER-DAEMON@{host}>", "Subject": subject})


def _prose(
    failed: Failed, host: str, status: str, diagnostic: str, boundary: str, delayed: bool
) -> tuple[dict[str, str], str]:
    body = (
        f"Hello, here is the mail program of {host}.\nI could not hand over your message to the following address,\n"
        f"and I have given up. Sorry that it did not work.\n\n<{failed.recipient}>:\n{diagnostic}\n\n"
        f"--- Below this line is the top of the message.\n\n{_head(failed.raw)}\n"
    )
    headers = {
        "From": f"MAILER-DAEMON@{host}",
        "Subject": "failure notice",
        "Content-Type": "text/plain; charset=utf-8",
    }
    return headers | {"Content-Transfer-Encoding": "8bit"}, body


def _prose_fr(
    failed: Failed, host: str, status: str, diagnostic: str, boundary: str, delayed: bool
) -> tuple[dict[str, str], str]:
    body = (
        f"Bonjour,\n\nVotre courriel destiné à {failed.recipient} n'a pas été distribué : ce destinataire\n"
        f"n'existe pas ou n'accepte plus de messages ({diagnostic}). Il ne sera pas réexpédié.\n\n"
        f"En-têtes du message d'origine :\n\n{_head(failed.raw)}\n"
    )
    headers = {
        "From": f"Service de messagerie <postmaster@{failed.recipient.partition('@')[2]}>",
        "Subject": "Message non distribué",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return headers, body


_BODIES = {
    "postfix": _postfix,
    "exchange": _exchange,
    "sendmail": _sendmail,
    "prose": _prose,
    "prose_fr": _prose_fr,
}
