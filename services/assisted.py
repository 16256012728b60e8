"""`barometer tasks`: contacts that a person makes."""

from __future__ import annotations

import json
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from campaigns.models import Campaign
from campaigns.store.lifecycle import log
from campaigns.tasks import TaskLine, TaskSheet, list_tasks, show_task, submit_task, task_channel
from domain.errors import InputError, Place
from domain.grid import Measure
from domain.observation import Value
from domain.wording import say
from scenarios.grid_loader import load_grid
from services.equipment import library_of
from services.project import load_project
from services.time_source import now
from services.working_folder import stored_campaign

_NOTE = "note"


def tasks(folder: Path, *, everything: bool = False) -> list[TaskLine]:
    """Return the open tasks by deadline, or all of them."""
    return list_tasks(stored_campaign(folder).id, everything=everything)


def describe(folder: Path, task_id: int, language: str) -> str:
    """Return a task as a page of text: whom to contact, as whom, with which words, and what to note."""
    campaign = stored_campaign(folder)
    form = _form(campaign, task_id)
    sheet = show_task(task_id, library_of(folder, load_project(folder)), form)
    return "\n".join(_lines(sheet, language))


def submit(folder: Path, task_id: int, answers: Path, by: str) -> None:
    """Hand a task in; a `note` in words goes to the audit log. Raises InputError naming every faulty answer."""
    campaign = stored_campaign(folder)
    given, at = _answers(answers), now()
    note = given.pop(_NOTE, "")
    submit_task(task_id, given, _form(campaign, task_id), by, at)
    if note:
        log(campaign.id, at, by, "task_note", task=task_id, note=str(note))


def _form(campaign: Campaign, task_id: int) -> tuple[Measure, ...]:
    """A person may note whatever the grid grades of the contact's channel, and whether anybody answered.

    Raises InputError(task_unknown).
    """
    channel = task_channel(campaign.id, task_id)
    grid = load_grid(campaign.grid_version)
    items = [item for item in grid.items if item.channel == channel]
    wanted = {item.measure for item in items} | {item.requires for item in items} | {"contact.answered"}
    measures = [measure for measure in grid.measures if measure.scope != "structure"]
    return tuple(measure for measure in measures if measure.id in wanted)


def _answers(path: Path) -> dict[str, Value]:
    try:
        text = path.read_text("utf-8-sig")
        loaded = json.loads(text) if path.suffix == ".json" else YAML(typ="safe").load(text)
    except OSError as error:
        raise InputError("file_unreadable", place=Place(str(path)), why=error.strerror or str(error)) from error
    except (ValueError, YAMLError) as error:
        line = getattr(error, "lineno", None) or getattr(getattr(error, "problem_mark", None), "line", None)
        raise InputError("answers_not_read", place=Place(str(path), line)) from error
    if not isinstance(loaded, dict) or not all(
        isinstance(value, bool | int | float | str) for value in loaded.values()
    ):
        raise InputError("answers_not_mapping", place=Place(str(path)))
    return {str(name): value for name, value in loaded.items()}


def _lines(sheet: TaskSheet, language: str) -> list[str]:
    def t(code: str) -> str:
        return say(language, code)

    line = sheet.line
    shown = [
        (t("task_structure"), line.name),
        (t("task_channel"), say(language, f"channel_{line.channel}")),
        (t("task_address"), sheet.address),
        (t("task_persona"), sheet.persona),
        (t("task_reply_address"), sheet.reply_address),
        (t("task_phone"), sheet.persona_phone),
        (t("task_postal"), sheet.persona_postal),
        (t("task_deadline"), f"{line.deadline:%Y-%m-%d}"),
        (t("task_why"), sheet.why),
    ]
    lines = [f"{name}: {value}" for name, value in shown if value]
    lines += ["", sheet.subject, "", sheet.text.strip(), "", t("task_form"), ""]
    lines += [f"{measure.id}: {_kind(measure)}  # {measure.label[language]}" for measure in sheet.form]
    lines.append(f"{_NOTE}: {t('task_note_hint')}")
    if sheet.submission:
        lines += ["", t("task_submitted_before"), json.dumps(sheet.submission, ensure_ascii=False, indent=2)]
    return lines


def _kind(measure: Measure) -> str:
    return " | ".join(measure.values) if measure.values else measure.type
