"""What each mail program writes can be read back, whatever the layout, language and characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from itertools import product
from typing import get_args

import pytest

from sandbox.draws import Draws
from sandbox.mail_programs import STYLES, Letter, write_mail
from sandbox.profile import Program, Quoting
from sandbox.quoting import Original

AT = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
ORIGINAL = Original(
    "<m1@citizens.example>", ("<m0@citizens.example>",), "Claire Dupont", "claire+k1@citizens.example",
    "contact@p1.example", "Acte de naissance", "Bonjour,\n\nUne question simple.\nMerci\n\nClaire Dupont", AT,
)  # fmt: skip
LETTER = Letter(
    "outlook", "fr", "Hélène Vaudrimont", "contact@p1.example", "Claire Dupont", "claire+k1@citizens.example",
    "Re: Acte de naissance – précisions", "Bonjour,\n\nC’est gratuit : 0 €.\n\nCordialement,\nHélène",
    "Hélène Vaudrimont\nService Accueil", "Message confidentiel.", AT, ORIGINAL,
)  # fmt: skip
EVERY = list(product(get_args(Program), get_args(Quoting), ("fr", "en")))


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def test_every_program_of_the_town_file_is_known() -> None:
    assert set(STYLES) == set(get_args(Program))


@pytest.mark.parametrize(("program", "layout", "language"), EVERY)
def test_a_reply_reads_back(program: Program, layout: Quoting, language: str) -> None:
    written = write_mail(replace(LETTER, program=program, layout=layout, language=language), Draws(1))
    message = read(written.raw)
    assert message["Subject"] == LETTER.subject
    assert message["From"].addresses[0].display_name == "Hélène Vaudrimont"
    assert message["In-Reply-To"] == "<m1@citizens.example>" and "<m0@citizens.example>" in message["References"]
    text, html = content(message, "plain"), content(message, "html")
    assert written.has_text is bool(text)
    for shown in filter(None, (text, html)):
        assert "C’est gratuit : 0 €." in shown and "Service Accueil" in shown and "Message confidentiel." in shown
        assert ("Une question simple." in shown) is (layout != "none" and program != "ticketing")
    assert max(map(len, written.raw.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert all(byte < 128 for byte in written.raw.partition(b"\r\n\r\n")[0])


@pytest.mark.parametrize("program", ["thunderbird", "gmail", "webmail", "apple_mail", "iphone"])
def test_the_quote_stands_where_the_layout_says(program: Program) -> None:
    def places(layout: Quoting) -> tuple[int, int]:
        text = content(read(write_mail(replace(LETTER, program=program, layout=layout), Draws(1)).raw), "plain")
        return text.index("gratuit"), text.index("> Une question simple.")

    above, quote = places("top")
    assert above < quote
    below, quote = places("bottom")
    assert quote < below
    text = content(read(write_mail(replace(LETTER, program=program, layout="inline"), Draws(1)).raw), "plain")
    assert text.index("> Bonjour") < text.index("gratuit") < text.index("> Claire Dupont")


def test_telephones_say_so_and_automata_too() -> None:
    text = content(read(write_mail(replace(LETTER, program="iphone"), Draws(1)).raw), "plain")
    assert "Envoyé de mon iPhone" in text
    message = read(write_mail(replace(LETTER, program="ticketing", automatic=True), Draws(1)).raw)
    assert message["Auto-Submitted"] == "auto-replied" and message["Precedence"] == "bulk"


def test_a_new_thread_has_no_reference() -> None:
    message = read(write_mail(replace(LETTER, threaded=False), Draws(1)).raw)
    assert message["In-Reply-To"] is None and message["References"] is None
