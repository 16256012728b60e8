"""The town's websites as cases: who has which theme, and what the truth log says of each once it has been visited."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.form_cases import Case
from services.sandbox_town import running_town
from settings.environment import Environment
from settings.web import WebSettings, load_web_settings

_MEANS: dict[str, object] = {
    "name": "name", "given": "given_name", "family": "family_name", "mail": "mail", "mail_again": "mail",
    "postal": ["street", "address"], "postcode": "postcode", "town": "city", "civility": "civility",
    "message": "message", "consent": "agree", "newsletter": "empty", "upload": "empty",
}  # fmt: skip
"""What the town's meanings are called in the bench; of the others any answer is right."""
_NOBODY_KNOWS = frozenset({"birth", "file_number", "upload"})
"""What an invented citizen does not have: where it is required the form cannot be sent."""
_TOPIC = re.compile(r"naissance|birth|etat civil|état civil|registr|certificate", re.IGNORECASE)
_BY_MAIL = re.compile(r"mail|courriel", re.IGNORECASE)


@dataclass
class TownSites:
    """A running town. `truth` is its log, whose `site` events tell of the sites visited so far."""

    settings: WebSettings
    themes: Mapping[str, str]
    languages: Mapping[str, str]
    structures: Mapping[str, str]
    truth: Path
    start: datetime

    def hosts(self, each: int = 1) -> list[str]:
        """Return so many hosts of every theme, by the theme's name."""
        chosen: dict[str, list[str]] = {}
        for host, theme in self.themes.items():
            held = chosen.setdefault(theme, [])
            # the second of a theme in another language, where there is one
            if len(held) < each or (each > 1 and len({self.languages[h] for h in held}) == 1
                                    and self.languages[host] != self.languages[held[0]]):  # fmt: skip
                chosen[theme] = [*held[: each - 1], host]
        return [host for theme in sorted(chosen) for host in chosen[theme]]

    def case(self, host: str) -> Case:
        """Return a site as a case of which nothing is known yet."""
        return Case(self.themes[host], self.address(host), self.languages[host], group="town")

    def address(self, host: str) -> str:
        """Return the home page's address, over TLS where the host speaks it."""
        secure = (host, 443) in self.settings.sandbox_hosts
        return f"{'https' if secure else 'http'}://{host}/"

    def events(self, kind: str) -> list[dict[str, Any]]:
        lines = self.truth.read_text("utf-8").splitlines()
        return [event for line in lines if (event := json.loads(line)).get("event") == kind]

    def labels(self) -> dict[str, dict[str, Any]]:
        """Return what is true of each site visited, by host."""
        return {event["host"]: event for event in self.events("site")}


@contextmanager
def town_sites(*, seed: int = 1, contexts: int = 4, latency: int = 0) -> Iterator[TownSites]:
    """Run the default town; `latency` in ms holds every answer of its sites back."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_town(Path(folder), town=None, seed=seed, web_latency=latency) as town,
    ):
        hosts = json.loads((Path(folder) / "sites.json").read_text("utf-8"))
        sites, odd = hosts["sites"], hosts["odd"]
        web = load_web_settings(Environment(town.variables))
        # hosts and ports that are shut by design present no token
        shut = {target for (host, _), target in web.sandbox_hosts.items() if odd.get(host, {}).get("kind") == "down"}
        reachable = {
            asked: target for asked, target in web.sandbox_hosts.items() if asked[0] not in odd and target not in shut
        }
        settings = replace(web, contexts=contexts, host_delay_ms=0, sandbox_hosts=reachable)
        english = {row["key"] for row in _panel(town.panel) if row.get("language") == "en"}
        yield TownSites(
            settings,
            {host: entry["theme"] for host, entry in sites.items()},
            {host: "en" if entry["structure"] in english else "fr" for host, entry in sites.items()},
            {host: entry["structure"] for host, entry in sites.items()},
            town.truth,
            town.start,
        )


def _panel(path: Path) -> list[dict[str, str]]:
    import csv

    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def known(case: Case, label: Mapping[str, Any]) -> Case:
    """Return a case with what its site's label says: the controls and what they ask, or what stands in the way."""
    form = label["form"]
    if form["login"]:
        return replace(case, obstacles=("login_required",))
    if form["captcha"]:
        return replace(case, obstacles=("captcha",))
    if form["engine"] == "none":
        return replace(case, obstacles=("no_form",))
    if any(field["required"] and field["means"] in _NOBODY_KNOWS for field in form["fields"]):
        return replace(case, obstacles=("form_rejected",))
    wants = {field["name"]: _want(field) for field in form["fields"]} | dict.fromkeys(form["honeypots"], "empty")
    return replace(case, wants=wants, page=form["page"])


def _want(field: Mapping[str, Any]) -> object:
    means, options = field["means"], field["options"]
    if means == "subject":
        return {"one_of": _fitting(options, _TOPIC)} if options else "subject"
    if means == "answer_by" and options:
        return {"one_of": _fitting(options, _BY_MAIL)}
    if means == "phone" and field["required"]:
        return "phone"
    return _MEANS.get(means, "any")


def _fitting(options: Sequence[str], words: re.Pattern[str]) -> list[str]:
    return [option for option in options if words.search(option)] or list(options)
