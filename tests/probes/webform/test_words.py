# ruff: noqa: E501 - one case a line
"""What needs no browser: words, formats, choices, confirmations, recipes."""

from __future__ import annotations

from datetime import date

import pytest

from links.forms.lexicon import roles, says
from links.forms.mapping import map_fields
from links.forms.requirements import is_required
from links.forms.sight import Control, Option
from links.pages.words import folded
from probes.webform import choices
from probes.webform.aftermath import Aftermath, Block, Reading, Verdict
from probes.webform.formats import date_forms, fits, next_working_day, phone_for
from probes.webform.receipt_facts import delay_in, reference_in

PHONE = "+33 1 99 00 12 34"


def control(**changes: object) -> Control:
    return Control.model_validate({"node": 0, "form": 0, "kind": "text", **changes})


@pytest.mark.parametrize(
    ("text", "words"),
    [("yourName", "your name"), ("Prénom *", "prenom"), ("N° & œuvre", "n oeuvre"), ("a[first_name]", "a first name")],
)
def test_words_are_bare(text: str, words: str):
    assert folded(text) == words


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("Prénom", "x", "given_name"), ("Votre nom d'usage", "x", "family_name"), ("First name", "", "given_name"),
        ("Surname", "", "family_name"), ("Your name", "", "full_name"), ("Adresse de messagerie", "", "mail"),
        ("Adresse électronique", "adresse", "mail"), ("Adresse", "", "address"), ("Adresse postale", "", "address"),
        ("Code postal", "", "postcode"), ("Postcode", "", "postcode"), ("Commune", "", "city"), ("Town or city", "", "city"),
        ("Numéro de téléphone", "", "phone"), ("Daytime phone number", "", "phone"), ("Objet de votre message", "", "subject"),
        ("Subject", "message_subject", "subject"), ("Date de naissance", "", "birth_date"), ("Numéro de dossier", "", "reference"),
        ("Customer number", "", "reference"), ("Société", "", "company"), ("Nom de l'entreprise", "nom", "company"),
        ("Code de sécurité", "", "guard_question"), ("Site web", "url", "link"), ("Laissez ce champ vide", "email2", "trap"),
        ("Nom et prénom", "nom", "full_name"), ("Nom (de famille)", "", "family_name"),
    ],
)  # fmt: skip
def test_a_label_names_its_role(label: str, name: str, role: str):
    alone = map_fields([control(label=label, name=name)])[0].role
    others = {"family_name": "full_name"}  # with no first name beside it, a name is the whole name
    assert alone in (role, others.get(role))


def test_neighbours_settle_what_a_label_cannot():
    both = map_fields([control(label="Nom", name="a"), control(label="Prénom", name="b", node=1)])
    assert [item.role for item in both] == ["family_name", "given_name"]
    again = map_fields([control(label="E-mail", name="a"), control(label="E-mail (confirmation)", name="b", node=1)])
    assert [item.role for item in again] == ["mail", "mail_confirm"]
    assert [i.role for i in map_fields([control(label="", name="x", autocomplete="section-a email")])] == ["mail"]


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({}, "01 99 00 12 34"), ({"pattern": r"\+33\d{9}"}, "+33199001234"), ({"pattern": r"\d{10}"}, "0199001234"),
        ({"placeholder": "+33 6 00 00 00 00"}, "+33199001234"), ({"maxlength": 10}, "0199001234"), ({"kind": "number"}, "0199001234"),
        ({"pattern": r"0\d(-\d\d){4}"}, "01-99-00-12-34"), ({"pattern": "[a-z]+"}, None),
    ],
)  # fmt: skip
def test_a_number_is_written_as_the_field_takes_it(changes: dict[str, object], written: str | None):
    assert phone_for(control(**changes), PHONE, "fr") == written


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"placeholder": "jj/mm/aaaa"}, "05/03/2027"), ({"placeholder": "mm/dd/yyyy"}, "03/05/2027"),
        ({"placeholder": "AAAA-MM-JJ"}, "2027-03-05"), ({"described": "For example 27.11.2026"}, "05.03.2027"),
        ({"kind": "date"}, "2027-03-05"), ({"kind": "date", "max": "2027-01-31"}, "2027-01-31"),
        ({"pattern": r"\d{4}/\d\d/\d\d"}, None),
    ],
)  # fmt: skip
def test_a_date_is_written_as_the_field_says(changes: dict[str, object], first: str | None):
    forms = date_forms(control(**changes), date(2027, 3, 5), "fr")
    assert next(iter(forms), None) == first


def test_a_day_to_come_is_a_working_day():
    assert next_working_day(date(2026, 11, 27)) == date(2026, 11, 30)
    assert not fits(control(minlength=20), "court") and fits(control(pattern="(unclosed"), "x")


def options(*texts: str) -> list[Option]:
    return [Option(text=text, value=str(i) if i else "") for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("offered", "subject", "topics", "chosen"),
    [
        (("Choisir", "État civil", "Urbanisme", "Autre"), "Acte de naissance", ("copie intégrale d'acte de naissance",), "État civil"),
        (("", "Voirie", "Déchets et propreté", "Culture"), "Canapé à jeter", ("encombrants", "bulky waste"), "Déchets et propreté"),
        (("Select…", "Council tax", "Libraries", "Other"), "Joining the library", ("library membership",), "Libraries"),
        (("--", "Presse", "Recrutement", "Autre demande"), "Permis de construire", ("permis",), "Autre demande"),
        (("Sujet", "Livraison", "Retour produit", "Renseignement"), "Rendez-vous à l'hôpital", ("consultation",), "Renseignement"),
        (("Motif", "Demande d'information", "Réclamation"), "Facture trop élevée : réclamation", ("réclamation", "plainte"), "Réclamation"),
    ],
)  # fmt: skip
def test_a_subject_is_chosen_by_meaning(offered, subject: str, topics, chosen: str):
    made = options(*offered)
    position, _ = choices.by_meaning(made, subject, topics, "")
    assert position is not None and made[position].text == chosen


def test_what_only_asks_to_choose_is_never_chosen():
    made = options("Veuillez sélectionner", "Autre")
    assert choices.real(made) == [1]
    assert choices.real([Option(text="Pick-up of bulky waste", value="p"), Option(text="—", value="x")]) == [0]
    assert choices.by_meaning([Option(text="Choisir", value="")], "x", ("y",), "")[0] is None


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Votre demande porte le numéro DEM-2026-0042.", "DEM-2026-0042"), ("Référence : 4471-B", "4471-B"),
        ("Your reference number is #AB12345. Keep it.", "AB12345"), ("Numéro de suivi 20261125-77", "20261125-77"),
        ("Ticket #88123 created", "88123"), ("Appelez le numéro 01 99 00 12 34", ""), ("Réponse le 25/11/2026", ""), ("© 2026", ""),
        ("Votre demande a été envoyée", ""), ("Case number: CAS-00871-X", "CAS-00871-X"),
    ],
)  # fmt: skip
def test_a_reference_is_read(text: str, reference: str):
    assert reference_in(text) == reference


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Nous vous répondrons sous 5 jours ouvrés", 5), ("Réponse dans un délai de 48 heures", 2), ("sous huit jours", 8),
        ("We will reply within 10 working days", 10), ("We aim to respond within two weeks", 14), ("sous 24h", 1),
        ("dans un délai maximum de 15 jours", 15), ("within 3 to 5 days", 5), ("dans les plus brefs délais", None),
        ("Ouvert 5 jours sur 7", None), ("in 1 month", 30),
    ],
)  # fmt: skip
def test_a_delay_is_read_in_days(text: str, days: float | None):
    assert delay_in(text) == days


def after(*blocks: Block, kept: bool = False, url: str = "http://a/x") -> Verdict:
    made = Aftermath(frozenset(), "Bonjour, une question assez longue pour compter", first_url="http://a/x")
    made.texts = {block.text: block for block in blocks}
    made.readings = [Reading(url=url, blocks=blocks, filled=(made.message,) if kept else ())]
    return made.verdict()


@pytest.mark.parametrize(
    ("text", "loud", "kept", "verdict"),
    [
        ("Votre message a bien été envoyé.", "", False, Verdict.CONFIRMED),
        ("Thank you for your enquiry. We will get back to you.", "", False, Verdict.CONFIRMED),
        ("Your message could not be sent.", "error", True, Verdict.REFUSED),
        ("Votre message n'a pas pu être envoyé", "status", False, Verdict.REFUSED),
        ("Veuillez renseigner ce champ", "error", True, Verdict.REFUSED),
        ("Envoi en cours…", "status", True, Verdict.UNMOVED),
        ("Vérifions que vous n'êtes pas un robot : captcha", "", False, Verdict.CAPTCHA),
        ("Accueil", "", False, Verdict.SILENT),
        ("Message sent", "success", True, Verdict.CONFIRMED),
        ("Bonjour, une question assez longue pour compter", "", False, Verdict.SILENT),
    ],
)
def test_what_a_page_says_afterwards(text: str, loud: str, kept: bool, verdict: Verdict):
    assert after(Block(text=text, loud=loud), kept=kept) is verdict


def test_an_address_may_say_it_alone():
    assert after(url="http://a/contact/merci") is Verdict.CONFIRMED
    assert after(url="http://a/accueil") is Verdict.SILENT


def test_what_must_be_filled_in_is_said_in_many_ways():
    def required(**changes: object) -> bool:
        return is_required(map_fields([control(**changes)])[0])

    assert required(label="Nom *") and required(label="Nom (obligatoire)") and required(required=True)
    assert required(label="Nom", starred=True) and not required(label="Nom (facultatif)", starred=True)
    assert not required(label="Nom")


def test_every_role_has_words_and_every_list_is_used():
    assert all(words.strong.pattern for words in roles().values())
    assert says("banner.refuse", "Continuer sans accepter") and not says("banner.refuse", "Accepter")
