"""Automatic replies: by header, by subject, by text, in many languages."""

# ruff: noqa: E501 - a letter a line

from __future__ import annotations

import pytest

from collectors.reading.mail import read_mail
from domain.vocabulary import ReplyKind
from tests.collectors.reading.letters import letter

REPLIED = {"Auto-Submitted": "auto-replied"}

SUBJECTS = [
    ("Automatic reply: question", ReplyKind.AUTO_REPLY),
    ("Réponse automatique : question", ReplyKind.AUTO_REPLY),
    ("Automatische Antwort: Frage", ReplyKind.AUTO_REPLY),
    ("Respuesta automática: pregunta", ReplyKind.AUTO_REPLY),
    ("Risposta automatica: domanda", ReplyKind.AUTO_REPLY),
    ("Automatisch antwoord: vraag", ReplyKind.AUTO_REPLY),
    ("Resposta automática: pergunta", ReplyKind.AUTO_REPLY),
    ("Autosvar: fråga", ReplyKind.AUTO_REPLY),
    ("Automatisk svar: spørgsmål", ReplyKind.AUTO_REPLY),
    ("Automaattinen vastaus: kysymys", ReplyKind.AUTO_REPLY),
    ("Odpowiedź automatyczna: pytanie", ReplyKind.AUTO_REPLY),
    ("Automatická odpověď: dotaz", ReplyKind.AUTO_REPLY),
    ("Automatikus válasz: kérdés", ReplyKind.AUTO_REPLY),
    ("Răspuns automat: întrebare", ReplyKind.AUTO_REPLY),
    ("Otomatik yanıt: soru", ReplyKind.AUTO_REPLY),
    ("Αυτόματη απάντηση: ερώτηση", ReplyKind.AUTO_REPLY),
    ("Автоматический ответ: вопрос", ReplyKind.AUTO_REPLY),
    ("自動返信: 質問", ReplyKind.AUTO_REPLY),
    ("自动回复: 问题", ReplyKind.AUTO_REPLY),
    ("Out of Office: question", ReplyKind.OUT_OF_OFFICE),
    ("Absence du bureau : question", ReplyKind.OUT_OF_OFFICE),
    ("Abwesenheitsnotiz: Frage", ReplyKind.OUT_OF_OFFICE),
    ("Fuera de la oficina: pregunta", ReplyKind.OUT_OF_OFFICE),
    ("Fuori sede: domanda", ReplyKind.OUT_OF_OFFICE),
    ("Afwezig: vraag", ReplyKind.OUT_OF_OFFICE),
    ("Accusé de réception : question", ReplyKind.ACKNOWLEDGEMENT),
    ("Eingangsbestätigung", ReplyKind.ACKNOWLEDGEMENT),
    ("Acuse de recibo", ReplyKind.ACKNOWLEDGEMENT),
]


@pytest.mark.parametrize(("subject", "kind"), SUBJECTS)
def test_subjects_that_mail_programs_write(subject: str, kind: ReplyKind):
    read = read_mail(letter("(1)", subject=subject))
    assert read.kind is kind
    assert read.facts["automatic"] is True


ABSENCES = [
    (
        "Je suis absente jusqu'au 15 mars inclus. En cas d'urgence, contactez Mme Anne Durand (anne.durand@example.org).",
        "fr",
    ),
    ("Actuellement en congés, je serai de retour le lundi 18 mars. Pour toute urgence, joindre l'accueil.", "fr"),
    (
        "I am out of the office until 20 March with limited access to email. If urgent, please contact john@example.org.",
        "en",
    ),
    ("I am currently on annual leave and will return on Monday 18th March.", "en"),
    ("Ich bin bis zum 15.04.2024 nicht im Büro. In dringenden Fällen wenden Sie sich bitte an meine Kollegin.", "de"),
    ("Estaré fuera de la oficina hasta el 18 de marzo. Para asuntos urgentes contacte con mi compañera.", "es"),
    ("Sono in ferie fino al 18 marzo. Per urgenze potete contattare la mia collega.", "it"),
    ("Ik ben afwezig tot 18 maart. Voor dringende zaken kunt u contact opnemen met mijn collega.", "nl"),
    ("Estou de férias até 18 de março. Em caso de urgência contacte a minha colega.", "pt"),
    ("Jag är på semester och är åter den 18 mars. Vid brådskande ärenden kontakta min kollega.", "sv"),
    ("Przebywam na urlopie do dnia 18 marca. W pilnych sprawach proszę o kontakt z sekretariatem.", "pl"),
    ("Jsem na dovolené do 18. března. V naléhavých případech kontaktujte kolegyni.", "cs"),
    ("Я в отпуске до 18 марта. По срочным вопросам обращайтесь к моей коллеге.", "ru"),
]


@pytest.mark.parametrize(("body", "language"), ABSENCES)
def test_absences_with_a_header(body: str, language: str):
    read = read_mail(letter(body, headers=REPLIED))
    assert (read.kind, read.language) == (ReplyKind.OUT_OF_OFFICE, language)
    assert read.original_message_id == "<asked@example.net>"


@pytest.mark.parametrize(("body", "language"), ABSENCES[:9])
def test_absences_by_their_text_alone(body: str, language: str):
    assert read_mail(letter(body)).kind is ReplyKind.OUT_OF_OFFICE


RETURNS = [
    ("Je suis absent du 4 au 15 mars 2024 inclus.", "2024-03-15"),
    ("Je suis absent jusqu'au 2 janvier.", "2025-01-02"),
    ("Je suis en congés jusqu'au 12/04 inclus.", "2024-04-12"),
    ("Absent ce jour, de retour demain.", "2024-03-05"),
    ("I am out of the office until Friday and will be back on Monday.", "2024-03-11"),
    ("I am on leave, returning April 2nd.", "2024-04-02"),
    ("I am out of the office until 2024-05-01.", "2024-05-01"),
    ("Ich bin bis einschließlich 1. April abwesend.", "2024-04-01"),
    ("Estoy ausente hasta el 2 de abril de 2024.", "2024-04-02"),
    ("Sono assente fino al 2 aprile.", "2024-04-02"),
    ("Ik ben afwezig tot en met 2 april.", "2024-04-02"),
    ("您好，我正在休假，4月2日返回。", "2024-04-02"),
    ("Estou ausente até 2 de abril.", "2024-04-02"),
]


@pytest.mark.parametrize(("body", "expected"), RETURNS)
def test_return_dates_are_resolved_against_the_message(body: str, expected: str):
    assert read_mail(letter(body, headers=REPLIED)).return_date == expected


def test_without_a_year_and_a_message_date_the_return_is_as_written():
    raw = letter("Je suis absent jusqu'au 12 avril.", headers=REPLIED).replace(b"Date: Mon", b"X-Not-Date: Mon")
    assert read_mail(raw).return_date == "12 avril"


SUBSTITUTES = [
    ("Je suis absent. En cas d'urgence, écrire à standard@example.org.", "standard@example.org"),
    ("Je suis absent. En cas d'urgence vous pouvez joindre le standard au 01 23 45 67 89.", "01 23 45 67 89"),
    ("I am away until Monday. For anything urgent please contact John Smith in my team.", "John Smith"),
    ("Ich bin nicht im Büro. In dringenden Fällen wenden Sie sich an eva@example.org.", "eva@example.org"),
]


@pytest.mark.parametrize(("body", "expected"), SUBSTITUTES)
def test_whom_to_write_to_instead(body: str, expected: str):
    assert read_mail(letter(body, headers=REPLIED)).substitute == expected


ACKNOWLEDGED = [
    (
        "Votre demande a été enregistrée sous le numéro 2024-00123. Elle sera traitée sous 5 jours ouvrés.",
        "2024-00123",
        5.0,
        "working_days",
    ),
    ("Nous avons bien reçu votre message et vous répondrons dans un délai de 48 heures.", "", 2.0, "hours"),
    (
        "Nous avons bien reçu votre courriel. Une réponse vous sera apportée dans un délai de deux mois.",
        "",
        60.0,
        "days",
    ),
    ("Thank you for contacting us. We aim to respond within 3 to 5 working days.", "", 5.0, "working_days"),
    (
        "We have received your request. Your reference number is ABC-99812. We will reply within two weeks.",
        "ABC-99812",
        14.0,
        "days",
    ),
    ("Wir haben Ihre Anfrage erhalten und werden sie innerhalb von 2 Werktagen beantworten.", "", 2.0, "working_days"),
    ("Hemos recibido su consulta. Le responderemos en un plazo de 10 días hábiles.", "", 10.0, "working_days"),
    ("Abbiamo ricevuto la Sua richiesta. Le risponderemo entro 3 giorni lavorativi.", "", 3.0, "working_days"),
    ("Wij hebben uw bericht ontvangen. U krijgt binnen vijf werkdagen antwoord.", "", 5.0, "working_days"),
    ("Recebemos a sua mensagem. Responderemos no prazo de 10 dias úteis.", "", 10.0, "working_days"),
]


@pytest.mark.parametrize(("body", "ticket", "days", "unit"), ACKNOWLEDGED)
def test_acknowledgements_tell_ticket_and_delay(body: str, ticket: str, days: float, unit: str):
    read = read_mail(letter(body, headers=REPLIED))
    assert read.kind is ReplyKind.ACKNOWLEDGEMENT
    assert (read.ticket, read.announced_delay_days) == (ticket, days)
    assert read.facts["announced_delay_unit"] == unit


SIGNS = [
    ({"Auto-Submitted": "auto-replied (vacation)"}, True),
    ({"X-Autoreply": "yes"}, True),
    ({"X-Autorespond": "question"}, True),
    ({"Precedence": "auto_reply"}, True),
    ({"X-POST-MessageClass": "9; Autoresponder"}, True),
    ({"Return-Path": "<>", "X-MS-Exchange-Inbox-Rules-Loop": "a@example.org"}, True),
    ({"Auto-Submitted": "no"}, False),
    ({"X-Auto-Response-Suppress": "All"}, False),
    ({"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, False),
    ({"Precedence": "bulk"}, False),
    ({"List-Unsubscribe": "<mailto:u@example.org>"}, False),
]


@pytest.mark.parametrize(("headers", "automatic"), SIGNS)
def test_header_signs(headers: dict[str, str], automatic: bool):
    body = "Bonjour, les horaires de la piscine sont affichés à l'entrée du bâtiment, côté parking."
    read = read_mail(letter(body, headers=headers))
    assert read.facts["automatic"] is automatic
    assert read.kind is (ReplyKind.AUTO_REPLY if automatic else ReplyKind.ANSWER)


def test_an_answer_to_an_automatic_reply_is_a_persons():
    body = "Bonjour,\n\nMerci de votre retour, la salle est libre samedi à partir de 14h au tarif de 80 euros.\n\nLéa"
    assert read_mail(letter(body, subject="Re: Réponse automatique : question")).kind is ReplyKind.ANSWER


def test_an_acknowledgement_may_tell_closing_days():
    body = (
        "Nous avons bien reçu votre message et vous répondrons sous 5 jours. Nos bureaux sont fermés le week-end et les jours "
        "fériés. Ceci est un message automatique, merci de ne pas y répondre."
    )
    assert read_mail(letter(body)).kind is ReplyKind.ACKNOWLEDGEMENT


def test_a_closed_service_is_out_of_office():
    body = "Le service est fermé pour congés annuels jusqu'au 26 août. Votre message sera traité à la réouverture."
    read = read_mail(letter(body, headers=REPLIED, date="Mon, 05 Aug 2024 10:00:00 +0200"))
    assert (read.kind, read.return_date) == (ReplyKind.OUT_OF_OFFICE, "2024-08-26")
