"""Ports, virtual hosts, the token, certificates, and the hosts that are no ordinary site."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest

from tests.sandbox.web.visiting import Visitor, visited

TOKEN = "/.well-known/barometer-town"


async def test_every_host_that_talks_presents_the_token(tmp_path: Path) -> None:
    async with visited(tmp_path, "wordpress", "frameset") as visitor:
        hosts = {asked.partition(":")[0] for asked in visitor.web["hosts"]}
        assert {"www.wordpress.example", "www.frameset.example", "formulaires.guichet-facile.example"} <= hosts
        for host in sorted(hosts - {"www.down.example", "www.mute.example"}):
            answer = await visitor.ask(f"http://{host}{TOKEN}")
            assert answer.text == visitor.serving.world.token, host
        stranger = await visitor.client.get(
            f"http://{visitor.web['http']}{TOKEN}", headers={"Host": "www.else.example"}
        )
        assert visitor.serving.world.token not in stranger.text


async def test_http_leads_to_https_unless_the_site_has_none(tmp_path: Path) -> None:
    async with visited(tmp_path, "drupal", "frameset") as visitor:
        first = await visitor.ask("http://www.drupal.example/?a=1", follow=False)
        assert (first.status_code, first.headers["location"]) == (301, "https://www.drupal.example/?a=1")
        assert "max-age" in (await visitor.ask("https://www.drupal.example/")).headers["strict-transport-security"]
        assert (await visitor.ask("http://www.frameset.example/")).status_code == 200
        with pytest.raises(httpx.ConnectError):
            await visitor.ask("https://www.frameset.example/")


@pytest.mark.parametrize(
    ("kind", "words"), [("expired", "expired"), ("other-name", "mismatch"), ("self-signed", "self-signed")]
)
async def test_odd_certificates_are_refused(tmp_path: Path, kind: str, words: str) -> None:
    async with visited(tmp_path, "wordpress") as visitor:
        with pytest.raises(httpx.ConnectError, match=words):
            await visitor.ask(f"https://www.{kind}.example/")
        assert (await visitor.ask(f"http://www.{kind}.example/")).status_code == 200


async def test_odd_hosts_do_what_the_manifest_says(tmp_path: Path) -> None:
    async with visited(tmp_path, "wordpress") as visitor:
        with pytest.raises(httpx.ConnectError):
            await visitor.ask("http://www.down.example/")
        with pytest.raises(httpx.ReadTimeout):
            await visitor.ask("http://www.mute.example/", timeout=httpx.Timeout(2, read=0.1))
        with pytest.raises(httpx.RemoteProtocolError):
            await visitor.ask("http://www.trickle.example/")
        assert await _status(visitor, "error") == 500
        assert await _status(visitor, "login-wall") == 401
        assert await _status(visitor, "maintenance") == 503
        assert await _status(visitor, "blocked") == 403
        assert (await visitor.ask("http://www.pdf.example/")).content.startswith(b"%PDF")
        assert len((await visitor.ask("http://www.huge.example/")).content) > 9_900_000
        hop = await visitor.ask("http://www.redirects.example/41", follow=False)
        assert hop.headers["location"] == "/42"


async def _status(visitor: Visitor, kind: str) -> int:
    return (await visitor.ask(f"https://www.{kind}.example/")).status_code


async def test_latency_holds_answers_back(tmp_path: Path) -> None:
    async with visited(tmp_path, "wordpress", latency=0.1) as visitor:
        answer = await visitor.ask("https://www.wordpress.example/")
        assert answer.elapsed.total_seconds() >= 0.1


async def test_a_client_that_does_not_know_the_town_authority_refuses(tmp_path: Path) -> None:
    async with (
        visited(tmp_path, "drupal") as visitor,
        httpx.AsyncClient(verify=ssl.create_default_context(), trust_env=False) as stranger,
    ):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
            await stranger.get(f"https://{visitor.web['https']}/", extensions={"sni_hostname": "www.drupal.example"})
