"""What holds of the segments of any text."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.reading.segments import new_text_of, split
from domain.reply import Part, Segment

_LINES = st.sampled_from(
    [
        "",
        "Bonjour,",
        "La salle est libre samedi à partir de 14h.",
        "Cordialement,",
        "Léa Petit",
        "> Libre ?",
        ">> Libre ?",
        "--",
        "Envoyé de mon iPhone",
        "Le 04/03/2024 à 10:00, Jean <jean@example.net> a écrit :",
        "De : Jean <jean@example.net>",
        "Envoyé : lundi 4 mars 2024 10:00",
        "À : Salles",
        "Objet : Salle",
        "-----Message d'origine-----",
        "---------- Forwarded message ---------",
        "Ce message est confidentiel, destiné à son destinataire ; en cas d'erreur merci de le détruire.",
        "01 23 45 67 89",
        "PS : la clé est à l'accueil.",
        "________________________________",
        "| tableau |",
    ]
)
_LAID_OUT = st.lists(_LINES, max_size=25).map("\n".join)
_PROSE = st.lists(
    st.sampled_from(["La salle est libre.", "Le prix est de 80 euros.", "Venez à l'accueil.", "", "Voici."]),
    min_size=1,
    max_size=8,
).map("\n".join)
_ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400) | _LAID_OUT
_QUOTE = "\n\nLe 04/03/2024 à 10:00, Jean <jean@example.net> a écrit :\n\n> Bonjour,\n> Libre ?\n"
_BLOCK = (
    "\n\nDe : Jean <jean@example.net>\nEnvoyé : lundi 4 mars 2024 10:00\nÀ : Salles\nObjet : Salle"
    "\n\nBonjour,\n\nLibre ?\n"
)


@settings(max_examples=300, deadline=None)
@given(text=_ANY)
def test_segments_cover_the_text_in_order(text: str):
    segments = split(text)
    assert "".join(text[s.start : s.end] for s in segments) == text
    assert all(segment.start < segment.end for segment in segments)
    assert all(left.end == right.start and left.part is not right.part for left, right in pairwise(segments))


@settings(max_examples=150, deadline=None)
@given(prose=_PROSE, below=st.sampled_from([_QUOTE, _BLOCK]))
def test_a_quote_below_changes_nothing(prose: str, below: str):
    assert new_text_of(prose + below, split(prose + below)) == new_text_of(prose, split(prose))


@settings(max_examples=150, deadline=None)
@given(prose=_PROSE)
def test_reading_again_changes_nothing(prose: str):
    text = prose + "\n\nCordialement,\nLéa Petit\n01 23 45 67 89" + _QUOTE
    once = new_text_of(text, split(text))
    assert new_text_of(once, split(once)) == once


@settings(max_examples=150, deadline=None)
@given(text=_ANY, data=st.data())
def test_any_marks_are_survived(text: str, data: st.DataObject):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    marks = tuple(Segment(data.draw(st.sampled_from(Part)), start, end) for start, end in pairs)
    segments = split(text, marks=marks)
    assert "".join(text[s.start : s.end] for s in segments) == text


MILLION = 1_000_000
HEAVY = {
    "one letter": "a" * MILLION,
    "quote marks": ">" * MILLION,
    "quoted nothing": "> \n" * (MILLION // 3),
    "rules": "____\n" * (MILLION // 5),
    "delimiters": "--\n" * (MILLION // 3),
    "labels": "From: x\n" * (MILLION // 8),
    "openings": "On\n" * (MILLION // 3),
    "addresses": "a@" * (MILLION // 2),
    "digits": "1 " * (MILLION // 2),
    "closings": "cordialement\n" * (MILLION // 13),
    "notices": "confidential\n\n" * (MILLION // 14),
    "devices": "sent from my iphone\n" * (MILLION // 20),
    "capitals": "Aa-" * (MILLION // 3),
}


@pytest.mark.parametrize("name", HEAVY)
def test_no_megabyte_takes_long(name: str):
    start = process_time()
    split(HEAVY[name])
    assert process_time() - start < 3
