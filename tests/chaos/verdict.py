"""Holds what the outside received and sent against our tables, and names every violation. Pure: two worlds in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.received import Outside

Stored = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What went wrong, each with its reason, and how much went right."""

    duplicates: tuple[str, ...]
    contacts_lost: tuple[str, ...]
    replies_lost: tuple[str, ...]
    inconsistent: tuple[str, ...]
    uncertain: int
    """Dispatches that were ever settled as `uncertain`."""
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def violations(self) -> tuple[str, ...]:
        return (*self.duplicates, *self.contacts_lost, *self.replies_lost, *self.inconsistent)


def judge(town: Outside, ours: Stored) -> Verdict:
    """Return the verdict on a campaign that is over."""
    received, dispatches = {entry["message_id"] for entry in town.received}, ours["dispatches"]
    return Verdict(
        tuple(_duplicates(town, ours)),
        tuple(_contacts_lost(town, ours, received)),
        tuple(_replies_lost(town, ours)),
        tuple(_inconsistent(town, ours, received)),
        sum(event["outcome"] == "uncertain" for event in ours["settled"]),
        {
            "contacts": len(ours["contacts"]),
            "sent": len(town.received),
            "reminders": sum(row["kind"] == "reminder" and row["message_id"] in received for row in dispatches),
            "second turns": sum(row["kind"] == "second_turn" and row["message_id"] in received for row in dispatches),
            "replies": len(town.delivered),
            "attached": sum(row["state"] == "attached" for row in ours["replies"]),
            "held": sum(row["state"] == "held" for row in ours["replies"]),
            "left uncertain": sum(row["state"] == "uncertain" for row in dispatches),
            "… which had arrived": sum(
                row["state"] == "uncertain" and row["message_id"] in received for row in dispatches
            ),
        },
    )


def _duplicates(town: Outside, ours: Stored) -> Iterator[str]:
    """The same act received twice: by Message-ID, by contact, kind and number, and by sender and words."""
    for entry in town.again:
        yield f"received {entry['times']} times: {entry['message_id']} by {entry['structure']}"
    for name, count in Counter(entry["message_id"] for entry in town.received).items():
        if count > 1:
            yield f"received {count} times: {name}"
    # a full mailbox that sent a message back gets it once more
    bounced = Counter(str(act["to"]).lower() for act in town.acts if act["kind"] == "bounce")
    for (address, words), count in Counter((mail.address, mail.words) for mail in town.arrived).items():
        if count > 1 + bounced[address]:
            yield f"the same words came {count} times from {address}: {words[:60]}"
    by_act: Counter[tuple[str, str, int]] = Counter()
    acts = {row["message_id"]: (row["contact__token"], row["kind"], row["number"]) for row in ours["dispatches"]}
    for entry in town.received:
        if entry["message_id"] in acts:
            by_act[acts[entry["message_id"]]] += 1
        else:
            yield f"received what no dispatch sent: {entry['message_id']} by {entry['structure']}"
    yield from (f"act {act} received {count} times" for act, count in by_act.items() if count > 1)


def _contacts_lost(town: Outside, ours: Stored, received: set[str]) -> Iterator[str]:
    """Planned and not closed, not sent though the guard let it, or without what should have followed."""
    by_contact: dict[str, list[dict[str, Any]]] = {}
    for row in ours["dispatches"]:
        by_contact.setdefault(row["contact__token"], []).append(row)
    for contact in ours["contacts"]:
        token = contact["token"]
        if not contact["closed"] or not contact["outcome"]:
            yield f"contact {token} is not closed"
        rows = by_contact.get(token, [])
        if not any(row["kind"] == "first" for row in rows):
            yield f"contact {token} has no first message"
        for row in rows:
            if row["message_id"] not in received or row["state"] not in ("sent", "uncertain"):
                yield from _unsent(row, contact, town, ours)
        opted_out = contact["structure"] in ours["opted_out"]
        if contact["delivered"] and not opted_out and not any(row["kind"] == "reminder" for row in rows):
            yield f"contact {token} was delivered and no reminder planned"
    yield from _questions_unanswered(ours, by_contact)


def _unsent(row: Stored, contact: Stored, town: Outside, ours: Stored) -> Iterator[str]:
    """What did not arrive needs a reason that is not ours."""
    act = f"{row['kind']} of {contact['token']} ({contact['structure']})"
    if row["state"] == "sent":
        yield f"{act} is noted as sent and never arrived"
    elif row["state"] == "failed" and contact["address"] not in town.refused:
        yield f"{act} is noted as refused, and nobody refused it"
    elif row["state"] == "skipped" and not _may_be_skipped(row, contact, ours):
        yield f"{act} was given up: {row['detail']!r}"
    elif row["state"] in ("planned", "sending"):
        yield f"{act} is still {row['state']}"


def _may_be_skipped(row: Stored, contact: Stored, ours: Stored) -> bool:
    if row["id"] in ours["refused"] or contact["structure"] in ours["opted_out"]:
        return True
    if row["kind"] == "reminder":
        return str(row["detail"]).startswith(("reply:", "bounce"))
    return False


def _questions_unanswered(ours: Stored, by_contact: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Whatever was read as a question has its answer; how well questions are recognised is measured elsewhere."""
    asked = {row["contact__token"] for row in ours["replies"] if row["kind"] == "clarification"} - {None}
    opted_out = {contact["token"] for contact in ours["contacts"] if contact["structure"] in ours["opted_out"]}
    for token in sorted(asked - opted_out):
        turns = sum(row["kind"] == "second_turn" for row in by_contact[token])
        if turns != 1:
            yield f"{turns} second turns answer the question of contact {token}"


def _replies_lost(town: Outside, ours: Stored) -> Iterator[str]:
    """Each message in our mailbox is one stored reply, attached to its own contact or held for a person."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in ours["replies"]:
        rows.setdefault(row["key"], []).append(row)
    firsts = {row["message_id"]: row["contact__token"] for row in ours["dispatches"]}
    asked = {act["message_id"]: firsts.get(act["first"]) for act in town.acts}
    kept = set(ours["kept"])
    for mail in town.delivered:
        stored = rows.pop(mail.key, [])
        if len(stored) != 1:
            yield f"{len(stored)} rows for the reply {mail.message_id} ({mail.key})"
            continue
        row = stored[0]
        if row["digest"] != mail.digest or mail.digest not in kept:
            yield f"the bytes of the reply {mail.message_id} are not kept"
        if row["state"] not in ("attached", "held") or not row["reading_version"]:
            yield f"the reply {mail.message_id} is {row['state']} ({row['reason']})"
        if row["state"] == "attached" and row["contact__token"] != asked[mail.message_id]:
            yield f"the reply {mail.message_id} is attached to {row['contact__token']}, not {asked[mail.message_id]}"
    yield from (f"a reply that nobody sent: {key}" for key in rows)
    missing = {act["message_id"] for act in town.acts} - {mail.message_id for mail in town.delivered}
    yield from (f"the town's act {name} is not in our mailbox" for name in sorted(missing))


def _inconsistent(town: Outside, ours: Stored, received: set[str]) -> Iterator[str]:
    """Our tables among themselves, and where they contradict the outside."""
    if ours["campaign"] != "closed":
        yield f"the campaign is {ours['campaign']}"
    if not ours["evidence"]["sound"]:
        yield f"the evidence chain is broken: {ours['evidence']['report']}"
    for row in ours["dispatches"]:
        if row["state"] not in ("sent", "uncertain") and row["message_id"] in received:
            yield f"{row['kind']} of {row['contact__token']} arrived and is noted as {row['state']}"
    outcomes = Counter(token for token, _, _ in ours["documents"])
    documented = {token: outcome for token, _, outcome in ours["documents"]}
    for contact in ours["contacts"]:
        token = contact["token"]
        if outcomes[token] != 1 or documented[token] != contact["outcome"]:
            yield f"contact {token}: {outcomes[token]} documents, outcome {contact['outcome']}"
    for mail in town.arrived:
        if mail.message_id not in received:
            yield f"the evidence mailbox got {mail.message_id}, and no structure did"
