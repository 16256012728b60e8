"""Channels given to different workers of one campaign: the machine with the browser, and the one with the mailboxes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from domain.vocabulary import Channel
from tests.executors.practice import BY, FAST, practising
from tests.outside.postgres_server import postgres_server
from tests.sandbox.small_town import profile

pytestmark = pytest.mark.outside("chromium")
BEHAVIOURS = {"answers": profile(), "asks": profile("clarification")}
RESIDENTS = {"s00": "answers", "s01": "asks"}
WEB = (Channel.MAIL, Channel.WEBFORM, Channel.SITE)


@pytest.mark.outside("postgresql")
def test_each_worker_does_its_own_channels_and_all_are_done(tmp_path: Path) -> None:
    with (
        postgres_server() as server,
        practising(tmp_path, BEHAVIOURS, RESIDENTS, database=server.create("channels"), days=14, settings=FAST,
                   channels=WEB, theme="wordpress") as made,
    ):  # fmt: skip
        made.do("plan")
        made.do("approve", "approve", "--yes", *BY)
        writing = made.commands.start("worker", "--send", "--channels", "mail")
        browsing = made.commands.start("worker", "--send", "--channels", "webform,site")
        assert (writing.wait(240).code, browsing.wait(240).code) == (0, 0)
        rows = made.ask(
            "select c.channel, d.kind, d.state, d.claimed_by from campaigns_dispatch d"
            " join campaigns_contact c on c.id = d.contact_id where d.state <> 'skipped'"
        )
        taken = [event for event in made.truth() if event["event"] == "submitted"]
    hands: dict[str, set[str]] = defaultdict(set)
    for channel, kind, state, worker in rows:
        assert state == "sent", rows
        # what a form is asked back is answered by e-mail
        hands["mail" if channel == "mail" or kind == "second_turn" else "web"].add(worker)
    assert len(hands["mail"]) == len(hands["web"]) == 1
    assert hands["mail"] != hands["web"]
    done = Counter((channel, kind) for channel, kind, _, _ in rows)
    assert (done["webform", "first"], done["site", "first"], done["webform", "second_turn"]) == (2, 2, 1)
    assert [json.dumps(event["times"]) for event in taken] == ["1", "1"]
