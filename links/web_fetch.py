"""A plain HTTP client for what needs no browser (robots.txt, sitemaps, link checks, certificates); by the proxy too."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from domain.failure import Failure
from links.browser.failures import REFUSALS, failure_of_status
from links.browser.identity import robot_name
from links.tls import client_context
from links.web_certificate import Certificate, Stream, read_certificate
from links.web_failures import HTTPX_FAILURES, failure_of_httpx
from links.web_pace import Pace
from links.web_proxy import FilteringProxy, Pass, gate_for
from links.web_proxy.gate import Gate
from links.web_proxy.http1 import read_head
from links.web_proxy.town import require_town
from settings.web import WebSettings

LIMIT = 5_000_000
SECONDS = 20.0
MOST_REDIRECTS = 10
ALLOWANCE = 500_000_000


@dataclass(frozen=True)
class Fetched:
    """What a request gave. `failure` also tells 4xx and 5xx; `cut` says that the body was longer than the limit.

    Header names are in lower case; `redirects` are the addresses gone through; `took_ms` is until the last byte.
    """

    asked: str
    final_url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    cut: bool = False
    redirects: tuple[str, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    ttfb_ms: float = 0.0
    took_ms: float = 0.0

    @property
    def text(self) -> str:
        """The body as text, in the charset of its headers, else UTF-8."""
        _, _, charset = self.headers.get("content-type", "").partition("charset=")
        try:
            return self.body.decode(charset.partition(";")[0].strip(" \"'") or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


class WebFetcher:
    """A context manager. With `proxy` and `pace` it shares those of a browser pool, else it has its own."""

    def __init__(
        self,
        settings: WebSettings,
        *,
        proxy: FilteringProxy | None = None,
        pace: Pace | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.settings = settings
        self.pace = pace or Pace(settings.host_delay_ms / 1000)
        self._shared = proxy
        self._gate = gate
        self._stack = AsyncExitStack()
        self._proxy: FilteringProxy
        self._entry: Pass
        self._client: httpx.AsyncClient

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            if self._shared is None:
                if self.settings.in_sandbox:
                    await require_town(self.settings)
                self._proxy = await stack.enter_async_context(FilteringProxy(self._gate or gate_for(self.settings)))
            else:
                self._proxy = self._shared
            self._entry = self._proxy.admit(ALLOWANCE)
            stack.push_async_callback(self._proxy.dismiss, self._entry)
            self._client = await stack.enter_async_context(self._made())
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _made(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            proxy=httpx.Proxy(self._proxy.url, auth=(self._entry.user, self._entry.secret)),
            verify=client_context(self.settings.ca_file),
            headers={
                "User-Agent": f"Mozilla/5.0 (compatible; {robot_name(self.settings.contact_url)})",
                "Accept-Encoding": "gzip",
                "Accept": "*/*",
            },
            follow_redirects=False,
            trust_env=False,
        )

    async def get(self, url: str, *, limit: int = LIMIT, seconds: float = SECONDS, method: str = "GET") -> Fetched:
        """Fetch at most `limit` bytes of an address within so many seconds, redirects included. Never raises for a
        bad site."""
        began = time.monotonic()
        fetched = Fetched(url, url)
        passed: list[str] = []
        try:
            async with asyncio.timeout(seconds):
                while True:
                    fetched = replace(await self._once(method, fetched.final_url, limit), asked=url)
                    target = fetched.headers.get("location", "")
                    if fetched.failure or fetched.status not in (301, 302, 303, 307, 308) or not target:
                        break
                    passed.append(fetched.final_url)
                    if len(passed) > MOST_REDIRECTS:
                        fetched = replace(fetched, failure=Failure.NOT_A_SITE, detail="redirect_loop")
                        break
                    fetched = replace(fetched, final_url=urljoin(fetched.final_url, target))
        except TimeoutError:
            fetched = Fetched(url, fetched.final_url, failure=Failure.TOO_SLOW, detail="deadline")
        return replace(fetched, redirects=tuple(passed), took_ms=round((time.monotonic() - began) * 1000, 1))

    async def _once(self, method: str, url: str, limit: int) -> Fetched:
        failed = Fetched(url, url)
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            if parts.scheme not in ("http", "https") or not host:
                return replace(failed, failure=Failure.NOT_A_SITE, detail="scheme")
            mark = len(self._entry.journal)
            async with self.pace.turn(host):
                began = time.monotonic()
                async with self._client.stream(method, url, timeout=None) as response:
                    ttfb = round((time.monotonic() - began) * 1000, 1)
                    body, cut = await _read(response, limit)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, zlib.error) as error:
            return self._failed(failed, error, host, mark) if isinstance(error, tuple(HTTPX_FAILURES)) else _odd(failed)
        if response.headers.get("proxy-status", "").startswith(self._proxy.name):
            return self._refused(failed, host, mark)
        status = response.status_code
        headers = {key.lower(): value for key, value in response.headers.items()}
        return Fetched(url, url, status, headers, body, cut, failure=failure_of_status(status), ttfb_ms=ttfb)

    def _failed(self, failed: Fetched, error: Exception, host: str, mark: int) -> Fetched:
        if self._entry.last_refusal(host, mark):
            return self._refused(failed, host, mark)
        return replace(failed, failure=failure_of_httpx(error), detail=str(error)[:200] or type(error).__name__)

    def _refused(self, failed: Fetched, host: str, mark: int) -> Fetched:
        passage = self._entry.last_refusal(host, mark)
        if passage is None or passage.refusal is None:
            return replace(failed, failure=Failure.UNREACHABLE, detail="refused")
        return replace(failed, failure=REFUSALS[passage.refusal], detail=f"{passage.refusal}: {passage.detail}")

    async def certificate(self, host: str, port: int = 443, *, seconds: float = SECONDS) -> Certificate | Failure:
        """Return what a host's certificate says, or why there is none to read."""
        mark = len(self._entry.journal)
        try:
            async with asyncio.timeout(seconds), self.pace.turn(host):
                return await read_certificate(lambda: self._tunnel(host, port), host, self.settings.ca_file)
        except TimeoutError:
            return Failure.TOO_SLOW
        except OSError:
            passage = self._entry.last_refusal(host, mark)
            return REFUSALS[passage.refusal] if passage and passage.refusal else Failure.TLS_ERROR

    async def _tunnel(self, host: str, port: int) -> Stream:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._proxy.port)
        where = f"[{host}]" if ":" in host else host
        head = f"CONNECT {where}:{port} HTTP/1.1\r\nProxy-Authorization: {self._entry.header}\r\n\r\n"
        writer.write(head.encode("idna" if not host.isascii() else "ascii"))
        answer = await read_head(reader)
        if answer is None or answer.status != 200:
            writer.close()
            raise ConnectionRefusedError(host)
        return reader, writer


def _odd(failed: Fetched) -> Fetched:
    return replace(failed, failure=Failure.NOT_A_SITE, detail="address")


async def _read(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """Return at most `limit` bytes of a body, unpacked piece by piece so that little cannot become much."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    unpacker = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None
    body = bytearray()
    async for piece in response.aiter_raw():
        room = limit + 1 - len(body)
        body += unpacker.decompress(piece, room) if unpacker else piece[:room]
        if len(body) > limit:
            return bytes(body[:limit]), True
    return bytes(body), False


@asynccontextmanager
async def fetching(settings: WebSettings) -> AsyncIterator[WebFetcher]:
    """Shorthand for a fetcher of its own."""
    async with WebFetcher(settings) as fetcher:
        yield fetcher
