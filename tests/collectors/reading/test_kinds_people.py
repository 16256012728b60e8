"""What a person does, told by the text alone."""

# ruff: noqa: E501 - a letter a line

from __future__ import annotations

import pytest

from collectors.reading.mail import read_mail
from domain.vocabulary import ReplyKind
from tests.collectors.reading.letters import letter

HOLDING = [
    "Bonjour Madame,\n\nJ'ai transmis votre demande au service urbanisme, qui reviendra vers vous.\n\nCordialement,\nLéa Petit",
    "Bonjour,\n\nJe me renseigne et je reviens vers vous dès que possible.\n\nCordialement,\nLéa Petit",
    "Monsieur,\n\nVotre dossier est en cours d'instruction. Nous vous tiendrons informé.\n\nBien à vous,\nLéa Petit",
    "Dear Ms Smith,\n\nThank you for your email. I am looking into this and will get back to you this week.\n\nKind regards,\nTom",
    "Hi,\n\nI've passed your question on to our planning department, who will contact you shortly.\n\nBest wishes\nSue Field",
    "Guten Tag,\n\nich habe Ihre Anfrage an die zuständige Abteilung weitergeleitet.\n\nMit freundlichen Grüßen\nUte Wolf",
    "Hola,\n\nHe trasladado su consulta al departamento de urbanismo, que le responderá en breve.\n\nUn saludo\nAna Gil",
    "Gentile signora,\n\nho inoltrato la Sua richiesta all'ufficio competente.\n\nCordiali saluti\nLucia Neri",
    "Beste heer,\n\nIk heb uw vraag doorgestuurd naar de afdeling vergunningen.\n\nMet vriendelijke groet\nAn Smit",
    "Bom dia,\n\nEncaminhei o seu pedido para o departamento de obras.\n\nCom os melhores cumprimentos\nRita Melo",
]
CLARIFICATION = [
    "Bonjour,\n\nPourriez-vous nous préciser dans quelle rue vous habitez ?\n\nCordialement,\nLéa",
    "Bonjour,\n\nAfin de pouvoir répondre à votre demande, merci de nous communiquer votre numéro de dossier.\n\nCordialement",
    "Hello,\n\nTo answer your question we need your full address. Could you please send us a copy of the letter?\n\nRegards",
    "Hi,\n\nWhich library do you mean, the one in the centre or the one by the station?\n\nThanks\nSue",
    "Guten Tag,\n\nkönnten Sie uns bitte Ihr Aktenzeichen mitteilen?\n\nMit freundlichen Grüßen",
    "Buenos días,\n\n¿Podría indicarnos su dirección completa?\n\nUn saludo",
    "Buongiorno,\n\npotrebbe comunicarci il numero della pratica?\n\nCordiali saluti",
    "Geachte heer,\n\nKunt u ons uw adres doorgeven?\n\nMet vriendelijke groet",
]
OPT_OUT = [
    "Bonjour,\n\nMerci de ne plus nous écrire.\n\nCordialement",
    "Bonjour,\n\nVeuillez retirer notre adresse de vos listes de diffusion.\n\nCordialement",
    "Nous vous demandons de cesser de nous contacter.",
    "Nous ne souhaitons plus être contactés par vos services, merci d'en prendre note.",
    "Please stop contacting us and remove our address from your list.",
    "Dear Sir,\n\nWe do not wish to receive further emails from you. Please do not contact us again.\n\nRegards",
    "Bitte schreiben Sie uns nicht mehr.",
    "Buenos días,\n\nPor favor, no nos escriban más.\n\nGracias",
]
ANSWER = [
    "Bonjour,\n\nMerci de ne pas nous envoyer de documents originaux : des copies suffisent pour le dossier.\n\nCordialement",
    "Hello,\n\nPlease do not send us cash by post. You can pay by card at the desk or online.\n\nRegards\nSue",
    "Bonjour,\n\nVous pouvez retirer votre formulaire à notre adresse, il faut ensuite le déposer signé à l'accueil.\n\nCordialement",
    "Bonjour,\n\nLa mairie est ouverte du lundi au vendredi de 9h à 12h. Il faut une pièce d'identité et un justificatif.\n"
    "N'hésitez pas à nous contacter.\n\nCordialement,\nLéa Petit",
    "Oui, c'est possible le samedi.\n\nBonne journée",
    "Bonjour,\n\nLe musée est fermé jusqu'au 3 avril pour travaux. Il rouvrira ensuite aux horaires habituels.\n\nCordialement",
    "Hello,\n\nI'll be out of the office next week, but here is your answer: the library opens at 9 and closes at 6, every "
    "day but Sunday, and you need a proof of address to register.\n\nRegards\nJane",
    "Bonjour,\n\nJe serai en congés la semaine prochaine. Pour votre question : la carte coûte 12 euros par an, elle se "
    "demande à l'accueil avec un justificatif de domicile, et elle est valable dans toutes les bibliothèques.\n\nLéa",
    "Hi,\n\nThe nursery is full until September, but you can put your name on the waiting list on our website. "
    "You will need the child's birth certificate and a recent payslip.\n\nDo you have any other questions?\n\nSue",
    "Guten Tag,\n\ndas Bürgeramt hat montags bis freitags von 8 bis 12 Uhr geöffnet. Bringen Sie bitte Ihren Ausweis und "
    "ein Foto mit.\n\nMit freundlichen Grüßen",
    "Bonjour,\n\nVotre demande ne relève pas de la commune : les lycées dépendent de la région.\n\nCordialement",
    "Madame,\n\nNous avons bien reçu votre demande. Le ramassage des encombrants a lieu le premier mardi du mois, il faut "
    "s'inscrire par téléphone au 01 23 45 67 89 avant le vendredi précédent.\n\nCordialement,\nLéa Petit",
    "Hello,\n\nTo unsubscribe a neighbour from the list you write to the council yourself, we cannot do it. The form is at "
    "the town hall and takes two weeks.\n\nSue",
]
ACKNOWLEDGEMENT = [
    "Bien reçu, merci.\n\nLéa",
    "Bonjour,\n\nNous accusons réception de votre courriel.\n\nCordialement,\nLe secrétariat",
    "Nous avons bien reçu votre message et nous y répondrons dans les meilleurs délais.\n\nLe service accueil",
    "Dear Madam,\n\nWe acknowledge receipt of your letter.\n\nYours sincerely\nCustomer Services",
]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *[(ReplyKind.HOLDING, body) for body in HOLDING],
        *[(ReplyKind.CLARIFICATION, body) for body in CLARIFICATION],
        *[(ReplyKind.OPT_OUT, body) for body in OPT_OUT],
        *[(ReplyKind.ANSWER, body) for body in ANSWER],
        *[(ReplyKind.ACKNOWLEDGEMENT, body) for body in ACKNOWLEDGEMENT],
    ],
)
def test_people_are_understood_by_their_text(kind: ReplyKind, body: str):
    read = read_mail(letter(body))
    assert (read.kind, read.reason) == (kind, read.reason), read.new_text


def test_a_quoted_opt_out_is_not_ours():
    body = "Bonjour,\n\nC'est noté pour lundi à 9h.\n\nLéa\n\nLe 03/03/2024 à 10:00, Jean a écrit :\n> Merci de ne plus nous écrire."
    assert read_mail(letter(body)).kind is ReplyKind.ANSWER


def test_a_newsletter_footer_is_not_an_opt_out():
    body = "Hello,\n\nThe pool opens at 8 every day.\n\nIf you no longer wish to receive our emails, please click here."
    assert read_mail(letter(body)).kind is ReplyKind.ANSWER


def test_nothing_new_is_empty():
    assert read_mail(letter("\n\n> hello\n")).kind is ReplyKind.EMPTY
    assert read_mail(b"").kind is ReplyKind.EMPTY


def test_an_attached_answer_is_an_answer():
    raw = letter("").replace(
        b"Content-Type: text/plain", b"Content-Type: application/pdf; name=a.pdf\nX-Was: text/plain"
    )
    assert read_mail(raw).reason == "attachment_only"


def test_a_helpdesk_that_carries_a_person_is_not_automatic():
    body = (
        "Hello,\n\nThe permit costs 30 pounds a year and you can buy it online or at the front desk with a proof of address. "
        "It is valid in all streets of the zone from the day of purchase.\n\nKind regards,\nSue Field"
    )
    read = read_mail(letter(body, subject="[Ticket #4821] question", headers={"Precedence": "bulk"}))
    assert (read.kind, read.ticket) == (ReplyKind.ANSWER, "4821")
    generated = read_mail(letter(body, headers={"Auto-Submitted": "auto-generated"}))
    assert generated.kind is ReplyKind.ANSWER


def test_unknown_languages_are_answers_with_little_confidence():
    read = read_mail(
        letter("Labdien! Bibliotēka ir atvērta no pirmdienas līdz piektdienai. Paldies par jūsu jautājumu.")
    )
    assert read.kind is ReplyKind.ANSWER
    assert read.language == "lv"
    assert read.confidence < 0.5
