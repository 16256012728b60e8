"""In the sandbox nothing but the town is reached, and the town has to prove itself."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from domain.errors import InputError
from links.web_proxy import FilteringProxy, OutsideGate, Refusal, TownGate, gate_for
from links.web_proxy.town import require_town
from settings.web import Endpoint, WebSettings
from tests.links.browser.site import TOKEN, Site, page
from tests.links.web_proxy.client import raw

HOST = "www.ville.example"


def town(*targets: Endpoint, token: str = TOKEN) -> WebSettings:
    hosts = {(HOST if not number else f"{number}.example", 80): target for number, target in enumerate(targets)}
    return WebSettings(sandbox_hosts=MappingProxyType(hosts), sandbox_token=token)


async def test_only_the_towns_hosts_are_reached_on_their_ports():
    async with Site({"/": page("hello")}).serving() as site:
        gate = gate_for(town(("127.0.0.1", site.port)))
        async with FilteringProxy(gate) as proxy:
            entry = proxy.admit(10_000)
            answers = [
                await raw(proxy, f"GET http://{where}/ HTTP/1.1\r\nProxy-Authorization: {entry.header}\r\n\r\n")
                for where in ("WWW.ville.example.", "www.ville.fr", f"{HOST}:8080", f"127.0.0.1:{site.port}", "[::1]")
            ]
        assert [answer.endswith(b"hello") for answer in answers] == [True, False, False, False, False]
        assert {passage.refusal for passage in entry.journal[1:]} == {Refusal.NOT_IN_TOWN}
        assert site.connections == 1


def test_without_a_town_the_gate_is_that_of_the_world():
    assert isinstance(gate_for(WebSettings()), OutsideGate)
    assert isinstance(gate_for(town(("127.0.0.1", 1))), TownGate)


async def test_a_town_that_presents_its_token_is_one():
    async with Site().serving() as site:
        assert await require_town(town(("127.0.0.1", site.port))) == ()


async def test_a_site_of_the_town_that_is_down_takes_nothing_and_may_be_there():
    async with Site().serving() as closed:
        gone = closed.port
    async with Site().serving() as good:
        assert await require_town(town(("127.0.0.1", good.port), ("127.0.0.1", gone))) == ()


async def test_whatever_is_no_town_is_refused():
    async with Site(token="another").serving() as other, Site().serving() as good:
        right = ("127.0.0.1", good.port)
        for settings, code in [
            (town(right, token=""), "endpoint_no_token"),
            (town(right, ("127.0.0.1", other.port)), "endpoint_not_sandbox"),
            (town(right, ("93.184.216.34", 80)), "endpoint_not_loopback"),
        ]:
            with pytest.raises(InputError) as caught:
                await require_town(settings)
            assert str(caught.value).startswith(code)
