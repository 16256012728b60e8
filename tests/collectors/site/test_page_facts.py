"""Facts read on single pages: contact details, surcharges, dates, statement, forms, topics of links."""
# ruff: noqa: E501 - pages as they are made

from __future__ import annotations

from datetime import date

import pytest

from collectors.site.facts.contacts import contacts_of, normal_number
from collectors.site.facts.forms import asks_login, contact_form, has_search, search_form
from collectors.site.facts.page_dates import page_date
from collectors.site.facts.statement import statement_of
from collectors.site.facts.surcharges import is_surcharged
from collectors.site.finding.interest import Interest
from collectors.site.finding.topics import topics_of
from collectors.site.pages.page import Page
from scenarios.library import load_library

TODAY = date(2026, 11, 25)


def page(body: str, head: str = "", language: str = "fr") -> Page:
    return Page(
        "https://v.fr/p", "https://v.fr/p", 200, f"<html lang={language}><head>{head}</head><body>{body}</body></html>"
    )


def test_contact_details_in_links_text_and_disguise():
    found = contacts_of(page("""<p>Tél. 04 73 00 00 00 – fax : 04 73 00 00 99</p><a href="mailto:a@v.fr?subject=x">Écrire</a>
    <p>contact [at] v.fr</p><a class="__cf_email__" data-cfemail="543715143b2d7a3226">[email protected]</a>
    <address>12 rue Haute<br>63000 Clermont-Ferrand</address><p>photo@2x.png</p>"""))  # fmt: skip
    values = {(one.kind, one.value) for one in found}
    assert ("phone", "+33473000000") in values and ("phone", "+33473000099") not in values
    assert {("mail", "a@v.fr"), ("mail", "contact@v.fr")} <= values
    assert any((kind == "postal" and value.endswith("63000 clermont")) or "63000" in value for kind, value in values)
    assert not any(value.endswith(".png") for _, value in values)


def test_numbers_are_compared_in_one_form():
    assert normal_number("+33 (0)4 73 00 00 00") == normal_number("04.73.00.00.00") == "+33473000000"
    assert normal_number("01632 960123", "GB") == "+441632960123" and normal_number("3939") == "3939"
    assert normal_number("12") == ""


@pytest.mark.parametrize(
    ("number", "beside", "expected"),
    [
        ("+33473000000", "", False),
        ("+33899123456", "", True),
        ("+33820123456", "", True),
        ("+33800123456", "", False),
        ("3949", "0,15 €/min", True),
        ("3939", "service gratuit + prix d'un appel", False),
        ("3646", "", None),
        ("118712", "", True),
    ],
)
def test_surcharges_by_plan_and_by_what_is_written_beside(number: str, beside: str, expected: bool | None):
    assert is_surcharged(number, beside) is expected


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("<p>Mis à jour le 3 mars 2026</p>", "", date(2026, 3, 3)),
        ("<p>Publié le 1er avril 2025</p><p>Dernière modification : 12/05/2025</p>", "", date(2025, 5, 12)),
        ("<p>Last updated: 2 October 2026</p>", "", date(2026, 10, 2)),
        ("", '<meta property="article:modified_time" content="2026-02-03T10:00:00+01:00">', date(2026, 2, 3)),
        ('<main><time datetime="2026-01-09">9 janvier</time></main>', "", date(2026, 1, 9)),
        ("<p>Concert le 12 décembre 2026</p>", "", None),
        ("<p>Mis à jour le 3 mars 2031</p>", "", None),
    ],
)
def test_the_date_of_a_page(body: str, head: str, expected: date | None):
    found = page_date(page(body, head), TODAY)
    assert (found[0] if found else None) == expected


def test_a_page_on_ramps_is_no_accessibility_statement():
    assert (
        statement_of(
            page("<main><h1>Accessibilité</h1><p>Une rampe mène à la mairie, conforme aux règles.</p></main>"), TODAY
        )
        is None
    )


def test_an_old_statement_of_nonconformity():
    found = statement_of(page("""<main><h1>Déclaration d'accessibilité</h1><p>Le site n'est pas encore conforme au RGAA : taux moyen de
    conformité de 41,5 %.</p><p>Établie le 2 janvier 2021.</p></main>"""), TODAY)  # fmt: skip
    assert found is not None
    assert (found.status, found.rate, found.day, found.remedy) == ("not_compliant", 41.5, date(2021, 1, 2), False)


def test_forms_are_told_apart():
    search = page(
        '<form class="recherche" action="/r"><input name="mots"><input type="hidden" name="l" value="fr"></form>'
    )
    found = search_form(search)
    assert found is not None and (found.action, found.field, found.fixed) == ("https://v.fr/r", "mots", (("l", "fr"),))
    assert contact_form(search) is None
    newsletter = page('<form><label>Courriel <input type="email" name="m"></label><button>OK</button></form>')
    assert contact_form(newsletter) is None and has_search(newsletter) is None
    contact = page("""<form method=post><input name="your-name" placeholder="Name*" required><input type="email" name="e">
    <textarea name="msg"></textarea><div class="g-recaptcha"></div></form>""")  # fmt: skip
    form = contact_form(contact)
    assert form is not None and (form.required, form.captcha, form.unlabelled) == (1, True, 3)
    assert asks_login(page('<h1>Connexion</h1><form><input type="password"></form>'))


@pytest.mark.parametrize(
    ("text", "path", "topic"),
    [
        ("Nous écrire", "/x", "contact"),
        ("Get in touch", "/x", "contact"),
        ("Jours et heures d'ouverture", "/x", "hours"),
        ("Protection des données (RGPD)", "/x", "privacy"),
        ("Accessibilité : non conforme", "/x", "accessibility"),
        ("Report a problem", "/x", "complaint"),
        ("", "/demarches-en-ligne", "services"),
        ("Prendre rendez-vous", "/x", "booking"),
        ("Foire aux questions", "/x", "faq"),
        ("Cliquez ici", "/mentions-legales.html", "legal"),
    ],
)
def test_links_are_understood_by_their_words_or_path(text: str, path: str, topic: str):
    assert topics_of(text, f"https://v.fr{path}").get(topic, 0) >= 1


@pytest.mark.parametrize(
    ("text", "topic"),
    [("Annuaire des associations", "staff"), ("Horaires des bus", "hours"), ("Avis d'enquête publique", "feedback"),
     ("Les rendez-vous culturels", "booking"), ("Lentilles de contact", "contact"), ("Qualité de l'air", "quality")],
)  # fmt: skip
def test_links_that_look_alike_are_not_taken(text: str, topic: str):
    assert topics_of(text, "https://v.fr/x").get(topic, 0) < 1


def test_interest_reads_the_section_about_the_topic_only():
    interest = Interest(load_library()["birth-certificate"], "fr")
    assert interest.query == "copie d'acte de naissance"
    guide = page("""<main><h1>Démarches</h1><h2>Piscine</h2><p>L'entrée est gratuite, sur place. Réservation en ligne.</p>
    <h2>Acte de naissance</h2><p>Demande par courrier postal. C'est gratuit.</p><h2>Déchets</h2><p>Date de naissance non requise.</p></main>""")  # fmt: skip
    reading = interest.read(guide)
    assert reading is not None and reading.text.startswith("Acte de naissance") and "Déchets" not in reading.text
    assert set(reading.assessment.covered) == {"how", "free"}
    assert interest.read(page("<main><h1>Horaires de la piscine</h1><p>Gratuit, en ligne.</p></main>")) is None


def test_odd_pages_never_raise():
    for source in (
        "",
        "<",
        "\x00\ud800",
        "<div>" * 5000,
        "<table><tr><td>" * 2000,
        "%PDF-1.4",
        "<a href='http://['>x</a>",
    ):
        odd = Page("https://v.fr/", "https://v.fr/", 200, source)
        assert isinstance(odd.text + odd.main_text + odd.title + odd.language, str)
        assert isinstance((odd.links, odd.headings, odd.things, contacts_of(odd), contact_form(odd)), tuple)
