"""The words of the town: reply frames, disclaimers and answer fragments (`docs/sandbox.md`, sections 2 and 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, field_validator, model_validator

from sandbox.faults import Fault, TownFileError
from sandbox.located_yaml import Located, load, validate
from sandbox.profile import Register, Strict

Kind = Literal[
    "answer",
    "acknowledgement",
    "out_of_office",
    "holding",
    "clarification",
    "opt_out",
    "non_answer",
    "redirect",
    "forwarded",
    "challenge",
]
RequestKind = Literal["information", "procedure", "complaint"]
Label = bool | int | float | str
READS_AS: dict[str, str] = {kind: kind for kind in get_args(Kind)} | {
    "non_answer": "answer",
    "redirect": "answer",
    "forwarded": "holding",
    "delay_notice": "delay",
}
"""What a perfect reader calls each kind of act."""

COORDINATES = frozenset(["place", "structure", "phone", "address", "hours", "mail", "website"])
SLOTS = COORDINATES | frozenset(
    "citizen given family citizen_misspelt family_misspelt civility civility_short answer question elsewhere theme"  # noqa: SIM905
    " agent agent_given role service ticket days return_date substitute substitute_mail date link".split()
)
_SLOT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def check_slots(text: str, allowed: frozenset[str]) -> str:
    """Return the text; raises `ValueError` for a slot that is not allowed or a lone brace."""
    for found in _SLOT.finditer(text):
        if found[0] in ("{{", "}}"):
            continue
        if found[1] is None or found[1] not in allowed:
            raise ValueError(f"emplacement inconnu {found[0]!r} / unknown slot {found[0]!r}")
    return text


class Frame(Strict):
    """A reply text with slots and the truth about it."""

    id: str
    group: Literal["tune", "held"]
    kind: Kind
    register_: Register = Field(default="neutral", alias="register")
    subject: str = "re"
    join: Literal["sentences", "paragraphs", "list"] = "sentences"
    suits: tuple[RequestKind, ...] = ()
    sectors: tuple[Literal["public", "private"], ...] = ()
    body: str
    signature: str = ""
    labels: dict[str, Label] = {}

    @field_validator("body", "signature", "subject")
    @classmethod
    def _slots(cls, text: str) -> str:
        return check_slots(text, SLOTS)

    @model_validator(mode="after")
    def _answers(self) -> Frame:
        if ("{answer}" in self.body) != (self.kind == "answer"):
            raise ValueError(
                "{answer} va dans les trames answer, et là seulement / {answer} belongs in answer frames only"
            )
        return self


class Disclaimer(Strict):
    """A legal or environmental notice appended below the signature."""

    id: str
    group: Literal["tune", "held"]
    text: str
    labels: dict[str, Label] = {}


class FrameFile(Strict):
    frames: tuple[Frame, ...] = ()
    disclaimers: tuple[Disclaimer, ...] = ()


Phrase = Annotated[str, Field(min_length=1)]


class Point(Strict):
    """One answer point in several phrasings per language."""

    fr: tuple[Phrase, ...] = Field(min_length=1)
    en: tuple[Phrase, ...] = Field(min_length=1)
    labels: dict[str, Label] = {}

    @field_validator("fr", "en")
    @classmethod
    def _slots(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in phrases:
            check_slots(phrase, COORDINATES)
        return phrases

    def phrases(self, language: str) -> tuple[str, ...]:
        return self.fr if language == "fr" else self.en


class Fragment(Strict):
    """What may be answered to one theme."""

    scenario: str
    kind: RequestKind = "information"
    name: dict[str, str]
    recognise: dict[str, tuple[str, ...]]
    points: dict[str, Point] = Field(min_length=1)
    wrong: dict[str, Point] = {}
    asks: dict[str, tuple[str, ...]] = {}
    elsewhere: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Texts:
    """All the words of a town, restricted to the groups in use."""

    frames: dict[tuple[str, str], tuple[Frame, ...]]  # (language, kind)
    disclaimers: dict[str, tuple[Disclaimer, ...]]  # language
    fragments: tuple[Fragment, ...]

    def of(self, language: str, kind: str) -> tuple[Frame, ...]:
        return self.frames.get((language, kind), ())


@dataclass
class _Gathered:
    frames: dict[tuple[str, str], list[Frame]] = field(default_factory=dict)
    disclaimers: dict[str, list[Disclaimer]] = field(default_factory=dict)
    owners: dict[str, Path] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def load_texts(folder: Path, groups: frozenset[str]) -> Texts:
    """Read `replies/` and `fragments/` under a folder; raises `TownFileError` with every fault."""
    gathered = _Gathered()
    for file in sorted(folder.glob("replies/*/*.yaml")):
        try:
            located = load(file)
            _take(located, validate(located, FrameFile), file.parent.name, groups, gathered)
        except TownFileError as error:
            gathered.faults += error.faults
    fragments = []
    for file in sorted(folder.glob("fragments/*.yaml")):
        try:
            fragments.append(validate(load(file), Fragment))
        except TownFileError as error:
            gathered.faults += error.faults
    if not fragments:
        gathered.faults.append(Fault(folder / "fragments", 0, "", "aucun fragment", "no fragment there"))
    if gathered.faults:
        raise TownFileError(gathered.faults)
    return Texts(
        {key: tuple(frames) for key, frames in gathered.frames.items()},
        {language: tuple(entries) for language, entries in gathered.disclaimers.items()},
        tuple(fragments),
    )


def _take(located: Located, content: FrameFile, language: str, groups: frozenset[str], into: _Gathered) -> None:
    for index, frame in enumerate(content.frames):
        if frame.id in into.owners:
            other = into.owners[frame.id]
            place = ("frames", index, "id")
            into.faults.append(located.fault(place, f"déjà pris dans {other}", f"already used in {other}"))
        into.owners[frame.id] = located.file
        if frame.group in groups:
            into.frames.setdefault((language, frame.kind), []).append(frame)
    for disclaimer in content.disclaimers:
        if disclaimer.group in groups:
            into.disclaimers.setdefault(language, []).append(disclaimer)
