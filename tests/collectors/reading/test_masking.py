"""Agents' names are hidden, letter by letter; the citizen's and the service's are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.reading.masking import MARK, mask
from collectors.reading.measures import read_measures
from domain.reply import Part, ReadReply, Segment
from tests.collectors.reading.replies import JANE, TOWN, context, reply

AROUND = context(persona=JANE, structure=TOWN)


def masked(new: str, **options: Any) -> ReadReply:
    return mask(reply(new, **options), AROUND)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (
            "Bonjour Madame Vasseur,\n\nC'est prêt.\n\nCordialement,\nSophie Perrot\nMairie de Brévanne",
            ["Sophie", "Perrot"],
        ),
        ("Bonjour,\n\nJe suis Nadia Belkacem, chargée d'accueil.\n\nCordialement", ["Nadia", "Belkacem"]),
        ("Votre interlocutrice est Mme Fournier.", ["Fournier"]),
        ("Votre interlocutrice est madame FOURNIER, joignable lundi.", ["FOURNIER"]),
        ("Vous pouvez contacter Paul Roche au guichet.", ["Paul", "Roche"]),
        ("Voyez M. Le Goff ou Mme d'Aubigny.", ["Goff", "Aubigny"]),
        ("C'est prêt.\n\nCordialement,\nJean-Marc DUVAL\n\nJ-M. Duval, service population", ["Jean", "DUVAL", "Duval"]),
        ("Écrivez à sophie.perrot@brevanne.example ou appelez le 06 12 34 56 78.", ["sophie", "perrot", "34 56"]),
        ("Ma ligne directe : 04 76 00 11 23", ["00 11 23"]),
    ],
)
def test_hidden(text, hidden):
    found = masked(text)
    for piece in hidden:
        assert piece not in found.text, found.text
        assert piece not in found.new_text
    assert len(found.text) == len(text) + 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Bonjour Madame Vasseur,\n\nHélène, c'est prêt.\n\nCordialement,\nSophie Perrot", ["Vasseur", "Hélène"]),
        (
            "Le service état civil de la mairie de Brévanne vous attend.\n\nCordialement,\nService état civil",
            ["état civil", "Brévanne"],
        ),
        (
            "Écrivez à etat-civil@brevanne.example, tél. 04 76 00 11 22.",
            ["etat-civil@brevanne.example", "04 76 00 11 22"],
        ),
        ("Envoyé à helene.vasseur@box.example", ["helene.vasseur"]),
        ("Rendez-vous rue Victor Hugo, à la Maison des associations.", ["Maison des associations"]),
    ],
)
def test_kept(text, kept):
    found = masked(text)
    for piece in kept:
        assert piece in found.text, found.text


def test_headers_and_substitute():
    found = masked(
        "Bonjour",
        from_name="Sophie PERROT",
        from_address="s.perrot@brevanne.example",
        to=("helene.vasseur@box.example",),
        more={
            "substitute": "sophie.perrot@brevanne.example",
            "facts": {"substitute_name": "Sophie Perrot", "images": 2},
        },
    )
    assert (
        "erro"
        not in (found.headers.from_name + found.headers.from_address + found.substitute + str(found.facts)).lower()
    )
    assert found.headers.to == ("helene.vasseur@box.example",)
    assert found.facts["images"] == 2
    assert len(found.headers.from_name) == len("Sophie PERROT")


def test_a_service_as_sender_is_kept():
    assert masked("Bonjour", from_name="Service état civil").headers.from_name == "Service état civil"


def test_a_name_hidden_once_is_hidden_everywhere_even_in_quotes():
    found = masked(
        "C'est prêt.\n\nCordialement,\nSophie Perrot",
        quote="> Le 3 mars, Sophie Perrot a écrit : rappel de Mme Vasseur",
    )
    assert found.text.count("Perrot") == 0 and "Vasseur" in found.text


def test_stored_quotes_are_masked_and_measures_are_read_before():
    read = reply(
        "Bonjour,\n\nC'est prêt.\n\nCordialement,\nSophie Perrot",
        from_name="Sophie Perrot",
        from_address="mairie@brevanne.example",
    )
    shown = mask(read, AROUND)
    found = {one.measure: one for one in read_measures(read, AROUND, masked=True)}
    assert found["reply.signed_by_person"].value is True
    assert found["reply.signed_by_person"].evidence[0].quote == f"{MARK * 6} {MARK * 6}"
    for one in found.values():
        for proof in one.evidence:
            assert "Perrot" not in proof.quote
            assert proof.start < 0 or shown.text[proof.start : proof.end] == proof.quote


@settings(deadline=None)  # the first example loads the lexicon
@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_any_text_keeps_its_length_and_its_evidence(text, one, other):
    first, second = sorted((min(one, len(text)), min(other, len(text))))
    bounds = [(Part.NEW, 0, first), (Part.QUOTE, first, second), (Part.SIGNATURE, second, len(text))]
    segments = tuple(Segment(part, start, end) for part, start, end in bounds if end > start)
    base = reply("x")
    read = ReadReply(**{**base.__dict__, "text": text, "new_text": text[:first], "segments": segments})
    assert len(mask(read, AROUND).text) == len(text)
    for observation in read_measures(read, AROUND):
        for proof in observation.evidence:
            assert proof.start < 0 or text[proof.start : proof.end] == proof.quote
