"""`barometer calibrate`: our observations against the town's truth log, measure by measure."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from campaigns.exchanges import context_of, load_contact
from campaigns.models import Campaign, Contact, ReplyRow
from campaigns.rendering import reply_address_of
from campaigns.store import documents
from collectors.reading.context import Context
from collectors.reading.mail import read_mail
from collectors.reading.measures import read_measures
from collectors.reading.measures.analysis import Analysis
from domain.errors import InputError, Place
from domain.observation import Document, Observation
from domain.progress import CampaignProgress
from domain.reply import ReadReply
from domain.scenario import Scenario
from links.evidence import DirectoryEvidence
from scenarios.library import load_library
from services.calibration_web import WebTruth, truths_of
from services.evidence_place import EVIDENCE_FOLDER

_EXCHANGE = ("ack.", "absence.", "holding.")


@dataclass
class Score:
    """How one yes-or-no reading does. `unseen` counts true labels for which we said nothing."""

    right: int = 0  # said yes, and yes
    false_alarm: int = 0
    missed: int = 0
    right_no: int = 0

    @property
    def n(self) -> int:
        return self.right + self.false_alarm + self.missed + self.right_no

    @property
    def precision(self) -> float | None:
        said = self.right + self.false_alarm
        return self.right / said if said else None

    @property
    def recall(self) -> float | None:
        true = self.right + self.missed
        return self.right / true if true else None

    def add(self, said: bool, true: bool) -> None:
        if true:
            self.right, self.missed = self.right + said, self.missed + (not said)
        else:
            self.false_alarm, self.right_no = self.false_alarm + said, self.right_no + (not said)


@dataclass
class Distance:
    """Errors of a number; the mean of absolute differences in the measure's unit."""

    errors: list[float] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        return sum(self.errors) / len(self.errors) if self.errors else None


@dataclass
class Calibration:
    """Scores by (name, group): kinds as `kind:answer`, labels by measure id, `points` and `wrong` for substance."""

    yes_no: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    numbers: dict[tuple[str, str], Distance] = field(default_factory=lambda: defaultdict(Distance))
    acts: int = 0
    received: int = 0
    lost: list[str] = field(default_factory=list)
    attached_right: int = 0
    attached_wrong: list[str] = field(default_factory=list)
    held: int = 0
    duplicates: int = 0
    forms: int = 0
    forms_twice: int = 0
    forms_trapped: int = 0
    texts: dict[str, int] = field(default_factory=dict)

    def hold(self, measure: str, group: str, said: Observation | None, true: object) -> None:
        """Hold what was observed against what is true, a yes or no or a number; nothing observed is a no."""
        if isinstance(true, bool):
            self.yes_no[measure, group].add(bool(said and said.value), true)
        elif isinstance(true, int | float) and said is not None and not isinstance(said.value, str):
            self.numbers[measure, group].errors.append(abs(float(said.value) - float(true)))


def read_truth(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the truth log's events. Raises InputError naming a line that is not one."""
    if not path.is_file():
        raise InputError("truth_absent", place=Place(str(path)))
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InputError("truth_line_odd", place=Place(str(path), number)) from error


def calibrate_against(
    folder: Path,
    *,
    town: Path | None,
    seed: int,
    rerun: bool,
    language: str,
    everywhere: bool = False,
    progress: Callable[[CampaignProgress], None],
) -> Calibration:
    """Return how well the campaign of `folder` was seen; it is run first when asked to, or for a town of one's own.

    Raises InputError when no campaign was run there.
    """
    from services.demo import TRUTH, demo_campaign, run_demo

    if rerun or town is not None:
        run_demo(folder, town=town, seed=seed, language=language, progress=progress, everywhere=everywhere)
    return calibrate(demo_campaign(folder), folder / TRUTH, DirectoryEvidence(folder / EVIDENCE_FOLDER))


def calibrate(campaign: Campaign, truth: Path, evidence: DirectoryEvidence) -> Calibration:
    """Hold every reply the town sent against what was read of it."""
    result = Calibration()
    library = load_library()
    acts: dict[str, dict[str, Any]] = {}
    first_seen: dict[str, datetime] = {}
    web = WebTruth()
    for event in read_truth(truth):
        web.take(event)
        if event["event"] == "received":
            first_seen.setdefault(event["message_id"], datetime.fromisoformat(event["at"]))
        elif event["event"] == "duplicate":
            result.duplicates += 1
        elif event["event"] == "act":
            result.acts += 1
            acts[event["message_id"]] = event
            group = str(event.get("group") or "")
            result.texts[group] = result.texts.get(group, 0) + 1
    first_seen |= {event["message_id"]: datetime.fromisoformat(event["at"]) for event in web.taken}
    forms = web.first_messages()
    kinds = Counter((act["first"], act["reads_as"]) for act in acts.values())
    rows = {str(row.reading.get("headers", {}).get("message_id")): row for row in _replies(campaign)}
    for message_id, act in acts.items():
        row = rows.get(message_id)
        if row is None:
            result.lost.append(message_id)
            continue
        result.received += 1
        alone = kinds[act["first"], act["reads_as"]] == 1
        _compare(result, act, row, evidence, library, forms, alone=alone)
    _compare_delays(result, campaign, acts, first_seen, forms)
    _compare_web(result, campaign, web)
    return result


def _compare_web(result: Calibration, campaign: Campaign, web: WebTruth) -> None:
    result.forms = len(web.taken)
    result.forms_twice = sum(event["times"] > 1 for event in web.taken)
    result.forms_trapped = sum(bool(event["honeypots"]) for event in web.submitted)
    for measure, said, true in truths_of(campaign, web):
        result.hold(measure, "web", said, true)


def _replies(campaign: Campaign) -> Iterator[ReplyRow]:
    rows = ReplyRow.objects.filter(contact__campaign=campaign) | ReplyRow.objects.filter(contact=None)
    return rows.select_related("contact").iterator(chunk_size=500)


def _compare(
    result: Calibration,
    act: dict[str, Any],
    row: ReplyRow,
    evidence: DirectoryEvidence,
    library: dict[str, Scenario],
    forms: dict[str, set[str]],
    *,
    alone: bool,
) -> None:
    group = str(act.get("group") or "all")
    for kind in {str(act["reads_as"]), str(row.kind)}:
        result.yes_no[f"kind:{kind}", group].add(said=str(row.kind) == kind, true=str(act["reads_as"]) == kind)
    if row.contact_id is None:
        result.held += 1
        return
    contact = load_contact(row.contact_id)
    sent = _known_as(contact, forms)
    if act["first"] in sent or act["answers"] in sent:
        result.attached_right += 1
    else:
        result.attached_wrong.append(act["message_id"])
    reply = read_mail(evidence.get(row.digest) or b"")
    context = context_of(contact, library)
    observed = {o.measure: o for o in read_measures(reply, context)}
    if alone:
        # measures of the whole exchange speak of this act when it is the only one of its kind
        stored = next(iter(contact.documents.order_by("-id")), None)
        if stored is not None:
            document = Document.model_validate(stored.data)
            observed |= {o.measure: o for o in document.observations if o.measure.startswith(_EXCHANGE)}
    for measure, true in act.get("labels", {}).items():
        if measure.startswith(_EXCHANGE) and not alone:
            continue
        result.hold(measure, group, observed.get(measure), true)
    _compare_substance(result, act, reply, context, group)


def _known_as(contact: Contact, forms: dict[str, set[str]]) -> set[str]:
    """Return the ids under which the town knows what a contact sent: of its mails, of its forms."""
    sent = set(contact.dispatches.exclude(message_id="").values_list("message_id", flat=True))
    return sent | forms.get(reply_address_of(contact).lower(), set())


def _compare_substance(
    result: Calibration, act: dict[str, Any], reply: ReadReply, context: Context, group: str
) -> None:
    """Hold the answer points found against those the town gave, and false statements likewise."""
    if act["kind"] != "answer" or context.scenario is None or context.scenario.id != act.get("scenario"):
        return
    found = Analysis(reply, context).assessment
    covered, wrong = (set(found.covered), set(found.wrong)) if found else (set(), set())
    for point in context.scenario.expects:
        result.yes_no["answer point", group].add(point.id in covered, point.id in act["points"])
    for statement in context.scenario.wrong:
        result.yes_no["wrong statement", group].add(statement.id in wrong, statement.id in act["wrong"])


def _compare_delays(
    result: Calibration,
    campaign: Campaign,
    acts: dict[str, dict[str, Any]],
    first_seen: dict[str, datetime],
    forms: dict[str, set[str]],
) -> None:
    human = {"answer", "clarification", "holding", "opt_out"}
    earliest: dict[str, datetime] = {}
    for act in acts.values():
        if act["reads_as"] in human:
            at = datetime.fromisoformat(act["at"])
            earliest[act["first"]] = min(at, earliest.get(act["first"], at))
    for document in documents(campaign.id):
        said = document.value("reply.delay_hours")
        contact = load_contact(document.contact_id)
        first = next((name for name in _known_as(contact, forms) if name in earliest and name in first_seen), "")
        if not first or said is None or contact.window_ends is None:
            continue
        if earliest[first] <= contact.window_ends:
            true = (earliest[first] - first_seen[first]).total_seconds() / 3600
            result.numbers["reply.delay_hours", "all"].errors.append(abs(float(said) - true))
