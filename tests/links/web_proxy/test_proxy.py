from __future__ import annotations

import asyncio

import pytest

from links.web_proxy import FilteringProxy, OutsideGate, Refusal, Refused
from links.web_proxy.exchange import WELCOME
from links.web_proxy.gate import connect_elsewhere
from tests.links.browser.site import Site, page
from tests.links.web_proxy.client import PUBLIC, World, raw

HELLO = {"/": page("hello")}


def get(url: str, header: str, *fields: str) -> str:
    return "\r\n".join([f"GET {url} HTTP/1.1", "Host: x", f"Proxy-Authorization: {header}", *fields, "", ""])


async def test_a_public_host_is_reached_at_the_address_that_was_checked():
    async with Site(HELLO).serving() as site:
        world = World({"www.ville.fr": ["10.0.0.1", PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            entry = proxy.admit(10_000)
            answer = await raw(proxy, get("http://www.ville.fr/", entry.header))
        assert answer.endswith(b"hello") and world.dialled == [PUBLIC]
        assert site.asked == ["GET / HTTP/1.1"]
        assert b"proxy-authorization" not in site.heads[0].lower()
        (passage,) = entry.journal
        assert (passage.address, passage.refusal) == (PUBLIC, None)
        assert passage.received > 5 and entry.spent == passage.sent + passage.received


@pytest.mark.parametrize(
    "header", ["", "Basic YTpi", "Bearer x", "Basic \xe9"], ids=["none", "other", "scheme", "garbage"]
)
@pytest.mark.parametrize("request_line", ["GET http://www.ville.fr/ HTTP/1.1", "CONNECT www.ville.fr:443 HTTP/1.1"])
async def test_nobody_else_on_the_machine_can_use_it(header: str, request_line: str):
    async with Site(HELLO).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            proxy.admit(10_000)
            answer = await raw(proxy, f"{request_line}\r\nProxy-Authorization: {header}\r\n\r\n".encode("latin-1"))
        assert answer.startswith(b"HTTP/1.1 407") and world.dialled == [] and world.resolved == []


async def test_a_pass_taken_back_is_worth_nothing_and_its_connections_are_closed():
    async with Site(HELLO).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            entry = proxy.admit(10_000)
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.write(f"CONNECT www.ville.fr:443 HTTP/1.1\r\nProxy-Authorization: {entry.header}\r\n\r\n".encode())
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            await proxy.dismiss(entry)
            assert await reader.read() == b""
            writer.close()
            assert (await raw(proxy, get("http://www.ville.fr/", entry.header))).startswith(b"HTTP/1.1 407")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "0", "0.0.0.0", "[::ffff:127.0.0.1]"],
)
async def test_this_machine_is_never_reached_whatever_it_is_called(host: str):
    """By the machine's own resolver, which knows all these forms."""
    async with Site(HELLO).serving() as site, FilteringProxy(OutsideGate()) as proxy:
        entry = proxy.admit(10_000)
        for port in (80, site.port):
            tunnel = f"CONNECT {host}:{port} HTTP/1.1\r\nProxy-Authorization: {entry.header}\r\n\r\n"
            assert b" 200 " not in (await raw(proxy, tunnel)).split(b"\r\n")[0]
            assert b" 200 " not in (await raw(proxy, get(f"http://{host}:{port}/", entry.header))).split(b"\r\n")[0]
        assert site.connections == 0
        assert {passage.refusal for passage in entry.journal} <= {Refusal.ADDRESS, Refusal.PORT, Refusal.NO_SUCH_NAME}


async def test_a_name_that_changes_its_address_after_the_check_gains_nothing():
    """DNS rebinding: each connection uses the very address that was checked, and each is checked."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    async with Site(HELLO).serving() as site:
        world = World({}, site.port)
        async with FilteringProxy(OutsideGate(rebinding), dial=world.dial) as proxy:
            entry = proxy.admit(10_000)
            for _ in range(3):
                await raw(proxy, get("http://rebind.example/", entry.header))
        assert world.dialled == [PUBLIC]
        assert [passage.detail for passage in entry.journal] == [
            "", "127.0.0.1 (loopback)", "169.254.169.254 (metadata)",
        ]  # fmt: skip


@pytest.mark.parametrize("port", [22, 25, 3306, 5432, 6379, 8001, 65535])
async def test_only_the_ports_of_websites_are_reached(port: int):
    async with Site(HELLO).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            entry = proxy.admit(10_000)
            answer = await raw(proxy, get(f"http://www.ville.fr:{port}/", entry.header))
        assert answer.startswith(b"HTTP/1.1 502") and entry.journal[0].refusal is Refusal.PORT
        assert world.dialled == []


@pytest.mark.parametrize(
    "url", ["ftp://www.ville.fr/", "https://www.ville.fr/", "/", "*", "http:///", "http://[", "file:///etc/passwd"]
)
async def test_only_absolute_http_addresses_go_in_the_clear(url: str):
    world = World({"www.ville.fr": [PUBLIC]}, 1)
    async with world.proxy() as proxy:
        answer = await raw(proxy, get(url, proxy.admit(10_000).header))
    assert answer.startswith(b"HTTP/1.1 400") and world.dialled == []


async def test_a_refusal_is_signed_by_a_name_that_no_site_knows():
    async with FilteringProxy(OutsideGate()) as proxy, FilteringProxy(OutsideGate()) as other:
        answer = await raw(proxy, get("http://127.0.0.1/", proxy.admit(100).header))
        assert f"Proxy-Status: {proxy.name}; error=address".encode() in answer
        assert proxy.name != other.name


async def test_bytes_are_counted_and_end_with_the_allowance():
    async with Site({"/": page("x" * 100_000)}).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            entry = proxy.admit(50_000)
            answer = await raw(proxy, get("http://www.ville.fr/", entry.header))
            again = await raw(proxy, get("http://www.ville.fr/", entry.header))
        assert len(answer) < 70_000 and entry.spent > 50_000
        assert again.startswith(b"HTTP/1.1 502") and b"error=too_much" in again
        assert len(world.dialled) == 1


async def test_an_endless_tunnel_ends_with_the_allowance():
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with Site({"/": endless}).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            entry = proxy.admit(1_000_000)
            tunnel = f"CONNECT www.ville.fr:443 HTTP/1.1\r\nProxy-Authorization: {entry.header}\r\n\r\n"
            answer = await raw(proxy, tunnel + "GET / HTTP/1.1\r\n\r\n", end=False)
        assert 500_000 < len(answer) <= 1_000_000
        assert entry.journal[0].refusal is Refusal.TOO_MUCH


async def test_a_form_is_never_sent_twice_over_a_connection_that_the_server_was_closing():
    """What is safe to repeat is asked for again; a POST goes through a connection of its own."""
    posts = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        nonlocal posts
        posts += head.startswith(b"POST")
        # takes the message and closes without a word

    async with Site({"/": page("hello"), "/send": once}).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            header = proxy.admit(10_000).header
            post = get("http://www.ville.fr/send", header, "Content-Length: 3").replace("GET", "POST") + "abc"
            answer = await raw(proxy, get("http://www.ville.fr/", header) + post)
        assert answer.count(b"HTTP/1.1 200") == 1 and b"HTTP/1.1 502" in answer
        assert posts == 1 and site.bodies == [b"abc"] and len(world.dialled) == 2


async def test_a_kept_connection_serves_the_next_request_and_outlives_its_server_closing():
    async with Site(
        {"/": page("hello"), "/bye": page("bye", "200 OK", "text/html", "Connection: close")}
    ).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            header = proxy.admit(10_000).header
            twice = get("http://www.ville.fr/", header) * 2 + get("http://www.ville.fr/bye", header)
            answer = await raw(proxy, twice)
        assert answer.count(b"hello") == 2 and answer.count(b"bye") == 1 and len(world.dialled) == 1


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (b"220 mail.example ESMTP\r\n\r\n", Refusal.NOT_HTTP),
        (b"", Refusal.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000, Refusal.NOT_HTTP),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", Refusal.NOT_HTTP),
    ],
    ids=["mail", "silence", "endless-header", "odd-status"],
)
async def test_what_is_no_http_is_told_and_not_passed_on(response: bytes, reason: Refusal):
    async def odd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(response)

    async with Site({"/": odd}).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            entry = proxy.admit(10_000)
            answer = await raw(proxy, get("http://www.ville.fr/", entry.header))
        assert answer.startswith(b"HTTP/1.1 502") and entry.journal[-1].refusal is reason


async def test_bodies_of_all_framings_arrive_whole():
    async def chunked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: 1\r\n\r\n"
        )

    async def until_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(b"HTTP/1.0 200 OK\nServer: old\n\nhello world")

    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + page("hello world"))

    async with Site({"/chunked": chunked, "/end": until_end, "/early": early}).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            header = proxy.admit(10_000).header
            answers = [
                await raw(proxy, get(f"http://www.ville.fr{path}", header)) for path in ("/chunked", "/end", "/early")
            ]
    assert answers[0].endswith(b"hello\r\n6;x=y\r\n world\r\n0\r\nT: 1\r\n\r\n")
    assert answers[1].endswith(b"\n\nhello world")
    assert answers[2].startswith(b"HTTP/1.1 103") and answers[2].endswith(b"hello world")


async def test_two_lengths_in_one_request_are_refused():
    world = World({"www.ville.fr": [PUBLIC]}, 1)
    async with Site(HELLO).serving() as site:
        world.port = site.port
        async with world.proxy() as proxy:
            fields = ("Content-Length: 5", "Transfer-Encoding: chunked")
            answer = await raw(proxy, get("http://www.ville.fr/", proxy.admit(10_000).header, *fields))
        assert answer.startswith(b"HTTP/1.1 400") and site.asked == []


async def test_a_websocket_upgrade_is_carried_both_ways():
    async def upgrade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        writer.write(b"you said " + await reader.readexactly(4))

    async with Site({"/ws": upgrade}).serving() as site:
        world = World({"www.ville.fr": [PUBLIC]}, site.port)
        async with world.proxy() as proxy:
            fields = ("Upgrade: websocket", "Connection: Upgrade")
            request = get("http://www.ville.fr/ws", proxy.admit(10_000).header, *fields)
            assert (await raw(proxy, request + "ping", end=False)).endswith(b"you said ping")
        assert b"Upgrade: websocket" in site.heads[0]


async def test_the_welcome_page_is_the_proxys_own():
    world = World({WELCOME: [PUBLIC]}, 1)
    async with world.proxy() as proxy:
        answer = await raw(proxy, get(f"http://{WELCOME}/", proxy.admit(100).header))
    assert answer.startswith(b"HTTP/1.1 200") and world.dialled == []


async def test_a_public_address_of_this_very_machine_is_not_reached_either():
    async with Site(HELLO).serving() as site:
        with pytest.raises(Refused, match="this machine"):
            await connect_elsewhere("127.0.0.1", site.port)
        assert site.asked == []


async def test_a_machine_without_network_is_not_the_sites_fault():
    async def down(address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        raise OSError(101, "Network is unreachable")

    world = World({"www.ville.fr": [PUBLIC]}, 1)
    async with FilteringProxy(OutsideGate(world.resolve), dial=down) as proxy:
        entry = proxy.admit(100)
        await raw(proxy, get("http://www.ville.fr/", entry.header))
    assert entry.journal[0].refusal is Refusal.NO_NETWORK
