"""Builders of messages in the manner of many mail systems, for the tests of reading."""

from __future__ import annotations

OURS = "persona7@panel.example"
THEIRS = "accueil@mairie.example.fr"
ORIGINAL = (
    "Received: from out.panel.example (out.panel.example [192.0.2.7]) by mx.example.fr; Tue, 3 Mar 2026 "
    "09:00:00 +0100\n"
    f"From: Julie Martin <{OURS}>\n"
    "To: {to}\n"
    "Subject: Carte d'identite\n"
    "Date: Tue, 3 Mar 2026 09:00:00 +0100\n"
    "Message-ID: <contact-1@panel.example>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
)
BODY = "\nBonjour,\n\nComment renouveler ma carte ? Vous pouvez m'ecrire a julie@ailleurs.example.\n"


def original(to: str = THEIRS) -> str:
    return ORIGINAL.replace("{to}", to)


def mail(body: str, subject: str = "", sender: str = "", headers: str = "") -> bytes:
    """A plain message: header lines, then the body."""
    head = f"From: {sender}\nTo: {OURS}\nSubject: {subject}\nDate: Tue, 3 Mar 2026 10:00:00 +0100\n"
    return (head + headers + "\n" + body).encode("utf-8")


def dsn(
    fields: str,
    text: str = "Your message could not be delivered.",
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "Mail Delivery System <MAILER-DAEMON@mx.panel.example>",
    returned: str = "message/rfc822",
    to: str = THEIRS,
    status_type: str = "message/delivery-status",
) -> bytes:
    """A report with the three parts of RFC 3462."""
    return mail(
        "This is a MIME-encapsulated message.\n\n"
        f"--B1\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
        f"--B1\nContent-Type: {status_type}\n\nReporting-MTA: dns; mx.panel.example\n"
        f"Arrival-Date: Tue, 3 Mar 2026 09:00:00 +0100\n\n{fields}\n\n"
        f"--B1\nContent-Type: {returned}\n\n{original(to)}{BODY if returned == 'message/rfc822' else ''}\n--B1--\n",
        subject,
        sender,
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B1"\n',
    )
