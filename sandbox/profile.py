"""How a structure behaves: the `profiles` of a town file (`docs/sandbox.md`, section 1)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]
Course = Literal[
    "answer",
    "silent",
    "refused",
    "mailbox_full",
    "content_refused",
    "bounce",
    "holding",
    "clarification",
    "after_reminder",
    "opt_out",
    "redirect",
    "non_answer",
    "forward",
    "challenge",
    "late",
]
Extra = Literal["greylist", "delay_notice", "acknowledgement", "out_of_office", "duplicate"]
Thread = Literal["other_address", "other_domain", "no_reference", "mistyped"]
Quality = Literal["all", "some", "none", "wrong"]
Quoting = Literal["top", "bottom", "inline", "none"]
Register = Literal["terse", "warm", "clumsy", "bureaucratic", "misspelt", "neutral"]
Program = Literal[
    "outlook",
    "outlook_web",
    "thunderbird",
    "gmail",
    "apple_mail",
    "zimbra",
    "open_xchange",
    "webmail",
    "ticketing",
    "iphone",
    "android",
]


class Strict(BaseModel):
    """An entry of the town file: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Delay(Strict):
    """A lognormal delay; `count` says whether hours run in opening time or on the calendar."""

    median_hours: float = Field(gt=0)
    sigma: float = Field(default=1.0, ge=0)
    count: Literal["opening", "calendar"] = "opening"


class Fast(Strict):
    """A second hump of quick answers."""

    share: Share
    median_hours: float = Field(gt=0)


class Greylist(Strict):
    """Refused until that many tries were made and that many minutes went by since the first."""

    tries: int = Field(default=1, ge=1)
    minutes: float = Field(default=5, ge=0)


class Profile(Strict):
    """One way to behave; shares are probabilities per contact."""

    delay: Delay
    fast: Fast | None = None
    course: dict[Course, Share] = {}
    late_days: tuple[float, float] = (20, 45)
    extra: dict[Extra, Share] = {}
    greylist: Greylist = Greylist()
    thread: dict[Thread, Share] = {}
    quality: dict[Quality, Weight] = {"all": 1}
    rates: dict[str, Share] = {}
    registers: dict[Register, Weight] = {}
    programs: dict[Program, Weight] = {"outlook": 1}
    quoting: dict[Quoting, Weight] = {"top": 1}
    mobile: Share = 0
    disclaimer: Share = 0

    @model_validator(mode="after")
    def _adds_up(self) -> Profile:
        total = sum(self.course.values())
        if total > 1.0001:
            raise ValueError(
                f"les parts de course font {total:.3f}, plus que 1 / course shares add up to {total:.3f}, above 1"
            )
        for name, weights in (("quality", self.quality), ("programs", self.programs), ("quoting", self.quoting)):
            if not sum(weights.values()) > 0:
                raise ValueError(f"{name} : aucun poids positif / {name}: no weight above 0")
        return self
