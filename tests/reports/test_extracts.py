"""An extract tells what was answered, never who answered."""

from __future__ import annotations

import pytest

from domain.structure import Structure
from domain.vocabulary import Sector
from reports.extracts import BLANK, blank_out, passage

TOWN = Structure(
    key="t",
    name="Mairie de Fontclaire-sur-Orle",
    sector=Sector.PUBLIC,
    category="city_small",
    place="Fontclaire-sur-Orle",
    mail="accueil@fontclaire.example",
    phone="03 87 00 11 22",
    postal="4 place du Marché, 57999 Fontclaire",
)


@pytest.mark.parametrize(
    "telling",
    [
        "Mairie de Fontclaire-sur-Orle",
        "MAIRIE DE FONTCLAIRE SUR ORLE",
        "Fontclaire",
        "accueil@fontclaire.example",
        "etat-civil@autre.example",
        "https://www.fontclaire.example/demarches?x=1",
        "fontclaire.example",
        "03 87 00 11 22",
        "03.87.00.11.99",
        "+33 3 87 00 11 22",
        "+33 (0)3 87 00 11 22",
        "4 place du Marché",
    ],
)
def test_what_tells_the_structure_is_blanked(telling: str) -> None:
    text = f"Bonjour,\nvoyez {telling} pour la suite."
    blanked = blank_out(text, TOWN)
    assert len(blanked) == len(text)
    assert telling not in blanked and BLANK in blanked
    assert not [word for word in ("ontclaire", "ONTCLAIRE", "87") if word in blanked]
    assert blanked.startswith("Bonjour,\nvoyez ") and blanked.endswith(" pour la suite.")


def test_what_was_answered_stays() -> None:
    text = "Le 12/10/2026 à 14 h 30, le dossier 2026-114 coûte 25,50 € ; ouvert de 8 h 30 à 12 h et de 13 h 30 à 17 h."
    assert blank_out(text, TOWN) == text


def test_a_proof_is_shown_as_the_extract_shows_it() -> None:
    text = "Bonjour,\nla Mairie de Fontclaire-sur-Orle est ouverte."
    blanked = blank_out(text, TOWN)
    assert passage(text, blanked, "Bonjour") == "Bonjour"
    assert "Fontclaire" not in passage(text, blanked, "la Mairie de Fontclaire-sur-Orle")
    assert passage(text, blanked, "nowhere") == ""
    assert passage(text, blanked, "") == ""
