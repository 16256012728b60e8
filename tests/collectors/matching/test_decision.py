"""Which contact a reply belongs to, case by case."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.matching import Directory, Match, Verdict, match
from domain.reply import RawReply, ReadReply
from domain.vocabulary import Channel, ReplyKind
from domain.wording import LANGUAGES, render
from tests.collectors.matching.world import SENT, World, contact, reply

NORTH = contact(1, "k7x2m4q9ab")
SOUTH = contact(
    2,
    "w3e5r8t2yz",
    structure_addresses=("mairie@sud-ville.fr",),
    domains=("sud-ville.fr",),
    subjects=("Horaires de la piscine",),
)
TOWN: Directory = World((NORTH, SOUTH), {"<n1@citizens.example>": 1, "<s1@citizens.example>": 2})
MINE = NORTH.reply_address
BOX = "claire.dupont@citizens.example"


@dataclass(frozen=True)
class Case:
    name: str
    given: tuple[ReadReply, RawReply]
    verdict: Verdict
    contact: int | None
    code: str


CASES = [
    Case("its own address in To", reply(to=(MINE,)), Verdict.EXACT, 1, "match_address"),
    Case("in capitals", reply(to=(MINE.upper(),)), Verdict.EXACT, 1, "match_address"),
    Case("from another address", reply("service@autre.fr", (MINE,)), Verdict.EXACT, 1, "match_address"),
    Case("in Cc", reply(to=("x@autre.fr",), cc=(MINE,)), Verdict.EXACT, 1, "match_address"),
    Case("in Delivered-To", reply(delivered_to=(MINE,)), Verdict.EXACT, 1, "match_address"),
    Case("in X-Original-To", reply(extra=f"X-Original-To: {MINE}\r\n"), Verdict.EXACT, 1, "match_address"),
    Case("in Envelope-To", reply(extra=f"Envelope-To: <{MINE}>\r\n"), Verdict.EXACT, 1, "match_address"),
    Case(
        "blind copy, seen in Received",
        reply(extra=f"Received: from a by b\r\n\tfor <{MINE}>; Mon, 2 Mar 2026\r\n"),
        Verdict.EXACT,
        1,
        "match_address",
    ),
    Case("answers our message", reply(in_reply_to=("<n1@citizens.example>",)), Verdict.EXACT, 1, "match_thread"),
    Case("without brackets", reply(in_reply_to=("n1@citizens.example",)), Verdict.EXACT, 1, "match_thread"),
    Case(
        "deep in a thread",
        reply(references=("<n1@citizens.example>", "<z@ville-nord.fr>")),
        Verdict.EXACT,
        1,
        "match_thread",
    ),
    Case(
        "named by a report",
        reply("mailer-daemon@x.fr", kind=ReplyKind.BOUNCE, original_message_id="<n1@citizens.example>"),
        Verdict.EXACT,
        1,
        "match_thread",
    ),
    Case(
        "address and thread agree",
        reply(to=(MINE,), in_reply_to=("<n1@citizens.example>",)),
        Verdict.EXACT,
        1,
        "match_address",
    ),
    Case(
        "From of the returned message",
        reply("mailer-daemon@x.fr", (BOX,), kind=ReplyKind.BOUNCE, body=f"--- original ---\r\nFrom: C <{MINE}>"),
        Verdict.EXACT,
        1,
        "match_returned",
    ),
    Case(
        "Message-ID of the returned message",
        reply("mailer-daemon@x.fr", (BOX,), kind=ReplyKind.DELAY, body="Message-ID: <n1@citizens.example>"),
        Verdict.EXACT,
        1,
        "match_returned",
    ),
    Case(
        "an answer that merely quotes another's address",
        reply("x@autre.fr", (MINE,), body=f"De : {SOUTH.reply_address}"),
        Verdict.EXACT,
        1,
        "match_address",
    ),
    Case(
        "two contacts' addresses",
        reply(to=(MINE, SOUTH.reply_address)),
        Verdict.HOLD,
        None,
        "match_conflict",
    ),
    Case(
        "the address of one, the thread of another",
        reply(to=(MINE,), in_reply_to=("<s1@citizens.example>",)),
        Verdict.HOLD,
        None,
        "match_conflict",
    ),
    Case(
        "a tag like nobody's",
        reply("x@autre.fr", ("claire.dupont+ab0l1o@citizens.example",)),
        Verdict.HOLD,
        None,
        "match_unrelated",
    ),
    Case("one character wrong", reply("x@autre.fr", (MINE.replace("q9", "g9"),)), Verdict.GUESS, 1, "match_typo"),
    Case("one character missing", reply("x@autre.fr", (MINE.replace("q9", "9"),)), Verdict.GUESS, 1, "match_typo"),
    Case("two neighbours swapped", reply("x@autre.fr", (MINE.replace("q9", "9q"),)), Verdict.GUESS, 1, "match_typo"),
    Case(
        "two characters wrong, sender unknown",
        reply("x@autre.fr", (MINE.replace("q9a", "p8a"),)),
        Verdict.HOLD,
        None,
        "match_not_enough",
    ),
    Case(
        "two characters wrong, from the structure",
        reply(to=(MINE.replace("q9a", "p8a"),)),
        Verdict.GUESS,
        1,
        "match_typo",
    ),
    Case("tag lost, from the address contacted", reply(to=(BOX,)), Verdict.GUESS, 1, "match_untagged"),
    Case(
        "tag lost, from the structure's domain",
        reply("etat-civil@ville-nord.fr", (BOX,)),
        Verdict.GUESS,
        1,
        "match_untagged",
    ),
    Case(
        "tag lost, from a sub-domain",
        reply("etat-civil@mail.ville-nord.fr", (BOX,)),
        Verdict.GUESS,
        1,
        "match_untagged",
    ),
    Case("tag lost, sender unknown", reply("x@autre.fr", (BOX,)), Verdict.HOLD, None, "match_not_enough"),
    Case(
        "the structure's domain and the same subject",
        reply("etat-civil@ville-nord.fr", subject="RE: Inscription à la cantine"),
        Verdict.GUESS,
        1,
        "match_domain",
    ),
    Case(
        "the structure's domain alone",
        reply("agenda@ville-nord.fr", subject="Lettre d'information"),
        Verdict.HOLD,
        None,
        "match_not_enough",
    ),
    Case(
        "the same subject from elsewhere",
        reply("x@autre.fr", (BOX,), subject="Re: Inscription à la cantine"),
        Verdict.GUESS,
        1,
        "match_untagged",
    ),
    Case(
        "a newsletter of the structure",
        reply("agenda@ville-nord.fr", (BOX,), extra="List-Unsubscribe: <https://x.fr>\r\n"),
        Verdict.HOLD,
        None,
        "match_not_enough",
    ),
    Case("nothing at all", reply("x@autre.fr", ("who@elsewhere.fr",)), Verdict.HOLD, None, "match_unrelated"),
    Case(
        "marked as spam",
        reply("x@autre.fr", ("who@elsewhere.fr",), extra="X-Spam-Flag: YES\r\n"),
        Verdict.HOLD,
        None,
        "match_bulk",
    ),
    Case(
        "before anything was sent",
        reply("accueil@ville-nord.fr", (BOX,), hours=-1),
        Verdict.HOLD,
        None,
        "match_unrelated",
    ),
    Case(
        "our own copy from the evidence mailbox",
        reply(MINE, ("accueil@ville-nord.fr",), message_id="<n1@citizens.example>"),
        Verdict.OWN_COPY,
        1,
        "match_own_copy",
    ),
    Case(
        "a stranger who uses our Message-ID",
        reply("x@autre.fr", ("who@elsewhere.fr",), message_id="<n1@citizens.example>"),
        Verdict.HOLD,
        None,
        "match_unrelated",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_belongs_to(case):
    found = decided(case.given, TOWN)
    assert (found.verdict, found.contact_id, found.reason.code) == (case.verdict, case.contact, case.code)
    check_words(found)


def decided(given: tuple[ReadReply, RawReply], directory: Directory) -> Match:
    read, raw = given
    return match(read, raw, directory)


def check_words(found: Match) -> None:
    reasons = [found.reason, *(reason for ranked in found.candidates for reason in ranked.reasons)]
    for reason in reasons:
        for language in LANGUAGES:
            text = render(reason, language)
            assert "{" not in text and text != reason.code


def test_characters_that_read_alike_are_the_surest_slip():
    town = World((contact(1, "k7l0m1q9ab"), SOUTH))
    found = decided(reply("x@autre.fr", ("claire.dupont+k71om1q9ab@citizens.example",)), town)
    assert (found.verdict, found.contact_id, found.reason.code) == (Verdict.GUESS, 1, "match_lookalike")


def test_a_slip_that_could_be_two_contacts_is_held_with_both():
    town = World((contact(1, "k7x2m4q9ab"), contact(2, "k7x2m4q9ac")))
    found = decided(reply("x@autre.fr", ("claire.dupont+k7x2m4q9ad@citizens.example",)), town)
    assert (found.verdict, found.reason.code) == (Verdict.HOLD, "match_not_clear")
    assert [ranked.contact_id for ranked in found.candidates] == [1, 2]


def test_two_contacts_of_one_structure_are_told_apart_by_the_subject_alone():
    town = World((NORTH, contact(3, "zzzzyyyyxx", subjects=("Horaires de la piscine",))))
    without = decided(reply(to=(BOX,), subject="Votre demande"), town)
    assert (without.verdict, without.reason.code) == (Verdict.HOLD, "match_not_clear")
    with_subject = decided(reply(to=(BOX,), subject="Re: Horaires de la piscine"), town)
    assert (with_subject.verdict, with_subject.contact_id) == (Verdict.GUESS, 3)


def test_a_free_mail_provider_is_nobodys_domain():
    free = contact(4, "aaaabbbbcc", structure_addresses=("mairie.nord@orange.fr",), domains=("orange.fr",))
    town = World((free,))
    assert decided(reply("quelqu.un@orange.fr", (BOX,)), town).verdict is Verdict.HOLD
    assert decided(reply("mairie.nord@orange.fr", (BOX,)), town).contact_id == 4


def test_a_catch_all_address_is_matched_the_same_way():
    town = World((contact(5, "x", reply_address="claire.dupont.k7x2m4q9ab@citizens.example"),))
    exact = decided(reply("x@autre.fr", ("Claire.Dupont.k7x2m4q9ab@Citizens.example",)), town)
    assert exact.verdict is Verdict.EXACT
    slip = decided(reply("x@autre.fr", ("claire.dupont.k7x2m4q9bb@citizens.example",)), town)
    assert (slip.verdict, slip.contact_id) == (Verdict.GUESS, 5)


def test_candidates_are_ranked_with_their_reasons():
    found = decided(reply("agenda@ville-nord.fr", subject="Bonjour", text="Pour Claire Dupont"), TOWN)
    assert found.verdict is Verdict.HOLD
    best = found.candidates[0]
    assert (best.contact_id, [reason.code for reason in best.reasons]) == (1, ["match_domain", "match_persona"])
    assert 0 < best.score < 0.75


@given(st.binary(max_size=2000))
def test_any_bytes_get_a_verdict(raw):
    read, _ = reply()
    found = match(read, RawReply("default", Channel.MAIL, "1:1", SENT, raw), TOWN)
    assert found.verdict in Verdict
