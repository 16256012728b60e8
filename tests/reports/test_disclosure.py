"""No figure of a report may give away what a single structure got."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from domain.observation import Document
from domain.structure import Period, Structure
from domain.vocabulary import Sector
from domain.wording import catalogue
from reports.context import ReportContext, Verbatim
from reports.disclosure import Disclosure
from reports.page import render_report
from reports.phrasing import Phrasing
from reports.rule_words import norm_label, rule_in_words
from reports.summary import summary_table
from scenarios.grid_loader import load_grid, load_norms
from scoring.publication import GROUP_FLOOR
from scoring.results import Scores
from scoring.score import score
from scoring.tables import tables_from
from tests.scoring.fake_campaign import documents, tables

NORMS = load_norms()["barometer-2026"]
GRID = load_grid()
CATEGORIES = ("city_small", "city_large", "library", "hospital", "bank", "retailer")
LABELS = {key: {"fr": f"Catégorie {key}", "en": f"Category {key}"} for key in CATEGORIES}


def panel(sizes: dict[str, int], private: tuple[str, ...] = ("bank", "retailer")) -> list[Structure]:
    return [
        Structure(
            key=f"{category}-{number}",
            name=f"Nom {category} {number}",
            sector=Sector.PRIVATE if category in private else Sector.PUBLIC,
            category=category,
            entry="benchmark" if category in private else "drawn",
        )
        for category, size in sizes.items()
        for number in range(size)
    ]


def scored(sizes: dict[str, int], *, contacts: int = 6) -> Scores:
    own = panel(sizes)
    found: list[Document] = documents(own, contacts=contacts)
    return score(tables_from(found, own), GRID, NORMS)


def page(scores: Scores, language: str = "en", **more: object) -> str:
    written = {
        "campaign": "Essai",
        "period": Period(starts=date(2026, 9, 7), ends=date(2026, 11, 6)),
        "made_on": date(2026, 11, 25),
        "grid": GRID,
        "norms": NORMS,
        "category_labels": LABELS,
    }
    html = render_report(scores, ReportContext.model_validate(written | more), language)
    return re.sub(r"\s+", " ", BeautifulSoup(html, "lxml").get_text(" "))


def shown(scores: Scores, dimension: str) -> set[str]:
    return {group.key for group in Disclosure(scores).groups() if group.dimension == dimension}


def test_small_categories_are_left_out_and_counted() -> None:
    scores = scored({"city_small": 5, "city_large": 1, "library": 2, "bank": 4})
    assert shown(scores, "category") == {"city_small", "bank"}
    text = page(scores)
    assert "Category city_small" in text and "Category city_large" not in text and "Category library" not in text
    assert f"Groups left out as too small: 2. A group of fewer than {GROUP_FLOOR}" in text


def test_a_small_category_cannot_be_had_by_subtraction() -> None:
    scores = scored({"city_small": 5, "city_large": 4, "library": 1, "bank": 4})
    assert shown(scores, "category") == {"city_small", "bank"}


def test_a_small_sector_is_neither_compared_nor_charted() -> None:
    scores = scored({"city_small": 5, "bank": 2})
    assert scores.comparisons, "the case would not be tried"
    assert shown(scores, "sector") == {"public"}
    assert not Disclosure(scores).comparisons()
    text = page(scores)
    assert "Public and private" not in text and "private firms" not in text


def test_groups_large_enough_are_all_shown() -> None:
    scores = scored({"city_small": 3, "library": 3, "bank": 3})
    assert shown(scores, "category") == {"city_small", "library", "bank"}
    assert Disclosure(scores).withheld() == 0
    assert "Groups left out" not in page(scores)


@pytest.mark.parametrize(("contacts", "printed"), [(1, False), (3, True)])
def test_no_share_of_requests_from_a_handful(contacts: int, printed: bool) -> None:
    scores = scored({"city_small": 3}, contacts=contacts)
    text = page(scores)
    assert ("of requests get a reliable answer" in text) == printed
    assert ("Reliable answer" in text) == printed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_extract_is_headed_by_sector_category_and_scenario(language: str) -> None:
    extracts = [Verbatim(structure=f"{key}-0", scenario="s-1", text="…") for key in ("city_small", "library")]
    titles = {"s-1": {"fr": "Carte d'identité", "en": "Identity card"}}
    scores = scored({"city_small": 5, "library": 1, "hospital": 2})
    text = page(scores, language, verbatims=extracts, scenario_titles=titles)
    category, title = LABELS["city_small"][language], titles["s-1"][language]
    assert f"Public · {category} · {title}" in text
    assert f"Public · {title}" in text, "a category of one structure tells which one it is"
    assert "city_small-0" not in text and "s-1" not in text and "Nom city" not in text


def test_whose_score_it_is_and_the_private_one_beside_it() -> None:
    scores = score(tables(), GRID, NORMS)
    text = page(scores, complaint_shares={"public": 0.5, "private": 0.25})
    contacts = scores.panel.outcomes.total
    assert f"Overall score of the public panel ({scores.panel.structures} structures, {contacts} contacts)" in text
    private = scores.group("sector", "private")
    assert private is not None
    assert f"outside that score, private firms ({private.structures} structures): " in text
    assert "complaints make up 50.0% of contacts for public services, 25.0% for private firms" in text
    row = next(row for row in scores.comparisons[0].rows if row.family == "item")
    assert f"n = {row.first.n}" in text and f"n = {row.second.n}" in text
    assert "complaints make up" not in page(scores, complaint_shares={"public": 0.5, "private": 0.5})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_internal_is_printed(language: str) -> None:
    text = page(score(tables(), GRID, NORMS), language)
    for internal in ("norm.", "usual practice", "field notes", "P(first)", "P(première)", "(s)", "seed 00"):
        assert internal not in text, internal
    assert not re.search(r"\bS\d\d[a-z]?\b", text)
    expected = "au plus 168\u00a0heures" if language == "fr" else "at most 168 hours"
    assert expected.replace("\u00a0", " ") in text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_norm_and_rule_has_its_words(language: str) -> None:
    phrasing = Phrasing(language, GRID, {})
    measures = {measure.id: measure for measure in GRID.measures}
    said = [rule_in_words(phrasing, item, measures[item.measure], norms) for item in GRID.items for norms in [NORMS]]
    said += [norm_label(phrasing, name) for norms in load_norms().values() for name in norms.norms]
    codes = [code for code in catalogue() if re.match(r"(rule|quantity|value|norm)_", code)]
    assert not [text for text in said for code in codes if code in text]
    assert not [text for text in said if re.search(r"(norm|value|quantity)_|[{}]", text)]


def test_a_norm_that_the_set_does_not_state_is_said_so() -> None:
    item = next(item for item in GRID.items if item.rule.at_most == "norm.mail_ack_hours")
    measure = next(measure for measure in GRID.measures if measure.id == item.measure)
    bare = NORMS.model_copy(update={"norms": {}})
    assert "no threshold" in rule_in_words(Phrasing("en", GRID, {}), item, measure, bare)


def test_an_acknowledgement_is_never_a_defendant() -> None:
    labels = [measure.label["fr"] for measure in GRID.measures] + [item.label["fr"] for item in GRID.items]
    assert not [label for label in labels if re.search(r"accusé(?! de réception)", label, re.IGNORECASE)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_terminal_says_each_thing_once(language: str) -> None:
    names = [row[0] for row in summary_table(score(tables(), GRID, NORMS), language)[0].rows]
    assert len(names) == len(set(names))
