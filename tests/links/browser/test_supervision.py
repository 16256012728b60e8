"""The browser is replaced when it has gone, and never outlives us."""

from __future__ import annotations

import asyncio
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import Unavailable
from links.browser import BrowserPool, Visit
from links.browser.memory import members
from tests.links.browser.conftest import HOME, LIMITS, new_pool
from tests.links.web_proxy.client import World

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROOT = Path(__file__).parents[3]
GONE_SECONDS = 20.0
OWNER = """
import asyncio
from links.browser import BrowserPool
from settings.web import WebSettings

async def main():
    async with BrowserPool(WebSettings()) as pool, pool.visit("test") as visit:
        print(visit.engine.group, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def watch(group: int) -> list[int]:
    return [os.pidfd_open(pid) for pid in members(group)]


def assert_gone(watched: list[int]) -> None:
    for ended in watched:
        assert select.select([ended], [], [], GONE_SECONDS)[0]
        os.close(ended)


async def test_a_killed_browser_is_replaced_and_a_closed_pool_starts_none(world: World):
    async with new_pool(world, replace(LIMITS, contexts=1)) as pool:
        tries = 0

        async def dies_once(visit: Visit) -> int:
            nonlocal tries
            tries += 1
            if tries == 1:
                os.killpg(visit.engine.group, signal.SIGKILL)
            return (await visit.open(HOME)).status

        assert await pool.attempt("test", dies_once) == 200
        assert (tries, pool.restarts) == (2, 1)
        begun: asyncio.Queue[int] = asyncio.Queue()

        async def visiting() -> None:
            async with pool.visit("test") as visit:
                begun.put_nowait(visit.engine.group)
                await visit.page.wait_for_selector("never", timeout=60_000)

        tasks = [asyncio.create_task(visiting()) for _ in range(2)]  # one has the only place, one waits for it
        watched = watch(await begun.get())
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(end) for end in ends] == [Unavailable, Unavailable]
    assert begun.empty()
    assert_gone(watched)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux only")
async def test_no_browser_outlives_us_even_killed(world: World):
    folder = Path(tempfile.mkdtemp())  # Chromium's sockets have no room for a longer path
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        assert owner.stdout is not None
        group = int(await asyncio.to_thread(owner.stdout.readline))
        watched = watch(group)
        assert len(watched) > 3  # the launcher, the browser, its zygotes and renderers
    finally:
        owner.kill()
        owner.wait()
        assert owner.stdout is not None
        owner.stdout.close()
    assert_gone(watched)
    left = [path.name for path in folder.iterdir()]
    shutil.rmtree(folder)
    assert [name for name in left if "barometer" in name or "profile" in name] == []


async def test_the_browser_finds_no_program_of_the_desktop(pool: BrowserPool):
    """A page may go to mailto: by itself, and Chromium would start the machine's mail program."""
    async with pool.visit("test") as visit:
        (browser,) = [
            pid
            for pid in members(visit.engine.group)
            if b"--user-data-dir" in (line := Path(f"/proc/{pid}/cmdline").read_bytes())
            and b"--type=" not in line
            and b"launcher" not in line
        ]
        environment = Path(f"/proc/{browser}/environ").read_bytes().split(b"\0")
    path = next(entry for entry in environment if entry.startswith(b"PATH=")).decode().removeprefix("PATH=")
    for program in ("xdg-email", "xdg-open"):
        found = shutil.which(program, path=path)
        assert found is not None and Path(found).parent.name.startswith("barometer-browser-")
