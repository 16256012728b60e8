"""One contact: outcome, delays, acknowledgement, reminder, other channel, bounce and retry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from collectors.reading.exchange import Arrived, Exchange, Sent, read_exchange
from domain.failure import Failure
from domain.observation import Document
from domain.reply import FailedRecipient
from domain.vocabulary import Channel, DispatchKind, Outcome, ReplyKind, ScenarioKind
from tests.collectors.reading.replies import JANE, NOON, TOWN, context, reply, scenario

GOOD = (
    "Bonjour Madame Vasseur,\n\nApportez un justificatif de domicile. La carte coûte 30 €.\n\n"
    "Cordialement,\nSophie Perrot"
)


class Weekdays:
    """Working time of a place open from 9 to 17 UTC, Monday to Friday."""

    def working_hours(self, start: datetime, end: datetime) -> float:
        total, day = 0.0, start.replace(hour=0, minute=0)
        while day <= end:
            opens, closes = max(start, day.replace(hour=9)), min(end, day.replace(hour=17))
            if day.weekday() < 5 and closes > opens:
                total += (closes - opens).total_seconds() / 3600
            day += timedelta(days=1)
        return total

    def working_days(self, start: datetime, end: datetime) -> int:
        days = (end.date() - start.date()).days
        return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, days + 1))


def after(**delta: float) -> datetime:
    return NOON + timedelta(**delta)


def arrival(
    text: str, at: datetime, kind: ReplyKind = ReplyKind.ANSWER, channel: Channel = Channel.MAIL, **options
) -> Arrived:
    return Arrived(reply(text, kind=kind, **options), at, f"digest-{at:%d%H%M}", channel)


def run(
    *arrived: Arrived, sent: tuple[Sent, ...] = (Sent(DispatchKind.FIRST, NOON),), working: Weekdays | None = None
) -> tuple[Outcome, dict[str, Any]]:
    around = context(persona=JANE, structure=TOWN, scenario=scenario(), asked_at=NOON)
    outcome, observations = read_exchange(Exchange(around, Channel.MAIL, sent, arrived, after(days=14), working))
    assert len({one.measure for one in observations}) == len(observations)
    return outcome, {one.measure: one for one in observations}


def values(found: dict[str, Any], *names: str) -> list[Any]:
    return [found[name].value if name in found else None for name in names]


def test_a_plain_answer():
    outcome, found = run(arrival(GOOD, after(days=1, hours=3)), working=Weekdays())
    assert outcome is Outcome.ANSWERED
    assert values(
        found,
        "contact.delivered",
        "contact.answered",
        "contact.answered_substance",
        "contact.human_replies",
        "contact.turns",
    ) == [True, True, True, 1, 1]
    assert values(
        found, "reply.delay_hours", "answer.delay_hours", "reply.delay_working_hours", "reply.delay_working_days"
    ) == [27, 27, 11, 1]
    assert found["answer.delay_days"].value == pytest.approx(27 / 24, abs=1e-4)
    assert found["contact.first_reply_resolves"].value is True and found["contact.other_channel"].value is False
    assert found["reply.greets_by_name"].value is True
    assert found["reply.greets_by_name"].evidence[0].source == "digest-031500"
    assert "Perrot" not in str([one.evidence for one in found.values()])


def test_silence():
    outcome, found = run(working=Weekdays())
    assert outcome is Outcome.SILENT
    assert values(found, "contact.delivered", "contact.answered", "contact.any_reaction", "ack.present") == [
        True,
        False,
        False,
        False,
    ]
    assert found["contact.kept_waiting_uninformed"].value is True
    assert not {"reply.delay_hours", "reply.has_greeting", "contact.turns", "contact.answered_after_reminder"} & set(
        found
    )


def test_an_acknowledgement_then_the_answer():
    ack = arrival(
        "Bonjour Madame Vasseur,\n\nMerci de votre message. Votre demande, dossier n° 2026-0412, sera traitée sous 5 "
        "jours.\n\nService population\n04 76 00 11 22",
        after(minutes=1),
        ReplyKind.ACKNOWLEDGEMENT,
        more={"ticket": "2026-0412", "announced_delay_days": 5.0, "facts": {"automatic": True}},
    )
    outcome, found = run(arrival(GOOD, after(days=4)), ack, working=Weekdays())
    assert outcome is Outcome.ANSWERED
    assert values(
        found, "ack.present", "ack.automatic", "ack.has_reference", "ack.announces_delay", "ack.announced_delay_days"
    ) == [True, True, True, True, 5]
    assert values(found, "ack.personal", "ack.polite", "ack.contact_details", "ack.useful_information") == [
        True,
        True,
        2,
        False,
    ]
    assert found["ack.delay_hours"].value == pytest.approx(1 / 60, abs=1e-3)
    assert found["answer.announced_delay_kept"].value is True
    assert found["contact.kept_waiting_uninformed"].value is False
    late = run(arrival(GOOD, after(days=7)), ack)[1]
    assert late["answer.announced_delay_kept"].value is False
    assert run(ack)[1]["answer.announced_delay_kept"].value is False


def test_an_acknowledgement_alone_is_silence():
    outcome, found = run(arrival("Bien reçu.", after(minutes=2), ReplyKind.ACKNOWLEDGEMENT))
    assert outcome is Outcome.SILENT and found["contact.any_reaction"].value is True


def test_an_answer_after_the_window_is_late():
    assert run(arrival(GOOD, after(days=15)))[0] is Outcome.SILENT


@pytest.mark.parametrize("kind", [ReplyKind.CLARIFICATION, ReplyKind.HOLDING])
def test_a_person_without_substance(kind):
    outcome, found = run(
        arrival("Bonjour, quelle est votre rue ? En raison de l'affluence, réponse sous 3 jours.", after(hours=2), kind)
    )
    assert outcome is Outcome.ANSWERED
    assert values(found, "contact.answered", "contact.answered_substance", "contact.first_reply_resolves") == [
        True,
        False,
        False,
    ]
    assert "answer.delay_hours" not in found and found["reply.delay_hours"].value == 2
    if kind is ReplyKind.HOLDING:
        assert values(found, "holding.present", "holding.explains", "holding.announces_delay") == [True, True, True]


def test_a_second_turn():
    sent = (Sent(DispatchKind.FIRST, NOON), Sent(DispatchKind.SECOND_TURN, after(hours=5)))
    found = run(
        arrival("Quelle rue ?", after(hours=2), ReplyKind.CLARIFICATION), arrival(GOOD, after(hours=30)), sent=sent
    )[1]
    assert values(found, "contact.turns", "contact.human_replies", "reply.delay_hours", "answer.delay_hours") == [
        2,
        2,
        2,
        30,
    ]
    assert found["reply.greets_by_name"].value is True  # the principal reply is the one on substance


def test_after_a_reminder():
    sent = (Sent(DispatchKind.FIRST, NOON), Sent(DispatchKind.REMINDER, after(days=6)))
    assert run(arrival(GOOD, after(days=7)), sent=sent)[1]["contact.answered_after_reminder"].value is True
    assert run(arrival(GOOD, after(days=5)), sent=sent)[1]["contact.answered_after_reminder"].value is False
    assert run(sent=sent)[1]["contact.answered_after_reminder"].value is False


def test_an_answer_by_another_channel_counts():
    outcome, found = run(arrival(GOOD, after(days=2), channel=Channel.LETTER))
    assert outcome is Outcome.ANSWERED and found["contact.other_channel"].value is True


def bounce(at: datetime, status: str = "5.1.1") -> Arrived:
    return arrival(
        "Undelivered", at, ReplyKind.BOUNCE, more={"recipients": (FailedRecipient("mairie@b.example", status, True),)}
    )


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("5.1.1", "address_invalid"),
        ("5.2.2", "mailbox_full"),
        ("5.7.1", "refused"),
        ("5.3.4", "content_refused"),
        ("", "bounced"),
        ("5.4.4", "bounced"),
    ],
)
def test_a_bounce_is_a_silence_with_its_reason(status, why):
    outcome, found = run(bounce(after(minutes=1), status))
    assert outcome is Outcome.SILENT
    assert values(found, "contact.delivered", "contact.failure", "contact.any_reaction") == [False, why, False]


def test_delays_run_from_the_retry_that_was_delivered():
    sent = (Sent(DispatchKind.FIRST, NOON), Sent(DispatchKind.RETRY, after(days=1), attempts=2))
    found = run(bounce(after(minutes=1)), arrival(GOOD, after(days=2)), sent=sent)[1]
    assert values(found, "contact.delivered", "contact.attempts", "reply.delay_hours", "contact.turns") == [
        True,
        3,
        24,
        1,
    ]
    assert "contact.failure" not in found


def test_a_refusal_by_their_server():
    outcome, found = run(sent=(Sent(DispatchKind.FIRST, NOON, Failure.REFUSED),))
    assert outcome is Outcome.SILENT and found["contact.failure"].value == "refused"
    assert (
        run(sent=(Sent(DispatchKind.FIRST, NOON, Failure.DEFERRED),))[1]["contact.failure"].value == "deferred_too_long"
    )


@pytest.mark.parametrize(
    "sent",
    [(), (Sent(DispatchKind.FIRST, NOON, Failure.AUTH_ERROR),), (Sent(DispatchKind.FIRST, NOON, Failure.UNREACHABLE),)],
)
def test_our_own_fault_is_not_measured(sent):
    assert run(sent=sent) == (Outcome.NOT_MEASURED, {})


def test_a_reply_proves_delivery_whatever_we_believed():
    outcome, found = run(arrival(GOOD, after(hours=1)), sent=(Sent(DispatchKind.FIRST, NOON, Failure.UNKNOWN),))
    assert (
        outcome is Outcome.ANSWERED
        and found["contact.delivered"].value is True
        and found["reply.delay_hours"].value == 1
    )


def test_absence_opt_out_challenge_and_delay_notice():
    away = arrival(
        "Absente",
        after(minutes=1),
        ReplyKind.OUT_OF_OFFICE,
        more={"substitute": "accueil@b.example", "return_date": "2026-03-09"},
    )
    assert values(run(away)[1], "absence.present", "absence.has_substitute", "absence.has_return_date") == [
        True,
        True,
        True,
    ]
    assert run(away)[0] is Outcome.SILENT
    assert (
        run(arrival("Ne nous écrivez plus", after(hours=1), ReplyKind.OPT_OUT))[1]["contact.refused_contact"].value
        is True
    )
    assert run(arrival("Confirm", after(hours=1), ReplyKind.CHALLENGE))[1]["contact.challenged"].value is True
    assert run(arrival("Delayed", after(hours=1), ReplyKind.DELAY))[1]["contact.delivery_delayed"].value is True


def test_the_order_of_arrivals_does_not_matter():
    one, other = arrival("Quelle rue ?", after(hours=2), ReplyKind.CLARIFICATION), arrival(GOOD, after(hours=30))
    assert run(one, other) == run(other, one)


def document(number: int, hours: float, *, channel=Channel.MAIL, kind=ScenarioKind.INFORMATION) -> Document:
    outcome, found = run(
        arrival(GOOD if number % 2 else "Bonjour,\n\nC'est fermé cet été pour travaux de voirie.", after(hours=hours))
    )
    return Document(
        contact_id=number,
        structure="s1",
        channel=channel,
        scenario="parking-permit",
        scenario_kind=kind,
        persona="p1",
        outcome=outcome,
        reading_version="t",
        observations=tuple(found.values()),
    )


def test_across_contacts():
    from collectors.reading.measures import read_across

    found = read_across(
        [
            document(1, 10),
            document(2, 30),
            document(3, 50, kind=ScenarioKind.COMPLAINT),
            document(5, 12, channel=Channel.WEBFORM),
        ]
    )
    by: dict[int, dict[str, Any]] = {
        contact: {one.measure: one.value for one in observations} for contact, observations in found.items()
    }
    assert by[3]["consistency.complaint_gap_hours"] == 30 and "consistency.complaint_gap_hours" not in by[1]
    assert by[1]["consistency.delay_spread_hours"] == 40 and "consistency.delay_spread_hours" not in by[5]
    assert by[1]["consistency.same_answer"] == 1 and by[2]["consistency.same_answer"] < 0.5
    assert 0.5 <= by[1]["consistency.identification"] < 1
    assert read_across([document(1, 10)]) == {}
