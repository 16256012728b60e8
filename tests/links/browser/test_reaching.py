"""A page that tries every way to this machine and its neighbours reaches none of them."""

from __future__ import annotations

import asyncio
import socket

import pytest

from links.browser import Visit
from links.browser.flags import NOBODY_SEES, chromium_flags
from links.browser.launcher import one_list_of_features
from links.web_proxy import Refusal
from tests.links.browser.conftest import HOME
from tests.links.web_proxy.client import PUBLIC, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_no_resource_socket_frame_or_redirect_leads_inside(visit: Visit, world: World):
    assert (await visit.open(HOME + "/reaching")).failure is None
    assert await visit.page.evaluate("tried") == "all"
    refused = {passage.host: passage.refusal for passage in visit.entry.journal if passage.refusal}
    assert refused.pop("100.64.0.1") is Refusal.PORT
    assert set(refused.values()) == {Refusal.ADDRESS}
    assert set(refused) == {
        "127.0.0.1", "inside.example", "localhost", "10.0.0.1", "169.254.169.254", "192.168.0.1", "[::1]", "0.0.0.0",
        "cloud.example", "::ffff:7f00:1", "fe80::1",
    }  # fmt: skip
    assert set(world.dialled) == {PUBLIC}


async def test_webrtc_sends_nothing_around_the_proxy(visit: Visit):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.setblocking(False)
        await visit.open(HOME + "/framed")
        await visit.page.evaluate(
            """async port => {
                const peer = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${port}`}]});
                peer.createDataChannel('x');
                const done = new Promise(told => peer.onicegatheringstatechange = () =>
                    peer.iceGatheringState === 'complete' && told());
                await peer.setLocalDescription();
                await done;
            }""",
            stun.getsockname()[1],
        )
        with pytest.raises(BlockingIOError):
            stun.recv(100)


async def test_quic_and_the_browsers_own_name_resolution_are_off():
    flags = chromium_flags()
    assert "--disable-quic" in flags and any("MAP * ~NOTFOUND" in flag for flag in flags)


async def test_the_drivers_own_list_of_disabled_features_is_kept():
    asked = ["--a", "--disable-features=Theirs,Too", "--b", *chromium_flags()]
    (features,) = [flag for flag in one_list_of_features(asked) if flag.startswith("--disable-features=")]
    assert {"Theirs", "Too", *NOBODY_SEES} == set(features.partition("=")[2].split(","))
    assert one_list_of_features(["--a"]) == ["--a"]


async def test_a_page_that_takes_too_much_memory_is_ended_alone(visit: Visit):
    await visit.open(HOME + "/framed")
    page = visit.page
    async with page.expect_event("crash", timeout=20_000):
        await visit.open(HOME + "/hungry")
    await asyncio.wait_for(visit.settle(), 10)
    assert visit.happenings.ended[page].detail == "page_crashed"
    assert (await visit.open(HOME)).failure is None
