"""The formulas by hand, exactness whatever the order and the threads, and what may not be published."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from domain.observation import Value
from domain.structure import Basis
from domain.vocabulary import Channel, Determinant
from scenarios.grid_loader import load_grid, load_norms
from scoring.results import Scores
from scoring.score import compare_groups, score
from scoring.tables import CONTACTS, OBSERVATIONS, STRUCTURES, Tables, duckdb_tables, tables_from
from tests.scoring.fake_campaign import tables
from tests.scoring.small import document, grid, item, norms, structure

NORMS = load_norms()["barometer-2026"]


@pytest.fixture(scope="module")
def scores() -> Scores:
    return score(tables(), load_grid(), NORMS)


def test_the_formulas_by_hand() -> None:
    own = grid(
        item("E01", "courtesy", "a.b", {"yes": True}, weight=3),
        item("E02", "courtesy", "a.c", {"share": True}),
        item("E03", "responsiveness", "a.d", {"at_most": 24}, when_absent="unmet"),
        item("T01", "courtesy", "a.b", {"yes": True}, channel="phone"),
        determinant_weights={**load_grid().determinant_weights, Determinant.COURTESY: 2, Determinant.RESPONSIVENESS: 3},
        channel_weights={**load_grid().channel_weights, Channel.PHONE: 2},
    )
    contacts = [
        document(1, "a", facts={"a.b": True, "a.c": 0.5, "a.d": 3.0}),
        document(2, "a", facts={"a.b": False}),
        document(3, "a", outcome="silent"),
        document(4, "a", channel="phone", facts={"a.b": True}),
    ]
    found = score(tables_from(contacts, [structure("a")]), own, norms()).panel.scores
    courtesy = 100 * (3 * 0.5 + 1 * 0.5) / 4  # E01 over contacts 1 and 2, E02 over contact 1
    responsiveness = 100 * 1 / 3  # one of three in time
    mail = (2 * courtesy + 3 * responsiveness) / 5
    assert found.cells["courtesy/mail"].value == pytest.approx(courtesy)
    assert found.channels["mail"].value == pytest.approx(mail, abs=1e-6)
    assert found.channels["phone"].value == 100
    assert found.determinants["courtesy"].value == pytest.approx((courtesy + 2 * 100) / 3, abs=1e-6)
    assert found.steps["processing"].value == pytest.approx(responsiveness, abs=1e-6)
    assert found.steps["access"].value is None
    assert found.overall.value == pytest.approx((mail + 2 * 100) / 3, abs=1e-6)


def test_form_and_pages_are_one_website() -> None:
    own = grid(
        item("F01", "courtesy", "a.b", {"yes": True}, channel="webform"),
        item("W01", "courtesy", "a.b", {"yes": True}, channel="site"),
    )
    contacts = [
        document(1, "a", channel="webform", facts={"a.b": True}),
        document(2, "a", channel="site", facts={"a.b": False}),
    ]
    channels = score(tables_from(contacts, [structure("a")]), own, norms()).panel.scores.channels
    assert {name: found.value for name, found in channels.items()} == {"website": 50.0}


def test_none_leaves_every_denominator() -> None:
    """A structure that nobody could reach by mail is scored on its other channel alone."""
    own = grid(
        item("E01", "courtesy", "a.b", {"yes": True}),
        item("T01", "courtesy", "a.b", {"yes": True}, channel="phone"),
    )
    contacts = [
        document(1, "a", outcome="not_measured"),
        document(2, "a", channel="phone", facts={"a.b": True}),
    ]
    scored = score(tables_from(contacts, [structure("a"), structure("b")]), own, norms())
    assert [entry.scores.overall.value for entry in scored.structures] == [100.0, None]
    assert scored.panel.scores.overall.value == 100.0
    assert scored.outcomes.not_measured == 1


def test_group_means_follow_the_sampling_weights() -> None:
    own = grid(item("E01", "courtesy", "a.b", {"yes": True}))
    contacts = [document(1, "a", facts={"a.b": True}), document(2, "b", facts={"a.b": False})]
    panel = [structure("a", weight=3.0), structure("b", weight=1.0)]
    assert score(tables_from(contacts, panel), own, norms()).panel.scores.overall.value == 75.0


def test_a_reliable_answer_is_in_time_right_and_with_a_contact() -> None:
    right: dict[str, Value] = {
        "answer.verdict": "acceptable",
        "contact.answered_substance": True,
        "reply.direct_contact": True,
        "answer.delay_working_days": 5.0,
    }
    contacts = [
        document(1, "a", facts=right),
        document(2, "a", facts={**right, "answer.delay_working_days": 6.0}),
        document(3, "a", facts={**right, "answer.verdict": "wrong"}),
        document(4, "a", facts={**right, "reply.direct_contact": False}),
        document(5, "a", outcome="silent"),
    ]
    own = grid(item("E01", "courtesy", "a.b", {"yes": True}))
    built = tables_from(contacts, [structure("a")])
    found = score(built, own, norms(mail_answer_working_days=5)).structures[0].scores.composites["reliable"]
    assert found.value == 20.0
    assert score(built, own, norms()).structures[0].scores.composites["reliable"].value == 40.0


def _shuffled(source: Tables, seed: int, threads: int) -> Tables:
    rng = random.Random(seed)
    made = []
    for name, schema in (("contacts", CONTACTS), ("observations", OBSERVATIONS), ("structures", STRUCTURES)):
        table = source.lazy(name).select(*schema.names).collect("pyarrow").to_native()
        order = list(range(table.num_rows))
        rng.shuffle(order)
        made.append(table.take(pa.array(order)).cast(schema))
    return duckdb_tables(*made, threads=threads)


@pytest.mark.parametrize(("seed", "threads"), [(1, 1), (2, 2), (3, 4)])
def test_the_same_facts_give_the_same_scores_to_the_last_digit(scores: Scores, seed: int, threads: int) -> None:
    again = score(_shuffled(tables(), seed, threads), load_grid(), NORMS)
    assert again.model_dump_json() == scores.model_dump_json()


def test_scores_survive_storage(scores: Scores) -> None:
    assert Scores.model_validate_json(scores.model_dump_json()) == scores


def test_every_figure_lies_within_its_interval(scores: Scores) -> None:
    panel = scores.panel.scores
    found = [panel.overall, *panel.steps.values(), *panel.determinants.values(), *panel.channels.values()]
    found += [entry.estimate for entry in scores.items]
    found += [entry.scores.overall for entry in scores.structures]
    graded = [one for one in found if one.value is not None]
    assert len(graded) > 150
    for one in graded:
        assert one.value is not None and one.low is not None and one.high is not None
        assert one.low <= one.value <= one.high


def test_the_benchmark_is_compared_but_not_part_of_the_panel(scores: Scores) -> None:
    assert scores.panel.structures == 40
    private = scores.group("sector", "private")
    assert private is not None and private.structures == 52


def test_the_two_reference_rates_come_first(scores: Scores) -> None:
    compared = next(entry for entry in scores.comparisons if entry.dimension == "sector")
    items = [row for row in compared.rows if row.family == "item"]
    assert [row.key for row in items[:2]] == ["E13", "E20"]
    assert items[0].sentence == "compare_rate_less"
    assert all(row.p_holm is None or row.p is None or row.p_holm >= row.p for row in compared.rows)


def test_groups_can_be_compared_on_their_own(scores: Scores) -> None:
    alone = compare_groups(tables(), load_grid(), NORMS, dimension="sector", first="public", second="private")
    assert alone == scores.comparisons[0]


def test_research_structures_have_no_score_of_their_own(scores: Scores) -> None:
    assert not any(entry.key.startswith("res") for entry in scores.structures)
    assert not any(entry.structure.startswith(("res", "pri")) for entry in scores.ranking)


@pytest.mark.parametrize(("research", "averaged"), [(9, 2), (10, 12)])
def test_research_structures_hide_among_at_least_ten(research: int, averaged: int) -> None:
    own = grid(item("E01", "courtesy", "a.b", {"yes": True}))
    panel = [structure(f"v{number}") for number in range(2)] + [structure(f"r{number}") for number in range(research)]
    contacts = [document(number, entry.key, facts={"a.b": True}) for number, entry in enumerate(panel)]
    bases = {entry.key: Basis.RESEARCH for entry in panel if entry.key.startswith("r")}
    found = score(tables_from(contacts, panel, bases=bases), own, norms()).panel
    assert found.structures == averaged
    assert found.left_out == len(panel) - averaged


@pytest.mark.parametrize(("contacts", "shown"), [(4, 0), (5, 1)])
def test_no_public_rate_from_fewer_than_five_contacts(contacts: int, shown: int) -> None:
    own = grid(item("E01", "courtesy", "a.b", {"yes": True}))
    made = [document(number, "a", facts={"a.b": True}) for number in range(contacts)]
    made += [document(100 + number, "p", facts={"a.b": True}) for number in range(5)]
    panel = [structure("a"), structure("p", "private", entry="benchmark")]
    found = score(tables_from(made, panel), own, norms())
    assert len(found.items) == shown
    row = next(row for row in found.comparisons[0].rows if row.family == "item")
    assert (row.first.value is None) == (shown == 0)
    assert (row.sentence == "compare_rate_few") == (shown == 0)


def test_equal_published_scores_tie() -> None:
    own = grid(item("E01", "courtesy", "a.b", {"share": True}))
    shares = {"a": 0.9001, "b": 0.9004, "c": 0.95, "d": 0.1}
    made = [document(number, key, facts={"a.b": share}) for number, (key, share) in enumerate(shares.items())]
    ranking = score(tables_from(made, [structure(key) for key in shares]), own, norms()).ranking
    assert [(entry.structure, entry.rank, entry.tied) for entry in ranking] == [
        ("c", 1, False),
        ("a", 2, True),
        ("b", 2, True),
        ("d", 4, False),
    ]


def test_the_chance_of_being_first_is_shared_out(scores: Scores) -> None:
    chances = [entry.first_probability or 0.0 for entry in scores.ranking]
    assert sum(chances) == pytest.approx(1, abs=0.01)
    assert chances[0] == max(chances)
    assert scores.ranking[0].rank == 1


def test_delays_count_every_measured_contact(scores: Scores) -> None:
    first = scores.delays[0]
    public = next(group for group in first.groups if group.key == "public")
    assert sum(public.bins) == public.contacts == scores.panel.outcomes.measured > 100
    assert public.bins[-1] == public.contacts - public.answered
