"""Choosing a frame and filling it: the text of a reply and the truth about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox.draws import Draws
from sandbox.profile import Quality
from sandbox.recognition import Citizen, misspell, plain
from sandbox.reply_texts import Disclaimer, Fragment, Frame, Label
from sandbox.town_file import Agent, Resident, Town

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),  # noqa: SIM905
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
}


_TITLED = re.compile(r"\{civility(_short)?\} \{(given|family|citizen)")


@dataclass(frozen=True)
class Composed:
    """A reply before its mail program wraps it."""

    frame: Frame
    agent: Agent
    service: str
    subject: str
    body: str
    signature: str
    disclaimer: str
    labels: dict[str, Label]
    points: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Request:
    """What the structure has before it: the citizen's message as read."""

    resident: Resident
    citizen: Citizen
    subject: str
    received: datetime
    theme: Fragment | None
    reference: str = ""
    """The number that the citizen was given already."""


class Composer:
    """Writes for every structure of a town."""

    def __init__(self, town: Town, seed: int) -> None:
        self._town = town
        self._seed = seed

    def agents(self, resident: Resident) -> list[Agent]:
        """Return the few people who answer there."""
        people = self._town.file.people[resident.language]
        draws = Draws(self._seed, resident.key, "agents")
        return draws.some(people, min(len(people), 4))

    def compose(self, kind: str, request: Request, quality: Quality, draws: Draws, at: datetime) -> Composed:
        """Write a reply of a kind; an answer to a theme that nobody recognised says nothing of use."""
        resident, theme = request.resident, request.theme
        if kind == "answer" and (theme is None or quality == "none"):
            kind = "non_answer"
        frame = self._frame(kind, request, draws)
        agents = self.agents(resident)
        agent = draws.one(agents)
        substitute = draws.one([other for other in agents if other != agent] or agents)
        slots = self._slots(request, agent, substitute, draws, at)
        points: list[str] = []
        wrong: list[str] = []
        if kind == "answer" and theme is not None:
            points, wrong = choose_points(theme, quality, draws)
            slots["answer"] = self._join(frame, theme, points, wrong, slots, draws)
        disclaimer = self._disclaimer(resident, draws)
        labels = _labels(frame, theme, points, slots, request.citizen, disclaimer)
        subject = {"re": slots["re"], "same": slots["same"]}.get(frame.subject) or frame.subject.format_map(slots)
        return Composed(
            frame,
            agent,
            slots["service"],
            subject,
            tidy(frame.body.format_map(slots)),
            tidy(frame.signature.format_map(slots)),
            disclaimer.text if disclaimer else "",
            labels,
            points,
            wrong,
        )

    def _frame(self, kind: str, request: Request, draws: Draws) -> Frame:
        resident = request.resident
        profile = self._town.file.profiles[resident.profile]
        frames = list(self._town.texts.of(resident.language, kind))
        asked = request.theme.kind if request.theme else "information"
        frames = _narrow(frames, [frame for frame in frames if not frame.suits or asked in frame.suits])
        frames = _narrow(frames, [frame for frame in frames if not frame.sectors or resident.sector in frame.sectors])
        if not request.citizen.civility:  # nobody writes "Dear Sir or Madam Dupont"
            frames = _narrow(frames, [frame for frame in frames if not _TITLED.search(frame.body)])
        for measure, rate in profile.rates.items():
            wanted = draws.happens(rate)
            frames = _narrow(frames, [frame for frame in frames if frame.labels.get(measure) is wanted])
        weights = {index: profile.registers.get(frame.register_, 0.0) for index, frame in enumerate(frames)}
        if not sum(weights.values()) > 0:
            weights = dict.fromkeys(weights, 1.0)
        return frames[draws.weighted(weights)]

    def _disclaimer(self, resident: Resident, draws: Draws) -> Disclaimer | None:
        wanted = draws.happens(self._town.file.profiles[resident.profile].disclaimer)
        choices = self._town.texts.disclaimers.get(resident.language, ())
        return draws.one(choices) if wanted and choices else None

    def _slots(self, request: Request, agent: Agent, substitute: Agent, draws: Draws, at: datetime) -> dict[str, str]:
        resident, citizen, theme = request.resident, request.citizen, request.theme
        language = resident.language
        services = resident.services or self._town.file.services[language][resident.sector]
        position = draws.whole(0, 9)
        asks = theme.asks.get(language, ()) if theme else ()
        elsewhere = theme.elsewhere.get(language, ()) if theme else ()
        return coordinates(resident) | {
            "re": request.subject if request.subject[:3].lower() == "re:" else f"Re: {request.subject}",
            "same": request.subject,
            "citizen": citizen.name,
            "given": citizen.given,
            "family": citizen.family or citizen.given,
            "citizen_misspelt": f"{citizen.given} {misspell(citizen.family, position)}",
            "family_misspelt": misspell(citizen.family or citizen.given, position),
            "civility": citizen.civility_full,
            "civility_short": citizen.civility_short,
            "answer": "",
            "question": draws.one(asks)
            if asks
            else {"fr": "Pouvez-vous préciser votre demande ?"}.get(
                language, "Could you tell us more about your request?"
            ),
            "elsewhere": draws.one(elsewhere) if elsewhere else draws.one(services),
            "theme": theme.name.get(language, request.subject) if theme else request.subject,
            "agent": agent.name,
            "agent_given": agent.given,
            "role": draws.one(self._town.file.roles[language]),
            "service": draws.one(services),
            "ticket": self._ticket(draws, at, request.reference),
            "days": str(draws.whole(2, 15)),
            "return_date": in_words(at + timedelta(days=draws.whole(2, 16)), language),
            "substitute": substitute.name,
            "substitute_mail": personal_address(substitute, resident),
            "date": in_words(resident.week.local(request.received), language),
            "link": f"https://www.{resident.domain}/{draws.one(('demarches', 'contact', 'aide'))}/{draws.digits(4)}",
        }

    @staticmethod
    def _ticket(draws: Draws, at: datetime, given: str) -> str:
        drawn = f"{draws.one(('REF', 'DEM', 'SR', 'T'))}-{at.year}-{draws.digits(5)}"
        return given or drawn

    def _join(
        self, frame: Frame, theme: Fragment, points: list[str], wrong: list[str], slots: dict[str, str], draws: Draws
    ) -> str:
        language = slots["language"]
        phrases = [draws.one(theme.points[point].phrases(language)) for point in points]
        phrases += [draws.one(theme.wrong[point].phrases(language)) for point in wrong]
        phrases = [phrase.format_map(slots) for phrase in phrases]
        if frame.join == "list":
            return "\n".join(f"- {phrase}" for phrase in phrases)
        return ("\n\n" if frame.join == "paragraphs" else " ").join(phrases)


def choose_points(theme: Fragment, quality: Quality, draws: Draws) -> tuple[list[str], list[str]]:
    """Return the answer points and the wrong statements a reply of this quality gives."""
    every = list(theme.points)
    if quality == "all":
        return every, []
    if quality == "wrong" and theme.wrong:
        return draws.some(every, draws.whole(0, min(2, len(every) - 1))), [draws.one(list(theme.wrong))]
    return draws.some(every, draws.whole(1, max(1, len(every) - 1))), []


def coordinates(resident: Resident) -> dict[str, str]:
    """Return the slots that only depend on the structure."""
    return {
        "language": resident.language,
        "place": resident.place or resident.name,
        "structure": resident.name,
        "phone": resident.phone,
        "address": resident.postal,
        "hours": resident.week.in_words(resident.language),
        "mail": resident.mail,
        "website": resident.website or f"https://www.{resident.domain}",
    }


def personal_address(agent: Agent, resident: Resident) -> str:
    """Return an agent's own mailbox: `given.family@domain`, in plain ASCII."""
    local = ".".join(plain(part).strip().replace(" ", "-") for part in (agent.given, agent.family))
    return f"{local}@{resident.domain}"


def in_words(at: date, language: str) -> str:
    """Return a date as people write it."""
    day = "1er" if language == "fr" and at.day == 1 else str(at.day)
    return f"{day} {_MONTHS.get(language, _MONTHS['en'])[at.month - 1]} {at.year}"


def tidy(text: str) -> str:
    """Return the text without the gaps that empty slots leave."""
    lines = [" ".join(line.split(" ")).rstrip() for line in text.strip("\n").splitlines()]
    return "\n".join(line.replace("  ", " ").replace(" ,", ",") if line.strip() else "" for line in lines)


def _narrow(frames: list[Frame], narrowed: list[Frame]) -> list[Frame]:
    return narrowed or frames


def _labels(
    frame: Frame,
    theme: Fragment | None,
    points: list[str],
    slots: Mapping[str, str],
    citizen: Citizen,
    disclaimer: Disclaimer | None,
) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for measure, value in (frame.labels | (disclaimer.labels if disclaimer else {})).items():
        labels[measure] = _number(value.format_map(slots)) if isinstance(value, str) else value
    if frame.kind == "answer" and theme is not None:
        for point in theme.points.values():
            labels = dict.fromkeys(point.labels, False) | labels
        for point_id in points:
            labels |= theme.points[point_id].labels
    if not citizen.civility:
        labels.pop("reply.civility_correct", None)
    return labels


def _number(text: str) -> Label:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
