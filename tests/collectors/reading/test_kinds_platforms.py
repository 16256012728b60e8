"""What help desks, portals and mail programs send by themselves, and what only looks like it."""

# ruff: noqa: E501 - a letter a line

from __future__ import annotations

import pytest

from collectors.reading.mail import read_mail
from domain.vocabulary import ReplyKind
from tests.collectors.reading.letters import letter

REPLIED = {"Auto-Submitted": "auto-replied"}
GENERATED = {"Auto-Submitted": "auto-generated"}

ABSENCES = [
    ("Автоматична відповідь: Питання", "Я у відпустці до 20 березня.", "2024-03-20"),
    ("رد تلقائي: سؤال", "أنا خارج المكتب في إجازة حتى 20 مارس.", "2024-03-20"),
    ("Automatická odpoveď: Otázka", "Dobrý deň, do 20. marca čerpám dovolenku.", "2024-03-20"),
    ("Automatski odgovor: Upit", "Na godišnjem sam odmoru do 20. ožujka.", "2024-03-20"),
    ("Автоматичен отговор: Въпрос", "В отпуск съм до 20 март.", "2024-03-20"),
    ("תשובה אוטומטית: שאלה", "אני בחופשה עד 20 במרץ.", None),
    ("Resposta automàtica: Consulta", "Estic de vacances fins al 20 de març.", "2024-03-20"),
]


@pytest.mark.parametrize(("subject", "body", "back"), ABSENCES)
def test_absence_in_less_common_languages(subject: str, body: str, back: str | None) -> None:
    read = read_mail(letter(body, subject=subject, headers=REPLIED))
    assert read.kind is ReplyKind.OUT_OF_OFFICE
    if back is not None:
        assert read.return_date == back


FILED = [
    ("[desk.council.example #12345] AutoReply: Request", "This message has been automatically generated in response to the creation of a ticket. There is no need to reply to this message right now.", "12345"),
    ("SUP-991 Lamp post", "Just confirming that we got your request.", "SUP-991"),
    ("Conferma", "Abbiamo ricevuto la sua richiesta (protocollo n. 4512/2026) e le risponderemo entro 30 giorni.", "4512/2026"),
    ("Ihre Nachricht", "Ihre E-Mail ist bei uns eingegangen. Ihre Vorgangsnummer lautet 2026-778812.", "2026-778812"),
    ("Your enquiry", "Your enquiry has been logged under reference FS-Case-556677.", "FS-Case-556677"),
    ("RE: Request [ref:_00D2x.5002x:ref]", "Thank you for your enquiry. Your case number is 00123456.", "00123456"),
    ("Confirmation", "Votre message a bien été reçu. Mairie, BP 509, 56019 Vannes cedex, 02 97 01 60 00, SIRET 215 602 608 00018", ""),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "body", "ticket"), FILED)
def test_filed_under_a_number(subject: str, body: str, ticket: str) -> None:
    read = read_mail(letter(body, subject=subject, headers=REPLIED))
    assert (read.kind, read.ticket) == (ReplyKind.ACKNOWLEDGEMENT, ticket)


def test_a_portal_that_takes_no_answers_acknowledges() -> None:
    body = (
        "Madame, Monsieur,\nVotre demande a été transmise au service concerné. Elle porte le numéro DEM-78123. "
        "Vous recevrez une réponse dans un délai de 15 jours ouvrés.\n"
    )
    read = read_mail(letter(body, subject="Votre demande", sender="Ville <ne-pas-repondre@ville.example>"))
    assert (read.kind, read.ticket, read.announced_delay_days) == (ReplyKind.ACKNOWLEDGEMENT, "DEM-78123", 15.0)


NOTHING_RECEIVED = [
    "Your mailbox has reached 95% of its quota. You will not be able to receive new mail.",
    "Nous n'avons pas reçu votre dossier complet ; la commission de mars ne pourra donc pas l'examiner avant l'été.",
]


@pytest.mark.parametrize("body", NOTHING_RECEIVED)
def test_what_was_not_received_is_no_acknowledgement(body: str) -> None:
    assert read_mail(letter(body, headers=GENERATED)).kind is not ReplyKind.ACKNOWLEDGEMENT


def test_an_address_that_takes_no_answers_asks_nothing_back() -> None:
    body = "Please confirm your email address by clicking the link below to activate your account: https://x.example/c"
    read = read_mail(letter(body, subject="Confirm your address", sender="noreply@x.example", headers=GENERATED))
    assert read.kind not in {ReplyKind.CLARIFICATION, ReplyKind.CHALLENGE, ReplyKind.HOLDING}


@pytest.mark.parametrize(
    ("body", "substitute"),
    [
        ("Ich bin bis 20. März im Urlaub. In dringenden Fällen: Tel. 030 1234567.", "030 1234567"),
        ("Je suis absent jusqu'au 20 mars. Vous pouvez joindre M. Dupont au 02.98.11.22.33.", "02.98.11.22.33"),
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(body: str, substitute: str) -> None:
    assert read_mail(letter(body, headers=REPLIED)).substitute == substitute
