"""The lexicon's data and its shortcuts: an entry skipped by its letters could never have matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.reading.folding import fold
from collectors.reading.text.lexicon import LANGUAGES, WORD_LISTS, Family, _data, family, words
from collectors.reading.text.lexicon.index import Entry, Index, expand
from collectors.reading.text.lexicon.literals import heads, needed

ENTRIES = [
    (language, name, entry)
    for language in LANGUAGES
    for name, entries in _data(language).items()
    if name not in WORD_LISTS
    for entry in entries
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_folded_and_compiles(language):
    for name, entries in _data(language).items():
        for entry in entries:
            if name in WORD_LISTS:
                assert entry == fold(entry), (name, entry)
            else:
                re.compile(expand(entry))
                assert not re.search(r"[àâäéèêëîïôöùûüçœ’]", entry), (name, entry)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(st.data())
def test_what_an_entry_matches_holds_the_letters_it_needs(data):
    language, name, entry = data.draw(st.sampled_from(ENTRIES))
    letters = needed(entry.rstrip("~ "))
    example = data.draw(st.from_regex(re.compile(expand(entry), re.ASCII)))
    assert not letters or any(one in example for one in letters), (language, name, entry, letters)
    starts = heads(entry.rstrip("~ "))
    match = re.search(expand(entry), example, re.ASCII)
    assert not starts or (match is not None and match.group().startswith(starts))


def test_french_and_english_have_the_same_families():
    assert set(_data("fr")) - set(_data("en")) == set() == set(_data("en")) - set(_data("fr"))


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("merci", ("merci",)),
        ("(?:chat|chien) noir", ("noir",)),
        ("(?:chat|chien)", ("chat", "chien")),
        ("a?b?", ()),
        ("colou?r", ("colo",)),
        ("(?:le|un) (?:[a-z]+)", ()),
        ("x(?!merci)", ()),
    ],
)
def test_needed_letters(pattern, letters):
    assert needed(pattern) == letters


def test_shorthands():
    pattern = re.compile(expand("merci <2> pour"))
    assert pattern.search("merci\nbeaucoup encore pour") and not pattern.search("merci a b c pour")
    assert Family(Index([Entry("x", "tel")]), "x").find("hotel") is None
    assert Family(Index([Entry("x", "tel")]), "x").find("hotel, tel") is not None
    assert re.search(expand("autom~"), "automatique")
    assert re.search(expand("d'accueil"), "d' accueil")


def test_an_unknown_language_or_family_is_none():
    assert (
        family("xx", "thanks") is None and family("de", "jargon") is None and words("xx", "stop_words") == frozenset()
    )
