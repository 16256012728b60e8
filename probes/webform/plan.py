"""What to write where: one entry a field, with the reason for what is left empty, or the obstacle that stops us."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from domain.failure import Failure
from links.forms.mapping import Mapped
from links.forms.sight import Button


class Act(StrEnum):
    """What is done to a field."""

    WRITE = "write"
    CHOOSE = "choose"
    TICK = "tick"
    UNTICK = "untick"
    DATE = "date"
    LEAVE = "leave"


class Why(StrEnum):
    """Why an act was chosen; worded as `webform_why_*`."""

    KNOWN = "known"  # the citizen or the scenario says it
    MEANING = "meaning"  # the option closest to what is asked
    NEUTRAL = "neutral"  # a plain answer, because one is required
    CONSENT = "consent"  # without it no message can be left
    RECIPE = "recipe"
    TRAP = "trap"
    NEWSLETTER = "newsletter"
    OPTIONAL = "optional"  # not asked of everybody, and nothing to say
    FILE = "file"
    NOT_OURS = "not_ours"  # search, login…: no part of the message
    SET = "set"  # already holds what it should
    OBSTACLE = "obstacle"


@dataclass(frozen=True)
class Entry:
    """What happens to one field. `value` is the text written or the answer chosen; `choice` its position.

    `others` are other ways to write the same value, for a field that refuses the first. `trap` says why it is one.
    """

    mapped: Mapped
    act: Act
    why: Why
    value: str = ""
    choice: int = -1
    others: tuple[str, ...] = ()
    required: bool = False
    trap: str = ""

    @property
    def role(self) -> str:
        return self.mapped.role

    @property
    def caption(self) -> str:
        return self.mapped.caption


@dataclass(frozen=True)
class Obstacle:
    """Why a form cannot be sent by us. `reason` is worded as `webform_obstacle_*` with `label`."""

    failure: Failure
    reason: str
    label: str = ""

    @property
    def detail(self) -> str:
        return f"{self.reason}: {self.label}" if self.label else self.reason


@dataclass(frozen=True)
class Plan:
    """What to do with one step of a form. `send` is the button of the last step, `next` of one before it."""

    entries: tuple[Entry, ...]
    obstacles: tuple[Obstacle, ...] = ()
    send: Button | None = None
    next: Button | None = None
    facts: dict[str, str | int | float | bool] = field(default_factory=dict)

    @property
    def holds_message(self) -> bool:
        return any(entry.role == "message" and entry.act is Act.WRITE for entry in self.entries)
