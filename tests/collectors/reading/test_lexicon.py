"""The lexicon's data and its shortcuts: an entry skipped by its letters could never have matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.reading.folding import fold
from collectors.reading.text.lexicon import LANGUAGES, WORD_LISTS, Family, _data, family, words
from collectors.reading.text.lexicon.beginnings import Beginning, beginnings
from collectors.reading.text.lexicon.index import Entry, Index, expand
from collectors.reading.text.lexicon.literals import needed
from collectors.reading.text.tokens import Words, beginning_with, look_over, matches_at, words_of

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
    example = data.draw(st.from_regex(re.compile(expand(entry), re.ASCII), alphabet=st.characters(max_codepoint=127)))
    assert not letters or any(one in example for one in letters), (language, name, entry, letters)
    match = re.search(expand(entry), example, re.ASCII)
    ways = beginnings(entry)
    assert match is not None and (not ways or any(_begins(way, words_of(example[match.start() :])) for way in ways))


def _begins(way: Beginning, words: Words) -> bool:
    wanted = [word for word in way if word is not None]
    return words.starts[0] == 0 and all(
        text == word.text if word.whole else text.startswith(word.text)
        for word, text in zip(wanted, words.texts, strict=False)
    )


def _told(entry: str) -> set[str]:
    return {
        " ".join(word.text + "" if word.whole else word.text + "*" for word in way if word) for way in beginnings(entry)
    }


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("nous avons bien recu", {"nous avons"}),
        ("merci", {"merci"}),
        ("autom~", {"autom*"}),
        ("(?:de |d')?votre part", {"de votre", "d votre", "votre part"}),
        ("(?:de|d') votre", {"devotre", "de votre", "d votre"}),
        ("e-?mails?", {"email", "emails", "e mail", "e mails"}),
        ("[nv]otre maire", {"notre maire", "votre maire"}),
        ("current <2> weeks", {"current*"}),
        ("dans\\w* (?:le|la)", {"dans*"}),
        (" ?(?:, )?mais", set()),
    ],
)
def test_how_a_match_begins(entry, told):
    assert _told(entry) == told


def test_a_whole_text_looked_over_serves_its_beginnings():
    found = Family(Index([Entry("x", "tel"), Entry("x", "(?:, )?fax")]), "x")
    look_over("au tel, fax")
    first, later = found.find("au tel"), found.find("au tel, fax", 4)
    assert first is not None and first.span() == (3, 6) and found.find("au te") is None
    assert [match.group() for match in found.find_all("au tel, fax")] == ["tel", ", fax"]
    assert later is not None and later.group() == ", fax"
    assert words_of("au te").texts == ["au", "te"] and words_of("au te").starts == [0, 3]


@given(st.text("ab1 _-.é\n", max_size=40))
def test_matches_led_to_words_are_those_of_the_whole_search(text):
    pattern = re.compile(r"(?<!\w)(?:a|1+)\W?b?")
    assert [one.span() for one in matches_at(pattern, text, beginning_with("a", digits=True).places(text))] == [
        one.span() for one in pattern.finditer(text)
    ]


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
