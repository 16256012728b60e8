"""The town's answers: every scenario has them, in variety, and the town knows what each wording is about."""

from __future__ import annotations

import re

import pytest

from sandbox.composing import coordinates
from sandbox.recognition import Recogniser
from sandbox.reply_texts import Fragment, Point
from sandbox.town_file import DEFAULT_TOWN, load_town
from scenarios.grid_loader import load_grid
from scenarios.library import load_library

LIBRARY = load_library()
TOWN = load_town(DEFAULT_TOWN)
FRAGMENTS = {fragment.scenario: fragment for fragment in TOWN.texts.fragments}
LANGUAGES = ("fr", "en")
RECOGNISER = Recogniser(TOWN.texts.fragments)
MEASURES = {measure.id for measure in load_grid().measures}


EACH_THEME = pytest.mark.parametrize(
    "fragment", [pytest.param(fragment, id=fragment.scenario) for fragment in TOWN.texts.fragments]
)


def said(fragment: Fragment, language: str) -> list[str]:
    holders: list[Point] = [*fragment.points.values(), *fragment.wrong.values()]
    return [phrase for holder in holders for phrase in holder.phrases(language)]


def test_each_scenario_has_its_fragment() -> None:
    assert len(TOWN.texts.fragments) == len(FRAGMENTS)
    assert set(FRAGMENTS) == set(LIBRARY)


@EACH_THEME
def test_a_fragment_answers_what_its_scenario_expects(fragment: Fragment) -> None:
    scenario = LIBRARY[fragment.scenario]
    assert fragment.kind == scenario.kind.value
    assert list(fragment.points) == [point.id for point in scenario.expects]
    assert list(fragment.wrong) == [statement.id for statement in scenario.wrong]


@pytest.mark.parametrize("language", LANGUAGES)
@EACH_THEME
def test_a_fragment_has_variety(fragment: Fragment, language: str) -> None:
    assert all(len(set(point.phrases(language))) >= 3 for point in fragment.points.values())
    assert all(len(set(point.phrases(language))) >= 2 for point in fragment.wrong.values())
    phrases = said(fragment, language)
    assert len(phrases) == len(set(phrases)), "the same phrase answers two points"
    assert 3 <= len(set(fragment.asks[language])) <= 5
    assert all(question.endswith("?") for question in fragment.asks[language])
    assert fragment.name[language] and fragment.elsewhere[language] and fragment.recognise[language]


@EACH_THEME
def test_names_of_other_services_suit_a_french_preposition(fragment: Fragment) -> None:
    assert not [name for name in fragment.elsewhere["fr"] if re.match(r"les? ", name)], "« à le » and « de les »"


@EACH_THEME
def test_a_phrase_is_a_sentence_whatever_the_structure(fragment: Fragment) -> None:
    for resident in TOWN.file.structures:
        for phrase in said(fragment, resident.language):
            written = phrase.format_map(coordinates(resident))
            assert written[0].isupper() or written[0].isdigit() or written[0] in "€£", written
            assert written[-1] in ".!" and "  " not in written and not re.search(r"[{}?]", written), written


@EACH_THEME
def test_labels_are_measures_that_a_phrase_can_settle(fragment: Fragment) -> None:
    for point in fragment.points.values():
        assert set(point.labels) <= MEASURES
        assert all(value is True for value in point.labels.values())
    assert not [point for point in fragment.wrong.values() if point.labels], "the truth log ignores them"


@pytest.mark.parametrize("place", sorted({resident.place for resident in TOWN.file.structures if resident.place}))
def test_every_wording_of_every_scenario_is_recognised(place: str) -> None:
    missed = []
    for scenario in LIBRARY.values():
        for language in LANGUAGES:
            for number, wording in enumerate(scenario.texts[language], start=1):
                asked = f"{wording.subject}\n{wording.body}".replace("{place}", place).replace("{name}", "Ana Ruiz")
                found = RECOGNISER.theme(asked, language)
                if found is None or found.scenario != scenario.id:
                    missed.append((scenario.id, language, number, found and found.scenario))
    assert not missed
