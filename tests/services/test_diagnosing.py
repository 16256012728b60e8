"""A diagnosis from the address to the page: scores that add up, a report that stands alone, failures in words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.site.looking.axe import sentence
from domain.clock import FrozenClock
from domain.errors import InputError
from domain.failure import Failure
from domain.wording import LANGUAGES, catalogue
from reports.diagnosis import Diagnosis
from reports.diagnosis_page import render_diagnosis
from scenarios.grid_loader import load_grid
from services.diagnosing import content_for, diagnose, write_diagnosis
from tests.collectors.site.served import TOKEN, served, settings_for
from tests.collectors.site.town_hall import town_hall

HOST = "valrose.example-town.fr"
TOLD: list[str] = []
CLOCK = FrozenClock(datetime(2026, 11, 25, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def diagnosis() -> Iterator[Diagnosis]:
    site = town_hall(latency=0.1)
    shady = '<h1>Bienvenue</h1><img src="/logo.png"><p style="color:#ddd">pâle</p><script>alert("x")</script>'
    site.pages["/"] = str(site.pages["/"]).replace("<h1>Bienvenue à Valrose</h1>", shady)
    with served(site) as port:
        settings = settings_for({HOST: port})
        yield diagnose(f"http://{HOST}/", language="fr", settings=settings, clock=CLOCK, tell=TOLD.append)


@pytest.mark.outside("chromium")
def test_points_to_gain_are_what_the_score_lacks(diagnosis: Diagnosis):
    assert diagnosis.score is not None and 30 < diagnosis.score < 95
    assert sum(fact.gain for fact in diagnosis.facts) == pytest.approx(100 - diagnosis.score, abs=0.01)
    assert len(diagnosis.facts) >= 130 and len(diagnosis.determinants) >= 14


@pytest.mark.outside("chromium")
def test_it_takes_far_less_than_a_minute_at_100_ms(diagnosis: Diagnosis):
    assert diagnosis.seconds < 60 and len(diagnosis.pages) >= 12


@pytest.mark.outside("chromium")
def test_what_to_mend_first_has_most_to_gain_and_is_proven(diagnosis: Diagnosis):
    gains = [fact.gain for fact in diagnosis.to_mend]
    assert gains == sorted(gains, reverse=True) and all(fact.grade < 1 for fact in diagnosis.to_mend)
    contrast = next(fault for fault in diagnosis.faults if fault.rule == "color-contrast")
    assert contrast.impact == "serious" and "pâle" in contrast.sample
    assert {fault.rule for fault in diagnosis.faults} >= {"color-contrast", "image-alt"}


@pytest.mark.outside("chromium")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_in_both_languages(diagnosis: Diagnosis, language: str):
    page = render_diagnosis(diagnosis, load_grid(), language)
    assert re.findall(r"(?:src|href)=\"(?!data:|#|http)", page) == []
    assert 'src="http' not in page and "<script" not in page and "@import" not in page
    assert page.count("data:image/jpeg;base64,") >= 3
    assert {"fr": "À améliorer d'abord", "en": "What to mend first"}[language] in page.replace("&#39;", "'")
    assert not re.search(
        r"\b(?:diagnosis|report|value)_[a-z_]+\b", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    )


@pytest.mark.outside("chromium")
def test_stages_are_told_and_have_their_words(diagnosis: Diagnosis):
    assert {"arriving", "looking", "searching", "walking", "checking", "reading"} <= set(TOLD)
    assert {f"diagnose_stage_{stage}" for stage in TOLD} <= set(catalogue())


def test_what_a_site_says_of_itself_is_escaped():
    evil = Diagnosis(
        website='https://x.fr/"><script>alert(1)</script>',
        address="",
        made_on=CLOCK.now().date(),
        seconds=1,
        failure="not_a_site",
        detail="<img src=x onerror=alert(1)>",
    )
    page = render_diagnosis(evil, load_grid(), "en")
    assert "<script" not in page and "<img" not in page


def test_every_failure_of_a_website_has_its_words():
    of_other_channels = {
        "bounced", "refused", "mailbox_full", "content_refused", "deferred", "deferred_too_long", "auth_error",
        "no_form", "form_rejected", "busy", "no_answer",
    }  # fmt: skip
    codes = {f"diagnosis_failure_{failure.value}" for failure in Failure if failure.value not in of_other_channels}
    assert codes - set(catalogue()) == set()


@pytest.mark.parametrize(
    "text",
    ["", "mairie", "ftp://x.fr", "http://", "https://user@x.fr/", "javascript:alert(1)", "http://[::1", "a b.fr"],
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(InputError) as caught:
        content_for(text, "fr", scenario="", category="city_small", name="")
    assert caught.value.message.code == "diagnosis_not_an_address"


def test_the_usual_scenario_follows_the_category_and_names_are_taken_from_the_address():
    town = content_for("www.ville-de-valrose.fr", "fr", scenario="", category="city_large", name="")
    assert town.scenario is not None and town.scenario.id == "birth-certificate"
    assert "valrose" in town.structure.name
    bank = content_for("https://bank.fr", "en", scenario="", category="bank", name="My Bank")
    assert bank.scenario is not None and "bank" in bank.scenario.categories and bank.structure.name == "My Bank"
    with pytest.raises(InputError):
        content_for("https://x.fr", "fr", scenario="no-such", category="bank", name="")
    with pytest.raises(InputError):
        content_for("https://x.fr", "fr", scenario="", category="no_such", name="")


def test_a_page_that_cannot_be_written_is_said(tmp_path: Path):
    nothing = Diagnosis(website="https://x.fr", address="", made_on=CLOCK.now().date(), seconds=1, failure="dns_error")
    with pytest.raises(InputError) as caught:
        write_diagnosis(nothing, tmp_path / "no" / "where.html", "fr")
    assert caught.value.message.code == "file_unwritable"


def test_sentences_of_the_checks_are_in_both_languages():
    assert sentence("color-contrast", "fr") != sentence("color-contrast", "en")
    assert sentence("a-rule-of-tomorrow", "fr") == "a-rule-of-tomorrow"


@pytest.mark.outside("chromium")
def test_the_command_prints_json_writes_a_page_and_needs_no_database(tmp_path: Path):
    with served(town_hall()) as port:
        environment = {
            **os.environ,
            "BAROMETER_WEB_SANDBOX_HOSTS": f"{HOST}=127.0.0.1:{port}",
            "BAROMETER_SANDBOX_TOKEN": TOKEN,
            "BAROMETER_WEB_HOST_DELAY_MS": "10",
            "BAROMETER_LANG": "en",
        }
        command = [sys.executable, "-m", "cli.main", "diagnose", HOST, "--json", "--out", "page.html"]
        environment["PYTHONPATH"] = str(Path(__file__).parents[2])
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + done.stdout[:900]
    said = json.loads(done.stdout)
    assert said["failure"] == "" and said["score"] > 30 and said["facts"][0]["evidence"] is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html"]


def test_without_a_browser_the_command_says_how_to_get_one(tmp_path: Path):
    environment = {**os.environ, "BAROMETER_BROWSER": "/nowhere/chromium", "BAROMETER_LANG": "en"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "cli.main", "diagnose", "https://www.example-town.fr"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "apt-get install" in done.stderr and "Traceback" not in done.stderr
