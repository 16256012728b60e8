"""The dry run shows everything and sends nothing."""

from __future__ import annotations

import pytest

from domain.clock import FrozenClock
from domain.errors import InputError
from domain.failure import Failure
from domain.wording import catalogue
from links.forms.lexicon import roles
from probes.webform.plan import Act, Why
from services.form_dry_run import DryRun, dry_run
from tests.probes.webform.conftest import NOW, settings_of
from tests.probes.webform.website import Website

pytestmark = pytest.mark.outside("chromium")


def test_a_dry_run_sends_nothing_even_when_the_page_saves_by_itself(town: Website, tmp_path):
    town.posted.clear()
    seen = run(town, tmp_path)
    rows = {row.caption: row for row in seen.rows}
    assert seen.failure is None and seen.seen_to_the_end and seen.button == "Envoyer"
    assert rows["Courriel"].role == "mail" and rows["Courriel"].required and "@example.org" in rows["Courriel"].value
    assert rows["Message"].value and rows["Nom"].why == Why.KNOWN
    assert rows["url"].trap == "hidden_display" and rows["url"].act == Act.LEAVE
    assert town.posted == [] and seen.held_back == ("POST http://mairie.test/draft",)
    assert [path.name for path in seen.pictures] == ["form.png"] and seen.pictures[0].stat().st_size > 1000


def test_a_recipe_file_tells_its_faults_by_line(town: Website, tmp_path):
    path = tmp_path / "recipe.yaml"
    path.write_text("url: /contact\nsteps:\n  - fields: {message: '[name=msg]'}\n    nxt: a\n", "utf-8")
    with pytest.raises(InputError) as caught:
        run(town, tmp_path, recipe=path)
    assert caught.value.place.line == 4 and caught.value.place.column == "steps.0.nxt"


def run(town: Website, out, **options) -> DryRun:
    clock = FrozenClock(NOW)
    return dry_run("http://mairie.test/", language="fr", out=out, settings=settings_of(town), clock=clock, **options)


def test_all_that_a_dry_run_can_say_has_its_words():
    words = catalogue()
    assert {f"webform_role_{role}" for role in roles()} <= set(words)
    assert {f"webform_why_{why.value}" for why in Why} <= set(words)
    failures = {f"webform_failure_{failure.value}" for failure in Failure}
    told = {code for code in words if code.startswith("webform_failure_")}
    assert told <= failures
