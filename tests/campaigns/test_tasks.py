from __future__ import annotations

import pytest

from campaigns.models import Contact, Event, Task, TaskState
from campaigns.tasks import cancel_task, list_tasks, show_task, submit_task
from domain.errors import InputError
from domain.grid import Measure
from domain.observation import Value
from domain.vocabulary import Channel

from .builders import contact_plan, create, library, mandate, paris, personas, plan, structure

pytestmark = pytest.mark.django_db
NOW = paris(12, 10)
LABEL = {"fr": "mesure", "en": "measure"}
FORM = (
    Measure(id="visit.wait", type="number", scope="exchange", mode="assisted", label=LABEL),
    Measure(id="visit.greeted", type="bool", scope="exchange", mode="assisted", label=LABEL),
    Measure(id="visit.rings", type="count", scope="exchange", mode="assisted", label=LABEL),
    Measure(id="visit.share", type="share", scope="exchange", mode="assisted", label=LABEL),
    Measure(id="visit.kind", type="category", scope="exchange", mode="assisted", values=("a", "b"), label=LABEL),
    Measure(id="reply.seen", type="bool", scope="reply", label=LABEL),
    Measure(id="across.spread", type="number", scope="structure", label=LABEL),
)
BOTH = [Channel.MAIL, Channel.LETTER]


@pytest.fixture
def campaign_id() -> int:
    agreed = mandate(channels={Channel.MAIL: "automated", Channel.LETTER: "assisted"})
    campaign_id = create([(structure(postal="1 place de la Mairie"), agreed)], people=personas(8))
    plan(campaign_id, library(6, BOTH), contact_plan(mail=1, letter=2), BOTH)
    return campaign_id


def test_tasks_are_listed_by_deadline(campaign_id):
    lines = list_tasks(campaign_id)
    assert [line.channel for line in lines] == ["letter", "letter"]
    assert lines[0].deadline <= lines[1].deadline
    cancel_task(lines[0].id, "moved", "Ada", NOW)
    assert [line.id for line in list_tasks(campaign_id)] == [lines[1].id]
    assert len(list_tasks(campaign_id, everything=True)) == 2
    assert Contact.objects.get(task__id=lines[0].id).not_made == "task_cancelled"


def test_a_task_shows_all_that_a_person_needs(campaign_id):
    sheet = show_task(list_tasks(campaign_id)[0].id, library(6, BOTH), FORM)
    assert sheet.address == "1 place de la Mairie"
    assert sheet.persona.startswith("Lucie")
    assert sheet.subject.startswith("question-")
    assert sheet.text.startswith("Bonjour Ville 0,")
    assert [measure.id for measure in sheet.form] == [measure.id for measure in FORM[:-1]]


def test_what_a_person_found_is_stored_and_opens_the_window(campaign_id):
    task = list_tasks(campaign_id)[0].id
    answers: dict[str, Value] = {
        "visit.wait": 3.5,
        "visit.greeted": True,
        "visit.rings": 2,
        "visit.share": 0.5,
        "visit.kind": "b",
    }
    submit_task(task, answers, FORM, "Ada Lovelace", NOW)
    row = Task.objects.get(id=task)
    assert (row.state, row.submission, row.by, row.at) == (TaskState.DONE, answers, "Ada Lovelace", NOW)
    contact = Contact.objects.get(task=row)
    assert contact.delivered_at == NOW
    assert contact.not_made == ""
    assert contact.window_ends is not None
    assert contact.window_ends > NOW
    assert Event.objects.filter(code="task_submitted", who="Ada Lovelace").exists()
    with pytest.raises(InputError, match="task_not_open"):
        submit_task(task, answers, FORM, "Ada Lovelace", NOW)


def test_every_faulty_answer_is_named_and_nothing_is_stored(campaign_id):
    task = list_tasks(campaign_id)[0].id
    answers: dict[str, Value] = {
        "visit.wait": True,
        "visit.greeted": "yes",
        "visit.rings": -1,
        "visit.share": 1.5,
        "visit.kind": "c",
        "visit.other": 1,
    }
    with pytest.raises(InputError) as caught:
        submit_task(task, answers, FORM, "Ada Lovelace", NOW)
    faults = [caught.value, *caught.value.others]
    assert [fault.message.params["measure"] for fault in faults] == list(answers)
    assert Task.objects.get(id=task).state == TaskState.OPEN
    with pytest.raises(InputError, match="approver_unnamed"):
        submit_task(task, {}, FORM, "", NOW)
    with pytest.raises(InputError, match="task_unknown"):
        show_task(999, library())
