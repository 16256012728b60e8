"""robots.txt as RFC 9309 reads it: the group of our own name, else that of everybody; the longest rule wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

AGENT = "barometer"
"""The name under which a site can address us."""
MOST_CHARS = 500_000
_LONGEST_RULE = 500


@dataclass(frozen=True)
class Rule:
    """One `Allow` or `Disallow` line."""

    path: str
    allows: bool

    def matches(self, target: str) -> bool:
        """Tell whether the rule concerns a path with its query; `*` stands for anything, a final `$` for the end."""
        anchored = self.path.endswith("$")
        first, *others = self.path.removesuffix("$").split("*")
        if not target.startswith(first):
            return False
        position = len(first)
        # the leftmost place of each part leaves the most room for the next: no backtracking
        for part in others[:-1] if anchored else others:
            found = target.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        if not anchored:
            return True
        return target.endswith(others[-1]) and len(target) - len(others[-1]) >= position if others else target == first


@dataclass(frozen=True)
class Robots:
    """What a site asks of us. `delay` is in seconds between two requests, None when it asks for none."""

    rules: tuple[Rule, ...] = ()
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, address: str) -> bool:
        """Tell whether we may get an address of this site."""
        parts = urlsplit(address)
        target = _encoded(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if target == "/robots.txt":
            return True
        matching = [rule for rule in self.rules if rule.matches(target)]
        # of two rules of one length the one that allows wins
        best = max(matching, key=lambda rule: (len(rule.path), rule.allows), default=None)
        return best is None or best.allows


@dataclass
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None
    closed: bool = False


def parse_robots(text: str, agent: str = AGENT) -> Robots:
    """Return the rules for `agent`. Any text can be given; what is no rule is passed over."""
    groups: list[_Group] = []
    sitemaps: list[str] = []
    for name, value in _lines(text[:MOST_CHARS]):
        if name == "sitemap":
            sitemaps.append(value)
        elif name == "user-agent":
            if not groups or groups[-1].closed:
                groups.append(_Group())
            groups[-1].agents.append(value.lower().split("/")[0])
        elif groups:
            _add(groups[-1], name, value)
    named = [group for group in groups if agent in group.agents]
    chosen = named or [group for group in groups if "*" in group.agents]
    delays = [group.delay for group in chosen if group.delay is not None]
    return Robots(
        tuple(rule for group in chosen for rule in group.rules), max(delays, default=None), tuple(sitemaps[:20])
    )


def _add(group: _Group, name: str, value: str) -> None:
    group.closed = True
    if name in ("allow", "disallow"):
        # an empty "Disallow:" forbids nothing
        if value and len(value) <= _LONGEST_RULE:
            group.rules.append(Rule(_encoded(value), name == "allow"))
    elif name == "crawl-delay":
        try:
            group.delay = max(0.0, float(value.replace(",", ".")))
        except ValueError:
            return


def _encoded(path: str) -> str:
    return quote(path, safe="/%?&=*$:@!,;'()+~#[]")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        name, colon, value = line.split("#", 1)[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()
