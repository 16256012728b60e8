"""The body that is written by hand is, byte for byte, the one of the standard library."""

from __future__ import annotations

import random
from email import policy
from email.message import EmailMessage

import pytest

from domain.contact import MailContent
from probes.mail_message import LINE, _body

_LETTERS = "abc dé\nœ=.\t—\u2028\x85\r\nFrom x\n. 字 😀\x0b\x0c\x1c~_?<p>&"


def _standard(content: MailContent) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(_one_kind_of_end(content.text), cte=_encoding(content.text))
    if content.html is not None:
        message.add_alternative(_one_kind_of_end(content.html), subtype="html", cte=_encoding(content.html))
        message.set_boundary(_body(content).split(b'boundary="')[1].split(b'"')[0].decode())
    if "MIME-Version" not in message:
        message["MIME-Version"] = "1.0"
    return message.as_bytes()


def _one_kind_of_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _encoding(text: str) -> str:
    plain = text.isascii() and all(len(line) <= LINE for line in text.splitlines())
    return "7bit" if plain else "quoted-printable"


@pytest.mark.parametrize("rich", [False, True])
def test_a_body_is_what_the_standard_library_writes(rich):
    draw = random.Random(7)

    def text(letters: str) -> str:
        return "".join(draw.choices(letters, k=draw.randint(0, 300)))

    for number in range(150):
        letters = "".join(filter(str.isascii, _LETTERS)) if number % 3 == 0 else _LETTERS
        content = MailContent(
            sender_name="",
            sender_address="a@b.example",
            recipient="c@d.example",
            subject="",
            text=text(letters),
            message_id=f"<{number}@b.example>",
            html=text(letters) if rich else None,
        )
        assert _body(content) == _standard(content)
