"""Messages made for the tests, as bytes."""

from __future__ import annotations

from email.message import EmailMessage


def letter(
    body: str,
    *,
    subject: str = "Re: question",
    sender: str = "Accueil <accueil@example.org>",
    date: str = "Mon, 04 Mar 2024 10:00:00 +0100",
    headers: dict[str, str] | None = None,
) -> bytes:
    """Return a plain message that answers <asked@example.net>."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "camille@example.net"
    message["Subject"] = subject
    message["Date"] = date
    message["Message-ID"] = "<reply@example.org>"
    message["In-Reply-To"] = "<asked@example.net>"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(body)
    return message.as_bytes()
