"""A website on loopback: pages by path, and a record of everything that was posted to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = str | tuple[int, str] | tuple[int, str, dict[str, str]] | None
"""A page; with a status; with headers; None drops the connection without a word."""


@dataclass
class Posted:
    path: str
    raw: str

    @property
    def fields(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.raw, keep_blank_values=True).items()}


@dataclass
class Website:
    """`routes` answer GET, `actions` answer POST; both take the path and (for actions) what was posted."""

    routes: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    actions: dict[str, Callable[[Posted], Answer]] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Website:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                site.asked.append(self.path)
                found = site.routes.get(path, (404, "<title>404</title><h1>Page introuvable</h1>"))
                self._answer(found() if callable(found) else found)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                posted = Posted(urlsplit(self.path).path, raw)
                site.posted.append(posted)
                action = site.actions.get(posted.path)
                self._answer(action(posted) if action else (404, "<h1>404</h1>"))

            def _answer(self, answer: Answer) -> None:
                if answer is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                status, body, *more = answer if isinstance(answer, tuple) else (200, answer)
                headers: dict[str, str] = dict(*more) if more else {}
                data = body.encode()
                self.send_response(status)
                headers.setdefault("Content-Type", "text/html; charset=utf-8")
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
