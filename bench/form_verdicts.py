"""Holds what was written into a form against what the form asks, control by control, and counts by meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bench.form_cases import Case
from links.forms.sight import RADIO_KINDS, TICK_KINDS
from probes.webform.answers import Citizen
from probes.webform.plan import Entry
from probes.webform.session import Session

_MADAM = frozenset({"mme", "madame", "ms", "mrs"})


@dataclass(frozen=True)
class Held:
    """What a control holds in the end: its meaning among ours ("empty" for nothing), the words and the value."""

    meaning: str
    text: str = ""
    value: str = ""


@dataclass(frozen=True)
class Judged:
    """One control: what it asks, what it was given."""

    name: str
    wanted: str
    given: str
    right: bool


@dataclass(frozen=True)
class Verdict:
    """One form. `whole`: everything is as it should be, to the last control, or the obstacle was told. `held` is what
    controls held in the end, by name; `accepted` how many messages the other side took (None when nothing is sent)."""

    case: Case
    failure: str
    detail: str
    held: Mapping[str, Held]
    url: str = ""
    accepted: int | None = None

    @classmethod
    def of(cls, case: Case, session: Session, citizen: Citizen) -> Verdict:
        """Take in what a visit came to."""
        held = {}
        for step in session.outcome.steps:
            for entry in step.entries:
                for key in _keys(entry, case):
                    held[key] = held_by(entry, citizen)
        return cls(
            case,
            session.failure.value if session.failure is not None else "",
            session.search.detail or session.outcome.detail,
            held,
            str(session.facts.get("form.url", "")),
        )

    @cached_property
    def fields(self) -> tuple[Judged, ...]:
        """The controls that the form is known to have, and those that should not have been written into."""
        if self.case.obstacles:
            return ()
        known = [_judged(name, want, self._held_by(name)) for name, want in self.case.wants.items()]
        # what has a name and is not asked must stay as it was; the truth cannot list what has none
        others = [
            Judged(name, "unlisted", one.meaning, False)
            for name, one in self.held.items()
            if name not in self.case.wants and not name.startswith("#") and one.meaning != "empty"
        ]
        return (*known, *others)

    def _held_by(self, name: str) -> Held | None:
        return self.held.get(name) or self.held.get(f"#{name}")

    @property
    def found(self) -> bool:
        return not self.case.obstacles and any(self._held_by(name) is not None for name in self.case.wants)

    @property
    def whole(self) -> bool:
        if self.case.obstacles:
            return self.failure in self.case.obstacles and not self.accepted
        return not self.failure and all(judged.right for judged in self.fields) and self.accepted in (None, 1)

    @property
    def faults(self) -> str:
        said = [f"{one.name}: {one.wanted} → {one.given}" for one in self.fields if not one.right]
        once = self.accepted in (None, 1) or bool(self.case.obstacles)
        taken = [] if once else [f"accepted {self.accepted} times"]
        return "; ".join(([f"{self.failure} ({self.detail})"] if self.failure else []) + said + taken)


def _keys(entry: Entry, case: Case) -> list[str]:
    control = entry.mapped.control
    spoken = f"text:{control.aria_label}"
    if spoken in case.wants:
        return [spoken]
    if len(entry.mapped.controls) > 1 and control.kind in TICK_KINDS:
        return [one.name for one in entry.mapped.controls]
    if control.name:
        return [control.name]
    return [f"#{name}" for name in (control.id, *control.host_name.split()) if name]


def held_by(entry: Entry, citizen: Citizen) -> Held:
    """Return what a field holds on the page as it was last seen."""
    control = entry.mapped.control
    if control.kind in RADIO_KINDS or (len(entry.mapped.controls) > 1 and control.kind in TICK_KINDS):
        chosen = next((one for one in entry.mapped.controls if one.checked), None)
        return Held("choice", chosen.label or chosen.caption, chosen.value) if chosen else Held("empty")
    if control.kind in TICK_KINDS:
        return Held("agree") if control.checked else Held("empty")
    if control.options:
        option = next((one for one in control.options if one.selected), None)
        preset = option is None or (not option.value and option is control.options[0])
        return Held("empty") if preset or option is None else Held("choice", option.text, option.value)
    return Held(_meaning(control.value, citizen), control.value)


def received(posted: Mapping[str, Sequence[str]], citizen: Citizen) -> dict[str, Held]:
    """Return what arrived at the other side, by the names under which it was posted."""
    found = {}
    for name, values in posted.items():
        text = " ".join(values)
        meaning = "agree" if text.lower() in ("true", "on", "1", "yes", "oui") else _meaning(text, citizen)
        found[name] = Held(meaning, text, text)
    return found


def _meaning(text: str, citizen: Citizen) -> str:
    bare = " ".join(text.split())
    if not bare:
        return "empty"
    digits = re.sub(r"\D", "", citizen.content.identity.phone)[-8:]
    if digits and re.sub(r"\D", "", bare).endswith(digits):
        return "phone"
    told = {
        "full_name": "name", "given_name": "given_name", "family_name": "family_name", "mail": "mail",
        "street": "street", "address": "address", "postcode": "postcode", "city": "city",
        "postcode_city": "postcode_city", "civility": "civility", "subject": "subject", "message": "message",
    }  # fmt: skip
    return next((name for role, name in told.items() if " ".join(citizen.words(role).split()) == bare), "other")


def _judged(name: str, want: object, held: Held | None) -> Judged:
    if isinstance(want, dict):
        given = "unseen" if held is None else held.text or held.value or held.meaning
        right = held is not None and bool({held.text, held.value} & set(map(str, want["one_of"])))
        return Judged(name, "choice", "choice" if right else given, right)
    wants = [str(one) for one in want] if isinstance(want, list) else [str(want)]
    if held is None and set(wants) <= {"any", "empty"}:
        return Judged(name, wants[0], "empty", True)
    if held is None:
        return Judged(name, wants[0], "unseen", False)
    given = held.meaning
    if wants == ["civility"] and given == "choice":
        given = "civility" if set(re.findall(r"\w+", held.text.lower())) & _MADAM else f"choice {held.text}"
    right = given in wants or "any" in wants
    return Judged(name, given if right and "any" not in wants else wants[0], given, right)


@dataclass(frozen=True)
class Tally:
    """How one meaning fared. Recall: of the controls that ask it, those given it; precision: the other way round."""

    meaning: str
    asked: int
    given: int
    right: int

    @property
    def recall(self) -> float:
        return self.right / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0


def tallies(verdicts: Iterable[Verdict]) -> list[Tally]:
    """Count by meaning over the forms that can be filled in; controls of which either is fine are left out."""
    asked: Counter[str] = Counter()
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for judged in (one for verdict in verdicts for one in verdict.fields if one.wanted != "any"):
        # an answer chosen among several is a choice, whichever it is
        got = judged.given if judged.given in _MEANINGS else "choice"
        asked[judged.wanted] += 1
        given[got] += 1
        right[judged.wanted] += judged.right
    return [Tally(name, asked[name], given[name], right[name]) for name in _MEANINGS if asked[name] or given[name]]


_MEANINGS = (
    "name", "given_name", "family_name", "mail", "phone", "street", "address", "postcode", "city", "postcode_city",
    "civility", "subject", "message", "agree", "choice", "empty", "other", "unseen", "unlisted",
)  # fmt: skip
