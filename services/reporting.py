"""`barometer report`: score a campaign and write what people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaigns import store
from campaigns.models import Campaign, ReplyRow, StructureRow
from domain.errors import InputError, Place
from domain.grid import NormSet
from domain.observation import Document
from domain.scenario import Scenario
from domain.structure import Period
from domain.vocabulary import Outcome, ReplyKind, ScenarioKind
from reports.context import Proof, ReportContext, Verbatim
from reports.extracts import blank_out, passage
from reports.page import render_report
from scenarios.categories import load_categories
from scenarios.grid_loader import load_grid, load_norms
from scoring.results import Scores
from scoring.score import score
from services.equipment import library_of
from services.project import load_project
from services.scoring_input import campaign_tables
from services.working_folder import stored_campaign

_VERBATIMS = 12
_PROOFS = 6
_LONGEST = 2000


@dataclass(frozen=True)
class WrittenReport:
    scores: Scores
    context: ReportContext
    path: Path


def write_report(
    folder: Path, now: datetime, *, language: str, norms: str = "", to: Path | None = None
) -> WrittenReport:
    """Score the folder's campaign as it stands and write its HTML report.

    Raises InputError when no contact is closed yet, or for an unknown norm set.
    """
    return report_on(stored_campaign(folder), folder, now, language=language, norms=norms, to=to)


def report_on(
    campaign: Campaign, folder: Path, now: datetime, *, language: str, norms: str = "", to: Path | None = None
) -> WrittenReport:
    """Score a campaign and write its report; see `write_report`."""
    if not campaign.contacts.exclude(outcome=None).exists():
        raise InputError("nothing_to_report", key=campaign.key)
    grid = load_grid(campaign.grid_version)
    norm_set = _norms(norms or campaign.norm_set)
    library = library_of(folder, load_project(folder))
    scores = score(campaign_tables(campaign), grid, norm_set, seed=campaign.seed)
    context = ReportContext(
        campaign=campaign.name,
        period=Period(starts=campaign.starts, ends=campaign.ends),
        made_on=now.date(),
        grid=grid,
        norms=norm_set,
        structure_names=dict(StructureRow.objects.filter(campaign=campaign).values_list("key", "data__name")),
        category_labels={category.id: category.label for category in load_categories().values()},
        scenario_titles={key: scenario.title for key, scenario in library.items()},
        complaint_shares=_complaint_shares(campaign, library),
        verbatims=tuple(_verbatims(campaign)),
        judge=_judge_of(campaign),
    )
    path = to or report_path(campaign, folder, language)
    _write(path, render_report(scores, context, language))
    return WrittenReport(scores, context, path)


def report_path(campaign: Campaign, folder: Path, language: str) -> Path:
    return folder / "reports" / f"{campaign.key}-{language}.html"


def translate(written: WrittenReport, path: Path, language: str) -> None:
    """Write the same report in another language, without scoring again."""
    _write(path, render_report(written.scores, written.context, language))


def _judge_of(campaign: Campaign) -> str:
    """Return the language model that judged answers, "" when none did; a report discloses it."""
    for document in store.documents(campaign.id):
        for observation in document.observations:
            if observation.method.startswith("judge:"):
                return observation.method.removeprefix("judge:").rpartition("@")[0]
    return ""


def _complaint_shares(campaign: Campaign, library: Mapping[str, Scenario]) -> dict[str, float]:
    """Return the share of complaints among each sector's measured contacts."""
    contacts = campaign.contacts.exclude(closed_at=None)
    contacts = contacts.exclude(outcome=Outcome.NOT_MEASURED)
    asked, complaints = Counter[str](), Counter[str]()
    for sector, scenario in contacts.values_list("structure__sector", "scenario"):
        if scenario in library:
            asked[sector] += 1
            complaints[sector] += library[scenario].kind is ScenarioKind.COMPLAINT
    return {sector: complaints[sector] / total for sector, total in asked.items()}


def _norms(name: str) -> NormSet:
    known = load_norms()
    if name not in known:
        raise InputError("norms_unknown", place=Place(None, None, "--norms"), name=name, known=", ".join(known))
    return known[name]


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(path)), why=error.strerror or str(error)) from error


def _verbatims(campaign: Campaign) -> Iterator[Verbatim]:
    """Yield answers with the passages that prove their facts, spread over the structures; nothing tells which ones.

    Structures contacted for research appear in aggregates only, so none of theirs is quoted.
    """
    rows = ReplyRow.objects.filter(contact__campaign=campaign, kind=ReplyKind.ANSWER)
    rows = rows.exclude(contact__closed_at=None).exclude(contact__structure__mandate__basis="research")
    seen: set[int] = set()
    for row in rows.select_related("contact__structure").order_by("digest").iterator(chunk_size=200):
        contact = row.contact
        if contact is None or contact.structure_id in seen or not row.reading.get("new_text"):
            continue
        stored = contact.documents.order_by("-id").values_list("data", flat=True).first()
        proofs = _proofs(Document.model_validate(stored), row.digest) if stored else ()
        if not proofs:
            continue
        seen.add(contact.structure_id)
        text = str(row.reading["new_text"])[:_LONGEST]
        blanked = blank_out(text, contact.structure.structure())
        yield Verbatim(
            structure=contact.structure.key,
            scenario=contact.scenario,
            text=blanked,
            proofs=tuple(
                Proof(measure=proof.measure, quote=shown)
                for proof in proofs
                if (shown := passage(text, blanked, proof.quote))
            ),
        )
        if len(seen) == _VERBATIMS:
            return


def _proofs(document: Document, digest: str) -> tuple[Proof, ...]:
    found = [
        Proof(measure=observation.measure, quote=evidence.quote)
        for observation in document.observations
        for evidence in observation.evidence[:1]
        if evidence.quote and evidence.source == digest and observation.value is not False
    ]
    return tuple(found[:_PROOFS])
