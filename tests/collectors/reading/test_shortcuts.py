"""What is quicker than its plain form gives the same as the plain form."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from collectors.reading import lexicon
from collectors.reading.lexicon.vocabulary import Vocabulary
from collectors.reading.relevance.facts import KINDS, facts_of
from collectors.reading.segments.boilerplate import _mail, _shared
from collectors.reading.text.lexicon import family, look_at
from domain.observation import Evidence, Observation, evidence_of, observation_of

LETTER = """Bonjour Madame,
La mairie est ouverte du lundi au vendredi de 9h à 12h. Merci d'apporter un justificatif de domicile à la mairie ;
le tarif est de 12 euros et le délai de trois semaines. Appelez le 01 23 45 67 89, ou venez au 12 rue Haute, 75002
Paris, avant le 3 mars. https://ville.example/a contact@ville.example
Cordialement,
Service population"""


@pytest.mark.parametrize("value", [True, 1, 1.5, "precise"])
def test_an_observation_of_our_own_values_is_the_checked_one(value):
    proof = evidence_of("text", 3, 9, "merci")
    ours = observation_of("reply.thanks", value, (proof,), 0.9, "reply.thanks@1")
    checked = Observation(
        measure="reply.thanks",
        value=value,
        evidence=(Evidence(source="text", start=3, end=9, quote="merci"),),
        confidence=0.9,
        method="reply.thanks@1",
    )
    assert ours == checked and repr(ours) == repr(checked) and hash(ours) == hash(checked)
    assert ours.model_dump_json() == checked.model_dump_json()
    assert ours.model_fields_set == checked.model_fields_set and ours.model_copy() == checked
    with pytest.raises(ValidationError):
        ours.value = False  # type: ignore[misc]


@pytest.mark.parametrize(("value", "confidence"), [(True, 1.2), (True, -0.1), (None, 0.9)])
def test_an_observation_that_cannot_be_is_still_refused(value, confidence):
    with pytest.raises(ValidationError):
        observation_of("reply.thanks", value, (), confidence, "reply.thanks@1")


def test_facts_of_some_kinds_are_those_among_all():
    everything = facts_of(LETTER, "fr")
    assert {fact.kind for fact in everything} == set(KINDS)
    for kind in KINDS:
        assert facts_of(LETTER, "fr", (kind,)) == tuple(fact for fact in everything if fact.kind == kind)


def test_a_whole_look_finds_what_a_family_of_its_own_does():
    folded = LETTER.lower()
    alone = {name: [match.span() for match in _found("fr", name, folded)] for name in ("closing", "service", "street")}
    look_at("fr", folded)
    assert all(alone.values())
    assert alone == {name: [match.span() for match in _found("fr", name, folded)] for name in alone}
    service = family("fr", "service")
    assert service is not None
    at = folded.index("service population")
    assert service.may_begin(folded, at, len(folded)) and not service.may_begin(folded, at + 1, at + 3)


def _found(language: str, name: str, folded: str) -> Any:
    entries = family(language, name)
    assert entries is not None
    return entries.find_all(folded)


def test_a_seldom_family_is_found_in_a_text_looked_at():
    look_at("fr", "ce n'est pas gratuit, sans rendez-vous")
    assert _found("fr", "negations", "ce n'est pas gratuit, sans rendez-vous")


@pytest.mark.parametrize("folded", ["", "envoye", "merci beaucoup de votre aide", "nous sommes fermes", "x 入手 y"])
def test_having_any_concept_is_having_one(folded):
    known = Vocabulary(
        [("merci", "thank"), ("ferm*", "closed"), ("sommes .. ouverts", "open"), ("envoye de", "sent"), ("入手", "get")]
    )
    assert known.has_any(folded) is bool(known.concepts(folded))


def test_every_entry_of_a_device_line_holds_a_shared_word():
    for entry in lexicon.everywhere("mail", "get_app"):
        assert _mail("get_app").search(entry) and any(word in entry for word in _shared("get_app"))
