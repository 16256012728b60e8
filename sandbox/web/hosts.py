"""Which host is whose: every structure's site by theme, and the odd hosts that a diagnosis may meet."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from sandbox.town_file import Resident
from sandbox.web.sources import source
from sandbox.web.theme import theme_names


def host_of(resident: Resident) -> str:
    """Return the host of a structure's website, "" when it has none."""
    return (urlsplit(resident.website).hostname or "").lower()


def choose_themes(residents: tuple[Resident, ...]) -> dict[str, str]:
    """Return the theme of every structure's site by key: the one it names, else the least used that suits it."""
    rules: dict[str, dict[str, list[str]]] = source("hosts")["suits"]
    used: Counter[str] = Counter()
    chosen: dict[str, str] = {}
    for resident in residents:
        table = rules[resident.language if resident.language == "en" else resident.sector]
        themes = [name for name in table.get(resident.category, table["other"]) if name in theme_names()] or [
            "wordpress"
        ]
        theme = resident.site or min(themes, key=lambda name: (used[name], themes.index(name)))
        used[theme] += 1
        chosen[resident.key] = theme
    return chosen
