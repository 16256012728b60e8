"""HTML bodies: lines, roles by structure, links and images."""

from __future__ import annotations

import pytest

from collectors.reading.decoded import Decoded
from collectors.reading.mime import decode
from domain.reply import Part


def html(body: str, subject: str = "Re: Carte") -> Decoded:
    head = f"Subject: {subject}\nContent-Type: text/html; charset=utf-8\n\n"
    return decode(
        (head + f"<html><head><style>p{{}}</style><title>T</title></head><body>{body}</body></html>").encode()
    )


def roles(decoded: Decoded) -> list[tuple[str, str]]:
    return [(mark.part.value, decoded.text[mark.start : mark.end]) for mark in decoded.marks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Bonjour&nbsp;<b>Paul</b>,</p><p>Merci.<br>Fin</p>", "Bonjour Paul,\n\nMerci.\nFin"),
        ("<div>un</div><div>deux</div><div><br></div><div>trois</div>", "un\ndeux\n\ntrois"),
        ("<p class=MsoNormal>un</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>deux</p>", "un\n\ndeux"),
        ("<ul><li>a</li><li>b</li></ul><ol><li>c<li>d</ol>", "- a\n- b\n1. c\n2. d"),
        ("<table border=1><tr><th>J</th><th>H</th></tr><tr><td>lun</td><td>9h</td></tr></table>", "J | H\nlun | 9h"),
        ("<table><tr><td><div>Bonjour</div></td><td><div>Paul</div></td></tr></table>", "Bonjour\nPaul"),
        ("a<script>x()</script><span style='display:none'>cache</span><div class=preheader>avant</div>b", "ab"),
        ("<div style='max-height:0px;overflow:hidden'>avant</div>x", "x"),
        ("<pre>un\n  deux</pre>", "un\n  deux"),
        ("caf&eacute; &lt;b&gt; &#8364; &euro;", "café <b> € €"),
        ("<p>a<!-- commentaire --><![if !mso]>b<![endif]></p>", "ab"),
        ("texte <a href='https://a.fr/x'>ici</a> suite", "texte ici suite"),
        ("mal <b>ferme <i>tout</b> ca", "mal ferme tout ca"),
        ("<img data-emoji='😀' alt='😀' src=x> oui", "😀 oui"),
    ],
)  # fmt: skip
def test_lines(body: str, text: str) -> None:
    assert html(body).text == text


ATTR, QUOTE = "Le mar. 3 mars 2026, X a écrit :", "ancien texte"
HEADER = (
    "<p><b>De :</b> X &lt;x@y.fr&gt;<br><b>Envoyé :</b> mardi 3 mars 2026<br><b>À :</b> Z<br><b>Objet :</b> Carte</p>"
)
HEADER_TEXT = "De : X <x@y.fr>\nEnvoyé : mardi 3 mars 2026\nÀ : Z\nObjet : Carte"

THREADS = [
    ("gmail", f"<div class='gmail_quote'><div class='gmail_attr'>{ATTR}<br></div><blockquote "
              f"class=gmail_quote>{QUOTE}</blockquote></div>"),
    ("thunderbird", f"<div class='moz-cite-prefix'>{ATTR}</div><blockquote type=cite>{QUOTE}</blockquote>"),
    ("proton", f"<div class='protonmail_quote'>{ATTR}<br><blockquote class=protonmail_quote "
               f"type=cite>{QUOTE}</blockquote></div>"),
    ("zoho", f"<div class='zmail_extra'>{ATTR}<br><blockquote>{QUOTE}</blockquote></div>"),
    ("tutanota", f"<div class='tutanota_quote'>{ATTR}<blockquote class=tutanota_quote>{QUOTE}</blockquote></div>"),
    ("roundcube", f"<p id='reply-intro'>{ATTR}</p><blockquote type=cite>{QUOTE}</blockquote>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "thread"), THREADS, ids=[name for name, _ in THREADS])
def test_thread_of_a_mail_program(name: str, thread: str) -> None:
    decoded = html(f"<div>Bonjour</div>{thread}<div>dessous</div>")
    assert roles(decoded) == [("attribution", ATTR), ("quote", QUOTE)]
    assert decoded.text.startswith("Bonjour\n") and decoded.text.endswith("\ndessous")


RESTS = [
    ("outlook web", f"<hr><div id=divRplyFwdMsg>{HEADER}</div><div>{QUOTE}</div>"),
    ("outlook web twice", f"<hr><div id=x_divRplyFwdMsg>{HEADER}</div><div>{QUOTE}</div>"),
    ("outlook", f"<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm "
                f"0cm'>{HEADER}</div></div><p>{QUOTE}</p>"),
    ("outlook 2003", f"<div class=OutlookMessageHeader>{HEADER}</div><div>{QUOTE}</div>"),
    ("zimbra", f"<hr id=zwchr data-marker='__DIVIDER__'><div data-marker='__HEADERS__'>{HEADER}</div><div "
               f"data-marker='__QUOTED_TEXT__'>{QUOTE}</div>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "thread"), RESTS, ids=[name for name, _ in RESTS])
def test_thread_that_runs_to_the_end(name: str, thread: str) -> None:
    decoded = html(f"<div class=WordSection1><p>Bonjour</p>{thread}</div>")
    marked = roles(decoded)
    assert marked[-1] == ("quote", QUOTE) or marked[-1][1].endswith(QUOTE)
    assert decoded.text[: decoded.marks[0].start].strip() == "Bonjour"


def test_yahoo_quote_without_blockquote() -> None:
    decoded = html(
        f"Bonjour<div id='ydp1yahoo_quoted_99' class='ydp1yahoo_quoted'><div>{ATTR}</div><div>{QUOTE}</div></div>"
    )
    assert roles(decoded) == [("quote", f"{ATTR}\n{QUOTE}")]


def test_gmail_forward() -> None:
    decoded = html(
        f"voir<div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>De : "
        f"X</div>{QUOTE}</div>",
        "Fwd: Carte",
    )
    assert {part for part, _ in roles(decoded)} == {"forwarded"}


def test_inline_replies_stay_between_marks() -> None:
    decoded = html("<blockquote>q1</blockquote><div>r1</div><blockquote>q2</blockquote><div>r2</div>")
    assert decoded.text == "q1\nr1\nq2\nr2"
    assert roles(decoded) == [("quote", "q1"), ("quote", "q2")]


@pytest.mark.parametrize(
    "signature",
    [
        "<div class=gmail_signature>Paul</div>",
        "<pre class=moz-signature cols=72>Paul</pre>",
        "<div id=Signature>Paul</div>",
        "<div id=x_Signature>Paul</div>",
        "<div class=protonmail_signature_block>Paul</div>",
        "<div class=io-ox-signature>Paul</div>",
    ],
)
def test_signatures(signature: str) -> None:
    assert roles(html(f"<p>Bonjour</p>{signature}")) == [("signature", "Paul")]


def test_mobile_line_and_long_signature() -> None:
    assert (
        roles(html("oui<div id=ms-outlook-mobile-signature>Envoyé de mon téléphone</div>"))[0][0] == Part.MOBILE.value
    )
    assert roles(html(f"<div id=Signature>{'mot ' * 600}</div>")) == []


def test_a_ruled_box_is_no_thread() -> None:
    assert roles(html("<p>a</p><div style='border-top:solid #E1E1E1 1.0pt'>Mairie de X : 3 rue Y</div><p>b</p>")) == []


def test_links_and_images() -> None:
    decoded = html(
        "<a href='https://a.fr'>a</a><a href='mailto:x@y.fr'>m</a> voir https://b.fr. <a href='https://a.fr'>bis</a>"
        "<a href='https://eur01.safelinks.protection.example/?url=https%3A%2F%2Fc.fr%2Fp&data=1'>c</a>"
        "<img src='https://a.fr/logo.png' alt='Logo'><img src='cid:1'><img src='https://t.fr/p.gif' width=1 height=1>"
        "<div style='display:none'><img src='https://t.fr/q.gif'></div>"
    )
    assert decoded.links == ("https://a.fr", "https://c.fr/p", "https://b.fr")
    assert (decoded.images, decoded.images_without_alt, decoded.tracking_images) == (2, 1, 2)


def test_deep_and_broken_trees() -> None:
    assert "fin" in html("<div>" * 3000 + "fin").text
    assert html("<table>" * 500 + "x").text
    assert html("<").text in {"", "<"}


def test_control_characters_in_tags() -> None:
    assert html("<p cl\x01ass\x02='\x03' a\uffff=1>texte</p>").text == "texte"
