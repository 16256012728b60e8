"""What: scenarios and wordings evenly over the campaign, one question on two channels of a structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from campaigns.planning.decks import Deck, shuffled
from campaigns.planning.sites import Site
from domain.scenario import Scenario
from domain.vocabulary import Channel

_PoolKey = tuple[str, str, tuple[Channel, ...]]


class Questions:
    """Draws scenarios that a structure's category can be asked, in its language."""

    def __init__(self, library: Mapping[str, Scenario], rng: Random) -> None:
        self._library = dict(sorted(library.items()))
        self._rng = rng
        self._pools: dict[_PoolKey, Deck[str] | None] = {}
        self._wordings: dict[tuple[str, str], Deck[int]] = {}
        self._languages: dict[tuple[str, str], str] = {}

    def language(self, site: Site) -> str:
        """Return the language to write in: the structure's own, else English, else French.

        A structure's language counts when some scenario of its category is written in it.
        """
        key = (site.category, site.language)
        if key not in self._languages:
            candidates = (site.language, "en", "fr")
            self._languages[key] = next((code for code in candidates if self._pool(site, code, ())), site.language)
        return self._languages[key]

    def _pool(self, site: Site, language: str, channels: tuple[Channel, ...]) -> Deck[str] | None:
        key = (site.category, language, channels)
        if key not in self._pools:
            fitting = [
                scenario.id
                for scenario in self._library.values()
                if site.category in scenario.categories and language in scenario.texts
                if all(channel in scenario.channels for channel in channels)
            ]
            self._pools[key] = Deck(fitting, self._rng) if fitting else None
        return self._pools[key]

    def draw(self, site: Site, language: str, channels: Sequence[Channel]) -> list[Scenario | None]:
        """Return a scenario for each contact of a structure, given their channels.

        When there are two channels, one question is put on both, so that consistency can be measured; otherwise no
        question comes twice while others are left. None where the library has nothing to ask on that channel.
        """
        chosen: list[str | None] = [None] * len(channels)
        used: set[str] = set()
        for place, name in self._on_two_channels(site, language, channels):
            chosen[place] = name
            used.add(name)
        for place, channel in enumerate(channels):
            if chosen[place] is None:
                drawn = self._next(site, language, channel, used)
                chosen[place] = drawn
                if drawn is not None:
                    used.add(drawn)
        return [None if name is None else self._library[name] for name in chosen]

    def _next(self, site: Site, language: str, channel: Channel, used: set[str]) -> str | None:
        deck = self._pool(site, language, (channel,))
        if deck is None:
            return None
        return deck.draw(without=used) or deck.draw()

    def _on_two_channels(self, site: Site, language: str, channels: Sequence[Channel]) -> list[tuple[int, str]]:
        distinct = list(dict.fromkeys(channels))
        if len(distinct) < 2:
            return []
        distinct = shuffled(distinct, self._rng)
        for number, first in enumerate(distinct):
            for second in distinct[number + 1 :]:
                deck = self._pool(site, language, (first, second) if first < second else (second, first))
                name = deck.draw() if deck else None
                if name is not None:
                    return [(channels.index(first), name), (channels.index(second), name)]
        return []

    def wording(self, scenario: Scenario, language: str, met: dict[str, set[int]]) -> int:
        """Return the wording to use, each as often as the others.

        A question that comes twice to a structure comes in another wording while there is one; `met` are the wordings
        it got already by scenario, to which the one returned is added.
        """
        key = (scenario.id, language)
        deck = self._wordings.get(key)
        if deck is None:
            deck = self._wordings[key] = Deck(range(len(scenario.texts[language])), self._rng)
        before = met.setdefault(scenario.id, set())
        drawn = deck.draw(without=before)
        wording = (deck.draw() or 0) if drawn is None else drawn
        before.add(wording)
        return wording
