"""Hosts that are no ordinary site: down, mute, parked, endless, enormous, hostile… each with what is true of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from sandbox.web import pictures
from sandbox.web.listening import Doors
from sandbox.web.rendering import render
from sandbox.web.sources import source
from sandbox.world import World

FORM_HOST = "formulaires.guichet-facile.example"
_HUGE = 10_000_000


class Oddities:
    """The odd hosts of a town, the same in every town."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: dict[str, Callable[[Request], Response]] = {
            "parked": self._template("parked"), "redirects": _endless, "redirect-far": _far, "pdf": _pdf,
            "huge": _huge, "login-wall": _wall, "error": _error, "maintenance": self._template("maintenance", 503),
            "blocked": self._template("blocked", 403), "german": self._template("german"), "empty": _empty,
            "hostile": self._template("hostile"), "robots": _robots, "expired": self._template("plain"),
            "other-name": self._template("plain"), "self-signed": self._template("plain"), "trickle": _trickle,
            "text": _text, "teapot": _teapot, "waiting": self._template("waiting"),
        }  # fmt: skip

    @cached_property
    def _rules(self) -> dict[str, dict[str, Any]]:
        rules: dict[str, dict[str, Any]] = source("hosts")["odd"]
        return rules

    def names(self) -> list[str]:
        return [_host(kind) for kind in self._rules]

    def knows(self, host: str) -> bool:
        return host == FORM_HOST or host in self.names()

    def certificates(self) -> dict[str, str]:
        """Return the hosts that show a certificate other than the good one."""
        return {_host(kind): rule["certificate"] for kind, rule in self._rules.items() if "certificate" in rule}

    def described(self) -> dict[str, dict[str, Any]]:
        """Return what is true of each, for the manifest."""
        return {_host(kind): {"kind": kind, **rule} for kind, rule in self._rules.items()}

    async def hosts(self, http: str, https: str, doors: Doors) -> dict[str, str]:
        """Return where each listens."""
        mute = await doors.mute()
        shut = doors.shut()
        special = {"down": (shut, shut), "mute": (mute, mute), "http-only": (http, shut)}
        hosts: dict[str, str] = {}
        for kind in self._rules:
            plain, secure = special.get(kind, (http, https))
            hosts[f"{_host(kind)}:80"], hosts[f"{_host(kind)}:443"] = plain, secure
        return hosts

    async def answer(self, request: Request, host: str) -> Response:
        kind = host.removeprefix("www.").removesuffix(".example")
        found = self._answers.get(kind)
        if found is None:
            return self._template("plain")(request) if kind in self._rules else PlainTextResponse("Unknown host", 421)
        return found(request)

    def _template(self, name: str, status: int = 200) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            host = request.headers.get("host", "")
            return HTMLResponse(render(f"odd/{name}.html", host=host, path=request.url.path), status)

        return answer


def _host(kind: str) -> str:
    return f"www.{kind}.example"


def _endless(request: Request) -> Response:
    step = request.url.path.strip("/") or "0"
    return RedirectResponse(f"/{int(step) + 1 if step.isdigit() else 1}", 302)


def _far(_: Request) -> Response:
    return RedirectResponse("http://169.254.169.254/latest/meta-data/", 302)


def _pdf(_: Request) -> Response:
    return Response(
        pictures.pdf(["Mairie", "Ouvert du lundi au vendredi", "Tel. 01 99 00 11 22"]), media_type="application/pdf"
    )


def _huge(_: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"<!doctype html><html lang=fr><title>Annales</title><body><h1>Annales</h1>"
        line = b"<p>" + b"Registre des deliberations, feuillet suivant. " * 40 + b"</p>\n"
        for _ in range(_HUGE // len(line)):
            yield line

    return StreamingResponse(pieces(), media_type="text/html; charset=utf-8")


def _trickle(_: Request) -> Response:
    """A page that is announced whole and breaks off."""
    return Response(
        b"<html><body><h1>Mairie</h1><p>Bienv", headers={"Content-Length": "47", "Content-Type": "text/html"}
    )


def _wall(_: Request) -> Response:
    return PlainTextResponse("401 Authorization Required", 401, {"WWW-Authenticate": 'Basic realm="Intranet"'})


def _error(_: Request) -> Response:
    return HTMLResponse("<html><body><h1>Internal Server Error</h1></body></html>", 500)


def _teapot(_: Request) -> Response:
    return HTMLResponse("<html><body><h1>Too Many Requests</h1></body></html>", 429, {"Retry-After": "3600"})


def _empty(_: Request) -> Response:
    return HTMLResponse("")


def _text(_: Request) -> Response:
    return PlainTextResponse("It works!")


def _robots(request: Request) -> Response:
    if request.url.path == "/robots.txt":
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    return HTMLResponse(render("odd/plain.html", host=request.headers.get("host", ""), path=request.url.path))
