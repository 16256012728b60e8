"""The whole product through its command line: a town whose structures behave in chosen ways, two months, a report."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.services.demonstration import Demonstration, start, value
from tests.services.whole_town import BEHAVIOURS, write_whole_town

ANSWERED = {"answered": 3}


@dataclass
class WholeTown(Demonstration):
    """That of a town whose every structure behaves in one way."""

    def outcomes(self) -> dict[str, dict[str, int]]:
        rows = self.ask(
            "select s.key, c.outcome, count(*) from campaigns_contact c"
            " join campaigns_structurerow s on s.id = c.structure_id group by 1, 2"
        )
        found: dict[str, dict[str, int]] = {}
        for key, outcome, count in rows:
            found.setdefault(key, {})[outcome] = count
        return found

    def dispatches(self, kind: str, state: str) -> Counter[str]:
        return Counter(
            key
            for (key,) in self.ask(
                "select s.key from campaigns_dispatch d join campaigns_contact c on c.id = d.contact_id"
                " join campaigns_structurerow s on s.id = c.structure_id"
                f" where d.kind = '{kind}' and d.state = '{state}'"
            )
        )


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[WholeTown, WholeTown]:
    """The same demonstration twice with the same seed, at the same time: one speaks English, the other French."""
    base = tmp_path_factory.mktemp("whole")
    town = write_whole_town(base)
    made: list[tuple[Path, subprocess.Popen[str]]] = []
    for language in ("en", "fr"):
        folder = base / language
        made.append((
            folder,
            start("demo", "--town", str(town), "--dir", str(folder), "--seed", "3", language=language),
        ))  # fmt: skip
    finished = []
    for folder, process in made:
        said, errors = process.communicate(timeout=300)
        finished.append(WholeTown(folder, process.returncode, said, errors))
    return finished[0], finished[1]


@pytest.fixture(scope="module")
def demo(twins: tuple[WholeTown, WholeTown]) -> WholeTown:
    return twins[0]


def test_it_ends_well_and_says_what_happened(twins):
    english, french = twins
    assert (english.code, english.errors) == (0, "")
    assert (french.code, french.errors) == (0, "")
    assert "Scores out of 100" in english.said
    assert "14 structures" in english.said
    assert str(english.folder / "reports" / "demo-en.html") in english.said
    assert "Notes sur 100" in french.said


def test_nothing_is_sent_twice_and_everything_that_came_is_stored(demo):
    assert demo.events("duplicate") == []
    received = Counter(event["message_id"] for event in demo.events("received"))
    assert set(received.values()) == {1}
    sent = {identifier for (identifier,) in demo.ask("select message_id from campaigns_dispatch where state = 'sent'")}
    assert set(received) == sent
    assert {event["message_id"] for event in demo.events("evidence")} == sent
    stored = Counter(
        json.loads(reading)["headers"]["message_id"]
        for (reading,) in demo.ask("select reading from campaigns_replyrow where state != 'ignored'")
    )
    assert stored == Counter(event["message_id"] for event in demo.events("act"))


def test_every_reply_is_attached_to_the_contact_it_answers(demo):
    first = dict(demo.ask("select message_id, contact_id from campaigns_dispatch where state = 'sent'"))
    attached = {
        json.loads(reading)["headers"]["message_id"]: contact
        for reading, contact in demo.ask("select reading, contact_id from campaigns_replyrow where state = 'attached'")
    }
    acts = demo.events("act")
    assert {act["message_id"]: first[act["answers"]] for act in acts} == attached


def test_outcomes_are_those_the_profiles_imply(demo):
    expected = dict.fromkeys(BEHAVIOURS, ANSWERED)
    expected |= {key: {"silent": 3} for key in ("silent", "refused", "bounces")}
    expected["opts-out"] = {"answered": 1, "not_measured": 2}
    assert demo.outcomes() == expected


def test_failures_are_the_structures_results(demo):
    assert {_value(data, "contact.failure") for data in _documents(demo)["refused"]} == {"address_invalid"}
    assert {_value(data, "contact.failure") for data in _documents(demo)["silent"]} == {None}
    # a full mailbox is tried once more, and this town's takes it then
    tried_again = demo.dispatches("retry", "sent")["bounces"]
    failures = Counter(_value(data, "contact.failure") for data in _documents(demo)["bounces"])
    assert failures[None] == tried_again
    # the status of a report says more than that it bounced
    assert set(failures) <= {None, "bounced", "address_invalid", "mailbox_full"}


def test_one_reminder_to_those_who_are_silent_and_to_nobody_else(demo):
    assert demo.dispatches("reminder", "sent") == Counter({"silent": 3, "wants-reminder": 3})
    assert demo.dispatches("reminder", "planned") == Counter()
    turns = Counter((event["structure"], event["turn"]) for event in demo.events("received"))
    assert (turns["silent", 2], turns["silent", 3]) == (3, 0)


def test_one_second_turn_to_each_question(demo):
    assert demo.dispatches("second_turn", "sent") == Counter({"asks-back": 3})
    questions = {act["message_id"] for act in demo.events("act") if act["kind"] == "clarification"}
    answered = [e["in_reply_to"] for e in demo.events("received") if e["structure"] == "asks-back" and e["turn"] == 2]
    assert sorted(answered) == sorted(questions)


def test_nothing_reaches_a_structure_after_it_opted_out(demo):
    (asked,) = [act["at"] for act in demo.events("act") if act["kind"] == "opt_out"]
    later = [event for event in demo.events("received") if event["structure"] == "opts-out" and event["at"] > asked]
    assert later == []


def test_a_greylisting_server_gets_each_message_in_the_end_once(demo):
    refused = [event for event in demo.events("refused") if event["structure"] == "greylists"]
    assert len(refused) == 3
    assert not any(event["permanent"] for event in refused)
    assert [event["turn"] for event in demo.events("received") if event["structure"] == "greylists"] == [1, 1, 1]


def test_delays_are_exact(demo):
    seen = {event["message_id"]: event["at"] for event in demo.events("received")}
    delays = {
        act["first"]: act["delay"]["calendar_hours"] for act in demo.events("act") if act["structure"] == "answers"
    }
    contacts = dict(demo.ask("select message_id, contact_id from campaigns_dispatch where kind = 'first'"))
    said = {
        contact: _value(data, "reply.delay_hours")
        for contact, data in demo.ask("select contact_id, data from campaigns_documentrow")
    }
    assert set(delays) <= set(seen)
    for first, hours in delays.items():
        assert said[contacts[first]] == pytest.approx(hours, abs=1 / 3600)


def test_a_structure_contacted_for_research_is_never_named(demo):
    for language in ("en", "fr"):
        text = (demo.folder / "reports" / f"demo-{language}.html").read_text("utf-8")
        assert "Mairie answers" in text
        assert "Enseigne private" not in text
        assert "private.example" not in text


def test_reports_hold_everything_they_show(demo):
    for language in ("en", "fr"):
        page = BeautifulSoup((demo.folder / "reports" / f"demo-{language}.html").read_text("utf-8"), "html.parser")
        assert page.html is not None
        assert page.html["lang"] == language
        assert [address for address in _loaded(page) if not address.startswith(("data:", "#"))] == []
        scripts = " ".join(script.get_text() for script in page.find_all("script"))
        assert re.findall(r"fetch\(|XMLHttpRequest|import\(", scripts) == []


def test_same_seed_same_scores_to_the_last_digit(twins):
    english, french = twins
    assert english.outcomes() == french.outcomes()
    numbers = [re.findall(r"\d+[.,]\d+", demo.said.split("14 structures")[0].replace(",", ".")) for demo in twins]
    assert len(numbers[0]) > 50
    assert numbers[0] == numbers[1]
    # the drawing library numbers its clip paths through the life of a process
    pages = [(demo.folder / "reports" / "demo-en.html").read_text("utf-8") for demo in twins]
    assert re.sub(r"clip\d+", "clip", pages[0]) == re.sub(r"clip\d+", "clip", pages[1])


def test_calibration_tells_how_well_we_see(demo):
    process = start("calibrate", "--dir", str(demo.folder))
    said, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    acts = len(demo.events("act"))
    assert f"{acts}" in said
    row = next(line for line in said.splitlines() if "kind:opt_out" in line)
    assert re.findall(r"\d\.\d{3}", row) == ["1.000", "1.000"]
    delay = next(line for line in said.splitlines() if "reply.delay_hours" in line)
    assert re.findall(r"\d\.\d{3}", delay) == ["0.000"]


def _loaded(page: BeautifulSoup) -> list[str]:
    """Return every address a browser would fetch to show the page; links that a reader follows are none."""
    loaded = [tag["src"] for tag in page.find_all(src=True)]
    loaded += [tag["href"] for tag in page.find_all("link", href=True)]
    for name in ("srcset", "data", "poster", "xlink:href"):
        loaded += [tag[name] for tag in page.find_all(True) if tag.has_attr(name)]
    styles = [tag.get_text() for tag in page.find_all("style")] + [tag["style"] for tag in page.find_all(style=True)]
    for found in re.findall(r"url\(\s*['\"]?([^)'\"]+)|@import\s+['\"]?([^;'\"]+)", " ".join(map(str, styles))):
        loaded += [address for address in found if address]
    return [str(address) for address in loaded]


def _documents(demo: WholeTown) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, data in demo.ask(
        "select s.key, d.data from campaigns_documentrow d join campaigns_contact c on c.id = d.contact_id"
        " join campaigns_structurerow s on s.id = c.structure_id"
    ):
        found.setdefault(key, []).append(data)
    return found


def _value(data: str, measure: str) -> Any:
    return value(json.loads(data), measure)
