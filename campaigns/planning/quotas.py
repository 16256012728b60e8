"""How many contacts of which channel a structure gets, and why others are left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from campaigns.limits import cap_of
from campaigns.planning.sites import Site
from domain.grid import ContactPlan
from domain.vocabulary import Channel

_SHOWN = 20


@dataclass
class LeftOut:
    """Contacts of the plan that are not made, by channel and reason; the first structures are named."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, channel: Channel, reason: str, count: int, structure: str = "") -> None:
        key = (str(channel), reason)
        self.counts[key] = self.counts.get(key, 0) + count
        shown = self.examples.setdefault(key, [])
        if structure and structure not in shown and len(shown) < _SHOWN:
            shown.append(structure)


@dataclass(frozen=True)
class Wanted:
    """One contact to make; `assisted` ones are a person's task."""

    channel: Channel
    assisted: bool


class Quotas:
    """Decides the contacts of each structure from the contact plan, the mandate and what this campaign can do."""

    def __init__(
        self, plan: ContactPlan, enabled: Collection[Channel], automated: Collection[Channel], left_out: LeftOut
    ) -> None:
        self._plan = plan
        self._enabled = frozenset(enabled)
        self._automated = frozenset(automated)
        self._left_out = left_out
        self._kinds: dict[object, tuple[list[Wanted], list[tuple[Channel, str, int]]]] = {}

    def of(self, site: Site, period_days: int) -> list[Wanted]:
        """Return the structure's contacts, channels interleaved so that a cap cuts all of them evenly."""
        # structures alike in these have the same contacts; a panel has few kinds
        kind = (id(site.permissions), site.consented, tuple(site.desks))
        if kind not in self._kinds:
            self._kinds[kind] = self._ranked(site)
        every, refused = self._kinds[kind]
        for channel, reason, count in refused:
            self._left_out.add(channel, reason, count, "" if reason == "channel_not_used" else site.key)
        cap = cap_of(site.consented, site.cap) * max(1, period_days // 60)
        for beyond in every[cap:]:
            self._left_out.add(beyond.channel, "over_cap", 1, site.key)
        return every[:cap]

    def _ranked(self, site: Site) -> tuple[list[Wanted], list[tuple[Channel, str, int]]]:
        """Return the contacts of such a structure, in order, and (channel, reason, count) of those left out."""
        ranked: list[tuple[float, Wanted]] = []
        refused: list[tuple[Channel, str, int]] = []
        for planned in self._plan.contacts:
            reason, assisted = self._verdict(site, planned.channel)
            if reason:
                if not planned.optional:
                    refused.append((planned.channel, reason, planned.count))
                continue
            wanted = Wanted(planned.channel, assisted)
            ranked += [((number + 0.5) / planned.count, wanted) for number in range(planned.count)]
        ranked.sort(key=lambda entry: entry[0])
        return [wanted for _, wanted in ranked], refused

    def _verdict(self, site: Site, channel: Channel) -> tuple[str, bool]:
        """Return why the channel is left out ("" when it is not), and whether a person must make its contacts."""
        if channel not in self._enabled:
            return "channel_not_used", False
        permission = site.permission(channel)
        if not permission:
            return "needs_consent", False
        if permission == "none":
            return "not_mandated", False
        if channel not in site.desks:
            return "no_coordinate", False
        return "", permission == "assisted" or channel not in self._automated
