"""Stores a plan as it is drawn, in batches: memory does not grow with the contacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import transaction

from campaigns.channels import CHANNELS
from campaigns.limits import TASK_DAYS
from campaigns.models import Campaign, CampaignState, Contact, Dispatch, HeldBack, PersonaRow, Task
from campaigns.planning.draft import Draft, Planned, Planner, shared_desks
from campaigns.planning.sites import read_sites
from campaigns.planning.summary import LeftOutLine, Line, Summary
from campaigns.store.alphabet import by_code
from campaigns.store.assisted import TASK_OPEN
from campaigns.store.bulk import insert_rows, moments, next_ids, stored_values
from campaigns.store.lifecycle import log
from campaigns.tokens import Mint
from domain.errors import InputError
from domain.grid import ContactPlan
from domain.scenario import Scenario
from domain.structure import Period
from domain.vocabulary import ANSWERED_BY_MAIL, Channel, DispatchKind, DispatchState

T = TypeVar("T")
_BATCH = 5000


@dataclass(frozen=True)
class PlanInput:
    """What a plan is made from besides the stored campaign, panel and personas.

    `enabled` are the channels the campaign uses; `automated` those of them that can send by themselves here (their
    settings are there), None meaning every channel that has a probe.
    """

    library: Mapping[str, Scenario]
    contact_plan: ContactPlan
    enabled: Sequence[Channel]
    automated: Sequence[Channel] | None = None


def make_plan(campaign_id: int, given: PlanInput, who: str, now: datetime) -> Summary:
    """Draw the plan and store contacts, first dispatches and tasks, all or nothing; an earlier plan is replaced.

    Nothing is planned before `now`. Raises InputError: `plan_started` when something was sent already,
    `plan_too_few_personas`, `plan_no_account`, `plan_empty`.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(id=campaign_id)
        _clear(campaign)
        people = list(PersonaRow.objects.filter(campaign=campaign).order_by(by_code("key")))
        draft = _draft(campaign, given, [row.persona() for row in people], now)
        planner = Planner(draft)
        sites = list(read_sites(campaign_id))
        shared = shared_desks(sites, draft.taken)
        writer = _Writer(campaign, people)
        for batch in _batched(planner.draw(sites, shared)):
            writer.write(batch)
        if not planner.summary.contacts:
            raise InputError("plan_empty", key=campaign.key)
        HeldBack.objects.bulk_create(_held_back(campaign_id, line) for line in planner.summary.left_out)
        wanted = {str(entry.channel): entry.count for entry in given.contact_plan.contacts}
        campaign.settings = {**campaign.settings, "contact_plan": wanted}
        campaign.state = CampaignState.DRAFT
        campaign.save(update_fields=["settings", "state"])
        log(campaign_id, now, who, "planned", contacts=planner.summary.contacts, seed=campaign.seed)
        return planner.summary


def _clear(campaign: Campaign) -> None:
    begun = Dispatch.objects.filter(campaign=campaign).exclude(state=DispatchState.PLANNED, attempts=0)
    if begun.exclude(state=DispatchState.SKIPPED).exists():
        raise InputError("plan_started", key=campaign.key)
    contacts = Contact.objects.filter(campaign=campaign)
    if contacts.exists():
        Dispatch.objects.filter(campaign=campaign).delete()
        Task.objects.filter(contact__campaign=campaign).delete()
        contacts.delete()
    HeldBack.objects.filter(campaign=campaign).delete()


def _draft(campaign: Campaign, given: PlanInput, personas: Sequence[object], now: datetime) -> Draft:
    options = campaign.options
    automated = given.automated
    if automated is None:
        automated = [channel for channel in given.enabled if CHANNELS[channel].automated]
    if ANSWERED_BY_MAIL & set(automated) and not options.accounts:
        raise InputError("plan_no_account", key=campaign.key)
    # today is over for planning: a plan made at noon must not be due before it is approved
    starts = max(campaign.starts, now.date() + timedelta(days=1)) if campaign.starts <= now.date() else campaign.starts
    return Draft(
        seed=campaign.seed,
        period=Period(starts=starts, ends=campaign.ends),
        options=options,
        plan=given.contact_plan,
        enabled=list(given.enabled),
        automated=list(automated),
        library=given.library,
        personas=personas,  # type: ignore[arg-type]
        taken=_taken(campaign),
    )


def _taken(campaign: Campaign) -> dict[str, set[date]]:
    """Return the desk-days (UTC dates, which office hours share with local ones in Europe) of other campaigns."""
    rows = Contact.objects.exclude(campaign=campaign).filter(
        planned_at__date__gte=campaign.starts, planned_at__date__lte=campaign.ends
    )
    taken: dict[str, set[date]] = {}
    for desk, planned_at in rows.values_list("desk", "planned_at").iterator(chunk_size=5000):
        taken.setdefault(desk, set()).add(planned_at.date())
    return taken


def _batched(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


class _Writer:
    """Writes batches of planned contacts with their dispatches and tasks."""

    def __init__(self, campaign: Campaign, people: Sequence[PersonaRow]) -> None:
        self._campaign = campaign
        self._people = [row.id for row in people]
        self._mint = Mint(campaign.secret)
        self._index = 0
        self._ends: dict[tuple[str, date], object] = {}
        self._deadlines: dict[tuple[int, date], object] = {}
        self._moment = moments()

    def write(self, batch: Sequence[Planned]) -> None:
        tokens = self._tokens(len(batch))
        ids = next_ids(Contact, len(batch))
        due = [self._moment(planned.planned_at) for planned in batch]
        deadlines = [self._deadline(planned) if planned.assisted else None for planned in batch]
        insert_rows(Contact, _CONTACT, map(self._contact, ids, tokens, batch, due, deadlines))
        sent = [entry for entry in zip(ids, tokens, batch, due, strict=True) if not entry[2].assisted]
        dispatch_ids = next_ids(Dispatch, len(sent))
        insert_rows(
            Dispatch, _DISPATCH, (self._first(number, *entry) for number, entry in zip(dispatch_ids, sent, strict=True))
        )
        tasks = [entry for entry in zip(ids, deadlines, strict=True) if entry[1] is not None]
        task_ids = next_ids(Task, len(tasks))
        insert_rows(Task, _TASK, ((number, *entry) for number, entry in zip(task_ids, tasks, strict=True)))

    def _contact(self, number: int, token: str, planned: Planned, due: object, deadline: object) -> tuple[object, ...]:
        return (
            number,
            self._campaign.id,
            planned.site.row_id,
            self._people[planned.persona],
            _PLAIN[planned.channel],
            planned.scenario,
            planned.scenario_version,
            planned.wording,
            planned.language,
            due,
            planned.window_days,
            planned.account,
            token,
            planned.desk,
            TASK_OPEN if planned.assisted else "",
            deadline,
        )

    def _tokens(self, count: int) -> list[str]:
        """Return the next tokens; one already taken gives way: one in millions, but replies would go to another."""
        mint, first = self._mint, self._index
        self._index += count
        tokens = [mint.contact(first + number) for number in range(count)]
        seen = stored_values(Contact, "token", tokens)
        if not seen and len(set(tokens)) == count:
            return tokens
        for number in range(count):
            attempt = 0
            while tokens[number] in seen:
                attempt += 1
                tokens[number] = mint.contact(first + number, attempt)
            seen.add(tokens[number])
        return tokens

    def _first(self, number: int, contact_id: int, token: str, planned: Planned, due: object) -> tuple[object, ...]:
        last_day = min(self._campaign.ends, planned.site.ends)
        key = (planned.site.calendar.zone.key, last_day)
        if key not in self._ends:
            self._ends[key] = self._moment(planned.site.calendar.day_bounds(last_day)[1])
        return (
            number,
            self._campaign.id,
            contact_id,
            _FIRST,
            due,
            self._ends[key],
            planned.account,
            self._mint.dispatch(token, _FIRST, 1),
        )

    def _deadline(self, planned: Planned) -> object:
        """Return the end of the last day on which a person may make the contact; many have the same."""
        calendar = planned.site.calendar
        key = (id(calendar), calendar.local_day(planned.planned_at))
        if key not in self._deadlines:
            self._deadlines[key] = self._moment(calendar.window_end(planned.planned_at, TASK_DAYS))
        return self._deadlines[key]


_FIRST = DispatchKind.FIRST.value
_PLAIN = {channel: channel.value for channel in Channel}
"""The database driver takes a plain string at once, and looks for an adapter of any other."""
_CONTACT = (
    *("id", "campaign_id", "structure_id", "persona_id", "channel", "scenario", "scenario_version", "wording"),
    *("language", "planned_at", "window_days", "account", "token", "desk", "not_made", "window_ends"),
)
_DISPATCH = ("id", "campaign_id", "contact_id", "kind", "due_at", "not_after", "account", "token")
_TASK = ("id", "contact_id", "deadline")


def _held_back(campaign_id: int, line: LeftOutLine) -> HeldBack:
    return HeldBack(
        campaign_id=campaign_id,
        channel=line.channel,
        reason=line.reason,
        count=line.count,
        structures=list(line.structures),
    )


def plan_summary(campaign_id: int) -> Summary:
    """Return the summary of a stored plan."""
    summary = Summary(structures=Campaign.objects.get(id=campaign_id).structures.count())
    zones = {site.row_id: site.calendar.zone for site in read_sites(campaign_id)}
    lines: Counter[Line] = Counter()
    repeated: set[int] = set()
    asked: dict[str, str] = {}
    at = 0
    rows = Contact.objects.filter(campaign_id=campaign_id).order_by("structure_id", "id")
    for structure, channel, scenario, language, wording, ends, planned_at, persona in rows.values_list(
        *("structure_id", "channel", "scenario", "language", "wording", "window_ends", "planned_at", "persona__key")
    ).iterator(chunk_size=2000):
        if structure not in zones:
            continue
        if structure != at:
            at, asked = structure, {}
        if asked.setdefault(scenario, channel) != channel:
            repeated.add(structure)
        lines[Line(channel, ends is not None, scenario, language, wording)] += 1
        local = planned_at.astimezone(zones[structure])
        summary.by_day[local.date()] += 1
        summary.by_hour[local.hour] += 1
        summary.by_persona[persona] += 1
    for line, count in lines.items():
        summary.add(line, count)
    summary.repeated = len(repeated)
    summary.left_out = [
        LeftOutLine(row.channel, row.reason, row.count, tuple(row.structures))
        for row in HeldBack.objects.filter(campaign_id=campaign_id).order_by("channel", "reason")
    ]
    return summary
