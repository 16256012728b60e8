"""Mail in and out of the town, with real clients: what structures do, when it arrives, and what the log says of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiosmtplib
import pytest

from tests.sandbox.clock_service import START
from tests.sandbox.small_town import mail, profile, structure, visiting, write_town

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TO = "contact@p1.example"


def town(tmp_path: Path, behaviour: dict[str, Any], **fields: Any) -> Path:
    return write_town(tmp_path, {"usual": behaviour}, [structure("P1", "usual", **fields)])


async def test_an_answer_arrives_at_its_virtual_instant(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile()), tmp_path / "run") as visitor:
        await visitor.until(datetime(2026, 3, 6, 15, 30, tzinfo=UTC))  # Friday 16:30 in Paris, open until 17:00
        await visitor.send(mail(1, TO))
        await visitor.until(START + 20 * DAY)
        ((arrived, answer),) = await visitor.inbox()
        # two opening hours: half an hour on Friday, one and a half from Monday 9:00 (RFC 3501 dates carry an offset)
        assert arrived == datetime(2026, 3, 9, 10, 30, 1, tzinfo=ZoneInfo("Europe/Paris"))
        assert answer["In-Reply-To"] == "<m1@citizens.example>" and answer["References"] == "<m1@citizens.example>"
        assert answer["Delivered-To"] == "claire.dupont+k0001@citizens.example"
        assert "@p1.example" in answer["From"]
        (act,) = visitor.truth("act")
        assert act["message_id"] == answer["Message-ID"] and act["answers"] == "<m1@citizens.example>"
        assert act["at"] == "2026-03-09T09:30:01+00:00"
        assert act["delay"]["drawn_hours"] == 2 and act["delay"]["count"] == "opening"
        assert act["delay"]["opening_hours"] == pytest.approx(2, abs=0.01)
        assert act["delay"]["calendar_hours"] == pytest.approx(66, abs=0.01)
        assert set(act["points"]) == {"how", "details", "free", "delay", "birthplace"} and act["wrong"] == []
        assert act["scenario"] == "birth-certificate" and act["labels"]["answer.has_delay"] is True


async def test_the_evidence_mailbox_gets_the_same_bytes_at_once(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile("silent")), tmp_path / "run") as visitor:
        await visitor.until(START + 3 * HOUR)
        await visitor.send(mail(1, TO, text="Été\n.point seul\n"))
        ((arrived, copy),) = await visitor.inbox("evidence")
        assert arrived == START + 3 * HOUR
        assert copy["Message-ID"] == "<m1@citizens.example>" and copy.get_content() == "Été\r\n.point seul\r\n"
        assert [line["message_id"] for line in visitor.truth("evidence")] == ["<m1@citizens.example>"]
        assert await visitor.inbox() == []


async def test_the_town_presents_its_token_everywhere(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile()), tmp_path / "run") as visitor:
        token = str(visitor.serving.ready["token"])
        host, _, port = str(visitor.serving.ready["smtp"]).partition(":")
        smtp = aiosmtplib.SMTP(hostname=host, port=int(port), start_tls=False)
        assert token in (await smtp.connect()).message
        await smtp.quit()


async def test_nobody_sends_without_the_password(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile()), tmp_path / "run") as visitor:
        host, _, port = str(visitor.serving.ready["smtp"]).partition(":")
        smtp = aiosmtplib.SMTP(hostname=host, port=int(port), start_tls=False)
        await smtp.connect()
        with pytest.raises(aiosmtplib.SMTPException):
            await smtp.send_message(mail(1, TO))
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await smtp.login("auditor", "wrong")
        await smtp.quit()
        assert visitor.truth("received") == []


@pytest.mark.parametrize(
    ("course", "code", "words"), [("refused", 550, "user unknown"), ("mailbox_full", 552, "mailbox full")]
)
async def test_a_recipient_is_refused_and_the_others_are_not(
    tmp_path: Path, course: str, code: int, words: str
) -> None:
    async with visiting(town(tmp_path, profile(course)), tmp_path / "run") as visitor:
        errors, _ = await visitor.smtp.send_message(mail(1, TO), recipients=[TO, "evidence@citizens.example"])
        assert errors[TO][0] == code and words in errors[TO][1]
        assert len(await visitor.inbox("evidence")) == 1
        (refusal,) = visitor.truth("refused")
        assert (refusal["to"], refusal["code"], refusal["permanent"], refusal["structure"]) == (TO, code, True, "P1")
        assert visitor.truth("received") == []


async def test_unknown_addresses_are_refused_and_content_too(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile("content_refused")), tmp_path / "run") as visitor:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await visitor.smtp.send_message(mail(1, "someone@elsewhere.example"))
        with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
            await visitor.send(mail(2, TO))
        assert refusal.value.code == 554
        assert [line["message_id"] for line in visitor.truth("refused")] == ["", "<m2@citizens.example>"]
        assert await visitor.inbox("evidence") == []


async def test_greylisting_needs_both_the_tries_and_the_time(tmp_path: Path) -> None:
    rule: dict[str, Any] = {"extra": {"greylist": 1.0}, "greylist": {"tries": 2, "minutes": 30}}
    async with visiting(town(tmp_path, profile(**rule)), tmp_path / "run") as visitor:
        codes = []
        for minutes in (0, 5, 10, 31, 40):
            await visitor.until(START + timedelta(minutes=minutes))
            try:
                await visitor.smtp.send_message(mail(1, TO))
                codes.append(250)
            except aiosmtplib.SMTPRecipientsRefused as refusal:
                codes.append(refusal.recipients[0].code)
        assert codes == [451, 451, 451, 250, 250]
        assert all(line["permanent"] is False for line in visitor.truth("refused"))
        assert len(visitor.truth("received")) == 1 and visitor.truth("duplicate")[0]["times"] == 2


async def test_the_same_message_twice_is_noted_and_answered_once(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile()), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.send(mail(1, TO))
        await visitor.until(START + 10 * DAY)
        assert [line["times"] for line in visitor.truth("duplicate")] == [2]
        assert len(await visitor.inbox()) == 1


async def test_holding_comes_before_the_answer(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile("holding")), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + 10 * DAY)
        assert [(act["kind"], act["reads_as"]) for act in visitor.truth("act")] == [
            ("holding", "holding"),
            ("answer", "answer"),
        ]


async def test_a_question_waits_for_our_second_turn(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile("clarification")), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + 5 * DAY)
        ((_, question),) = await visitor.inbox()
        await visitor.send(mail(1, TO, Message_ID="<turn2@citizens.example>", In_Reply_To=question["Message-ID"]))
        await visitor.until(START + 12 * DAY)
        acts = visitor.truth("act")
        assert [act["kind"] for act in acts] == ["clarification", "answer"]
        assert acts[1]["answers"] == "<turn2@citizens.example>" and acts[1]["first"] == "<m1@citizens.example>"
        assert [line["turn"] for line in visitor.truth("received")] == [1, 2]


async def test_some_answer_only_a_reminder(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile("after_reminder")), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + 15 * DAY)
        assert visitor.truth("act") == []
        await visitor.send(mail(1, TO, Message_ID="<again@citizens.example>"))
        await visitor.until(START + 25 * DAY)
        assert [act["answers"] for act in visitor.truth("act")] == ["<again@citizens.example>"]


async def test_extras_come_at_once_and_say_they_are_automatic(tmp_path: Path) -> None:
    extras: dict[str, Any] = {"extra": {"acknowledgement": 1, "out_of_office": 1, "delay_notice": 1, "duplicate": 1}}
    async with visiting(town(tmp_path, profile(**extras)), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + timedelta(minutes=2))
        at_once = await visitor.inbox()
        assert len(at_once) == 2 and all(copy["Auto-Submitted"] == "auto-replied" for _, copy in at_once)
        await visitor.until(START + 10 * DAY)
        kinds = [act["kind"] for act in visitor.truth("act")]
        assert sorted(kinds) == ["acknowledgement", "answer", "answer", "delay_notice", "out_of_office"]
        first, second = [act for act in visitor.truth("act") if act["kind"] == "answer"]
        assert (first["again"], second["again"]) == (False, True)
        assert first["message_id"] != second["message_id"] and first["frame"] == second["frame"]
        acknowledgement = next(act for act in visitor.truth("act") if act["kind"] == "acknowledgement")
        assert acknowledgement["labels"]["ack.present"] is True


async def test_threads_are_lost_in_the_ways_that_were_drawn(tmp_path: Path) -> None:
    for share, expected in (("other_address", "odile"), ("other_domain", "p1-contact"), ("no_reference", "p1.example")):
        folder = tmp_path / share
        folder.mkdir()
        async with visiting(town(folder, profile(thread={share: 1})), folder / "run") as visitor:
            await visitor.send(mail(1, TO))
            await visitor.until(START + 10 * DAY)
            ((_, answer),) = await visitor.inbox()
            (act,) = visitor.truth("act")
            assert expected in answer["From"].lower() or "pradelou@p1.example" in answer["From"]
            assert (answer["In-Reply-To"] is None) == (share == "no_reference")
            assert act["labels"]["reply.thread_kept"] is (share != "no_reference")


async def test_a_mistyped_tag_still_reaches_the_catch_all(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile(thread={"mistyped": 1})), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + 10 * DAY)
        ((_, answer),) = await visitor.inbox()
        typed, meant = answer["Delivered-To"], "claire.dupont+k0001@citizens.example"
        assert len(typed) == len(meant) and sum(a != b for a, b in zip(typed, meant, strict=True)) == 1
        assert visitor.truth("act")[0]["thread"] == {"in_reply_to": False, "other_address": False, "mistyped": True}


async def test_another_service_answers_what_was_passed_on(tmp_path: Path) -> None:
    path = town(tmp_path, profile("forward"), services=["Service Eau"])
    async with visiting(path, tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + 10 * DAY)
        (_, notice), (_, answer) = await visitor.inbox()
        assert "service-eau@p1.example" in answer["From"] and "service-eau@" not in notice["From"]
        assert [act["reads_as"] for act in visitor.truth("act")] == ["holding", "answer"]


@pytest.mark.parametrize("quality", ["some", "wrong", "none"])
async def test_the_log_says_which_points_were_given(tmp_path: Path, quality: str) -> None:
    async with visiting(town(tmp_path, profile(quality={quality: 1})), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO))
        await visitor.until(START + 10 * DAY)
        (act,) = visitor.truth("act")
        assert act["kind"] == ("non_answer" if quality == "none" else "answer")
        assert bool(act["wrong"]) is (quality == "wrong")
        assert len(act["points"]) < 5 and (quality != "some" or act["points"])


async def test_what_nobody_recognises_gets_a_reply_that_says_nothing(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile()), tmp_path / "run") as visitor:
        await visitor.send(mail(1, TO, Subject="Astronomie", text="Quand verra-t-on la comète ?\n\nClaire Dupont"))
        await visitor.until(START + 10 * DAY)
        assert visitor.truth("received")[0]["scenario"] == ""
        assert visitor.truth("act")[0]["kind"] == "non_answer"


async def test_the_same_seed_gives_the_same_truth_whatever_the_order(tmp_path: Path) -> None:
    path = town(tmp_path, json.loads(json.dumps(MIXED)))

    async def run(name: str, order: list[int], seed: int) -> list[str]:
        async with visiting(path, tmp_path / name, seed) as visitor:
            for number in order:
                await visitor.smtp.send_message(mail(number, TO))
            await visitor.until(START + 60 * DAY)
            return sorted(json.dumps(line, sort_keys=True) for line in visitor.truth() if line["event"] != "town")

    numbers = list(range(30))
    first = await run("a", numbers, 1)
    assert first == await run("b", numbers[::-1], 1)
    assert first != await run("c", numbers, 2)
    assert len(first) > 50


MIXED = {
    "delay": {"median_hours": 5, "sigma": 1},
    "course": {"silent": 0.1, "holding": 0.15, "bounce": 0.1, "forward": 0.1, "challenge": 0.1, "redirect": 0.1},
    "extra": {"acknowledgement": 0.4, "out_of_office": 0.2, "duplicate": 0.2},
    "thread": {"no_reference": 0.2, "other_address": 0.2, "mistyped": 0.1},
    "quality": {"all": 1, "some": 2, "wrong": 1},
    "programs": {"outlook": 1, "gmail": 1, "thunderbird": 1, "zimbra": 1, "ticketing": 1},
    "quoting": {"top": 1, "bottom": 1, "inline": 1, "none": 1},
    "mobile": 0.2,
    "disclaimer": 0.5,
}


async def test_thousands_of_mails_are_delivered_and_read(tmp_path: Path) -> None:
    async with visiting(town(tmp_path, profile("silent")), tmp_path / "run") as visitor:
        raw = mail(1, "contact@citizens.example").as_bytes()
        channel = visitor.serving.channels[0]
        for number in range(1_000):
            await channel.deliver("a@citizens.example", raw, START + timedelta(seconds=number))  # type: ignore[attr-defined]
        found = await visitor.inbox()
        assert len(found) == 1_000
        assert [found[0][0], found[-1][0]] == [START, START + timedelta(seconds=999)]
