"""What is true of one site: drawn from the theme's quality, then written into its pages, so that labels are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sandbox.draws import Draws
from sandbox.town_file import Resident
from sandbox.web.sources import source
from sandbox.web.theme import Theme

_QUALITIES = ("good", "average", "poor")


@dataclass
class Facts:
    """Yes-or-no facts by name, and choices among ways of writing. Unknown names are errors."""

    yes: dict[str, bool] = field(default_factory=dict)
    choice: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        for table in ("yes", "choice"):
            values = self.__dict__.get(table, {})
            if name in values:
                return values[name]
        raise AttributeError(name)


def draw_facts(theme: Theme, resident: Resident, seed: int) -> Facts:
    """Draw every fact of a site, each from draws of its own."""
    rules = source("facts")
    column = _QUALITIES.index(theme.quality)
    facts = Facts()
    for name, rule in rules["yes"].items():
        only = rule.get("only")
        fits = only is None or only in (resident.sector, resident.country, resident.language)
        if name in theme.facts:
            facts.yes[name] = fits and bool(theme.facts[name])
        else:
            facts.yes[name] = fits and _draws(seed, resident, name).happens(rule["chance"][column])
    for name, rule in rules["choice"].items():
        if name in theme.facts:
            facts.choice[name] = theme.facts[name]
        else:
            weights = rule.get(theme.quality, rule.get("any"))
            facts.choice[name] = _draws(seed, resident, name).weighted(weights)
    _agree(facts)
    return facts


def _agree(facts: Facts) -> None:
    """Take back what cannot be true beside another fact."""
    for name, rule in source("facts")["yes"].items():
        needs = rule.get("needs")
        if needs and not _stands(facts, needs):
            facts.yes[name] = False


def _stands(facts: Facts, needs: str) -> bool:
    value = getattr(facts, needs)
    return bool(value) and value != "none"


def _draws(seed: int, resident: Resident, name: str) -> Draws:
    return Draws(seed, resident.key, "site", name)


class Coordinates:
    """The structure's contact details in the manner of its site."""

    def __init__(self, resident: Resident, facts: Facts, seed: int) -> None:
        self._resident = resident
        self._facts = facts
        self._draws = Draws(seed, resident.key, "site", "coordinates")

    @cached_property
    def phone(self) -> str:
        """The number as written there, "" when it is not given."""
        return styled_phone(self._resident.phone, self._facts.phone_style) if self._facts.phone else ""

    @property
    def phone_link(self) -> str:
        """The number for a `tel:` link."""
        digits = self._resident.phone.replace(" ", "")
        prefix = {"FR": "+33", "GB": "+44", "IE": "+353"}.get(self._resident.country, "")
        return prefix + digits[1:] if prefix and digits.startswith("0") else digits

    @cached_property
    def other_phone(self) -> str:
        """The number of another desk."""
        return self._another(17)

    @cached_property
    def old_phone(self) -> str:
        """A number that is no longer right, where the site contradicts itself."""
        return self._another(31)

    def _another(self, further: int) -> str:
        head, tail = self._resident.phone[:-2], self._resident.phone[-2:]
        return styled_phone(f"{head}{(int(tail) + further) % 100:02d}", self._facts.phone_style)

    @property
    def mail(self) -> str:
        return self._resident.mail if self._facts.mail else ""

    @property
    def mail_hidden(self) -> str:
        """The address as robots are not meant to read it."""
        return self._resident.mail.replace("@", " [arobase] " if self._resident.language == "fr" else " [at] ")

    @property
    def postal(self) -> str:
        return self._resident.postal if self._facts.postal else ""

    @property
    def street(self) -> str:
        return self._resident.postal.partition(",")[0].strip()

    @property
    def postcode(self) -> str:
        first = self._resident.postal.partition(",")[2].strip().partition(" ")[0]
        return first if first.isdigit() else ""

    @property
    def town(self) -> str:
        after = self._resident.postal.partition(",")[2].strip()
        return after.removeprefix(self.postcode).strip() or self._resident.place


def styled_phone(number: str, style: str) -> str:
    """Write a number the way people do: by pairs, with dots, with dashes, international or in one piece."""
    if style == "dots":
        return number.replace(" ", ".")
    if style == "dashes":
        return number.replace(" ", "-")
    if style == "solid":
        return number.replace(" ", "")
    if style == "international" and number.startswith("01 99"):
        return "+33 (0)" + number[1:]
    return number
