"""Wire formats, sound and broken, to text, headers and attachments."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.reading.decoded import Decoded
from collectors.reading.limits import MAX_ATTACHMENTS
from collectors.reading.mime import decode
from collectors.reading.reports import read_report
from domain.reply import Part
from tests.collectors.reading.golden_mails import bounces
from tests.collectors.reading.mails import dsn


def message(body: bytes, headers: str) -> Decoded:
    return decode(headers.encode() + b"\n\n" + body)


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("utf-8", "Déjà".encode(), "Déjà"),
        ("us-ascii", "Déjà".encode(), "Déjà"),
        ("iso-8859-1", "Déjà".encode(), "Déjà"),
        ("utf-8", "Déjà vu".encode("cp1252"), "Déjà vu"),
        ("iso-8859-1", "l’été à 3 €".encode("cp1252"), "l’été à 3 €"),
        ("us-ascii", "l’été".encode("cp1252"), "l’été"),
        ("unknown-8bit", "l’été".encode("cp1252"), "l’été"),
        ("x-nonsense", "l’été".encode(), "l’été"),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("iso-2022-jp", "日本語です".encode("iso2022_jp"), "日本語です"),
        ("", "日本語です".encode("iso2022_jp"), "日本語です"),
        ("koi8-r", "Привет, мир".encode("koi8_r"), "Привет, мир"),
        ("", "Привет, как дела у вас сегодня".encode("koi8_r"), "Привет, как дела у вас сегодня"),
        ("", "Привет, как дела у вас сегодня".encode("cp1251"), "Привет, как дела у вас сегодня"),
        ("gb2312", "您好，朱镕基".encode("gb18030"), "您好，朱镕基"),
        ("big5", "您好".encode("big5"), "您好"),
        ("ks_c_5601-1987", "안녕하세요".encode("cp949"), "안녕하세요"),
        ("utf-7", b"D+AOk-j+AOA-", "Déjà"),
        ("windows-1250", "Příjemce".encode("cp1250"), "Příjemce"),
        ("utf-8", "DÃ©jÃ\u00a0 lâ€™Ã©tÃ©".encode(), "Déjà l’été"),
        ("utf-16", "Déjà".encode("utf-16"), "Déjà"),
        ("macintosh", "été".encode("mac_roman"), "été"),
    ],
)
def test_charsets(declared: str, data: bytes, text: str) -> None:
    kind = f"Content-Type: text/plain; charset={declared}" if declared else "X-None: 1"
    assert message(base64.encodebytes(data), f"{kind}\nContent-Transfer-Encoding: base64").text == text


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("quoted-printable", b"D=C3=A9j=C3=A0 =\nvu = 3 =ZZ", "Déjà vu = 3 =ZZ"),
        ("base64", b"Qm9uam91\ncg==\n-- \nListe de diffusion", "Bonjour"),
        ("base64", b"Qm9u!am91cg", "Bonjour"),
        ("8bit", b"Bonjour\x00 Paul \r\n\r\n\r\n", "Bonjour Paul"),
        ("nonsense", b"Bonjour", "Bonjour"),
        ("Base64 ", b"Qm9uam91cg==", "Bonjour"),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes, text: str) -> None:
    assert message(body, f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}").text == text


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("=?utf-8?Q?R=C3=A9ponse_=C3=A0?= =?utf-8?Q?_vous?=", "Réponse à vous"),
        ("=?utf-8?B?UsOp?=\n =?utf-8?B?cG9uc2U=?=", "Réponse"),
        ("=?utf-8?B?UsM=?= =?utf-8?B?qXBvbnNl?=", "Réponse"),
        ("=?iso-8859-1?q?R=E9ponse=5F1?=", "Réponse_1"),
        ("=?utf-8?Q?R=C3=A9ponse", "Réponse"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?x-nonsense?q?abc?= fin", "abc fin"),
        ("=?utf-8*fr?q?abc?=", "abc"),
        ("Réponse", "Réponse"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?=?=", "=?=?="),
    ],
)
def test_subjects(raw: str, subject: str) -> None:
    assert message(b"x", f"Subject: {raw}").headers.subject == subject


def test_raw_latin1_subject() -> None:
    assert decode("Subject: Réponse\n\nx".encode("latin-1")).headers.subject == "Réponse"


@pytest.mark.parametrize(
    ("raw", "name", "address"),
    [
        ('"Durand, Paul" <paul@x.fr>', "Durand, Paul", "paul@x.fr"),
        ("=?utf-8?Q?Mairie_d=27=C3=89vry=2C_accueil?= <a@EVRY.fr>", "Mairie d'Évry, accueil", "a@evry.fr"),
        ("paul@x.fr (Paul Durand)", "Paul Durand", "paul@x.fr"),
        ("Paul Durand <paul@x.fr", "Paul Durand", "paul@x.fr"),
        ("Paul Durand paul@x.fr", "", "paul@x.fr"),
        ("Élodie <élodie@mairie.fr>", "Élodie", "élodie@mairie.fr"),
        ("<paul@x.fr>", "", "paul@x.fr"),
        ("MAILER-DAEMON", "MAILER-DAEMON", ""),
        ("<>", "", ""),
        ("'Paul' <mailto:paul@x.fr>", "Paul", "paul@x.fr"),
        ('"a\\"b" <c@x.fr>', 'a"b', "c@x.fr"),
    ],
)
def test_senders(raw: str, name: str, address: str) -> None:
    headers = message(b"x", f"From: {raw}").headers
    assert (headers.from_name, headers.from_address) == (name, address)


def test_address_lists() -> None:
    headers = message(
        b"x",
        'To: undisclosed-recipients:;\nCc: Equipe: a@x.fr, "B, b" <b@x.fr>;, c@x.fr\nDelivered-To: '
        "d@x.fr\nX-Original-To: e@x.fr\n"
        "Reply-To: Accueil <r@x.fr>",
    ).headers
    assert headers.to == ()
    assert headers.cc == ("a@x.fr", "b@x.fr", "c@x.fr")
    assert headers.delivered_to == ("d@x.fr", "e@x.fr")
    assert headers.reply_to == "r@x.fr"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Tue, 3 Mar 2026 10:00:00 +0100", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("3 Mar 26 10:00 GMT", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Tue Mar  3 10:00:00 2026 +0000", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("2026-03-03T10:00:00Z", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Tue, 03 Mar 2026 10:00:00 -0000 (UTC)", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Tue, 3 Mar 2026 10:00:00", None),
        ("Tue, 31 Feb 2026 10:00:00 +0100", None),
        ("Tue, 3 Mar 1926 10:00:00 +0100", None),
        ("Tue, 3 Mar 2026 10:00:00 +9900", None),
        ("hier", None),
    ],
)
def test_dates(raw: str, expected: datetime | None) -> None:
    assert message(b"x", f"Date: {raw}").headers.date == expected


def test_message_ids_among_prose() -> None:
    headers = message(
        b"x", 'Message-ID: <a@b>\nIn-Reply-To: Your message of "Tue" <c@d> and\n <e@f>\nReferences: <g@h><i@j>\n\t<c@d>'
    ).headers
    assert headers.message_id == "<a@b>"
    assert headers.in_reply_to == ("<c@d>", "<e@f>")
    assert headers.references == ("<g@h>", "<i@j>", "<c@d>")


def multipart(kind: str, *parts: str, boundary: str = "B", close: bool = True) -> Decoded:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts) + (f"--{boundary}--\n" if close else "")
    return message(body.encode(), f'Content-Type: multipart/{kind}; boundary="B"')


PLAIN = "Content-Type: text/plain\n\nBonjour Paul"
HTML = "Content-Type: text/html\n\n<p>Bonjour <b>Paul</b> et une suite bien plus longue que l'autre version</p>"


def test_alternative_prefers_real_plain_text() -> None:
    decoded = multipart("alternative", PLAIN, "Content-Type: text/html\n\n<p>Bonjour <b>Paul</b></p>")
    assert (decoded.text, decoded.from_html, decoded.has_plain) == ("Bonjour Paul", False, True)
    assert decoded.html.startswith("<p>")


@pytest.mark.parametrize(
    "plain",
    ["", "  \n", "Votre logiciel ne sait pas afficher le format HTML.", "Please view in an HTML capable client"],
)
def test_alternative_with_a_placeholder(plain: str) -> None:
    decoded = multipart("alternative", f"Content-Type: text/plain\n\n{plain}", HTML)
    assert decoded.from_html
    assert decoded.text.startswith("Bonjour Paul et une suite")


@pytest.mark.parametrize("kind", ["mixed", "related", "signed", "nonsense", "alternative"])
@pytest.mark.parametrize("boundary", ["B", "wrong"])
@pytest.mark.parametrize("close", [True, False])
def test_multiparts_with_faults(kind: str, boundary: str, close: bool) -> None:
    assert multipart(kind, PLAIN, boundary=boundary, close=close).text == "Bonjour Paul"


def test_encrypted_is_empty_with_a_warning() -> None:
    decoded = multipart(
        "encrypted",
        "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream\n\nx",
    )
    assert decoded.text == ""
    assert "encrypted" in decoded.warnings


def test_attachments_are_listed_and_names_made_safe() -> None:
    decoded = multipart(
        "mixed",
        PLAIN,
        "Content-Type: application/zip; name=x\nContent-Disposition: attachment; "
        "filename*0*=utf-8''%C3%A9t%C3%A9; filename*1=.zip\n"
        "Content-Transfer-Encoding: base64\n\nUEsDBA==",
        'Content-Type: application/ms-tnef\nContent-Disposition: attachment; filename="../../winmail.dat"\n\nx',
        'Content-Type: application/pdf; name="=?utf-8?Q?pi=C3=A8ce.pdf?="\n\nx',
        "Content-Type: text/plain\nContent-Disposition: attachment\n\nnotes",
    )
    assert decoded.text == "Bonjour Paul"
    assert [one.name for one in decoded.attachments] == ["été.zip", "winmail.dat", "pièce.pdf", "unnamed"]
    assert decoded.attachments[0].size == 4
    assert len(decoded.attachments[0].sha256) == 64


def test_too_many_attachments() -> None:
    decoded = multipart("mixed", PLAIN, *(["Content-Type: application/pdf\n\nx"] * 80))
    assert len(decoded.attachments) == MAX_ATTACHMENTS
    assert "too_many_attachments" in decoded.warnings


def test_nesting_is_bounded() -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(500)) + b"\nfin"
    assert "too_deep" in decode(raw).warnings


def test_attached_message_is_marked_as_forwarded() -> None:
    decoded = multipart(
        "mixed", PLAIN, "Content-Type: message/rfc822\n\nSubject: Avant\nMessage-ID: <a@b>\n\nTexte ancien"
    )
    assert decoded.text == "Bonjour Paul\nTexte ancien"
    assert [(one.part, decoded.text[one.start : one.end]) for one in decoded.marks] == [
        (Part.FORWARDED, "Texte ancien")
    ]
    assert decoded.embedded_headers["message-id"] == ("<a@b>",)


def test_digest_parts_are_messages() -> None:
    assert "Texte" in multipart("digest", "\nSubject: un\n\nTexte").text


@pytest.mark.parametrize(
    ("body", "delsp", "text"),
    [
        (b"Bonjour a \nvous.\n\n> cite \n> encore\n-- \nPaul", "no", "Bonjour a vous.\n\n> cite encore\n--\nPaul"),
        (b"Bon \njour", "yes", "Bonjour"),
        (b" >pas cite", "no", ">pas cite"),
    ],
)
def test_flowed(body: bytes, delsp: str, text: str) -> None:
    assert message(body, f"Content-Type: text/plain; format=flowed; delsp={delsp}").text == text


def test_inline_uuencode_becomes_an_attachment() -> None:
    decoded = message(b"Voici.\nbegin 644 note.txt\n#0V%T\n`\nend\nFin", "Content-Type: text/plain")
    assert decoded.text == "Voici.\n\nFin"
    assert [(one.name, one.size) for one in decoded.attachments] == [("note.txt", 3)]


@pytest.mark.parametrize(
    "raw",
    [
        b"From a@b Tue Mar  3 10:00:00 2026\nSubject: s\n\nBonjour",
        b"Subject: s\rTo: a@b\r\rBonjour\r",
        b"Subject: s\r\n\r\nBonjour\r\n.\r\n",
        b"\n\nSubject: s\n\nBonjour",
        b"\xef\xbb\xbfSubject: s\n\nBonjour",
        b"Subject: s\nBonjour",
        b"Subject: s\r\r\n\r\r\nBonjour\r\r\n",
    ],
)
def test_envelopes_of_storage_and_transport(raw: bytes) -> None:
    decoded = decode(raw)
    assert (decoded.headers.subject, decoded.text) == ("s", "Bonjour")


def test_links_of_plain_text() -> None:
    text = b"Voir https://a.fr/x_(y), (https://b.fr/z). <https://c.fr/?q=1&r=2> www.d.fr! https://a.fr/x_(y)"
    assert message(text, "X: y").links == ("https://a.fr/x_(y)", "https://b.fr/z", "https://c.fr/?q=1&r=2", "www.d.fr")


def check_invariants(decoded: Decoded) -> None:
    assert "\r" not in decoded.text and "\x00" not in decoded.text
    decoded.text.encode("utf-8")
    position = 0
    for mark in decoded.marks:
        assert position <= mark.start < mark.end <= len(decoded.text)
        position = mark.end
    read_report(decoded)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes(raw: bytes) -> None:
    check_invariants(decode(raw))


HEADERS = st.sampled_from(
    rb"""Content-Type: multipart/mixed; boundary=b
Content-Type: text/html
Content-Type: message/rfc822
Content-Type: text/plain; charset=utf-7
Content-Type: text/plain; charset=utf-16
Content-Type: text/plain; charset=hz
Content-Type: text/plain; format=flowed; delsp=yes
Content-Type: message/delivery-status
Content-Type: multipart/report; boundary=b
Content-Transfer-Encoding: base64
Content-Transfer-Encoding: quoted-printable
Content-Disposition: attachment; filename*0*=x
Subject: =?utf-8?q?=
From: <
Date: Tue, 99 Mar 2026 10:00 +0100
Action: failed
Final-Recipient: rfc822; \x{110000}
<div><blockquote>
begin 644 x
--b
--b--
\x1b$B""".split(b"\n")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(HEADERS | st.binary(max_size=20), max_size=40))
def test_any_shape(lines: list[bytes]) -> None:
    check_invariants(decode(b"\n".join(lines)))


SEEDS = [golden.raw for golden in bounces()] + [dsn("Final-Recipient: rfc822; a@b.fr\nAction: failed\nStatus: 5.1.1")]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 3), st.binary(max_size=6)), max_size=12),
)
def test_mutated_mails(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for position, length, replacement in cuts:
        position %= len(raw) + 1
        raw = raw[:position] + replacement + raw[position + length :]
    check_invariants(decode(raw))
