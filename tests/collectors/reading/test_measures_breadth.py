"""Turns of phrase of desks and advisers, by measure: ways of saying a thing, and near misses that do not say it."""

from __future__ import annotations

import pytest

from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.registry import REGISTRY
from collectors.reading.relevance.lemmas import keys
from tests.collectors.reading.replies import context, reply

SAID = {
    "reply.thanks": {
        "fr": ["merci d'avoir vu cela", "c'est gentil de nous avoir prévenus", "dont nous vous remercions"],
        "en": ["much obliged for your note", "good of you to let us know", "cheers for the heads-up"],
    },
    "reply.has_apology": {
        "fr": ["pardon pour ce contretemps", "mille excuses pour ce délai", "la Ville s'excuse de cette attente"],
        "en": ["a thousand apologies for the wait", "please forgive the delay", "sorry you had to wait"],
    },
    "reply.has_empathy": {
        "fr": ["de tout cœur avec vous", "je conçois que cela vous contrarie", "je me mets à votre place"],
        "en": ["I sympathise with your situation", "I know how tiring this wait can be", "our thoughts are with you"],
    },
    "reply.offers_help": {
        "fr": ["appelez-nous en cas de pépin", "hésitez pas à me recontacter", "nous demeurons à votre écoute"],
        "en": ["give us a shout if you get stuck", "ring us if anything goes wrong", "we remain at your disposal"],
    },
    "reply.offers_appointment": {
        "fr": ["je vous propose de passer mardi à 10 h", "dites-moi quel jour vous arrange pour en discuter"],
        "en": ["would you like to come in on Tuesday at 10?", "I could see you on 12 March at 2 pm if that suits"],
    },
    "reply.offers_callback": {
        "fr": ["je vous passe un coup de fil demain", "laissez-nous votre numéro et nous vous téléphonerons"],
        "en": ["would you like a call back?", "what is the best time to reach you by phone?"],
    },
    "reply.asks_satisfaction": {
        "fr": ["aidez-nous à nous améliorer en notant cet échange", "que pensez-vous de notre réponse ?"],
        "en": ["help us improve by answering three questions", "were you satisfied with our reply?"],
    },
    "reply.blames_user": {
        "fr": ["encore faut-il le consulter", "nous vous l'avons déjà dit", "vous n'aviez qu'à venir"],
        "en": ["had you bothered to look", "we have told you this three times", "the delay is down to you, not us"],
    },
}  # fmt: skip
NOT_SAID = {
    "reply.thanks": {"fr": ["merci d'apporter votre passeport"], "en": ["your payment would be appreciated"]},
    "reply.has_apology": {"fr": ["l'absence est excusée par un certificat"], "en": ["it is in a sorry state"]},
    "reply.has_empathy": {
        "fr": ["je comprends que vous souhaitez un acte", "si vous aviez pris la peine de lire"],
        "en": ["I understand that you want a certificate", "we understand from the landlord that it is empty"],
    },
    "reply.offers_help": {
        "fr": ["les formulaires sont à votre disposition à l'accueil"],
        "en": ["the law helps small firms"],
    },
    "reply.offers_appointment": {
        "fr": ["votre rendez-vous a été annulé"],
        "en": ["your appointment was cancelled"],
    },
    "reply.offers_callback": {
        "fr": ["vous pouvez appeler le standard", "je vous rappelle que la date limite est le 3 mai"],
        "en": ["please quote the reference when you write"],
    },
    "reply.asks_satisfaction": {
        "fr": ["le questionnaire de santé est à rendre au médecin"],
        "en": ["a building survey is required"],
    },
    "reply.blames_user": {"fr": ["vous n'avez pas à fournir de photo"], "en": ["you should bring a photo"]},
}
OPENINGS = {"fr": "Bonjour,\n\n", "en": "Hello,\n\n"}


def cases(table: dict[str, dict[str, list[str]]]) -> list[tuple[str, str, str]]:
    return [(name, lang, said) for name, by in table.items() for lang, texts in by.items() for said in texts]


def value(name: str, language: str, said: str) -> object:
    text = OPENINGS[language] + said[0].upper() + said[1:] + ("" if said.endswith("?") else ".")
    return REGISTRY[name].function(Analysis(reply(text, language=language), context(language=language))).value


@pytest.mark.parametrize(("name", "language", "said"), cases(SAID))
def test_it_is_said(name: str, language: str, said: str) -> None:
    assert value(name, language, said) is True


@pytest.mark.parametrize(("name", "language", "said"), cases(NOT_SAID))
def test_it_is_not_said(name: str, language: str, said: str) -> None:
    assert value(name, language, said) is False


@pytest.mark.parametrize(("one", "other", "language"), [("voiture", "véhicule", "fr"), ("rubbish", "refuse", "en")])
def test_synonyms_compare_as_one(one: str, other: str, language: str) -> None:
    assert keys(one, language) == keys(other, language)


def test_words_of_other_ideas_stay_apart() -> None:
    assert keys("facture", "fr") != keys("quittance", "fr")
