"""What a person sees of doubt, of workers and of their evidence store, in both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from campaigns import store, this_process
from campaigns.liveness import introduce
from campaigns.models import Campaign, Contact, Dispatch, Installation, WorkerRow
from domain.clock import SystemClock
from domain.errors import InputError, Unavailable
from domain.vocabulary import Channel
from services.evidence_place import STORE_ID, shared_evidence
from services.working import healthy_here, workers_of
from settings.environment import Environment

pytestmark = pytest.mark.django_db
BEGAN = datetime(2027, 1, 12, 10, 11, 12, tzinfo=UTC)


@pytest.fixture
def campaign(barometer, folder) -> Campaign:
    for command in (["plan"], ["approve", "--yes", "--by", "Ada Lovelace"]):
        assert barometer(*command).code == 0
    made = Campaign.objects.get()
    store.resume(made.id, "Ada Lovelace", BEGAN)
    return made


def in_doubt(campaign: Campaign) -> Dispatch:
    dispatch = Dispatch.objects.filter(campaign=campaign).order_by("id")[0]
    claim = store.claim(dispatch.id, "host:7:abc", BEGAN)
    assert claim is not None
    store.mark_data_started(claim, BEGAN)
    store.settle(dispatch.id, "uncertain", None, "the worker stopped in DATA", "w", BEGAN, claim)
    return Dispatch.objects.get(id=dispatch.id)


@pytest.mark.parametrize(
    ("language", "look"), [("en", "logs of the relay of account"), ("fr", "journaux du relais du compte")]
)
def test_what_is_in_doubt_is_shown_with_all_that_settles_it(barometer, campaign, language, look):
    dispatch = in_doubt(campaign)
    contact = Contact.objects.get(id=dispatch.contact_id)
    said = barometer("uncertain", "list", language=language)
    data = contact.structure.data
    for told in (data["name"], data["mail"], contact.subject, dispatch.message_id, "2027-01-12 10:11:12 UTC",
                 "host:7:abc", "the worker stopped in DATA", contact.token, look, "uncertain settle"):  # fmt: skip
        assert told in said.out, told
    assert said.errors == ""
    [row] = json.loads(barometer("uncertain", "list", "--json", language=language).out)
    assert (row["id"], row["message_id"], row["recipient"]) == (dispatch.id, dispatch.message_id, data["mail"])
    assert row["began_at"] == BEGAN.isoformat()


def test_nothing_in_doubt(barometer, campaign):
    assert barometer("uncertain", "list").out == "No dispatch is uncertain.\n"
    assert json.loads(barometer("uncertain", "list", "--json").out) == []


def at_work(campaign: Campaign, **changes: object) -> None:
    store.register(introduce("host:1:a", campaign.id, [Channel.MAIL]))
    WorkerRow.objects.update(**changes)


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes",
    [None, {"machine": "another"}, {"pid_started": "1"}, {"beat_at": LONG_AGO}],
    ids=["nobody", "elsewhere", "ended", "silent"],
)
def test_a_machine_without_a_living_worker_is_not_well(barometer, campaign, tmp_path, changes):
    if changes is not None:
        at_work(campaign, **changes)
    for language, sentence in (("en", "No worker of this machine"), ("fr", "Aucun travailleur de cette machine")):
        said = barometer("health", language=language)
        assert (said.code, said.out) == (1, "")
        assert sentence in said.errors
    assert healthy_here(tmp_path) == []
    elsewhere = changes == {"machine": "another"}
    assert [state.alive for state in workers_of(tmp_path)] == ([] if changes is None else [elsewhere])


def test_a_machine_with_a_living_worker_is_well(barometer, campaign, tmp_path):
    at_work(campaign, beat_at=SystemClock().now())
    assert [state.view.machine for state in healthy_here(tmp_path)] == [this_process.machine()]
    assert barometer("health").out == "1 worker(s) of this machine well.\n"
    assert "host:1:a" in barometer("workers", language="fr").out
    said = barometer("worker", "--send", language="fr")
    assert (said.code, "Plusieurs travailleurs demandent PostgreSQL" in said.errors) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--channels", "letter"], "worker_channel_unknown"),
        (["--channels", "pigeon,mail"], "worker_channel_unknown"),
        ([], "worker_account_missing"),
    ],
)
def test_what_a_worker_is_refused_for(barometer, campaign, monkeypatch, arguments, code):
    monkeypatch.setattr("services.working.connection", PostgreSQL())
    if not arguments:
        gone = campaign.settings["accounts"][0] | {"name": "second"}
        Campaign.objects.update(settings=campaign.settings | {"accounts": [*campaign.settings["accounts"], gone]})
    expected = {
        "worker_channel_unknown": ("Canal que cette campagne n'automatise pas", "does not automate the channel"),
        "worker_account_missing": ("ne sont pas renseignés ici : second", "are not set here: second"),
    }[code]
    for language, sentence in zip(("fr", "en"), expected, strict=True):
        said = barometer("worker", "--send", *arguments, language=language)
        assert said.code in (2, 3)
        assert sentence in said.errors


class PostgreSQL:
    """Of the connection, all that is looked at before a worker begins."""

    vendor = "postgresql"

    def close(self) -> None: ...


def test_the_evidence_store_is_the_databases_own(tmp_path):
    here = Environment({})
    assert shared_evidence(tmp_path, here).root == tmp_path / "evidence"
    known = Installation.objects.get().evidence
    assert (tmp_path / "evidence" / STORE_ID).read_text().strip() == known
    assert shared_evidence(tmp_path, here).root == tmp_path / "evidence"

    there = Environment({"BAROMETER_EVIDENCE": str(tmp_path / "volume")})
    with pytest.raises(InputError, match="evidence_not_here") as absent:
        shared_evidence(tmp_path, there)
    assert absent.value.message.params["path"] == str(tmp_path / "volume")
    # an empty mount is not taken for the store, nor made into one
    (tmp_path / "volume").mkdir()
    with pytest.raises(InputError, match="evidence_not_here"):
        shared_evidence(tmp_path, there)
    assert list((tmp_path / "volume").iterdir()) == []
    (tmp_path / "volume" / STORE_ID).write_text("another\n")
    with pytest.raises(InputError, match="evidence_of_another"):
        shared_evidence(tmp_path, there)
    (tmp_path / "volume" / STORE_ID).write_text(known)
    assert shared_evidence(tmp_path, there).root == tmp_path / "volume"


def test_an_evidence_store_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="evidence_unwritable"):
        shared_evidence(tmp_path, Environment({"BAROMETER_EVIDENCE": "file/below"}))
    assert not Installation.objects.exists()
