"""Greeting, name, civility, thanks, closing: as people write them, slips included."""

from __future__ import annotations

import pytest

from tests.collectors.reading.replies import JANE, observed, value

BODY = "\n\nLe dossier est à retirer au guichet.\n"


@pytest.mark.parametrize(
    "opening",
    [
        "Bonjour,",
        "bonjour",
        "BONJOUR MADAME,",
        "Bonsoir,",
        "Madame, Monsieur,",
        "Chère Madame,",
        "Bonjur,",
        "Bonojur Madame",
        "Monsieur,",
        "Cher usager,",
        "Bonjour et merci de votre message,",
        "Mme Vasseur,",
        "Re-bonjour,",
    ],
)
def test_french_greetings(opening):
    assert value("reply.has_greeting", opening + BODY) is True


@pytest.mark.parametrize(
    "opening", ["Hello,", "hi there", "Dear Ms Vasseur,", "Good morning", "Dear Sir or Madam", "Jane,", "Helo,"]
)
def test_english_greetings(opening):
    assert value("reply.has_greeting", opening + "\n\nThe form is at the desk.\n", language="en") is True


@pytest.mark.parametrize(
    "text",
    [
        "Le service est fermé.",
        "Monsieur le maire vous recevra jeudi à son bureau.",
        "Veuillez trouver ci-joint le formulaire.",
        "Suite à votre demande, voici la liste.\nVeuillez agréer,\nMadame, Monsieur,\nnos salutations distinguées.",
    ],
)
def test_no_greeting(text):
    assert value("reply.has_greeting", text) is False


def test_letterhead_before_the_greeting_is_no_obstacle():
    assert (
        value("reply.has_greeting", "Ville de Brévanne\nService population\n12 rue Haute\n\nMadame,\n" + BODY) is True
    )


@pytest.mark.parametrize(
    ("opening", "named", "correct"),
    [
        ("Bonjour Madame Vasseur,", True, True),
        ("Bonjour Hélène,", True, True),
        ("BONJOUR MME VASSEUR", True, True),
        ("bonjour mme vasseur", True, True),
        ("Bonjour Madame Vaseur,", True, False),
        ("Bonjour Madame,", False, None),
        ("Bonjour Madame Pruvost,", False, False),
        ("Bonjour,", False, None),
    ],
)
def test_by_name(opening, named, correct):
    found = observed(opening + BODY, known={"persona": JANE})
    assert found["reply.greets_by_name"].value is named
    assert (found["reply.name_correct"].value if "reply.name_correct" in found else None) is correct


@pytest.mark.parametrize(
    ("opening", "language", "named"),
    [
        ("Bonjour Monsieur Keller,", "fr", True),
        ("Bonjour à tous,", "fr", False),
        ("Cher client,", "fr", False),
        ("Dear Dr Okafor,", "en", True),
        ("Dear Customer,", "en", False),
        ("Hi all,", "en", False),
        ("Hello Priya", "en", True),
        ("Hello there,", "en", False),
        ("Bonjour Madame, Monsieur,", "fr", False),
    ],
)
def test_by_name_without_knowing_the_citizen(opening, language, named):
    assert value("reply.greets_by_name", opening + BODY, language=language) is named


@pytest.mark.parametrize(
    ("opening", "right"),
    [("Bonjour Madame,", True), ("Monsieur,", False), ("Madame, Monsieur,", None), ("Bonjour,", None)],
)
def test_civility(opening, right):
    found = observed(opening + BODY, known={"persona": JANE})
    assert found["reply.uses_civility"].value is (opening != "Bonjour,")
    assert (found["reply.civility_correct"].value if "reply.civility_correct" in found else None) is right


@pytest.mark.parametrize(
    "text",
    [
        "Merci pour votre message.",
        "Nous vous remercions de l'intérêt que vous portez à la ville.",
        "Je vous remercie d'avoir contacté nos services.",
        "Nous avons bien reçu votre demande et vous en remercions.",
        "merci de nous avoir contactes",
    ],
)
def test_thanks_in_french(text):
    assert value("reply.thanks", text) is True


@pytest.mark.parametrize(
    "text", ["Thank you for your email.", "Thanks for getting in touch", "Many thanks for the details"]
)
def test_thanks_in_english(text):
    assert value("reply.thanks", text, language="en") is True


@pytest.mark.parametrize(
    "text",
    [
        "Merci de nous faire parvenir le formulaire.",
        "Merci de bien vouloir compléter le dossier.",
        "Vous pouvez passer mardi.",
    ],
)
def test_a_request_is_no_thanks(text):
    assert value("reply.thanks", text) is False


@pytest.mark.parametrize(
    "ending",
    [
        "Cordialement,\nLe service",
        "Bien cordialement",
        "Cordialment",
        "Cdt,",
        "Veuillez agréer, Madame, l'expression de ma considération distinguée.",
        "Je vous prie de croire, Madame,\nà l'assurance de mes sentiments distingués.",
        "Sincères salutations",
        "Bien à vous,",
    ],
)
def test_french_closings(ending):
    assert value("reply.has_closing", "Bonjour," + BODY + "\n" + ending + "\n") is True


@pytest.mark.parametrize(
    "ending",
    ["Kind regards", "Yours sincerely,\nA. Moss", "Best wishes,", "Regards\nTom", "Many thanks,\nTom", "sincerly"],
)
def test_english_closings(ending):
    assert value("reply.has_closing", f"Hello,\n\nIt is open on Monday.\n\n{ending}\n", language="en") is True


@pytest.mark.parametrize(
    "text",
    ["Le maire vous invite cordialement à la cérémonie du 8 mai.", "Passez lundi.", "Regarding the permit, come in."],
)
def test_no_closing(text):
    assert value("reply.has_closing", text) is False


def test_leave_taking_and_polite_phrase():
    found = observed("Passez lundi.\n\nBonne journée")
    assert found["reply.has_leave_taking"].value is True
    assert found["reply.polite_phrase"].value is True
    assert observed("Passez lundi.")["reply.polite_phrase"].value is False


@pytest.mark.parametrize(
    ("text", "curt"),
    [
        ("Voir le site.", True),
        ("Bonjour, voir le site. Cordialement", False),
        ("Le dossier est à retirer au guichet de la mairie avec une pièce et le formulaire rempli", False),
    ],
)
def test_curt(text, curt):
    assert value("reply.curt", text) is curt


@pytest.mark.parametrize(
    ("text", "shouts"),
    [
        ("Il faut venir AVANT LE 12 AVRIL DERNIER DELAI sinon rien.", True),
        ("Le dossier est incomplet !!!", True),
        ("MAIRIE DE BREVANNE\nLe dossier est prêt.", False),
        ("Votre CNI est prête.", False),
        ("Quoi ?! Encore vous ?", True),
    ],
)
def test_shouting(text, shouts):
    assert value("reply.shouts", text) is shouts


@pytest.mark.parametrize(
    ("text", "language", "measure"),
    [
        ("Nous sommes désolés pour ce retard.", "fr", "reply.has_apology"),
        ("Veuillez nous excuser pour la gêne occasionnée", "fr", "reply.has_apology"),
        ("We apologise for the delay.", "en", "reply.has_apology"),
        ("Je comprends tout à fait votre inquiétude.", "fr", "reply.has_empathy"),
        ("I understand how frustrating this must be.", "en", "reply.has_empathy"),
        ("Comme je vous l'ai déjà indiqué, c'est fermé.", "fr", "reply.blames_user"),
        ("You should have read the notice.", "en", "reply.blames_user"),
    ],
)
def test_feelings(text, language, measure):
    assert value(measure, text, language=language) is True
    assert value(measure, "Open on Monday." if language == "en" else "Ouvert le lundi.", language=language) is False


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Sehr geehrte Frau Vasseur,\n\nvielen Dank für Ihre Anfrage.\n\nMit freundlichen Grüßen\nK. Weber"),
        ("es", "Estimada señora:\n\nGracias por su mensaje.\n\nUn cordial saludo"),
        ("it", "Gentile signora,\n\nLa ringrazio.\n\nCordiali saluti"),
        ("nl", "Geachte mevrouw,\n\nBedankt voor uw bericht.\n\nMet vriendelijke groet"),
        ("pt", "Prezada senhora,\n\nObrigado pelo contacto.\n\nCom os melhores cumprimentos"),
    ],
)
def test_other_languages_have_the_basics_and_no_more(language, text):
    found = observed(text, language=language)
    assert [found[f"reply.{name}"].value for name in ("has_greeting", "thanks", "has_closing")] == [True, True, True]
    assert "reply.has_empathy" not in found and "answer.has_cost" not in found


def test_an_unknown_language_is_not_judged():
    found = observed("Dzień dobry, urząd jest czynny w poniedziałek.", language="pl", known={"language": "pl"})
    assert (
        "reply.thanks" not in found and "reply.has_closing" not in found and "reply.jargon_per_100_words" not in found
    )
    assert found["reply.word_count"].value == 7
