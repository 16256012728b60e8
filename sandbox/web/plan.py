"""What a site's builders share: who the site is of, its facts, its words and its draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sandbox.composing import in_words
from sandbox.draws import Draws
from sandbox.recognition import plain
from sandbox.town_file import Resident, Town
from sandbox.web.facts import Coordinates, Facts, draw_facts
from sandbox.web.hours import WrittenHours
from sandbox.web.page import Page
from sandbox.web.sources import source, words
from sandbox.web.theme import Theme


class Words:
    """Menu words in the variant of one site: `words.contact`."""

    def __init__(self, language: str, draws: Draws, sector: str) -> None:
        self._chosen: dict[str, Any] = {}
        for name, choices in words(language).items():
            self._chosen[name] = draws.one(choices) if isinstance(choices, list) else choices
        for name in ("topics", "about"):
            self._chosen[name] = self._chosen[f"{name}_{sector}"]
        for name in ("profile_list", "sent", "sent_reference", "sent_delay"):
            self._chosen[name] = words(language)[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_chosen"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Plan:
    """Everything that a site's pages are made from."""

    town: Town
    resident: Resident
    theme: Theme
    host: str
    seed: int
    today: date

    @property
    def language(self) -> str:
        return self.resident.language if self.resident.language in ("fr", "en") else "fr"

    @cached_property
    def facts(self) -> Facts:
        return draw_facts(self.theme, self.resident, self.seed)

    @cached_property
    def words(self) -> Words:
        return Words(self.language, self.draws("words"), self.resident.sector)

    @cached_property
    def coordinates(self) -> Coordinates:
        return Coordinates(self.resident, self.facts, self.seed)

    @cached_property
    def hours(self) -> WrittenHours:
        return WrittenHours(self.resident.week, self.language, self.draws("hours"))

    @cached_property
    def texts(self) -> dict[str, Any]:
        texts: dict[str, Any] = source("texts")[self.language]
        return texts

    def draws(self, *purpose: object) -> Draws:
        return Draws(self.seed, self.resident.key, "site", *purpose)

    def said(self, text: str, **more: object) -> str:
        """Fill the slots of a text."""
        resident, coordinates = self.resident, self.coordinates
        agent = self.draws("editor").one(self.town.file.people[resident.language]).name
        slots = {
            "structure": resident.name, "place": resident.place or resident.name, "postal": resident.postal,
            "street": coordinates.street, "town": coordinates.town, "phone": resident.phone, "mail": resident.mail,
            "host": self.host, "domain": resident.domain, "agent": agent, "year": self.today.year,
        }  # fmt: skip
        return text.format_map(slots | more)

    def date_words(self, day: date) -> str:
        """A day in words of the site's language."""
        return in_words(day, self.language)

    def path(self, page: Page, number: int) -> str:
        """Where a page is served, in the theme's manner; `number` counts the site's pages."""
        if page.key == "home":
            return "/"
        name = slug(page.title)
        style = self.theme.paths
        if page.key == "contact" and self.theme.contact:
            return self.theme.contact.get(self.language, self.theme.contact["fr"])
        folder = (
            f"{slug(getattr(self.words, page.parent, page.parent))}/"
            if page.parent not in ("home", page.key) and style == "slashed"
            else ""
        )
        return {
            "slashed": f"/{folder}{name}/",
            "plain": f"/{name}",
            "html": f"/{name}.html",
            "htm": f"/page{number}.htm",
            "aspx": f"/{name.title().replace('-', '')}.aspx",
            "php": f"/index.php?page={number}",
            "node": f"/node/{number + 11}",
        }[style]


def slug(text: str) -> str:
    """Return a text as it stands in addresses."""
    return "-".join(plain(text).split())[:60] or "page"
