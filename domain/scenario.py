"""What is asked and what a good answer holds. Loaded from `scenarios/library/*.yaml`; format in `docs/scenarios.md`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.structure import Frozen
from domain.vocabulary import Channel, ScenarioKind, Sector

PerLanguage = dict[str, str]
"""A text by two-letter language code; every one has at least `fr` and `en`."""
PhrasesPerLanguage = dict[str, list[str]]
"""Accepted phrases by language. A phrase is matched by its content words (lemmas), not letter by letter;
`a | b` inside a phrase are alternatives for one word or group: "carte d'identité | passeport"."""

FactType = Literal["text", "hours", "price", "delay", "address", "phone", "email", "url", "document", "date", "place"]


class Wording(Frozen):
    """One way to put the question. `{name}` `{place}` `{structure}` `{civility}` are filled in; nothing else may be."""

    subject: str
    body: str


class AnswerPoint(Frozen):
    """One thing a complete answer says. A typed point is also met by a fact of that type (a price, opening hours…)
    found in the reply; with `value` the fact must equal it (price in euros, delay in days)."""

    id: str
    label: PerLanguage
    type: FactType = "text"
    accepts: PhrasesPerLanguage
    value: float | None = None
    weight: float = Field(default=1.0, gt=0)
    essential: bool = False


class WrongStatement(Frozen):
    """Something an answer may say that is false."""

    id: str
    label: PerLanguage
    statements: PhrasesPerLanguage


class Elsewhere(Frozen):
    """What is expected of those whose business it is not: name the right service."""

    categories: list[str]
    label: PerLanguage
    accepts: PhrasesPerLanguage


class SecondTurn(Frozen):
    """The scripted answer to a clarification question. The first entry whose `asks` matches is used; an entry with
    empty `asks` is the fallback and comes last."""

    asks: PhrasesPerLanguage = {}
    body: PerLanguage


class Scenario(Frozen):
    """A request with its expected answer."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    theme: str
    kind: ScenarioKind
    title: PerLanguage
    sector: Sector
    categories: list[str] = Field(min_length=1)
    channels: list[Channel] = Field(min_length=1)
    counterpart: str = ""
    """The scenario of the other sector to which this one is compared."""
    texts: dict[str, list[Wording]]
    reminder: dict[str, Wording]
    second_turn: list[SecondTurn] = Field(min_length=1)
    expects: list[AnswerPoint] = Field(min_length=1)
    wrong: list[WrongStatement] = []
    elsewhere: list[Elsewhere] = []
    keywords: PhrasesPerLanguage
    """Words of the topic; a reply with none of them and no answer point is off-topic."""
