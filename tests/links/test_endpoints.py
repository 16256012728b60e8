from __future__ import annotations

import asyncio

import pytest

from domain.errors import InputError
from links.endpoints import looks_like_loopback, require_sandbox
from settings.mail import Server
from tests.links.scripted_smtp import scripted


async def fault(token: str, *servers: Server) -> str:
    with pytest.raises(InputError) as caught:
        await asyncio.to_thread(require_sandbox, *servers, token=token)
    return caught.value.message.code


async def test_every_endpoint_must_present_the_token():
    async with scripted(banner="220 town-abc") as town, scripted(banner="220 mail.example.org") as foreign:
        await asyncio.to_thread(require_sandbox, town.server(), token="town-abc")
        assert await fault("town-abc", town.server(), foreign.server()) == "endpoint_not_sandbox"
        assert await fault("town-other", town.server()) == "endpoint_not_sandbox"
        assert await fault("", town.server()) == "endpoint_no_token"
    assert "EHLO" not in town.verbs()


async def test_an_address_elsewhere_is_refused_without_touching_it():
    assert await fault("t", Server("smtp.example.org", 587, "starttls")) == "endpoint_not_loopback"
    assert await fault("t", Server("192.0.2.1", 25, "none")) == "endpoint_not_loopback"


async def test_an_endpoint_that_is_down_is_refused():
    async with scripted() as town:
        server = town.server()
    assert await fault("t", server) == "endpoint_unreachable"


def test_a_name_is_not_trusted_to_be_this_machine():
    assert looks_like_loopback("127.0.0.1") and not looks_like_loopback("town.localdomain")
