"""A town with websites, and a plain HTTP client that looks at them as a browser without scripts would."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

from sandbox.reply_texts import Texts, load_texts
from sandbox.serving import Serving, serve
from sandbox.town_file import DEFAULT_TOWN, Town, TownFile
from tests.sandbox.clock_service import START
from tests.sandbox.small_town import BASE, profile, structure

MESSAGE = "Bonjour,\n\nComment obtenir une copie d'acte de naissance ?\n\nMerci, Claire Dupont"
CITIZEN = {
    "name": "Claire Dupont", "given": "Claire", "family": "Dupont", "civility": "Madame", "phone": "0199001122",
    "mail": "claire.dupont+k0001@citizens.example", "mail_again": "claire.dupont+k0001@citizens.example",
    "subject": "Acte de naissance", "message": MESSAGE, "postal": "4 rue Haute", "postcode": "99100",
    "town": "Valmorne", "birth": "12/03/1985", "moment": "02/03/2026", "consent": "1",
}  # fmt: skip


@dataclass
class Visitor:
    """Asks for pages by their public addresses; follows redirects and keeps cookies like a browser."""

    serving: Serving
    client: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def web(self) -> dict[str, Any]:
        web: Any = self.serving.ready["web"]
        return dict(web)

    async def ask(self, url: str, method: str = "GET", *, follow: bool = True, **more: Any) -> httpx.Response:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        target = self.web["hosts"][f"{parts.hostname}:{port}"]
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = await self.client.request(
            method,
            f"{parts.scheme}://{target}{path or '/'}",
            headers={"Host": parts.netloc, **more.pop("headers", {})},
            extensions={"sni_hostname": parts.hostname},
            **more,
        )
        if follow and answer.is_redirect:
            return await self.ask(urljoin(url, answer.headers["location"]))
        return answer

    async def page(self, url: str) -> BeautifulSoup:
        answer = await self.ask(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return self.read(answer)

    def read(self, answer: httpx.Response) -> BeautifulSoup:
        return BeautifulSoup(answer.text, "lxml")

    def events(self, kind: str) -> list[dict[str, Any]]:
        log = self.serving.world.truth.path.read_text("utf-8")
        return [event for event in map(json.loads, log.splitlines()) if event["event"] == kind]

    def truth(self, host: str) -> dict[str, Any]:
        """What the truth log says of a site that was visited."""
        return next(event for event in self.events("site") if event["host"] == host)


def filled(fields: Sequence[Mapping[str, Any]], **other: str) -> dict[str, str]:
    """Return what a careful citizen would put into a form whose truth is known; `other` by meaning."""
    given = CITIZEN | other
    values: dict[str, str] = {}
    for entry in fields:
        if entry["options"] and entry["means"] not in other:
            values[entry["name"]] = entry["options"][0]
        elif entry["means"] in given:
            values[entry["name"]] = given[entry["means"]]
        if entry["format"] == "phone_dots" and "phone" not in other:
            values[entry["name"]] = "01.99.00.11.22"
    return values


def hidden(form: Tag) -> dict[str, str]:
    """Return the hidden fields of a form element."""
    return {str(entry["name"]): str(entry.get("value", "")) for entry in form.select("input[type=hidden][name]")}


@cache
def _texts() -> Texts:
    """The default town's words, read once for all tests: it takes two seconds."""
    return load_texts(DEFAULT_TOWN.parent, frozenset(["tune", "held"]))


def _town(themes: Sequence[str], course: str, extra: Sequence[str]) -> Town:
    structures = []
    for theme in themes:
        shop, english = theme == "shop", theme in ("council",)
        structures.append(
            structure(
                theme.upper(), "usual", site=theme, website=f"https://www.{theme}.example",
                sector="private" if shop else "public", category="retailer" if shop else "city_medium",
                language="en" if english else "fr", postal="7 rue du Vieux-Four, 99940 Valmorne", place="Valmorne",
            )
        )  # fmt: skip
    profiles = {"usual": profile(course, extra=dict.fromkeys(extra, 1.0))}
    return Town(TownFile.model_validate(BASE | {"profiles": profiles, "structures": structures}), _texts())


@asynccontextmanager
async def visited(
    folder: Path, *themes: str, course: str = "answer", extra: tuple[str, ...] = (), latency: float = 0.0
) -> AsyncIterator[Visitor]:
    """Run a town with one structure a theme, at `www.THEME.example`, all of which behave alike."""
    town = _town(themes, course, extra)
    async with serve(town, folder / "run", 1, START, latency=latency) as serving:
        web: Any = serving.ready["web"]
        context = ssl.create_default_context(cafile=web["ca"])
        async with httpx.AsyncClient(verify=context, timeout=20, trust_env=False) as client:
            yield Visitor(serving, client)
