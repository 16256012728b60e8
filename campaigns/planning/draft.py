"""Draws the plan, structure by structure, without touching the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import NamedTuple

from campaigns.channels import CHANNELS
from campaigns.options import Options
from campaigns.planning.decks import Deck
from campaigns.planning.moments import Moments
from campaigns.planning.questions import Questions
from campaigns.planning.quotas import LeftOut, Quotas, Wanted
from campaigns.planning.sites import Site
from campaigns.planning.summary import LeftOutLine, Line, Summary
from domain.errors import InputError, Message
from domain.grid import ContactPlan
from domain.scenario import Scenario
from domain.structure import Period, Persona
from domain.vocabulary import ANSWERED_BY_MAIL, Channel


class Planned(NamedTuple):
    """One contact of the plan; `persona` is its place in the list given."""

    site: Site
    channel: Channel
    assisted: bool
    scenario: str
    scenario_version: int
    wording: int
    language: str
    persona: int
    planned_at: datetime
    window_days: int
    account: str
    desk: str
    late: bool


@dataclass
class Draft:
    """The inputs of a plan. `taken` are desk-days that other campaigns already use."""

    seed: int
    period: Period
    options: Options
    plan: ContactPlan
    enabled: Sequence[Channel]
    automated: Sequence[Channel]
    library: Mapping[str, Scenario]
    personas: Sequence[Persona]
    taken: Mapping[str, set[date]] = field(default_factory=dict)


class Planner:
    """One run over the sites; `summary` fills while `draw` is consumed."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._rng = Random(draft.seed)
        self._left_out = LeftOut()
        self._quotas = Quotas(draft.plan, draft.enabled, draft.automated, self._left_out)
        self._questions = Questions(draft.library, self._rng)
        self._moments = Moments(draft.period, draft.options, self._rng, draft.taken)
        self._windows = {
            channel: draft.options.reply_windows.get(channel, entry.reply_window_days)
            for channel, entry in CHANNELS.items()
        }
        accounts = [account.name for account in draft.options.accounts] or [""]
        self._accounts = [accounts[number % len(accounts)] for number in range(len(draft.personas))]
        self._citizens: dict[str, Deck[int]] = {}
        self._lines: Counter[Line] = Counter()
        self._by_persona = [0] * len(draft.personas)
        self.summary = Summary()

    def draw(self, sites: Iterable[Site], shared: frozenset[str]) -> Iterator[Planned]:
        """Yield the contacts in a reproducible order. `shared` are the desks of more than one structure."""
        for site in sites:
            self.summary.structures += 1
            yield from self._structure(site, shared)
        self._finish()

    def _structure(self, site: Site, shared: frozenset[str]) -> Iterator[Planned]:
        draft = self._draft
        starts, ends = max(draft.period.starts, site.starts), min(draft.period.ends, site.ends)
        wanted = self._quotas.of(site, (ends - starts).days + 1)
        language = self._questions.language(site)
        wanted = self._with_days(site, wanted)
        if not wanted:
            return
        kept = self._with_questions(site, language, wanted)
        if not kept:
            return
        open_days = self._moments.open_days(site, len(wanted))
        windows = [self._windows[entry.channel] for entry, _ in kept]
        desks = [site.desks[entry.channel] for entry, _ in kept]
        days = self._moments.choose_days(open_days, windows, desks, shared)
        # one question on two channels: fewer questions than pairs of a question and a channel
        pairs = {(scenario.id, entry.channel) for entry, scenario in kept}
        self.summary.repeated += len({scenario for scenario, _ in pairs}) < len(pairs)
        met: set[int] = set()
        worded: dict[str, set[int]] = {}
        for (entry, scenario), day, window, desk in zip(kept, days, windows, desks, strict=True):
            if day is None:
                self._left_out.add(entry.channel, "no_free_day", 1, site.key)
                continue
            persona = self._persona(language, met)
            met.add(persona)
            room = open_days.room(window)
            contact = Planned(
                site,
                entry.channel,
                entry.assisted,
                scenario.id,
                scenario.version,
                self._questions.wording(scenario, language, worded),
                language,
                persona,
                self._moments.moment(site.calendar, day),
                window,
                self._accounts[persona] if entry.channel in ANSWERED_BY_MAIL else "",
                desk,
                room == 0 or day > open_days.days[room - 1],
            )
            self._count(contact)
            yield contact

    def _with_questions(self, site: Site, language: str, wanted: list[Wanted]) -> list[tuple[Wanted, Scenario]]:
        """Return the contacts for which the library has a question, with it."""
        kept: list[tuple[Wanted, Scenario]] = []
        scenarios = self._questions.draw(site, language, [entry.channel for entry in wanted])
        for entry, scenario in zip(wanted, scenarios, strict=True):
            if scenario is None:
                self._left_out.add(entry.channel, "no_scenario", 1, site.key)
            else:
                kept.append((entry, scenario))
        return kept

    def _count(self, contact: Planned) -> None:
        line = Line(
            contact.channel, contact.assisted, contact.scenario, contact.language, contact.wording, contact.late
        )
        self._lines[line] += 1
        self._by_persona[contact.persona] += 1

    def _with_days(self, site: Site, wanted: list[Wanted]) -> list[Wanted]:
        """Return as many contacts as there are days to make them on."""
        room = len(self._moments.open_days(site, len(wanted)).days)
        for entry in wanted[room:]:
            self._left_out.add(entry.channel, "no_free_day", 1, site.key)
        return wanted[:room]

    def _persona(self, language: str, met: set[int]) -> int:
        if language not in self._citizens:
            people = self._draft.personas
            speakers = [number for number, persona in enumerate(people) if persona.language == language]
            if not speakers:
                raise InputError("plan_too_few_personas", language=language, have=0, needed=1)
            self._citizens[language] = Deck(speakers, self._rng)
        drawn = self._citizens[language].draw(without=met)
        if drawn is None:
            raise InputError("plan_too_few_personas", language=language, have=len(met), needed=len(met) + 1)
        return drawn

    def _finish(self) -> None:
        summary = self.summary
        for line, count in self._lines.items():
            summary.add(line._replace(channel=Channel(line.channel).value), count)
        by_day, by_hour = self._moments.loads()
        summary.by_day.update(by_day)
        summary.by_hour.update(by_hour)
        people = zip(self._draft.personas, self._by_persona, strict=True)
        summary.by_persona.update({persona.key: count for persona, count in people if count})
        summary.left_out = [
            LeftOutLine(channel, reason, count, tuple(self._left_out.examples[channel, reason]))
            for (channel, reason), count in sorted(self._left_out.counts.items())
        ]
        if len(summary.by_channel) < 2:
            summary.notes.append(Message("plan_one_channel", {"channels": ", ".join(summary.by_channel)}))
        elif summary.repeated < summary.structures:
            missing = summary.structures - summary.repeated
            summary.notes.append(Message("plan_consistency_partial", {"count": missing}))
        if summary.late:
            summary.notes.append(Message("plan_late", {"count": summary.late}))


def shared_desks(sites: Iterable[Site], taken: Iterable[str] = ()) -> frozenset[str]:
    """Return the desks that more than one structure, or another campaign, contacts too."""
    counts = Counter(desk for site in sites for desk in set(site.desks.values()))
    return frozenset(desk for desk, count in counts.items() if count > 1) | (counts.keys() & set(taken))
