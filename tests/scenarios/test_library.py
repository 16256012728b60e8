from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, product
from pathlib import Path

import pytest

from domain.structure import Structure
from domain.vocabulary import Channel, ScenarioKind, Sector
from domain.wording import LANGUAGES
from scenarios.categories import load_categories
from scenarios.library import LIBRARY_FOLDER, applicable, load_library, load_scenario
from scenarios.scenario_rules import PLACEHOLDERS

LIBRARY = load_library()
EVERY = sorted(LIBRARY)


def structure(category: str, sector: Sector = Sector.PUBLIC) -> Structure:
    return Structure(key="s", name="Ville d'Essai", sector=sector, category=category)


def words_of(text: str) -> set[str]:
    return {word.strip(".,;:?!()'\"").lower() for word in text.split()}


def test_the_library_is_large_enough_in_both_sectors():
    sectors = Counter(scenario.sector for scenario in LIBRARY.values())
    assert sectors[Sector.PUBLIC] >= 24
    assert sectors[Sector.PRIVATE] >= 14


def test_every_file_is_named_after_its_scenario():
    assert {path.stem for path in LIBRARY_FOLDER.glob("*.yaml")} == set(LIBRARY)


def test_counterparts_are_of_the_other_sector_and_mutual():
    for scenario in LIBRARY.values():
        if scenario.counterpart:
            other = LIBRARY[scenario.counterpart]
            assert other.sector != scenario.sector
            assert other.counterpart == scenario.id


@pytest.mark.parametrize("category", sorted(load_categories()))
def test_every_category_can_be_asked_something_by_mail(category):
    sector = load_categories()[category].sector
    assert applicable(LIBRARY, structure(category, sector), Channel.MAIL)


@pytest.mark.parametrize("category", ["city_large", "city_medium", "city_small", "village"])
def test_a_town_hall_has_enough_questions_for_its_thirteen_contacts(category):
    for channel in (Channel.MAIL, Channel.PHONE, Channel.LETTER):
        assert len(applicable(LIBRARY, structure(category), channel)) >= 13


def test_applicable_keeps_to_category_and_channel():
    village = structure("village")
    for channel in Channel:
        for scenario in applicable(LIBRARY, village, channel):
            assert "village" in scenario.categories
            assert channel in scenario.channels
    assert "road-works" not in {s.id for s in applicable(LIBRARY, village, Channel.MAIL)}


def test_a_department_can_be_asked_what_is_not_its_business():
    asked = {scenario.id for scenario in applicable(LIBRARY, structure("department"), Channel.MAIL, misdirected=True)}
    assert "birth-certificate" in asked
    assert not asked & {scenario.id for scenario in applicable(LIBRARY, structure("department"), Channel.MAIL)}


@pytest.mark.parametrize("name", EVERY)
def test_wordings_differ_in_length_and_words(name):
    for wordings in LIBRARY[name].texts.values():
        lengths = sorted(len(wording.body.split()) for wording in wordings)
        assert lengths[0] <= 60
        assert lengths[-1] >= lengths[0] + 15
        assert len({wording.subject for wording in wordings}) == len(wordings)
        for one, two in combinations(wordings, 2):
            first, second = words_of(one.body), words_of(two.body)
            assert len(first & second) / len(first | second) < 0.6


@pytest.mark.parametrize("name", EVERY)
def test_every_text_can_be_filled_in_and_is_signed(name):
    scenario = LIBRARY[name]
    values = dict.fromkeys(PLACEHOLDERS, "X")
    for wordings in scenario.texts.values():
        for wording in wordings:
            assert "{" not in wording.body.format(**values) + wording.subject.format(**values)
            assert "{name}" in wording.body
    for wording in scenario.reminder.values():
        assert "{name}" in wording.body
    for turn in scenario.second_turn:
        for body in turn.body.values():
            assert "{name}" in body.format_map({**values, "name": "{name}"})


@pytest.mark.parametrize("name", EVERY)
def test_accepted_phrases_are_short_and_many(name):
    scenario = LIBRARY[name]
    points = [point.accepts for point in scenario.expects] + [wrong.statements for wrong in scenario.wrong]
    for accepts in points:
        for language in LANGUAGES:
            for phrase in accepts[language]:
                assert 0 < len(re.sub(r"\([^()]*\|[^()]*\)", "word", phrase).split()) <= 7
            assert len(set(accepts[language])) == len(accepts[language])
    assert all(len(p.accepts[lang]) >= 3 for p in scenario.expects for lang in LANGUAGES if p.type == "text")
    assert scenario.wrong
    assert scenario.second_turn[0].asks


@pytest.mark.parametrize("name", EVERY)
def test_a_phrase_serves_one_point_of_a_scenario(name):
    for language in LANGUAGES:
        points = [set(point.accepts[language]) for point in LIBRARY[name].expects]
        assert not [one & two for one, two in combinations(points, 2) if one & two]


@pytest.mark.parametrize("name", EVERY)
def test_what_is_wrong_is_not_also_accepted(name):
    scenario = LIBRARY[name]
    for wrong, point, language in product(scenario.wrong, scenario.expects, LANGUAGES):
        assert not set(wrong.statements[language]) & set(point.accepts[language])


@pytest.mark.parametrize("name", EVERY)
def test_no_text_asks_for_an_urgent_or_sensitive_act(name):
    texts = [w.body.lower() for wordings in LIBRARY[name].texts.values() for w in wordings]
    for text in texts:
        assert not words_of(text) & {"urgence!", "secours", "suicide", "police-secours", "ambulance"}
        assert "ci-joint" not in text  # nothing is ever enclosed
        assert "attached" not in text or "be attached" in text


def test_the_three_kinds_are_there():
    assert {scenario.kind for scenario in LIBRARY.values()} == set(ScenarioKind)


def test_a_scenario_is_loaded_alone(tmp_path: Path):
    copy = tmp_path / "mine.yaml"
    copy.write_text((LIBRARY_FOLDER / "bulky-waste.yaml").read_text("utf-8"), "utf-8")
    assert load_scenario(copy) == LIBRARY["bulky-waste"]


def test_a_users_folder_adds_to_the_library(tmp_path: Path):
    text = (LIBRARY_FOLDER / "bulky-waste.yaml").read_text("utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("id: bulky-waste", "id: my-waste"), "utf-8")
    assert set(load_library(tmp_path)) == {*LIBRARY, "my-waste"}
    assert set(load_library(tmp_path / "mine.yaml")) == {*LIBRARY, "my-waste"}
