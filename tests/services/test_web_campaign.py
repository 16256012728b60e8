"""A campaign by form and by inspection through the command line, against a town whose websites are chosen."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from links.evidence import DirectoryEvidence
from tests.sandbox.small_town import profile, structure, write_town
from tests.services.demonstration import Demonstration, start, value

pytestmark = pytest.mark.outside("chromium")
SITES = {"plain": "wordpress", "steps": "stepwise", "robots": "captcha", "members": "account", "asks": "drupal"}
"""Structure → theme of its website."""


@dataclass
class Made(Demonstration):
    """That of a town of websites."""

    def openings(self) -> dict[tuple[str, str], tuple[str, str, dict[str, Any], list[dict[str, str]]]]:
        """(structure, channel) → state, failure, facts and exhibits of the first dispatch, of forms and sites."""
        rows = self.ask(
            "select s.key, c.channel, d.state, d.failure, d.facts, d.exhibits from campaigns_dispatch d"
            " join campaigns_contact c on c.id = d.contact_id join campaigns_structurerow s on s.id = c.structure_id"
            " where d.kind = 'first' and c.channel in ('webform', 'site')"
        )
        return {
            (key, channel): (state, failure, json.loads(f), json.loads(e))
            for key, channel, state, failure, f, e in rows
        }

    def documents(self, channel: str) -> dict[str, dict[str, Any]]:
        rows = self.ask("select data from campaigns_documentrow")
        found = [json.loads(data) for (data,) in rows]
        return {document["structure"]: document for document in found if document["channel"] == channel}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    base = tmp_path_factory.mktemp("web")
    profiles = {"answers": profile(), "asks": profile("clarification")}
    residents = [
        structure(key, "asks" if key == "asks" else "answers", website=f"https://www.{key}.example", site=theme)
        for key, theme in SITES.items()
    ]
    town = write_town(base, profiles, residents)
    folder = base / "demo"
    process = start("demo", "--town", str(town), "--dir", str(folder))
    said, errors = process.communicate(timeout=300)
    return Made(folder, process.returncode, said, errors)


def test_it_ends_well_with_a_score_for_the_website(made):
    assert (made.code, made.errors) == (0, "")
    assert "Website" in made.said


def test_every_form_is_sent_once_and_by_the_persona(made):
    taken = [event for event in made.events("submitted") if event["accepted"]]
    assert Counter(event["structure"] for event in taken) == {"plain": 1, "steps": 1, "asks": 1}
    assert not any(event["honeypots"] or event["errors"] for event in made.events("submitted"))
    states = {key: opening[:2] for (key, channel), opening in made.openings().items() if channel == "webform"}
    assert states == {
        **dict.fromkeys(("plain", "steps", "asks"), ("sent", "")),
        "robots": ("failed", "captcha"),
        "members": ("failed", "login_required"),
    }


def test_what_only_a_person_may_pass_becomes_a_task(made):
    tasks = made.ask(
        "select s.key, t.prepared from campaigns_task t join campaigns_contact c on c.id = t.contact_id"
        " join campaigns_structurerow s on s.id = c.structure_id"
    )
    assert {key: json.loads(prepared)["why"] for key, prepared in tasks} == {
        "robots": "captcha",
        "members": "login_required",
    }
    # nobody did it: that says nothing of how the structure answers
    documents = made.documents("webform")
    assert {key: documents[key]["outcome"] for key in ("robots", "members")} == dict.fromkeys(
        ("robots", "members"), "not_measured"
    )


def test_answers_to_forms_come_by_mail_and_are_matched(made):
    first = {event["message_id"]: event["structure"] for event in made.events("submitted")}
    acts = Counter(first[act["first"]] for act in made.events("act") if act["first"] in first)
    attached = Counter(
        key
        for (key,) in made.ask(
            "select s.key from campaigns_replyrow r join campaigns_contact c on c.id = r.contact_id"
            " join campaigns_structurerow s on s.id = c.structure_id"
            " where c.channel = 'webform' and r.state = 'attached'"
        )
    )
    assert attached == acts
    documents = made.documents("webform")
    assert documents["plain"]["outcome"] == "answered"
    assert value(documents["plain"], "contact.other_channel") is False


def test_a_question_back_is_answered_by_mail(made):
    rows = made.ask(
        "select d.state, d.message_id from campaigns_dispatch d join campaigns_contact c on c.id = d.contact_id"
        " join campaigns_structurerow s on s.id = c.structure_id"
        " where d.kind = 'second_turn' and c.channel = 'webform' and s.key = 'asks'"
    )
    assert [state for state, _ in rows] == ["sent"]
    assert rows[0][1] in {event["message_id"] for event in made.events("received")}


def test_the_form_itself_is_measured_and_proved(made):
    truth = {event["structure"]: event for event in made.events("submitted")}
    evidence = DirectoryEvidence(made.folder / "evidence")
    for key, event in truth.items():
        document = made.documents("webform")[key]
        assert value(document, "confirmation.shown") is True
        assert value(document, "confirmation.has_reference") is bool(event["reference"])
        assert value(document, "form.required_fields") > 0
        names = {one["name"]: one for one in made.openings()[key, "webform"][3]}
        assert {"confirmation", "confirmation-text", "confirmation-requests"} <= set(names)
        assert (evidence.get(names["confirmation"]["digest"]) or b"").startswith(b"\x89PNG")
        assert gzip.decompress(evidence.get(names["confirmation-text"]["digest"]) or b"")


def test_every_site_is_inspected_once_and_seen_as_it_is(made):
    labels = {event["structure"]: event["labels"] for event in made.events("site")}
    documents = made.documents("site")
    assert {key: document["outcome"] for key, document in documents.items()} == dict.fromkeys(SITES, "answered")
    told = [(key, name, true) for key in SITES for name, true in labels[key].items() if isinstance(true, bool)]
    right = sum(bool(value(documents[key], name)) == true for key, name, true in told)
    assert right / len(told) > 0.85
    assert all(len(document["observations"]) > 100 for document in documents.values())
