"""Reading as an agent would: themes by words, names by what the message shows."""

from __future__ import annotations

import pytest

from sandbox.draws import Draws
from sandbox.fate import draw_fate
from sandbox.postroom import mistype
from sandbox.profile import Profile
from sandbox.recognition import Recogniser, misspell, read_citizen
from sandbox.town_file import DEFAULT_TOWN, load_town

TOWN = load_town(DEFAULT_TOWN)


@pytest.mark.parametrize(
    ("text", "language", "scenario"),
    [
        ("Demande d'ACTE DE NAISSANCE", "fr", "birth-certificate"),
        ("notre poubelle n'a pas été ramassée", "fr", "missed-bin"),
        ("My bin was not emptied", "en", "missed-bin"),
        ("a copy of my birth certificate please", "fr", "birth-certificate"),  # the other language, for want of better
        ("> notre poubelle\nà bientôt", "fr", ""),  # quoted words are not the citizen's
        ("combinaison binaire", "fr", ""),
    ],
)
def test_a_theme_is_recognised_by_its_words(text: str, language: str, scenario: str) -> None:
    found = Recogniser([fragment for fragment in TOWN.texts.fragments if fragment.scenario in KNOWN]).theme(
        text, language
    )
    assert (found.scenario if found else "") == scenario


KNOWN = {"birth-certificate", "missed-bin"}


@pytest.mark.parametrize(
    ("shown", "body", "language", "expected"),
    [
        ("Claire Dupont", "Bonjour", "fr", ("Claire", "Dupont", "Mme", "Madame")),
        ("Mme Zoltana Dupont", "Bonjour", "fr", ("Zoltana", "Dupont", "Mme", "Madame")),
        ("DUPONT Paul", "Bonjour", "fr", ("Paul", "Dupont", "M.", "Monsieur")),
        ("", "Bonjour\n\nMonsieur Zoltan Dupont", "fr", ("Zoltan", "Dupont", "M.", "Monsieur")),
        ("Zoltan Dupont", "Bonjour", "fr", ("Zoltan", "Dupont", "", "Madame, Monsieur")),
        ("Emma Whitlow", "Hello", "en", ("Emma", "Whitlow", "Ms", "Ms")),
        ("Jean-Luc de La Tour", "Bonjour", "fr", ("Jean-Luc", "de La Tour", "", "Madame, Monsieur")),
        ("", "", "fr", ("", "", "", "Madame, Monsieur")),
    ],
)
def test_the_sender_is_read(shown: str, body: str, language: str, expected: tuple[str, str, str, str]) -> None:
    citizen = read_citizen(shown, body, TOWN.file.given_names, language)
    assert (citizen.given, citizen.family, citizen.civility, citizen.civility_full) == expected


@pytest.mark.parametrize("name", ["Dupont", "Le Gall", "Xu", "O", "", "Anna", "Éluère-Brun"])
def test_a_misspelt_name_differs_by_one_slip(name: str) -> None:
    for position in range(10):
        wrong = misspell(name, position)
        assert wrong != name or not name
        assert abs(len(wrong) - len(name)) <= 1


def test_a_mistyped_address_differs_in_its_tag_only() -> None:
    for seed in range(50):
        typed = mistype("claire+ab12@citizens.example", Draws(seed))
        assert (
            typed.startswith("claire+")
            and typed.endswith("@citizens.example")
            and typed != "claire+ab12@citizens.example"
        )


def test_fate_follows_the_shares() -> None:
    profile = Profile.model_validate(
        {"delay": {"median_hours": 1}, "course": {"silent": 0.3}, "extra": {"greylist": 0.1}}
    )
    fates = [draw_fate(profile, Draws("x", number)) for number in range(4000)]
    assert sum(fate.course == "silent" for fate in fates) / 4000 == pytest.approx(0.3, abs=0.03)
    assert sum("greylist" in fate.extras for fate in fates) / 4000 == pytest.approx(0.1, abs=0.02)
