"""Plain requests pass the same gate as the browser, and no site can make them raise, hang or swell."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from domain.failure import Failure
from links.web_fetch import WebFetcher
from settings.web import WebSettings
from tests.links.browser.site import Handler, Site, page
from tests.links.web_proxy.client import PUBLIC, World

HOME = "http://www.ville.fr"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    await asyncio.Event().wait()


PAGES: dict[str, bytes | Handler] = {
    "/": page("é".encode("latin-1"), kind="text/html; charset=iso-8859-1"),
    "/old": page("", "301 Moved Permanently", "text/html", "Location: /"),
    "/loop": page("", "302 Found", "text/html", "Location: /loop"),
    "/inside": page("", "302 Found", "text/html", "Location: http://inside.example/secret"),
    "/file": page("", "302 Found", "text/html", "Location: file:///etc/passwd"),
    "/gone": page("gone", "410 Gone"),
    "/long": page("x" * 200_000),
    "/swells": page(gzip.compress(b"x" * 50_000_000), "200 OK", "text/html", "Content-Encoding: gzip"),
    "/false": page("not packed", "200 OK", "text/html", "Content-Encoding: gzip"),
    "/silent": silent,
}


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[WebFetcher]:
    async with Site(PAGES).serving() as site:
        world = World({"www.ville.fr": [PUBLIC], "inside.example": ["10.0.0.1"]}, site.port)
        async with (
            world.proxy() as proxy,
            WebFetcher(WebSettings(host_delay_ms=0), proxy=proxy) as fetcher,
        ):
            yield fetcher
        assert set(world.dialled) <= {PUBLIC}


async def test_a_page_is_fetched_and_redirects_are_told(fetcher: WebFetcher):
    fetched = await fetcher.get(HOME + "/old")
    assert (fetched.status, fetched.final_url, fetched.redirects) == (200, HOME + "/", (HOME + "/old",))
    assert fetched.text == "é" and fetched.failure is None


@pytest.mark.parametrize(
    ("url", "failure", "detail"),
    [
        (HOME + "/loop", Failure.NOT_A_SITE, "redirect_loop"),
        (HOME + "/inside", Failure.UNREACHABLE, "address: 10.0.0.1 (private)"),
        (HOME + "/file", Failure.NOT_A_SITE, "scheme"),
        (HOME + "/gone", Failure.HTTP_4XX, ""),
        (HOME + "/false", Failure.NOT_A_SITE, None),
        (HOME + "/silent", Failure.TOO_SLOW, "deadline"),
        ("http://127.0.0.1/", Failure.UNREACHABLE, "address: 127.0.0.1 (loopback)"),
        ("https://169.254.169.254/", Failure.UNREACHABLE, "address: 169.254.169.254 (metadata)"),
        ("http://nowhere.example/", Failure.DNS_ERROR, "no_such_name: "),
        ("http://www.ville.fr:25/", Failure.UNKNOWN, "port: 25"),
        ("ftp://www.ville.fr/", Failure.NOT_A_SITE, "scheme"),
        ("http://[", Failure.NOT_A_SITE, "address"),
    ],
)
async def test_a_bad_address_is_a_result(fetcher: WebFetcher, url: str, failure: Failure, detail: str | None):
    fetched = await fetcher.get(url, seconds=1)
    assert fetched.failure is failure
    assert detail is None or fetched.detail == detail


@pytest.mark.parametrize("path", ["/long", "/swells"])
async def test_a_long_body_is_cut_however_it_is_packed(fetcher: WebFetcher, path: str):
    fetched = await fetcher.get(HOME + path, limit=1000)
    assert (len(fetched.body), fetched.cut, fetched.failure) == (1000, True, None)


async def test_a_certificate_inside_is_not_read(fetcher: WebFetcher):
    assert await fetcher.certificate("10.0.0.1") is Failure.UNREACHABLE
    assert await fetcher.certificate("nowhere.example") is Failure.DNS_ERROR
