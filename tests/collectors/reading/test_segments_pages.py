"""Segments of HTML replies as the common mail programs write them (structure only, texts of our own)."""

# ruff: noqa: E501 - pages as mail programs write them

from __future__ import annotations

from email.message import EmailMessage

import pytest

from collectors.reading.mail import read_mail

ATTRIBUTION = "Le lun. 4 mars 2024 à 10:00, Jean &lt;jean@example.net&gt; a écrit :"
PAGES = {
    "gmail": f'<div dir="ltr"><div>Oui, samedi.</div><div><br></div><div>Cordialement</div><div><div dir="ltr" class="gmail_signature">Léa Petit<br>Mairie</div></div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{ATTRIBUTION}<br></div><blockquote class="gmail_quote"><div>Libre ?</div></blockquote></div>',
    "outlook": '<div class="WordSection1"><p class="MsoNormal">Oui, samedi.</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Cordialement</p><p class="MsoNormal">Léa Petit</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>De&nbsp;:</b> Jean &lt;jean@example.net&gt;<br><b>Envoyé&nbsp;:</b> lundi 4 mars 2024 10:00<br><b>À&nbsp;:</b> Mairie<br><b>Objet&nbsp;:</b> Salle</p></div></div><p class="MsoNormal">Libre ?</p></div>',
    "outlook on the web": '<div>Oui, samedi.</div><div><br></div><div>Cordialement</div><div id="Signature"><div>Léa Petit</div></div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Jean &lt;jean@example.net&gt;<br><b>Sent:</b> Monday, March 4, 2024 10:00 AM<br><b>To:</b> Mairie<br><b>Subject:</b> Salle</div><div>Libre ?</div>',
    "thunderbird": f'<p>Oui, samedi.</p><p>Cordialement<br>Léa Petit</p><div class="moz-cite-prefix">{ATTRIBUTION}<br></div><blockquote type="cite" cite="mid:x"><p>Libre ?</p></blockquote><pre class="moz-signature">-- \nLéa Petit</pre>',
    "apple": f'<body>Oui, samedi.<div><br></div><div>Cordialement<br>Léa Petit<br><br>Envoyé de mon iPhone</div><div><br><blockquote type="cite">{ATTRIBUTION}<br><br></blockquote></div><blockquote type="cite"><div>Libre ?</div></blockquote></body>',
    "yahoo": f'<div class="ydp1">Oui, samedi.</div><div><br></div><div>Cordialement</div><div>Léa Petit</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>{ATTRIBUTION}</div><div><br></div><div>Libre ?</div></div>',
    "plain page": f"<p>Oui, samedi.</p><p>Cordialement<br>Léa Petit</p><p>{ATTRIBUTION}</p><p>Libre ?</p>",
}


@pytest.mark.parametrize("program", PAGES)
def test_pages(program: str):
    read = read_mail(_page(PAGES[program]))
    assert read.new_text.split() == ["Oui,", "samedi.", "Cordialement"]


def test_answers_between_block_quotes():
    page = f'<div class="moz-cite-prefix">{ATTRIBUTION}</div><blockquote type="cite"><p>Libre ?</p></blockquote><p>Oui.</p><blockquote type="cite"><p>Le prix ?</p></blockquote><p>80 euros.</p>'
    assert read_mail(_page(page)).new_text.split() == ["Oui.", "80", "euros."]


def test_an_indented_paragraph_is_the_authors():
    page = '<p>Le règlement dit :</p><blockquote style="margin-left:40px">La salle ferme à minuit.</blockquote><p>Voilà pour la règle.</p>'
    assert "La salle ferme à minuit." in read_mail(_page(page)).new_text


def _page(html: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Léa Petit <lea@example.org>"
    message["Subject"] = "Re: Salle"
    message.set_content(f"<html>{html}</html>", subtype="html")
    return message.as_bytes()
