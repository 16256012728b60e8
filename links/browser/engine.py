"""One running Chromium: started through the launcher, watched, and killed when it no longer responds."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from domain.errors import Unavailable
from links.browser import launcher, memory

START_SECONDS = 45.0
CLOSE_SECONDS = 5.0
DESKTOP_PROGRAMS = ("xdg-open", "xdg-email", "xdg-settings", "xdg-mime")
"""What Chromium runs for addresses like mailto:, whoever clicks; here they find programs that do nothing."""


class Engine:
    """A driver and its browser. Made by `start`; `alive` turns false when either has gone."""

    def __init__(self, folder: Path, playwright: Playwright, browser: Browser, most_bytes: int) -> None:
        self.browser = browser
        self.version = browser.version
        self._folder = folder
        self._playwright = playwright
        self._given_up = False
        self._watching = asyncio.get_running_loop().create_task(memory.watch(lambda: self.group, most_bytes))

    @classmethod
    async def start(cls, path: Path, flags: list[str], proxy_url: str, *, own_sandbox: bool, most_bytes: int) -> Self:
        """Start a browser with a new profile, whose pages may each hold so many bytes. Raises Unavailable."""
        folder = Path(tempfile.mkdtemp(prefix="barometer-browser-"))
        playwright: Playwright | None = None
        try:
            async with asyncio.timeout(START_SECONDS):
                playwright = await async_playwright().start()
                browser = await playwright.chromium.launch(
                    executable_path=_wrapper(folder, path),
                    args=flags,
                    headless=True,
                    chromium_sandbox=own_sandbox,
                    proxy={"server": proxy_url, "bypass": "<-loopback>"},
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
        except (PlaywrightError, OSError, TimeoutError) as error:
            _kill(folder)
            if playwright is not None:
                await _quietly(playwright.stop())
            shutil.rmtree(folder, ignore_errors=True)
            raise Unavailable("browser_cannot_start", path=str(path), why=first_line(error)) from error
        return cls(folder, playwright, browser, most_bytes)

    @property
    def alive(self) -> bool:
        # the driver tells of an ended browser only after its pages, and whoever waits for a page asks at once
        return not self._given_up and self.browser.is_connected() and _lives(self._folder)

    @property
    def group(self) -> int:
        """The process group of the browser and all its helpers, 0 when it is not known."""
        return _pids(self._folder)[0]

    def kill(self) -> None:
        """End a browser that does not respond."""
        self._given_up = True
        _kill(self._folder)

    async def stop(self) -> None:
        """Close in good order, or kill what does not close."""
        self._watching.cancel()
        closing = self.alive
        self._given_up = True
        if closing:
            await _quietly(self.browser.close())
        self.kill()
        await _quietly(self._playwright.stop())
        shutil.rmtree(self._folder, ignore_errors=True)


def _wrapper(folder: Path, browser: Path) -> Path:
    """Write the program that the driver takes for the browser, and those that the browser takes for the desktop's."""
    for name in DESKTOP_PROGRAMS:
        _write_program(folder / name, "exit 0")
    words = [sys.executable, "-I", "-S", launcher.__file__, str(os.getpid()), str(folder / "pids"), str(browser)]
    return _write_program(folder / "browser", f'PATH={shlex.quote(str(folder))}:"$PATH" exec {shlex.join(words)} "$@"')


def _write_program(path: Path, line: str) -> Path:
    path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
    path.chmod(0o700)
    return path


def _pids(folder: Path) -> tuple[int, int]:
    try:
        group, child = (folder / "pids").read_text("ascii").split()
    except (OSError, ValueError):
        return 0, 0
    return int(group), int(child)


def _lives(folder: Path) -> bool:
    """Whether the browser's process runs; taken for granted where it is not known."""
    _, child = _pids(folder)
    try:
        state = Path(f"/proc/{child}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0]
    except OSError:
        return not child
    return state not in "ZX"


def _kill(folder: Path) -> None:
    group, child = _pids(folder)
    try:
        # the number could have gone to another process: the launcher still waits for its browser
        if group and launcher.__file__.encode() in Path(f"/proc/{group}/cmdline").read_bytes():
            os.kill(child, signal.SIGKILL)  # and the launcher ends and buries the rest
    except OSError:
        return


async def _quietly(closing: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await closing
    except (PlaywrightError, OSError, TimeoutError):
        return


def first_line(error: BaseException) -> str:
    """Return what an error says, short enough for a sentence."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
