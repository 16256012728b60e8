"""The page is self-contained, in one language, accessible, safe from hostile texts, and says what the scores say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from bs4 import BeautifulSoup

from domain.structure import Period
from domain.wording import catalogue
from reports.context import Proof, ReportContext, Verbatim
from reports.page import render_report
from reports.phrasing import Phrasing
from reports.summary import summary_table
from reports.views import heat_colour
from scenarios.grid_loader import load_grid, load_norms
from scoring.results import Scores
from scoring.score import score
from scoring.tables import tables_from
from tests.scoring.fake_campaign import structures, tables
from tests.scoring.small import document, grid, item, norms, structure

HOSTILE = "<script>alert('x')</script>\"><img src=http://evil.example/x onerror=alert(1)>{{ 7*7 }}"
NORMS = load_norms()["barometer-2026"]


@pytest.fixture(scope="module")
def scores() -> Scores:
    return score(tables(), load_grid(), NORMS)


def context(**more: object) -> ReportContext:
    names: Mapping[str, str] = {entry.key: entry.name for entry in structures()}
    written = {
        "campaign": "Édition d'essai",
        "period": Period(starts=date(2026, 9, 7), ends=date(2026, 11, 6)),
        "made_on": date(2026, 11, 25),
        "grid": load_grid(),
        "norms": NORMS,
        "structure_names": names,
        "category_labels": {"city_small": {"fr": "Petite ville", "en": "Small town"}},
        "verbatims": (
            Verbatim(
                structure="Ville",
                scenario="Carte d'identité",
                text="Bonjour [nom masqué]",
                proofs=(Proof(measure="reply.has_greeting", quote="Bonjour"),),
            ),
        ),
    }
    return ReportContext.model_validate(written | more)


@pytest.fixture(scope="module", params=["fr", "en"])
def page(request: pytest.FixtureRequest, scores: Scores) -> tuple[str, BeautifulSoup]:
    html = render_report(scores, context(), request.param)
    return request.param, BeautifulSoup(html, "lxml")


def test_nothing_is_fetched(page: tuple[str, BeautifulSoup]) -> None:
    soup = page[1]
    assert not soup.find_all(["script", "link", "iframe", "img", "object", "embed"])
    for tag in soup.find_all(True):
        for attribute, value in tag.attrs.items():
            if attribute in ("src", "href", "xlink:href", "action", "data"):
                assert str(value).startswith("#")
    assert not re.search(r"url\((?!#)|@import", str(soup.style))


def test_one_language_and_no_missing_wording(page: tuple[str, BeautifulSoup]) -> None:
    language, soup = page
    assert soup.html is not None and soup.html["lang"] == language
    text = soup.get_text(" ")
    assert not [code for code in catalogue() if re.search(rf"\b{code}\b", text) and "_" in code]
    assert ("Note globale" in text) == (language == "fr")
    assert ("Overall score" in text) == (language == "en")
    assert "{" not in text.replace(str(soup.style.string if soup.style else ""), "")


def test_numbers_follow_the_language(scores: Scores, page: tuple[str, BeautifulSoup]) -> None:
    language, soup = page
    big = soup.select_one(".big")
    assert big is not None
    value = scores.panel.scores.overall.value or 0.0
    shown = f"{value:.1f}"
    assert big.get_text().split()[0] == (shown.replace(".", ",") if language == "fr" else shown)


def test_tables_and_charts_are_accessible(page: tuple[str, BeautifulSoup]) -> None:
    soup = page[1]
    assert len(soup.find_all("h1")) == 1
    assert soup.find("main") and soup.find("header") and soup.find("nav") and soup.find("footer")
    assert all(heading.get_text(strip=True) for heading in soup.find_all(re.compile("^h[1-6]$")))
    for table in soup.find_all("table"):
        assert table.find("th", scope="col"), "no column headers"
        assert all(row.find("th") for row in table.select("tbody tr"))
    charts = soup.find_all("svg")
    assert len(charts) == 4
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    identities = [tag["id"] for tag in soup.find_all(id=True) if not tag.find_parent("svg")]
    assert len(identities) == len(set(identities))
    for link in soup.select("nav a, a.skip"):
        assert str(link["href"]).lstrip("#") in identities


def test_the_method_prints_every_weight_item_and_norm(page: tuple[str, BeautifulSoup]) -> None:
    language, soup = page
    method = soup.select_one("section.method")
    assert method is not None
    text = method.get_text(" ")
    own = load_grid()
    assert all(f" {entry.id} " in text and entry.label[language] in text for entry in own.items)
    assert all(label[language] in text for label in own.determinant_labels.values())
    assert not any(norm in text for norm in NORMS.norms)
    assert ("modèle de langage" if language == "fr" else "language model") in text


def test_what_could_not_be_measured_is_shown(scores: Scores, page: tuple[str, BeautifulSoup]) -> None:
    legend = page[1].select_one(".legend")
    assert legend is not None
    shown = [int(count.get_text()) for count in legend.find_all("b")]
    assert shown == [scores.outcomes.answered, scores.outcomes.silent, scores.outcomes.not_measured]


def test_research_structures_and_low_ranks_are_not_named(scores: Scores, page: tuple[str, BeautifulSoup]) -> None:
    text = page[1].get_text(" ")
    named = {entry.key: entry.name for entry in structures()}
    ranked = [entry.structure for entry in scores.ranking]
    assert named[ranked[0]] in text
    assert named[ranked[-1]] not in text
    assert not any(name in text for key, name in named.items() if key.startswith(("res", "pri")))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hostile_texts_stay_texts(scores: Scores, language: str) -> None:
    labels = {entry: {"fr": HOSTILE, "en": HOSTILE} for entry in ("city_small", "city_large", "library", "retailer")}
    own = load_grid()
    hostile_grid = own.model_copy(
        update={"determinant_labels": {key: {"fr": HOSTILE, "en": HOSTILE} for key in own.determinant_labels}}
    )
    html = render_report(
        scores,
        context(
            campaign=HOSTILE,
            structure_names={entry.structure: HOSTILE for entry in scores.ranking},
            category_labels=labels,
            judge=HOSTILE,
            grid=hostile_grid,
            verbatims=[
                {
                    "structure": HOSTILE,
                    "scenario": HOSTILE,
                    "text": HOSTILE,
                    "proofs": [{"measure": HOSTILE, "quote": HOSTILE}],
                }
            ],
        ),
        language,
    )
    soup = BeautifulSoup(html, "lxml")
    assert not soup.find_all(["script", "img"])
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert HOSTILE in soup.get_text()


def test_a_single_structure_without_comparison_has_its_report_too() -> None:
    own = grid(item("E01", "courtesy", "a.b", {"yes": True}))
    alone = score(tables_from([document(1, "a", facts={"a.b": True})], [structure("a")]), own, norms())
    html = render_report(alone, context(grid=own, norms=norms(), verbatims=()), "fr")
    assert "intervalle inconnu" in html
    assert 'id="compare"' not in html


def test_a_campaign_that_measured_nothing_still_renders() -> None:
    own = grid(item("E01", "courtesy", "a.b", {"yes": True}))
    nothing = score(tables_from([document(1, "a", outcome="not_measured")], [structure("a")]), own, norms())
    soup = BeautifulSoup(render_report(nothing, context(grid=own, norms=norms(), verbatims=()), "en"), "lxml")
    big = soup.select_one(".big")
    assert big is not None and big.get_text().startswith("–")


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("value", [0, 12, 30, 50, 66, 85, 100])
def test_heat_colours_keep_dark_text_legible(value: int) -> None:
    """WCAG 2 asks for a contrast of 4.5; ours is at least 7."""
    found = re.findall(r"\d+", heat_colour(value))
    ground = _luminance((int(found[0]), int(found[1]), int(found[2])))
    ink = _luminance((0x1C, 0x27, 0x33))
    assert (ground + 0.05) / (ink + 0.05) >= 7


@pytest.mark.parametrize(
    ("language", "overall", "gap"), [("fr", "Note globale", "Écart"), ("en", "Overall score", "Gap")]
)
def test_the_terminal_summary(scores: Scores, language: str, overall: str, gap: str) -> None:
    first, second = summary_table(scores, language)
    assert first.rows[0][0] == overall
    assert len(first.rows) >= 1 + 1 + 3 + 19
    assert gap in second.columns
    assert all(len(row) == len(table.columns) for table in (first, second) for row in table.rows)


def test_numbers_in_words() -> None:
    french, english = (Phrasing(language, load_grid(), {}) for language in ("fr", "en"))
    assert french.number(68.45) == "68,5" and english.number(68.44999) == "68.4"
    assert french.number(-3.21, signed=True) == "\u22123,2" and english.number(0.04, signed=True) == "0.0"
    assert french.number(None) == "–"
    assert french.hours(30) == "30 h" and english.hours(120) == "5 d"
    assert english.day(date(2026, 11, 5)) == "5 November 2026"
