"""An automatic reply that speaks of the message received acknowledges it, whatever its words."""

from __future__ import annotations

import pytest

from collectors.reading.mail import read_mail
from domain.vocabulary import ReplyKind

HEAD = (
    "From: accueil@x.example\nTo: a@b.example\nSubject: Re: question\nAuto-Submitted: auto-replied\n"
    "In-Reply-To: <1@b.example>\nContent-Type: text/plain; charset=utf-8\n\n"
)


@pytest.mark.parametrize("text", ["Nous traitons votre demande.", "Your enquiry is now with our team."])
def test_a_machine_that_speaks_of_the_message_has_it(text: str):
    assert read_mail((HEAD + text).encode()).kind is ReplyKind.ACKNOWLEDGEMENT


@pytest.mark.parametrize(
    "text",
    [
        "Cette adresse n'est plus consultée. Merci d'écrire à mairie@x.example.",
        "This mailbox is no longer monitored. Your message will not be read.",
        "Ceci est un message automatique, merci de ne pas y répondre.",
        "Votre message n'a pas été remis, cette boîte est supprimée.",
    ],
)
def test_one_that_denies_or_speaks_of_itself_does_not(text: str):
    assert read_mail((HEAD + text).encode()).kind is ReplyKind.AUTO_REPLY
