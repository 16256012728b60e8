"""Data is no letter: bytes that are no writing are read as empty, foreign scripts and odd spaces are not."""

from __future__ import annotations

import random

import pytest

from collectors.reading.mail import read_mail
from domain.vocabulary import ReplyKind

HEAD = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=%s\r\n\r\n"


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_empty(seed: int):
    assert read_mail(random.Random(seed).randbytes(4000)).kind is ReplyKind.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\u00a0votre dossier est prêt\u202f!\n\nCordialement,\nLe service",
        "Здравствуйте, ваша справка готова. С уважением, Анна",
        "お問い合わせありがとうございます。証明書は無料です。",
        "مرحبا، يمكنكم الحصول على الوثيقة مجانا",
        "Thank you 😀👍🏽 we will send it\u200b tomorrow.",
    ],
)
def test_writing_of_any_script_is_read(text: str):
    assert read_mail(HEAD % b"utf-8" + text.encode()).kind is not ReplyKind.EMPTY
