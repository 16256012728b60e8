"""How well inspection sees what is on a website: the town's sites, their labels, precision and recall by item.

Run: `python -m bench.site_detection [--each N] [theme…]`. For a yes-or-no item, recall is the share of the
sites that have it on which it was seen, precision the share of those seen that have it; for numbers and words, `right`
is the share told exactly (within a tenth for numbers that are not whole). An item not told counts against recall.
"""

from __future__ import annotations

import argparse
import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.town_sites import TownSites, town_sites
from collectors.site.inspector import Limits, SiteInspector
from domain.clock import FrozenClock
from domain.contact import Inspection
from links.browser import BrowserPool
from links.web_fetch import WebFetcher
from services.diagnosing import content_for

Value = bool | int | float | str | None
CATEGORY = "city_small"


@dataclass
class Item:
    """How one item fared over the sites. `amiss` names the sites on which it was told wrongly or not at all."""

    name: str
    sites: int = 0
    has: int = 0
    told_yes: int = 0
    both: int = 0
    untold: int = 0
    right: int = 0
    amiss: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        return self.both / self.has if self.has else 1.0

    @property
    def precision(self) -> float:
        return self.both / self.told_yes if self.told_yes else 1.0

    @property
    def share_right(self) -> float:
        return self.right / self.sites if self.sites else 1.0

    def take(self, site: str, true: Value, told: Value) -> None:
        """Count one site; `told` is None when the inspection said nothing."""
        self.sites += 1
        self.untold += told is None
        if isinstance(true, bool):
            self.has += true
            self.told_yes += bool(told)
            self.both += true and bool(told)
        agrees = _agree(true, told)
        self.right += agrees
        if not agrees:
            self.amiss = (*self.amiss, f"{site}: {true} → {'untold' if told is None else told}")


def as_measured(name: str, value: Value, *, label: bool) -> Value:
    """Return a label or what was told in terms that compare: the town counts dead links, the measure gives their share;
    and it has its own names of conformity."""
    if name in ("site.dead_links", "site.trackers_before_consent"):
        return None if value is None else bool(value)
    return _CONFORMITY.get(str(value), value) if label and name == "site.conformity" else value


_CONFORMITY = {"none": "not_compliant", "partial": "partly_compliant", "full": "compliant"}


def _agree(true: Value, told: Value) -> bool:
    if told is None:
        return false_is_silent(true)
    if isinstance(true, bool) or isinstance(told, bool):
        return bool(true) == bool(told)
    if isinstance(true, int | float) and isinstance(told, int | float):
        return math.isclose(true, told, rel_tol=0.1 if isinstance(true, float) else 0.0, abs_tol=0.01)
    return true == told


def false_is_silent(true: Value) -> bool:
    """Whether saying nothing says the same: of a thing that is not there."""
    return true is False


async def inspect(pool: BrowserPool, fetcher: WebFetcher, town: TownSites, host: str, seconds: float) -> Inspection:
    """Inspect one site as a campaign does."""
    content = content_for(town.address(host), town.languages[host], scenario="", category=CATEGORY, name="")
    return await SiteInspector(pool, fetcher, FrozenClock(town.start), Limits(seconds=seconds)).look(content)


async def inspect_all(town: TownSites, hosts: Sequence[str], seconds: float) -> list[Inspection]:
    """Return the inspections, as many at once as the settings have contexts."""
    few = asyncio.Semaphore(town.settings.contexts)
    settings = town.settings
    async with BrowserPool(settings) as pool, WebFetcher(settings, proxy=pool.proxy, pace=pool.pace) as fetcher:

        async def one(host: str) -> Inspection:
            async with few:
                return await inspect(pool, fetcher, town, host, seconds)

        return list(await asyncio.gather(*(one(host) for host in hosts)))


def items(town: TownSites, hosts: Sequence[str], inspections: Sequence[Inspection]) -> list[Item]:
    """Hold what was told against the labels, item by item."""
    labels = town.labels()
    found: dict[str, Item] = {}
    for host, inspection in zip(hosts, inspections, strict=True):
        told: Mapping[str, Value] = {one.measure: one.value for one in inspection.observations}
        for name, true in labels[host]["labels"].items():
            seen = as_measured(name, told.get(name), label=False)
            found.setdefault(name, Item(name)).take(town.themes[host], as_measured(name, true, label=True), seen)
    return [found[name] for name in sorted(found)]


def report(rows: Sequence[Item], sites: int) -> None:
    """Print the table, the worst items first, and the totals."""
    yes_no = [row for row in rows if row.has or row.told_yes]
    print(f"{sites} sites\n{'item':36} {'sites':>5} {'has':>4} {'recall':>7} {'precision':>9} {'right':>6}  amiss")
    for row in sorted(rows, key=lambda row: row.share_right):
        shares = f"{row.recall:7.2f} {row.precision:9.2f}" if row in yes_no else f"{'':7} {'':9}"
        print(f"{row.name:36} {row.sites:5} {row.has:4} {shares} {row.share_right:6.2f}  {'; '.join(row.amiss)[:200]}")
    has, seen, both = (sum(getattr(row, name) for row in rows) for name in ("has", "told_yes", "both"))
    told, right = sum(row.sites for row in rows), sum(row.right for row in rows)
    print(
        f"all yes-or-no items: recall {both / has:.3f}, precision {both / seen:.3f}; all items right {right / told:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("themes", nargs="*")
    given = parser.parse_args()
    with town_sites(seed=given.seed) as town:
        hosts = [host for host in town.hosts(given.each) if not given.themes or town.themes[host] in given.themes]
        inspections = asyncio.run(inspect_all(town, hosts, given.seconds))
        for host, inspection in zip(hosts, inspections, strict=True):
            if inspection.failure is not None:
                print(f"{town.themes[host]} {host}: {inspection.failure} {inspection.detail}")
        report(items(town, hosts, inspections), len(hosts))


if __name__ == "__main__":
    main()
