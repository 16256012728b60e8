"""How many messages a core decodes and checks for reports: `python -m bench.reading_decode`."""

from __future__ import annotations

import time

from collectors.reading.mime import decode
from collectors.reading.reports import read_report

HEAD = (
    "Return-Path: <accueil@mairie.example.fr>\r\nReceived: from a (a [192.0.2.1]) by b; Tue, 3 Mar 2026 "
    "10:00:00 +0100\r\n"
    "From: =?utf-8?Q?Mairie_d=27=C3=89vry?= <accueil@mairie.example.fr>\r\nTo: Julie <p1@panel.example>\r\n"
    "Subject: =?utf-8?Q?Re=3A_carte_d=27identit=C3=A9?=\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\nMessage-ID: "
    "<1@mairie.example.fr>\r\n"
    "In-Reply-To: <contact-1@panel.example>\r\nMIME-Version: 1.0\r\n"
)
SENTENCE = "Vous pouvez prendre rendez-vous du lundi au vendredi, voir https://mairie.example.fr/rdv.\r\n"
PLAIN = (
    HEAD + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + SENTENCE * 44
).encode()
ROW = (
    "<p class='MsoNormal'><span style='font-size:11pt'>Vous pouvez <b>prendre</b> "
    "<a href='https://m.fr/rdv'>rendez-vous</a>.</span></p>\r\n"
)
HTML = (HEAD + "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>" + ROW * 160 + "</body></html>").encode()
BOUNCE = (
    "From: MAILER-DAEMON@mx.example\r\nTo: p1@panel.example\r\nSubject: Undelivered Mail\r\n\r\nYour message "
    "could not be delivered:\r\n\r\n"
    "<a@mairie.example.fr>: host mx said: 550 5.1.1 User unknown\r\n\r\n" + HEAD + "\r\n" + SENTENCE * 10
).encode()


def measure(name: str, raw: bytes, rounds: int) -> None:
    """Print the processor time of one message of a kind."""
    for _ in range(5):
        read_report(decode(raw))
    start = time.process_time()
    for _ in range(rounds):
        read_report(decode(raw))
    spent = (time.process_time() - start) / rounds
    print(f"{name:12} {len(raw):6d} bytes {spent * 1000:7.2f} ms {1 / spent:8.0f} messages/s")


if __name__ == "__main__":
    measure("text/plain", PLAIN, 1000)
    measure("text/html", HTML, 50)
    measure("bounce", BOUNCE, 300)
