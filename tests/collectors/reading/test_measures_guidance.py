"""Clarity, guidance, transfer, complaints, privacy."""

from __future__ import annotations

import pytest

from domain.reply import Attachment
from domain.vocabulary import ReplyKind, ScenarioKind
from tests.collectors.reading.replies import JANE, NOON, observed, scenario, value

FR = [
    ("reply.forwarded", "J'ai transmis votre demande au service voirie.", True),
    ("reply.forwarded", "Votre message a été transféré à la direction concernée.", True),
    ("reply.forwarded", "Nous faisons suivre votre courriel à nos collègues.", True),
    ("reply.forwarded", "Merci de nous transmettre le formulaire.", False),
    ("reply.redirected", "Il convient de vous adresser à la préfecture.", True),
    ("reply.redirected", "Cela ne relève pas de notre compétence.", True),
    ("reply.redirected", "N'hésitez pas à nous contacter.", False),
    ("reply.redirected", "Vous pouvez nous contacter au besoin.", False),
    ("reply.bare_redirect", "Veuillez contacter la préfecture.", True),
    ("reply.bare_redirect", "Veuillez contacter la préfecture au 04 76 60 34 00.", False),
    ("reply.requires_portal", "La demande se fait uniquement en ligne.", True),
    ("reply.requires_portal", "Vous devez créer un compte sur le portail.", True),
    ("reply.requires_portal", "Vous pouvez venir ou faire la demande en ligne.", False),
    ("reply.next_steps", "Vous devez ensuite déposer le dossier au guichet.", True),
    ("reply.next_steps", "Nous reviendrons vers vous.", True),
    ("reply.next_steps", "Le bureau est ouvert.", False),
    ("reply.offers_help", "Je reste à votre disposition.", True),
    ("reply.offers_help", "n'hesitez pas a me recontacter", True),
    ("reply.offers_help", "Le bureau est ouvert.", False),
    ("reply.offers_appointment", "Vous pouvez prendre rendez-vous au guichet.", True),
    ("reply.offers_appointment", "Rendez-vous sur notre site.", False),
    ("reply.offers_appointment", "L'accueil se fait sans rendez-vous.", False),
    ("reply.offers_callback", "Un agent vous rappellera demain.", True),
    ("reply.offers_callback", "Nous vous rappelons que le bureau est fermé.", False),
    ("reply.offers_other_channel", "Vous pouvez nous appeler au 04 76 00 11 22.", True),
    ("reply.offers_other_channel", "Le dossier est prêt.", False),
    ("reply.asks_question", "Pouvez-vous me préciser votre rue ?", True),
    ("reply.asks_question", "Quelle est la date de l'acte ?", True),
    ("reply.asks_question", "Avez-vous d'autres questions ?", False),
    ("reply.asks_satisfaction", "Merci de répondre à notre enquête de satisfaction.", True),
    ("reply.asks_satisfaction", "Le bureau est ouvert.", False),
    ("reply.announces_delay", "Une réponse vous parviendra sous 5 jours ouvrés.", True),
    ("reply.announces_delay", "Le bureau est ouvert.", False),
    ("reply.has_reference", "Votre demande porte le numéro de dossier : 2026-00412.", True),
    ("reply.has_reference", "Votre dossier est complet.", False),
    ("reply.request_restated", "Suite à votre demande concernant la carte de résident, voici la liste.", True),
    ("reply.request_restated", "Vous souhaitez obtenir un acte de naissance.", True),
    ("reply.request_restated", "Si vous souhaitez un rendez-vous, appelez.", False),
    ("answer.has_documents", "Apportez une pièce d'identité.", True),
    ("answer.has_cost", "La carte coûte 30 € par an.", True),
    ("answer.has_cost", "C'est gratuit.", True),
    ("answer.has_cost", "Ce n'est pas gratuit.", False),
    ("answer.has_delay", "Comptez trois semaines.", True),
    ("answer.has_delay", "La carte est valable 10 ans.", False),
    ("answer.has_hours", "Nous sommes ouverts de 8h30 à 12h.", True),
    ("answer.has_hours", "du lundi au vendredi", True),
    ("answer.has_place", "Présentez-vous à la mairie annexe.", True),
    ("privacy.asks_excessive", "Merci de nous envoyer votre numéro de carte bancaire.", True),
    ("privacy.asks_excessive", "Nous ne demandons jamais votre numéro de carte bancaire.", False),
    ("privacy.notice", "Vos données personnelles sont traitées selon le RGPD.", True),
]
EN = [
    ("reply.forwarded", "I have passed your enquiry to our highways team.", True),
    ("reply.forwarded", "Please forward the form to us.", False),
    ("reply.redirected", "You will need to contact the county council.", True),
    ("reply.redirected", "Please contact us again.", False),
    ("reply.requires_portal", "Applications can only be made online.", True),
    ("reply.next_steps", "You will need to complete the form.", True),
    ("reply.offers_help", "Please do not hesitate to contact us.", True),
    ("reply.offers_appointment", "You can book an appointment by phone.", True),
    ("reply.offers_appointment", "You do not need an appointment.", False),
    ("reply.asks_question", "Could you please confirm your street?", True),
    ("reply.announces_delay", "We will reply within 10 working days.", True),
    ("reply.request_restated", "You asked about parking permits.", True),
    ("answer.has_cost", "There is no charge.", True),
    ("answer.has_cost", "Feel free to call.", False),
    ("answer.has_hours", "We are open 9am-5pm.", True),
    ("answer.has_documents", "Please bring proof of address.", True),
    ("answer.has_delay", "It takes up to two weeks.", True),
]


@pytest.mark.parametrize(("measure", "text", "expected"), FR)
def test_french(measure, text, expected):
    assert value(measure, f"Bonjour,\n\n{text}\n\nCordialement") is expected


@pytest.mark.parametrize(("measure", "text", "expected"), EN)
def test_english(measure, text, expected):
    assert value(measure, f"Hello,\n\n{text}\n\nKind regards", language="en") is expected


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Bonjour,\n\nVous trouverez toutes les informations sur notre site internet.\n\nCordialement", True),
        ("Bonjour,\n\nVoir https://www.brevanne.example/stationnement\n\nCordialement", True),
        (
            "Bonjour,\n\nLa carte coûte trente euros et se demande au guichet avec une pièce d'identité. "
            "Plus d'informations sur notre site.",
            False,
        ),
    ],
)
def test_bare_link(text, bare):
    assert value("reply.bare_link", text) is bare


def test_links():
    found = observed(
        "Bonjour, voir https://www.brevanne.example/demarches/carte et www.brevanne.example, ainsi que http://vieux.example/a"
    )
    assert found["reply.link_count"].value == 3
    assert found["reply.has_useful_link"].value is True
    assert found["reply.has_useful_link"].evidence[0].quote == "https://www.brevanne.example/demarches/carte"
    assert found["privacy.insecure_links"].value == 1
    assert value("reply.has_useful_link", "Voir www.brevanne.example.") is False


def test_asks_for_what_was_given():
    known = {"persona": JANE, "request_text": "Bonjour, quels papiers faut-il ? Hélène Vasseur", "asked_at": NOON}
    assert value("reply.asks_known", "Merci de nous indiquer vos nom et prénom.", known=known) is True
    assert value("reply.asks_known", "Pouvez-vous préciser le numéro de votre rue ?", known=known) is False
    assert value("reply.asks_known", "Merci de nous indiquer vos nom et prénom.") is None


def test_clarity_figures():
    text = (
        "Bonjour,\n\nLe guichet est ouvert le lundi. La carte est délivrée sur place. "
        "Elle est valable un an pour chaque foyer."
    )
    found = observed(text)
    assert found["reply.word_count"].value == 21
    assert found["reply.mean_sentence_words"].value == pytest.approx(20 / 3, abs=0.01)
    assert found["reply.long_sentence_share"].value == 0
    assert found["reply.readability"].value > 60
    heavy = (
        "En application des dispositions réglementaires en vigueur, il vous appartient de diligenter préalablement "
        "la saisine du pétitionnaire susmentionné."
    )
    assert observed(heavy)["reply.jargon_per_100_words"].value > 20
    assert observed(heavy)["reply.readability"].value < 30


def test_acronyms():
    found = observed(
        "Bonjour,\n\nAdressez-vous au SIVOM, au CCAS (centre communal d'action sociale) et à Mme DUVAL pour la TVA."
    )
    assert found["reply.unexplained_acronyms"].value in (1, 2)
    assert found["reply.unexplained_acronyms"].evidence[0].quote == "SIVOM"


def test_thread_and_subject():
    known = {"request_message_id": "<a@b.example>", "request_subject": "Carte de résident"}
    kept = observed("Voici.", known=known, in_reply_to=("<a@b.example>",), subject="RE: Carte de résident")
    assert kept["reply.thread_kept"].value is True and kept["reply.subject_explicit"].value is True
    lost = observed("Voici.", known=known, subject="Réponse à votre demande")
    assert lost["reply.thread_kept"].value is False and lost["reply.subject_explicit"].value is False


def test_complaints_only():
    complaint = {"scenario": scenario(kind=ScenarioKind.COMPLAINT)}
    text = (
        "Bonjour,\n\nNous vous présentons nos excuses. En raison d'une panne, la collecte n'a pas eu lieu. "
        "Nos équipes interviendront demain. "
        "Votre réclamation est enregistrée sous le numéro R-20418. Vous pouvez saisir le médiateur de la ville."
    )
    found = observed(text, known=complaint)
    for name in ("acknowledged", "explains", "action", "appeal_route"):
        assert found[f"complaint.{name}"].value is True, name
    assert found["complaint.logged"].value >= 2
    assert "complaint.action" not in observed(text, known={"scenario": scenario()})
    dry = observed("Bonjour,\n\nLe bac est vert.", known=complaint)
    assert [dry[f"complaint.{name}"].value for name in ("acknowledged", "explains", "action", "appeal_route")] == [
        False
    ] * 4


def test_exposed_addresses():
    found = observed(
        "Voici.",
        known={"persona": JANE},
        from_address="mairie@brevanne.example",
        to=("helene.vasseur+k3@box.example", "someone@else.example"),
        cc=("elu@brevanne.example", "voisin@mail.example"),
    )
    assert found["privacy.exposed_addresses"].value == 2


def test_form_facts_come_from_decoding():
    more = {
        "facts": {"tracking_images": 1, "images_without_alt": 3, "has_plain": False},
        "attachments": (
            Attachment("formulaire.pdf", "application/pdf", 10, "0"),
            Attachment("winmail.dat", "application/ms-tnef", 10, "1"),
        ),
    }
    found = observed("Voici.", more=more)
    assert found["privacy.tracking"].value is True and found["reply.images_without_alt"].value == 3
    assert found["reply.has_text_version"].value is False
    assert found["reply.attachment_count"].value == 2 and found["reply.accessible_attachments"].value is False


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("Bonjour,\n\nNous avons bien reçu votre message.\n\nCordialement", True),
        ("Bonjour,\n\nVous pouvez nous contacter par téléphone ou consulter notre site.\n\nCordialement", True),
        ("Bonjour,\n\nLa carte se retire au guichet avec le formulaire et coûte 30 €.\n\nCordialement", False),
    ],
)
def test_replies_that_answer_nothing(text, nothing):
    assert value("answer.non_answer", text) is nothing
    assert value("answer.substantive", text) is not nothing


@pytest.mark.parametrize("kind", [ReplyKind.BOUNCE, ReplyKind.DELAY, ReplyKind.RECEIPT, ReplyKind.CHALLENGE])
def test_machines_have_no_manners(kind):
    assert observed("Undelivered mail returned to sender", kind=kind) == {}
