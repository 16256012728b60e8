"""What form detection is held against: forms written blind and the town's own, each with what it asks."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from domain.contact import FormContent, Identity
from probes.webform.answers import Citizen
from scenarios.library import load_library
from settings.web import WebSettings

BLIND = Path(__file__).parent.parent / "tests" / "blind_forms"
TOKEN = "town-of-blind-forms"
SCENARIO = "birth-certificate"
TODAY = date(2026, 11, 25)
IDENTITY = Identity(
    civility="Mme", given_name="Odile", family_name="Brancourt", mail="odile.b+k7f3@mel.example.org",
    phone="+33 1 99 00 12 34", postal="4 rue du Four", postcode="99100", city="Valmorins",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One website with a form. `wants` says by control what it asks: a meaning, several, or {"one_of": values};
    `obstacles` are the failures of which one must be told instead. `page` is where the form stands, "" untold."""

    name: str
    website: str
    language: str = "fr"
    wants: Mapping[str, Any] = field(default_factory=dict)
    obstacles: tuple[str, ...] = ()
    page: str = ""
    group: str = ""


def citizen_for(case: Case, scenario: str = SCENARIO) -> Citizen:
    """Return somebody of whom every form finds what it asks, with a scenario's message in the form's language."""
    asked = load_library()[scenario]
    wording = asked.texts[case.language][0]
    who = IDENTITY if case.language == "fr" else replace(IDENTITY, civility="Ms")
    words = {"name": who.name, "civility": who.civility, "place": "Valmorins", "structure": "Valmorins"}
    content = FormContent(
        website=case.website,
        identity=who,
        subject=_filled(wording.subject, words),
        text=_filled(wording.body, words),
        language=case.language,
        topics=(asked.title[case.language], *asked.keywords.get(case.language, []), asked.theme.replace("_", " ")),
    )
    return Citizen(content, TODAY)


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text


@cache
def blind_cases() -> tuple[Case, ...]:
    """Return the forms written without sight of the code, each at a host of its own."""
    truth = YAML(typ="safe", pure=True).load((BLIND / "truth.yaml").read_text("utf-8"))
    return tuple(_blind(name, entry) for name, entry in truth.items())


def _blind(name: str, entry: Mapping[str, Any]) -> Case:
    page = (BLIND / "pages" / f"{name}.html").read_text("utf-8")
    said = re.search(r"<html[^>]*\blang=[\"']?(\w\w)", page)
    language = "en" if said is not None and said[1] == "en" else "fr"
    wants = {key: want for key, want in entry.items() if key != "obstacle"}
    return Case(name, f"http://{name}.test/", language, wants, tuple(entry.get("obstacle", ())), group="blind")


@contextmanager
def blind_town() -> Iterator[WebSettings]:
    """Serve the pages on loopback, each as the home page of its host; what is posted goes nowhere."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(BLIND / "pages"))

        def translate_path(self, path: str) -> str:
            host = (self.headers.get("Host") or "").partition(".")[0]
            return super().translate_path(f"/{host}.html" if path.partition("?")[0] == "/" else path)

        def do_GET(self) -> None:
            if self.path != "/.well-known/barometer-town":
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(TOKEN)))
            self.end_headers()
            self.wfile.write(TOKEN.encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    hosts = {(f"{case.name}.test", 80): ("127.0.0.1", server.server_address[1]) for case in blind_cases()}
    try:
        yield WebSettings(sandbox_hosts=hosts, sandbox_token=TOKEN, host_delay_ms=0)
    finally:
        server.shutdown()
        server.server_close()
