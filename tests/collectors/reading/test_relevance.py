"""Answer points: found when said, not when asked, quoted, denied or merely repeated."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.reading.relevance.facts import facts_of
from collectors.reading.relevance.lemmas import matches, tokens
from domain.vocabulary import ReplyKind
from tests.collectors.reading.replies import TOWN, observed, reply, scenario

ASKED = (
    "Bonjour, faut-il un justificatif de domicile pour la carte de stationnement, combien coûte-t-elle "
    "et faut-il prendre rendez-vous ?"
)


def graded(text: str, *, language: str = "fr", known: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return observed(
        text, language=language, known={"scenario": scenario(), "request_text": ASKED} | (known or {}), **options
    )


def covered(text: str, **options: Any) -> list[str]:
    """The points an answer covers, by the quote that proves each."""
    return [one.quote for one in graded(text, **options)["answer.points_covered"].evidence]


@pytest.mark.parametrize(
    "text",
    [
        "Il vous faudra un justificatif de domicile.",
        "Apportez des justificatifs de votre domicile.",
        "JUSTIFICATIF DE DOMICILE obligatoire",
        "Merci de vous munir d'un justificatif. Il doit être à votre domicile actuel.",
        "Pensez au justificatf de domicile.",
        "N'oubliez pas de fournir un justificatif de domicile.",
        "La carte ne sera pas délivrée sans justificatif de domicile.",
        "Il faut non seulement un justificatif de domicile mais aussi la carte grise.",
    ],
)
def test_a_point_said_in_other_words(text):
    assert covered(text), text


@pytest.mark.parametrize(
    "text",
    [
        "Il n'est pas nécessaire de fournir un justificatif de domicile.",
        "Aucun justificatif de domicile n'est demandé.",
        "Avez-vous un justificatif de domicile ?",
        "Vous souhaitez savoir si un justificatif de domicile est nécessaire.",
        "Votre domicile est bien noté.",
        "Inutile d'apporter un justificatif de domicile.",
        "Bonjour, faut-il un justificatif de domicile pour la carte de stationnement, combien coûte-t-elle.",
    ],
)
def test_a_point_not_said(text):
    assert covered(text) == [], text


def test_the_citizens_own_words_quoted_back_do_not_count():
    assert (
        covered(
            "Bonjour, nous étudions.", quote="> il me faut un justificatif de domicile et 30 euros, sans rendez-vous"
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C'est sans rendez-vous.", True),
        ("Il n'y a pas besoin de prendre rendez-vous.", True),
        ("Il faut prendre rendez-vous.", False),
    ],
)
def test_a_point_that_denies(text, found):
    assert bool(covered(text)) is found


def test_a_price_meets_its_point_only_when_equal():
    assert covered("La carte coûte 30 €.") == ["30 €"]
    wrong = graded("La carte coûte 45 €.")
    assert wrong["answer.wrong_statements"].value == 1 and wrong["answer.verdict"].value == "wrong"
    assert wrong["answer.wrong_statements"].evidence[0].quote == "45 €"
    both = graded("La carte coûte 30 €, la seconde 45 €.")
    assert both["answer.wrong_statements"].value == 0


def test_a_wrong_statement_counts_unless_denied():
    assert graded("La carte est valable dans toute la ville.")["answer.verdict"].value == "wrong"
    assert graded("La carte n'est pas valable dans toute la ville.")["answer.wrong_statements"].value == 0


def test_verdicts():
    precise = graded(
        "Apportez un justificatif de domicile. La carte coûte 30 €. Nous recevons sans rendez-vous de 9h à 12h."
    )
    assert precise["answer.verdict"].value == "precise" and precise["answer.coverage"].value == 1
    assert precise["answer.essential_covered"].value is True and precise["answer.helpfulness"].value > 4
    acceptable = graded("Apportez un justificatif de domicile.")
    assert acceptable["answer.verdict"].value == "acceptable" and acceptable["answer.coverage"].value == pytest.approx(
        0.4
    )
    none = graded(
        "La carte de stationnement existe depuis dix ans et les riverains en sont très contents dans le quartier."
    )
    assert none["answer.verdict"].value == "none" and none["answer.off_topic"].value is False
    assert none["answer.essential_covered"].value is False


def test_english():
    found = graded("Please bring proof of address. It costs £30 a year and no appointment is needed.", language="en")
    assert found["answer.points_covered"].value == 3


def test_off_topic_and_non_answer():
    off = graded(
        "La piscine ouvre ses portes en juin et les cours de natation reprennent pour les enfants de la commune."
    )
    assert off["answer.off_topic"].value is True
    empty = graded("Bonjour,\n\nNous avons bien reçu votre message.\n\nCordialement")
    assert empty["answer.non_answer"].value is True and empty["answer.substantive"].value is False
    assert empty["answer.off_topic"].value is False and empty["answer.helpfulness"].value == 1


def test_right_service_named_by_one_whose_business_it_is_not():
    region = TOWN.model_copy(update={"category": "region"})
    named = graded("Cette question relève de votre mairie.", known={"structure": region})
    assert named["answer.right_service_named"].value is True and named["answer.verdict"].value == "precise"
    lost = graded("Cela ne relève pas de nos services.", known={"structure": region})
    assert lost["answer.right_service_named"].value is False
    assert "answer.right_service_named" not in graded("Voyez votre mairie.", known={"structure": TOWN})


def test_without_a_scenario_or_its_language_there_is_no_verdict():
    assert "answer.verdict" not in observed("Apportez un justificatif de domicile.")
    german = observed("Bitte bringen Sie einen Nachweis mit.", language="de", known={"scenario": scenario()})
    assert not any(name in german for name in ("answer.verdict", "answer.coverage", "answer.has_cost"))


def test_only_an_answer_is_substantive():
    held = graded("Il faudra un justificatif de domicile, nous reviendrons vers vous.", kind=ReplyKind.HOLDING)
    assert held["answer.substantive"].value is False


def test_alternatives_and_groups():
    changed = scenario()
    point = changed.expects[0].model_copy(
        update={"accepts": {"fr": ["(passeport | livret de famille) original"]}, "type": "text"}
    )
    changed = changed.model_copy(update={"expects": [point]})
    for text, found in (
        ("Le passeport original suffit.", True),
        ("Livret de famille, original exigé.", True),
        ("Le passeport suffit.", False),
    ):
        assert bool(observed(text, known={"scenario": changed})["answer.points_covered"].value) is found


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("inscription", "inscriptions", True),
        ("inscrire", "inscription", True),
        ("gratuit", "gratuites", True),
        ("collecte", "collège", False),
        ("encombrants", "encombrant", True),
        ("déchèterie", "dechetterie", True),
        ("mairie", "marié", False),
        ("horaires", "horaire", True),
    ],
)
def test_words_of_one_family(word, other, same):
    assert matches(tokens(word, "fr")[0], tokens(other, "fr")[0]) is same


FACTS = [
    ("fr", "ouvert de 8h30 à 12h et de 13 h 30 à 17 h", "hours", None),
    ("fr", "du lundi au vendredi", "hours", None),
    ("fr", "fermé le mercredi", "hours", None),
    ("en", "9am–5pm", "hours", None),
    ("en", "open Monday to Friday", "hours", None),
    ("en", "from 9:00 to 17:30", "hours", None),
    ("fr", "86,00 €", "price", 86),
    ("fr", "12 euros 50", "price", 12.5),
    ("fr", "1 250 €", "price", 1250),
    ("fr", "sans frais", "price", 0),
    ("en", "it is free of charge", "price", 0),
    ("en", "£12.50", "price", 12.5),
    ("fr", "sous 48 h", "delay", 2),
    ("fr", "un délai de trois semaines", "delay", 21),
    ("fr", "comptez 10 à 15 jours ouvrés", "delay", 12),
    ("en", "within two weeks", "delay", 14),
    ("fr", "12 rue des Lilas, 69100 Villeurbanne", "address", None),
    ("en", "10 High Street, Leeds LS1 4AP", "address", None),
    ("fr", "01 23 45 67 89", "phone", None),
    ("en", "020 7946 0958", "phone", None),
    ("fr", "etat.civil@ville.example", "email", None),
    ("fr", "www.ville.fr/demarches", "url", None),
    ("fr", "le 12 mars 2026", "date", None),
    ("fr", "le premier lundi du mois", "date", None),
    ("en", "on 3 April", "date", None),
    ("fr", "votre livret de famille", "document", None),
    ("en", "your passport", "document", None),
    ("fr", "à la mairie annexe", "place", None),
    ("en", "at the town hall", "place", None),
]


@pytest.mark.parametrize(("language", "text", "kind", "value"), FACTS)
def test_typed_facts(language, text, kind, value):
    found = [fact for fact in facts_of(text, language) if fact.kind == kind]
    assert found, facts_of(text, language)
    assert value is None or any(fact.equals(value) for fact in found), found


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("fr", "à 9 h", "delay"),
        ("fr", "valable 10 ans", "delay"),
        ("fr", "ce n'est pas gratuit", "price"),
        ("en", "feel free to call", "price"),
        ("fr", "une facture de moins de 3 mois", "delay"),
        ("fr", "dossier 2026-00412", "phone"),
        ("fr", "le 12/03/2026", "phone"),
        ("en", "I was born in 1987", "price"),
    ],
)
def test_what_is_no_fact(language, text, kind):
    assert [fact for fact in facts_of(text, language) if fact.kind == kind] == []


def test_evidence_stands_where_it_says():
    text = (
        "Bonjour,\n\nApportez un justificatif\nde domicile. La carte coûte 30 €, sans rendez-vous.\n\n"
        "Cordialement,\nSophie Perrot"
    )
    read = reply(text, quote="> ancien message")
    for one in graded(text, quote="> ancien message").values():
        for proof in one.evidence:
            assert proof.start < 0 or (read.text[proof.start : proof.end] == proof.quote and proof.quote.strip())
