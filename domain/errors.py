"""Errors of ours. A refusing, broken or silent structure is never one of them: that is a `Failure`, a result.

BarometerError
├── InputError        the user's file or argument is wrong; carries where (file, line, field) and how to mend it
├── NotConfigured     a channel or account lacks its settings; the channel switches itself off and says so
├── NotApproved       the campaign has no valid approval
└── Unavailable       our own side cannot run now (database gone, mailbox refused, disk full); worth a retry

Each carries a `Message` (a code and its parameters); the doors render it in French or English.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence for people, as a code of `domain/wording/*.toml` and its parameters."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where in the user's input something is wrong; a line counts from 1."""

    file: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file or "", str(self.line) if self.line is not None else "", self.column or ""]
        return ":".join(part for part in parts if part)


class BarometerError(Exception):
    """The root; `message` says what is wrong and how to mend it."""

    def __init__(self, code: str, **params: object) -> None:
        self.message = Message(code, params)
        super().__init__(f"{code} {params}" if params else code)


class InputError(BarometerError):
    """One or more faults in what the user gave; nothing of it was taken in."""

    def __init__(self, code: str, *, place: Place | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.place = place or Place()
        self.others: list[InputError] = []

    @classmethod
    def together(cls, faults: list[InputError]) -> InputError:
        """Return the first fault carrying the others, so that a file's faults are all shown at once."""
        first, *others = faults
        first.others = others
        return first


class NotConfigured(BarometerError):
    """Settings are missing; the parameters name them."""


class NotApproved(BarometerError):
    """No named person approved this plan and these texts, or they changed since."""


class Unavailable(BarometerError):
    """Our side cannot run now; nothing was sent or lost and the work can be tried again."""
