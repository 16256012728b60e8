"""The websites of the town: loopback ports, a virtual host each, the token at a known address, the truth about each."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from sandbox.draws import Draws
from sandbox.town_file import Resident
from sandbox.web.answering import SiteAnswers
from sandbox.web.certificates import Certificates, make_certificates
from sandbox.web.hosts import choose_themes, host_of
from sandbox.web.labels import site_labels
from sandbox.web.listening import Doors, Receive, Scope, Send
from sandbox.web.oddities import FORM_HOST, Oddities
from sandbox.web.plan import Plan
from sandbox.web.site import Site
from sandbox.web.submissions import Desk
from sandbox.web.theme import load_theme
from sandbox.world import World

TOKEN_PATH = "/.well-known/barometer-town"  # noqa: S105 - an address, not a secret


class WebChannel:
    """Implements `world.Channel` for websites."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._doors = Doors()
        self._desk = Desk(world)
        self._residents = {host_of(resident): resident for resident in world.town.file.structures if host_of(resident)}
        self._themes = choose_themes(world.town.file.structures)
        self._answers: dict[str, SiteAnswers] = {}
        self._oddities = Oddities(world)
        self._today = world.time.now.date()

    async def start(self) -> dict[str, object]:
        """Open the ports and return what the ready line says: `{"web": {"hosts": …, "ca": …, "sites": …}}`."""
        if not self._residents:
            return {}
        folder = self._world.folder
        certificates = await asyncio.to_thread(self._certificates, folder / "web")
        http = await self._doors.open(self)
        https = await self._doors.open(self, certificates.context) if certificates else self._doors.shut()
        hosts: dict[str, str] = {}
        for host in [*self._residents, FORM_HOST]:
            hosts[f"{host}:80"] = http
            plain_only = host in self._residents and self.theme_of(host).tls == "none"
            hosts[f"{host}:443"] = self._doors.shut() if plain_only else https
        hosts |= await self._oddities.hosts(http, https, self._doors)
        sites = folder / "sites.json"
        await asyncio.to_thread(self._write_manifest, sites)
        authority = str(certificates.authority) if certificates else ""
        return {
            "web": {
                "http": http,
                "https": https if certificates else "",
                "ca": authority,
                "hosts": hosts,
                "sites": str(sites),
            }
        }

    async def stop(self) -> None:
        await self._doors.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        request = Request(scope, receive)
        host = request.headers.get("host", "").partition(":")[0].lower()
        response = await self._respond(request, host)
        await response(scope, receive, send)

    async def _respond(self, request: Request, host: str) -> Response:
        known = host in self._residents or self._oddities.knows(host)
        if request.url.path == TOKEN_PATH and known:
            return PlainTextResponse(self._world.token)
        await self._wait(host)
        if host == FORM_HOST:
            return await self._framed_form(request)
        if host not in self._residents:
            return await self._oddities.answer(request, host)
        theme = self.theme_of(host)
        if request.url.scheme == "http" and self._tls and theme.tls in ("strict", "usual"):
            return RedirectResponse(
                f"https://{host}{request.url.path}" + (f"?{request.url.query}" if request.url.query else ""), 301
            )
        return await self._site(host).answer(request)

    async def _framed_form(self, request: Request) -> Response:
        """The form host, which shows other sites' forms inside their pages."""
        key = request.url.path.strip("/").partition("/")[2].partition("/")[0]
        host = next((host for host, resident in self._residents.items() if resident.key == key), "")
        if not host or self.theme_of(host).name != "framed":
            return PlainTextResponse("404", 404)
        return await self._site(host).answer_framed(request)

    async def _wait(self, host: str) -> None:
        """Let real time go by, as networks and slow machines do."""
        seconds = self._world.latency
        if host in self._residents:
            slowest = self.theme_of(host).delay
            seconds += Draws(self._world.seed, host, self._world.time.now, "delay").between(*slowest)
        if seconds > 0:
            await asyncio.sleep(min(seconds, 5))  # noqa: TID251 - a visitor's real wait, not the town's time

    def theme_of(self, host: str) -> Any:
        return load_theme(self._themes[self._residents[host].key])

    def _site(self, host: str) -> SiteAnswers:
        if host not in self._answers:
            site = Site(self.plan_of(self._residents[host]))
            self._answers[host] = SiteAnswers(site, self._desk)
            labels = site_labels(site)
            self._world.truth.write("site", self._world.time.now, structure=site.resident.key, host=host, **labels)
        return self._answers[host]

    def plan_of(self, resident: Resident) -> Plan:
        """Return what a structure's site is made from."""
        theme = load_theme(self._themes[resident.key])
        return Plan(self._world.town, resident, theme, host_of(resident), self._world.seed, self._today)

    @cached_property
    def _tls(self) -> bool:
        return (self._world.folder / "web" / "town-ca.pem").is_file()

    def _certificates(self, folder: Path) -> Certificates | None:
        hosts = [host for host in self._residents if self.theme_of(host).tls != "none"]
        return make_certificates(folder, [*hosts, FORM_HOST, *self._oddities.names()], self._oddities.certificates())

    def _write_manifest(self, path: Path) -> None:
        """Write who has which site; what is true of each goes to the truth log when it is first visited."""
        sites = {
            host: {"structure": resident.key, "theme": self._themes[resident.key]}
            for host, resident in self._residents.items()
        }
        content = {"sites": sites, "odd": self._oddities.described(), "start": date.isoformat(self._today)}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
