"""What people do by hand: assisted contacts noted in a file, replies taken out of the pen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns import store
from campaigns.closing import document_of
from campaigns.exchanges import facts_of
from campaigns.models import Campaign, Contact, Dispatch, ReplyRow, ReplyState, StructureRow, Task
from domain.contact import Receipt
from domain.errors import InputError
from domain.reply import RawReply
from domain.vocabulary import Channel, DispatchKind, DispatchState, Outcome
from links.evidence import DirectoryEvidence
from scenarios.library import load_library
from services import assisted, desk
from services.approving import approve_campaign
from services.evidence_place import EVIDENCE_FOLDER
from services.planning import plan_campaign
from settings.environment import Environment
from tests.services.right_files import ACCOUNTS, CAMPAIGN, HEADER, ROW

pytestmark = pytest.mark.django_db
BEFORE = datetime(2027, 1, 2, 9, tzinfo=UTC)
SENT = datetime(2027, 1, 12, 10, tzinfo=UTC)
ENVIRONMENT = Environment(dict(line.split("=", 1) for line in ACCOUNTS.splitlines()))


@pytest.fixture(autouse=True)
def _clock_of_the_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (assisted, desk):
        monkeypatch.setattr(module, "now", lambda: SENT)


def planned(folder: Path, permission: str) -> Campaign:
    (folder / "campaign.yaml").write_text(CAMPAIGN.replace("plan: flash", "plan: afnor-13"), "utf-8")
    (folder / "panel.csv").write_text(HEADER + ROW.format(mail=permission), "utf-8")
    plan_campaign(folder, BEFORE, environment=ENVIRONMENT)
    approve_campaign(folder, "Ada Lovelace", BEFORE)
    return Campaign.objects.get(key="essai")


def test_an_assisted_mandate_gives_tasks_that_say_everything(tmp_path):
    planned(tmp_path, "assisted")
    lines = assisted.tasks(tmp_path)
    assert [line.channel for line in lines] == ["mail", "mail", "mail"]
    assert not Dispatch.objects.filter(state=DispatchState.PLANNED).exists()
    for language, words in (("fr", "Réponse d'une personne"), ("en", "A person replied")):
        page = assisted.describe(tmp_path, lines[0].id, language)
        contact = Contact.objects.get(task__id=lines[0].id)
        assert "mairie@bourg.example" in page
        assert contact.persona.persona().name in page
        assert f".{contact.token}@citizens.example" in page
        assert contact.subject in page
        assert "reply.polite_phrase: bool" in page
        assert f"contact.answered: bool  # {words}" in page


def test_what_a_person_noted_is_what_is_graded(tmp_path):
    planned(tmp_path, "assisted")
    task = assisted.tasks(tmp_path)[0].id
    answers = tmp_path / "answers.yaml"
    answers.write_text("reply.has_greeting: true\nreply.delay_hours: 7.5\nreply.thanks: false\n", "utf-8")
    assisted.submit(tmp_path, task, answers, "Ada Lovelace")
    contact = Contact.objects.get(task__id=task)
    assert contact.delivered_at == SENT
    library = load_library()
    document = document_of(facts_of(contact.id, library), DirectoryEvidence(tmp_path / EVIDENCE_FOLDER), library)
    assert document.outcome is Outcome.ANSWERED
    noted = {o.measure: o.value for o in document.observations if o.method == "person@1"}
    assert noted == {
        "reply.has_greeting": True, "reply.delay_hours": 7.5, "reply.thanks": False, "contact.answered": True,
    }  # fmt: skip
    assert len([o for o in document.observations if o.measure == "contact.answered"]) == 1


def test_no_answer_may_be_noted_too(tmp_path):
    planned(tmp_path, "assisted")
    task = assisted.tasks(tmp_path)[0].id
    (tmp_path / "answers.json").write_text('{"contact.answered": false}', "utf-8")
    assisted.submit(tmp_path, task, tmp_path / "answers.json", "Ada Lovelace")
    library = load_library()
    facts = facts_of(Task.objects.get(id=task).contact_id, library)
    assert document_of(facts, DirectoryEvidence(tmp_path / EVIDENCE_FOLDER), library).outcome is Outcome.SILENT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("reply.no_such: 1\n", "task_answer_unknown"),
        ("reply.has_greeting: perhaps\n", "task_answer_type"),
        ("- a list\n", "answers_not_mapping"),
        ("a: [unclosed\n", "answers_not_read"),
    ],
)
def test_faulty_answers_are_refused(tmp_path, content, code):
    planned(tmp_path, "assisted")
    (tmp_path / "answers.yaml").write_text(content, "utf-8")
    task = assisted.tasks(tmp_path)[0].id
    with pytest.raises(InputError, match=code):
        assisted.submit(tmp_path, task, tmp_path / "answers.yaml", "Ada Lovelace")
    with pytest.raises(InputError, match="file_unreadable"):
        assisted.submit(tmp_path, task, tmp_path / "absent.yaml", "Ada Lovelace")
    assert Task.objects.get(id=task).state == "open"


def held_reply(folder: Path, campaign: Campaign, text: str) -> tuple[int, Contact]:
    """A first message that left, and a reply that nothing could attach, with its contact as the likeliest."""
    store.resume(campaign.id, "Ada Lovelace", SENT)
    dispatch = Dispatch.objects.filter(campaign=campaign, kind=DispatchKind.FIRST).order_by("due_at")[0]
    assert store.claim(dispatch.id, "worker", SENT)
    store.record_receipt(store.Claim(dispatch.id, "worker", 1), Receipt(at=SENT), SENT)
    raw = (
        "From: Accueil <agent@elsewhere.example>\r\nTo: someone@citizens.example\r\nSubject: Votre demande\r\n"
        f"Message-ID: <1@elsewhere.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    digest = DirectoryEvidence(folder / EVIDENCE_FOLDER).put(raw)
    (reply_id,) = store.store_replies("default", [(RawReply("default", Channel.MAIL, "1:1", SENT, raw), digest)], "1")
    store.hold(reply_id, "no_key", [{"contact_id": dispatch.contact_id, "score": 0.4, "reasons": []}])
    return reply_id, Contact.objects.get(id=dispatch.contact_id)


ASKS = "Bonjour,\n\nPouvez-vous nous préciser votre adresse et votre date de naissance ?\n\nCordialement,\nJ. Martin"
STOPS = (
    "Bonjour,\n\nMerci de ne plus nous écrire et de retirer notre adresse de vos envois.\n\nCordialement,\nJ. Martin"
)
ANSWERS = "Bonjour,\n\nNous sommes ouverts le lundi de 9 h à 17 h.\n\nCordialement,\nJ. Martin"


def with_reminder(campaign: Campaign) -> None:
    Campaign.objects.filter(id=campaign.id).update(settings=campaign.settings | {"reminder_after_working_days": 5})


@pytest.mark.parametrize("by_hand", ["accept", "move"])
def test_a_question_attached_by_hand_gets_its_second_turn(tmp_path, by_hand):
    campaign = planned(tmp_path, "automated")
    reply_id, contact = held_reply(tmp_path, campaign, ASKS)
    if by_hand == "accept":
        assert desk.accept(tmp_path, reply_id, "Ada Lovelace") == contact.id
    else:
        desk.move(tmp_path, reply_id, contact.id, "Ada Lovelace")
    row = ReplyRow.objects.get(id=reply_id)
    assert (row.state, row.contact_id, row.kind) == (ReplyState.ATTACHED, contact.id, "clarification")
    turn = contact.dispatches.get(kind=DispatchKind.SECOND_TURN)
    assert (turn.state, turn.in_reply_to) == (DispatchState.PLANNED, "<1@elsewhere.example>")
    desk.move(tmp_path, reply_id, contact.id, "Ada Lovelace")
    assert contact.dispatches.filter(kind=DispatchKind.SECOND_TURN).count() == 1


def test_an_opt_out_attached_by_hand_stops_everything(tmp_path):
    campaign = planned(tmp_path, "automated")
    reply_id, _ = held_reply(tmp_path, campaign, STOPS)
    desk.accept(tmp_path, reply_id, "Ada Lovelace")
    assert StructureRow.objects.get().opted_out_at == SENT
    assert not Dispatch.objects.filter(state=DispatchState.PLANNED).exists()


def test_an_answer_attached_by_hand_ends_the_reminders(tmp_path):
    campaign = planned(tmp_path, "automated")
    with_reminder(campaign)
    reply_id, contact = held_reply(tmp_path, campaign, ANSWERS)
    assert contact.dispatches.get(kind=DispatchKind.REMINDER).state == DispatchState.PLANNED
    desk.accept(tmp_path, reply_id, "Ada Lovelace")
    assert contact.dispatches.get(kind=DispatchKind.REMINDER).state == DispatchState.SKIPPED


def test_a_closed_contact_is_read_again_when_a_reply_is_attached_to_it(tmp_path):
    campaign = planned(tmp_path, "automated")
    reply_id, contact = held_reply(tmp_path, campaign, ANSWERS)
    library, evidence = load_library(), DirectoryEvidence(tmp_path / EVIDENCE_FOLDER)
    document = document_of(facts_of(contact.id, library), evidence, library)
    assert document.outcome is Outcome.SILENT
    store.close_contact(contact.id, document.outcome, document, SENT)
    desk.accept(tmp_path, reply_id, "Ada Lovelace")
    contact.refresh_from_db()
    assert contact.outcome == Outcome.ANSWERED
    desk.undo(tmp_path, reply_id, "Ada Lovelace")
    contact.refresh_from_db()
    assert contact.outcome == Outcome.SILENT


def test_a_telephone_contact_is_asked_no_measure_of_e_mail(tmp_path):
    (tmp_path / "campaign.yaml").write_text(
        CAMPAIGN.replace("plan: flash", "plan: afnor-13").replace("[mail]", "[phone]"), "utf-8"
    )
    row = (
        ROW.format(mail="assisted")
        .replace("mail:assisted", "phone:assisted")
        .replace("mairie@bourg.example,,,", "mairie@bourg.example,,+33199000001,")
    )
    (tmp_path / "panel.csv").write_text(HEADER + row, "utf-8")
    plan_campaign(tmp_path, BEFORE, environment=ENVIRONMENT)
    task = assisted.tasks(tmp_path)[0]
    assert task.channel == "phone"
    page = assisted.describe(tmp_path, task.id, "en")
    assert "contact.answered: bool" in page
    assert "reply." not in page
    assert "\nnote: " in page


def test_a_note_in_words_is_kept_in_the_audit_log(tmp_path):
    campaign = planned(tmp_path, "assisted")
    task = assisted.tasks(tmp_path)[0].id
    (tmp_path / "answers.yaml").write_text("contact.answered: true\nnote: a kind voice\n", "utf-8")
    assisted.submit(tmp_path, task, tmp_path / "answers.yaml", "Ada Lovelace")
    assert campaign.events.get(code="task_note").params == {"task": task, "note": "a kind voice"}
    assert Task.objects.get(id=task).submission == {"contact.answered": True}
